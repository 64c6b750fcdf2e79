"""The filters of a list as they stand in the address."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import Request

from app.kernel.errors import FieldError
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


def asked_of(request: Request) -> Asked:
    """Read the filters; empty ones are none."""
    given = request.query_params
    values = {name: text.strip() for name in _FIELDS if (text := given.get(name, "")).strip()}
    newest_first = given.get("order", NEWEST) != OLDEST
    search, problems = parse(
        SessionSearch,
        {**{_FIELDS[name]: text for name, text in values.items()}, "newest_first": newest_first},
    )
    names = {field: name for name, field in _FIELDS.items()}
    named = [
        FieldError(names.get(one.field, one.field), one.code, one.message, one.facts) for one in problems
    ]
    return Asked(values, search, named, newest_first)
