"""Forms that add and change one thing: dotted names become the command's shape and back again.

`names.en` is a field of `names`; `donors.0.organisation` is a field of the first row of `donors`. Rows left
blank are dropped, so a page may offer empty ones and needs no JavaScript to add a row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from app.kernel.errors import AppError, FieldError, Stale
from app.kernel.types import CODE_PATTERN, Names
from app.kernel.words import _
from app.platform.web.forms import FormView, SubmittedForm, on_form, parse

C = TypeVar("C", bound=BaseModel)
R = TypeVar("R")

BLANK_ROWS = 3
"""How many empty rows a page offers below the filled ones."""

MAX_ROWS = 200
"""Rows beyond this number are not read."""

FILL_IN = _("Please fill this in.")


def answers_of(
    form: SubmittedForm,
    *,
    lists: Sequence[str] = (),
    flags: Sequence[str] = (),
    rows: Sequence[str] = (),
    clearable: Sequence[str] = (),
) -> dict[str, Any]:
    """What was answered, nested as the command is.

    `lists` may have several values; `flags` are check boxes, false when absent; `rows` are tables; `clearable`
    fields that were sent empty become None. Other empty answers are left out.
    """
    answers: dict[str, Any] = {}
    tables: dict[str, dict[int, dict[str, Any]]] = {name: {} for name in rows}
    for name, value in form.data(lists=lists).items():
        first, _dot, rest = name.partition(".")
        if first in tables:
            place, _dot, column = rest.partition(".")
            if place.isascii() and place.isdigit() and int(place) < MAX_ROWS and column:
                _put(tables[first].setdefault(int(place), {}), column, value)
        elif rest:
            inner = answers.setdefault(first, {})
            inner[rest] = value
        else:
            answers[name] = value
    for name, table in tables.items():
        answers[name] = [table[place] for place in sorted(table)]
    for name in lists:
        answers.setdefault(name, [])
    for name in flags:
        answers[name] = form.get(name) == "true"
    for name in clearable:
        if name in form.fields:
            answers.setdefault(name, None)
    return answers


def _put(row: dict[str, Any], column: str, value: Any) -> None:
    """Put an answer into its row; `names.en` is a field of the row's `names`."""
    head, _dot, tail = column.partition(".")
    if tail:
        row.setdefault(head, {})[tail] = value
    else:
        row[column] = value


def values_of(answers: Mapping[str, Any], *, rows: Sequence[str] = ()) -> dict[str, Any]:
    """The other way round: nested answers as flat values of a form, all as text."""
    values: dict[str, Any] = {}
    for name, value in answers.items():
        if name in rows:
            values[f"{name}.length"] = len(value)
            for place, row in enumerate(value):
                for column, cell in values_of(row).items():
                    values[f"{name}.{place}.{column}"] = cell
        elif isinstance(value, Mapping):
            values.update({f"{name}.{key}": _text(inner) for key, inner in value.items()})
        elif isinstance(value, list | tuple):
            values[name] = [_text(part) for part in value]
        else:
            values[name] = _text(value)
    return values


def row_places(form: FormView, name: str, blank: int) -> range:
    """The rows to draw of a table: the filled ones and some blank ones below."""
    return range(int(form.values.get(f"{name}.length", 0)) + blank)


def _text(value: Any) -> str:
    if value is None or value is False:
        return ""
    return "true" if value is True else str(value)


@dataclass(frozen=True, slots=True)
class Taken(Generic[R]):
    """A form was taken (`value`), or is to be shown again (`form`) with this status."""

    status: int
    value: R | None = None
    form: FormView | None = None


def take(
    model: type[C],
    answers: Mapping[str, Any],
    act: Callable[[C], R],
    *,
    kept: Mapping[str, str],
    rows: Sequence[str] = (),
    saved: Callable[[], Mapping[str, Any]] | None = None,
) -> Taken[R]:
    """Parse the answers and act on the command; on a refusal, give back the form as it was typed.

    `kept` are hidden values to show again (the id). `saved` gives the form's values as they are saved now: when
    the version was stale they stand beside what was typed, and saving again is then a decision. When nothing differs the
    same form was sent twice, and was taken.
    """
    typed = {**values_of(answers, rows=rows), **kept}
    command, problems = parse(model, answers)
    if command is None:
        return Taken(422, form=_again(typed, [on_form(one, [*_named_in(model), *typed]) for one in problems]))
    try:
        return Taken(200, value=act(command))
    except Stale as refusal:
        problems = list(refusal.errors)
        if saved is not None:
            now = saved()
            differences = _differences(typed, now)
            if not differences:  # pressed twice: what was typed is what is saved
                return Taken(200)
            problems += differences
            typed = {**typed, "version": str(now["version"])}
        return Taken(412, form=_again(typed, problems, refusal))
    except AppError as refusal:
        if refusal.status in {401, 403, 404}:
            raise
        problems = [on_form(one, [*_named_in(model), *typed]) for one in refusal.errors]
        return Taken(refusal.status, form=_again(typed, problems, refusal))


def _named_in(model: type[BaseModel]) -> list[str]:
    """The English field of each name in three languages: the one that may not stay empty."""
    return [f"{name}.en" for name, one in model.model_fields.items() if one.annotation is Names]


def _again(typed: dict[str, Any], problems: list[FieldError], refusal: AppError | None = None) -> FormView:
    errors = {problem.field: problem.message for problem in reversed(problems)}
    return FormView(typed, errors, problems, refusal.message if refusal else None)


def _differences(typed: Mapping[str, Any], now: Mapping[str, Any]) -> list[FieldError]:
    """One line for each answer that is not what somebody else has saved meanwhile."""
    found = []
    for name, value in now.items():
        if name == "version" or name.endswith(".length") or typed.get(name, "") == value:
            continue
        shown = ", ".join(value) if isinstance(value, list) else value
        sentence = _("Saved in the meantime: %(value)s") % {"value": shown or "–"}
        found.append(FieldError(name, "version.stale", sentence))
    return found


def told_at_rows(
    shown: FormView, table: str, rows: Sequence[Mapping[str, str]], *, key: str, value: str
) -> FormView:
    """The form with each problem of a table told at the cell where it was typed.

    The command keeps such a table as a mapping from `key` to `value`, so its problems name a key instead of a row. What is
    wrong with the rows together is told above the table.
    """
    told = [_at_row(one, table, rows, key, value) for one in shown.problems]
    problems = list({(one.field, one.code): one for one in told}.values())
    errors = {one.field: one.message for one in reversed(problems)}
    return FormView(shown.values, errors, problems, shown.message)


def _at_row(
    problem: FieldError, table: str, rows: Sequence[Mapping[str, str]], key: str, value: str
) -> FieldError:
    within, _dot, name = problem.field.partition(".")
    if within != table:
        return problem
    if "." in problem.code:  # a rule of this table, not of one cell
        return FieldError(table, problem.code, problem.message, problem.facts)
    for place, row in enumerate(rows):
        if row.get(key, "") == name:
            if not (name and row.get(value)):
                return FieldError(f"{table}.{place}.{value if name else key}", "missing", FILL_IN)
            column = value if re.fullmatch(CODE_PATTERN, name) else key
            return FieldError(f"{table}.{place}.{column}", problem.code, problem.message, problem.facts)
    return problem


def seen_version(form: SubmittedForm) -> int | None:
    """The version the form was filled from."""
    version = form.get("version")
    return int(version) if version.isascii() and version.isdigit() and len(version) <= 9 else None
