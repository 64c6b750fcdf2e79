"""A page of a list as programs get it: one statement, plain columns, no objects in between.

Programs ask for lists all day long. To make an object of every row, of its id and its instants, only to write
them out again as the text they were, costs several times what the database needs to find them. So the columns
come as the driver gives them: text on SQLite, where Karama keeps ids as 32 hex digits and instants in UTC.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.access.actor import Scope
from app.platform.drivers import is_sqlite
from app.sessions.store.listing import Lists, Wanted
from app.sessions.store.named import COLUMNS, dressed, taking_part

Line = dict[str, Any]
"""The fields of a `SessionLine`, ready for JSON."""

_LISTS = Lists(dressed)


@lru_cache(maxsize=4096)
def _parts(joined: str) -> tuple[str, list[Line]]:
    """The lead's code and the partners in the order given. Few organisations: each text is read once."""
    lead, partners = taking_part(joined)
    return lead, [
        {"organisation": part.organisation, "role": part.role.value}
        | ({} if part.accepted is None else {"accepted": part.accepted})
        for part in partners
    ]


def _spelled_id(kept: str) -> str:
    return f"{kept[:8]}-{kept[8:12]}-{kept[12:16]}-{kept[16:20]}-{kept[20:]}"


def _spelled_instant(kept: str) -> str:
    return f"{kept[:10]}T{kept[11:19]}Z" if kept.endswith(".000000") else f"{kept[:10]}T{kept[11:]}Z"


def page(
    db: Session, scope: Scope, wanted: Wanted, *, after: tuple[datetime, UUID] | None, limit: int
) -> list[Line]:
    """Up to `limit` sessions of a list, after a position in it, as `listing.page` finds them."""
    asked = _LISTS.asked(scope, wanted, after=after, limit=limit)
    if asked is None:
        return []
    question, values = asked
    rows = question.plain(db.connection(), **values)
    if is_sqlite(db.connection().dialect):  # PostgreSQL's driver gives ids and instants themselves
        return [_spelled(_line(row)) for row in rows]
    return [_line(row) for row in rows]


_NAMES = tuple("lead_organisation" if name == "joined" else name for name in COLUMNS)


def _line(row: Any) -> Line:
    line: Line = dict(zip(_NAMES, row, strict=True))
    line["lead_organisation"], line["partners"] = _parts(line["lead_organisation"])
    return line


def _spelled(line: Line) -> Line:
    line["id"], line["venue"] = _spelled_id(line["id"]), _spelled_id(line["venue"])
    line["starts_at"], line["ends_at"] = (
        _spelled_instant(line["starts_at"]),
        _spelled_instant(line["ends_at"]),
    )
    return line
