"""The filters of a list as they stand in the address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import Request

from app.accounts.public import BETWEEN, person_named
from app.kernel.errors import FieldError
from app.kernel.types import Names
from app.places.public import area_named
from app.platform.web.forms import parse
from app.sessions.schemas import SessionSearch

_FIELDS = {
    "from": "begins",
    "to": "ends",
    "status": "status",
    "organisation": "organisation",
    "project": "project",
    "area": "area",
    "facilitator": "facilitator",
    "venue": "venue",
}
NEWEST, OLDEST = "-starts_at", "starts_at"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: as typed, and as a search (None when something is wrong with it)."""

    values: dict[str, str]
    search: SessionSearch | None
    problems: list[FieldError]
    newest_first: bool

    def address(self, path: str = "/sessions", **more: str) -> str:
        """The same list at another page, order or face; shareable."""
        order = {} if self.newest_first else {"order": OLDEST}
        query = urlencode({**self.values, **order, **more})
        return f"{path}?{query}" if query else path


def person_sought(typed: str, people: Mapping[str, str]) -> tuple[str | None, FieldError | None]:
    """The e-mail address of the person a list is narrowed to.

    An address may come from somebody who reads another language: then the name in its label says who is meant.
    """
    found, _problem = person_named(typed, people, "facilitator")
    return (found, None) if found else person_named(typed.split(BETWEEN, 1)[0].strip(), people, "facilitator")


def with_names(
    values: Mapping[str, str], people: Mapping[str, str], areas: Iterable[tuple[str, Names]], language: str
) -> dict[str, str]:
    """The filters as the form shows them: a facilitator by her label, an area by its name where that says enough."""
    by_email = {email: label for label, email in people.items()}
    shown = dict(values)
    if "facilitator" in shown:
        shown["facilitator"] = by_email.get(shown["facilitator"], shown["facilitator"])
    if "area" in shown:
        known = dict(areas)
        if shown["area"] in known:
            name = known[shown["area"]].in_language(language)
            if area_named(name, known.items()) == shown["area"]:
                shown["area"] = name
    return shown


def asked_of(
    request: Request, people: Mapping[str, str] | None = None, areas: Iterable[tuple[str, Names]] = ()
) -> Asked:
    """Read the filters; empty ones are none. `people`: label → e-mail, and `areas`, where they are offered by name."""
    given = request.query_params
    values = {name: text.strip() for name in _FIELDS if (text := given.get(name, "")).strip()}
    wrong = []
    if "facilitator" in values and people is not None:
        found, problem = person_sought(values["facilitator"], people)
        if problem is not None:
            wrong.append(problem)
        elif found is not None:
            values["facilitator"] = found
    if "area" in values:
        values["area"] = area_named(values["area"], areas)
    newest_first = given.get("order", NEWEST) != OLDEST
    search, problems = parse(
        SessionSearch,
        {
            **{_FIELDS[name]: text for name, text in values.items() if not (wrong and name == "facilitator")},
            "newest_first": newest_first,
        },
    )
    names = {field: name for name, field in _FIELDS.items()}
    named = [
        FieldError(names.get(one.field, one.field), one.code, one.message, one.facts) for one in problems
    ]
    return Asked(values, None if wrong else search, [*wrong, *named], newest_first)
