"""A logframe from a sheet: every wrong cell is named, all rows or none, and the same sheet twice changes nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, TypeVar

from pydantic import ValidationError

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel.columns import SheetColumn
from app.kernel.errors import FieldError, NotFound
from app.kernel.ids import new_id
from app.kernel.outcome import changes
from app.kernel.words import Words, _
from app.platform import catalogues
from app.platform.sheets import problems as kept_problems
from app.platform.sheets.cells import date_of, pair, several, whole_of
from app.platform.sheets.files import Cell
from app.platform.sheets.heading import read_sheet
from app.platform.sheets.listed import Listed, in_every_language
from app.platform.sheets.problems import Problem
from app.platform.sheets.row import RowReader
from app.platform.sheets.template import Template, workbook
from app.platform.unit_of_work import Tx, UnitOfWork
from app.projects import public
from app.projects.rules import (
    AGGREGATION_NAMES,
    DIMENSION_NAMES,
    FORMER_NAMES,
    KEPT_AS,
    MEASURE_NAMES,
    Aggregation,
    Dimension,
    Measure,
    following_problems,
    target_problems,
    usual_aggregation,
    usual_unit,
)
from app.projects.schemas import AddIndicator, IndicatorView, LogframeCounts, LogframeImport, TargetLine
from app.projects.store import indicators as store
from app.projects.store import projects as project_store

K = TypeVar("K", Measure, Aggregation, Dimension)

COLUMNS: tuple[SheetColumn, ...] = (
    SheetColumn("code", _("Code"), _("Such as 1.1. Several rows of one code are its targets."), longest=64),
    SheetColumn("title_en", _("Title in English"), _("What is measured."), width=38),
    SheetColumn("title_fr", _("Title in French"), _("What is measured."), optional=True, width=38),
    SheetColumn("title_ar", _("Title in Arabic"), _("What is measured."), optional=True, width=38),
    SheetColumn("measure", _("Measure"), _("Choose from the list."), width=30),
    SheetColumn(
        "filter",
        _("Counts only"),
        _("Such as sex: f; community: ET, BD. Empty: all of it."),
        optional=True,
        width=30,
    ),
    SheetColumn(
        "unit",
        _("Unit"),
        _("Such as people, sessions or kits. Empty: that of the measure."),
        optional=True,
        longest=40,
    ),
    SheetColumn(
        "baseline", _("Baseline"), _("A whole number; of a share in percent."), optional=True, format="0"
    ),
    SheetColumn("aggregation", _("Periods together"), _("Choose from the list."), optional=True, width=26),
    SheetColumn(
        "disaggregation",
        _("Broken down by"),
        _("Such as sex; age band. Several with a semicolon between them."),
        optional=True,
        width=26,
    ),
    SheetColumn("target_from", _("Target from"), _("A date."), optional=True, format="yyyy-mm-dd"),
    SheetColumn("target_to", _("Target to"), _("A date."), optional=True, format="yyyy-mm-dd"),
    SheetColumn(
        "target", _("Target"), _("A whole number; of a share in percent."), optional=True, format="0"
    ),
)
BY_KEY = {column.key: column for column in COLUMNS}

MOST = 1_000_000_000
_CODES = re.compile(r"\s*[,،]\s*")
_PER_INDICATOR = (
    "title_en",
    "title_fr",
    "title_ar",
    "measure",
    "filter",
    "unit",
    "baseline",
    "aggregation",
    "disaggregation",
)
_AT = {"title": "title_en", "targets": "target"}


def _listed(names: dict[K, Words]) -> Listed[K]:
    listed: Listed[K] = Listed()
    for one, words in names.items():
        listed.add(one, one.value, *in_every_language(words))
    return listed


@cache
def _known() -> tuple[Listed[Measure], Listed[Aggregation], Listed[Dimension]]:
    measures = _listed(MEASURE_NAMES)
    for measure, words in FORMER_NAMES.items():
        measures.add(measure, *in_every_language(words))
    return measures, _listed(AGGREGATION_NAMES), _listed(DIMENSION_NAMES)


@dataclass(slots=True)
class _Wanted:
    """An indicator as its rows say: the row it begins in, its values, its targets with their rows."""

    row: int
    values: dict[str, Any]
    targets: list[tuple[int, TargetLine]] = field(default_factory=list)


def _number(cell: Cell, least: int) -> int | Words:
    return whole_of(cell, least, MOST)


def _values(reader: RowReader, project: str, code: str) -> dict[str, Any]:
    measures, aggregations, dimensions = _known()
    narrowed: dict[str, list[str]] = {}
    for part in several(reader.cell("filter")):
        name, said = pair(part)
        dimension = reader.named("filter", name, dimensions, "indicator.dimension")
        codes = [one for one in _CODES.split(said) if one]
        if dimension is not None and not codes:
            reader.wrong("filter", "import.value", _("Say what counts, such as sex: f."))
        elif dimension is not None:
            narrowed[dimension.value] = codes
    by = [one.value for one, _said in reader.list_of("disaggregation", dimensions, "indicator.dimension", 6)]
    measure = reader.one_of("measure", measures, "indicator.measure")
    aggregation = reader.one_of("aggregation", aggregations, "indicator.aggregation")
    titles = {language: reader.text(f"title_{language}") for language in ("en", "fr", "ar")}
    baseline = reader.value("baseline", lambda cell: _number(cell, 0))
    unit = reader.text("unit")
    if measure is not None:
        aggregation, unit = aggregation or usual_aggregation(measure), unit or usual_unit(measure)
        chosen = [Dimension(name) for name in narrowed]
        for error in following_problems(measure, aggregation or Aggregation.SUM, chosen):
            reader.wrong(error.field, error.code, error.message)
    return {
        "project": project,
        "code": code,
        "title": {language: text for language, text in titles.items() if text},
        "measure": measure.value if measure else None,
        "filter": {name: codes[0] if len(codes) == 1 else codes for name, codes in narrowed.items()},
        "unit": unit or None,
        "baseline": baseline or 0,
        "aggregation": aggregation.value if aggregation else None,
        "disaggregation": by,
    }


def _target(reader: RowReader) -> TargetLine | None:
    """The target of a row: all three cells, or none."""
    said = {
        "target_from": reader.value("target_from", date_of),
        "target_to": reader.value("target_to", date_of),
        "target": reader.value("target", lambda cell: _number(cell, 0)),
    }
    missing = [key for key, value in said.items() if value is None]
    if len(missing) == len(said):
        return None
    for key in missing:
        reader.wrong(key, "missing", _("A target needs its days and its number."))
    first, last, value = said["target_from"], said["target_to"], said["target"]
    if not isinstance(first, date) or not isinstance(last, date) or not isinstance(value, int):
        return None
    return TargetLine(from_date=first, to_date=last, value=value)


def _read(content: bytes, project: str) -> tuple[int, list[AddIndicator], list[Problem]]:
    """(rows, indicators in the order of the sheet, every problem)."""
    sheet = read_sheet(content, COLUMNS)
    wanted: dict[str, _Wanted] = {}
    problems: list[Problem] = []
    for number, cells in sheet.rows:
        reader = RowReader(cells, BY_KEY)
        code = reader.text("code")
        again = wanted.get(code)
        if again is None:
            again = wanted[code] = _Wanted(number, _values(reader, project, code))
        else:
            told = any(reader.cells.get(key) not in {None, ""} for key in _PER_INDICATOR)
            if told and _values(reader, project, code) != again.values:
                message = _("Row %(row)s says something else of this code.") % {"row": again.row}
                reader.wrong("code", "import.twice", message)
            elif not told:
                reader.problems.clear()
        target = _target(reader)
        if target is not None:
            again.targets.append((number, target))
        problems += [Problem(number, error) for error in reader.problems]
    bad = {problem.row for problem in problems}
    found = [one for each in wanted.values() if (one := _command(each, bad, problems)) is not None]
    return len(sheet.rows), found, problems


def _command(wanted: _Wanted, bad: set[int], problems: list[Problem]) -> AddIndicator | None:
    for error in target_problems([line for _row, line in wanted.targets]):
        place = int(error.field.split(".")[1])
        column = "target_to" if error.field.endswith(".to") else "target_from"
        row = wanted.targets[place][0]
        problems.append(Problem(row, FieldError(column, error.code, error.message)))
    if wanted.row in bad:
        return None
    try:
        lines = [line.model_dump(by_alias=True) for _row, line in wanted.targets]
        return AddIndicator.model_validate({**wanted.values, "targets": lines})
    except ValidationError as wrong:
        for detail in wrong.errors(include_url=False, include_input=False):
            name = str(detail["loc"][0]) if detail["loc"] else "code"
            column = _AT.get(name, name)
            message = _("This cannot be read as it stands.")
            problems.append(Problem(wanted.row, FieldError(column, "import.value", message)))
        return None


def _same(before: IndicatorView, command: AddIndicator) -> bool:
    names = ("title", "measure", "filter", "unit", "baseline", "aggregation", "disaggregation")
    targets = sorted(command.targets, key=lambda one: (one.from_date, one.to_date))
    return (
        all(getattr(before, name) == getattr(command, name) for name in names)
        and list(before.targets) == targets
    )


def _change(tx: Tx, actor: Actor, before: IndicatorView, command: AddIndicator) -> None:
    row = store.find(tx.db, before.id, lock=True)
    if row is None:
        raise NotFound
    row.title_en, row.title_fr, row.title_ar = command.title.en, command.title.fr, command.title.ar
    named = {"measure", "filter", "unit", "baseline", "aggregation", "disaggregation"}
    plain = command.model_dump(mode="json", include=named)
    for name, value in plain.items():
        setattr(row, name, value)
    if command.aggregation is not None:
        row.aggregation = KEPT_AS[command.aggregation]
    store.replace_targets(tx.db, row.id, command.targets)
    row.version += 1
    tx.db.add(row)
    tx.db.flush()
    told = changes(
        before.model_dump(mode="json"), command.model_dump(mode="json", include=named | {"targets"})
    )
    tx.record("indicator.changed", actor, "indicator", row.id, data=told)


def import_logframe(
    actor: Actor, project: str, content: bytes, *, dry_run: bool, uow: UnitOfWork
) -> LogframeImport:
    """Add and change the indicators of a project as a sheet says; those it does not name stay.

    Nothing is written with `dry_run`, or while any cell is wrong: `errors` names each by row and column.
    Raises NotFound, Forbidden, TooLarge or Invalid on `file` when it cannot be read at all.
    """
    actor.require(Permission.REFERENCE_MANAGE)
    rows, commands, problems = _read(content, project)
    new: list[AddIndicator] = []
    changed: list[tuple[IndicatorView, AddIndicator]] = []
    with uow.begin(housekeeping="a logframe that changes nothing") as tx:
        held = project_store.find_by_code(tx.db, project, lock=True)
        if held is None:
            raise NotFound
        before = {one.code: one for one in public.indicators(tx, held.id)}
        for command in commands:
            known = before.get(command.code)
            if known is None:
                new.append(command)
            elif not _same(known, command):
                changed.append((known, command))
        if not problems and not dry_run:
            for command in new:
                identity = new_id()
                store.add(tx.db, identity, held.id, command)
                store.replace_targets(tx.db, identity, command.targets)
                told = {"project": project, "code": command.code}
                tx.record("indicator.added", actor, "indicator", identity, data=told)
            for known, command in changed:
                _change(tx, actor, known, command)
    counts = LogframeCounts(
        new=len(new), changed=len(changed), unchanged=len(commands) - len(new) - len(changed)
    )
    errors = kept_problems.read(kept_problems.kept(problems), COLUMNS)
    return LogframeImport(rows=rows, counts=counts, errors=errors, written=not problems and not dry_run)


def logframe_template(actor: Actor, language: str) -> bytes:
    """The empty logframe as a workbook in a language, with its lists. Raises Forbidden."""
    actor.require(Permission.REFERENCE_MANAGE)
    with catalogues.speaking(language):
        lists = {
            "measure": [str(name) for name in MEASURE_NAMES.values()],
            "aggregation": [str(name) for name in AGGREGATION_NAMES.values()],
            "disaggregation": [str(name) for name in DIMENSION_NAMES.values()],
        }
    advice = (
        (_("One row is one target of an indicator."), _("An indicator without a target has one row.")),
        (_("The same file twice changes nothing."), _("An indicator is known again by its code.")),
    )
    chosen = frozenset({"measure", "aggregation"})
    return workbook(Template(_("Logframe"), COLUMNS, lists, chosen, advice, frozen_columns=2), language)
