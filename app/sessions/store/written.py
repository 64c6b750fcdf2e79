"""A page of a list as programs get it: one statement, plain columns, no objects in between.

Programs ask for lists all day long. To make an object of every row, of its id and its instants, only to write
them out again as the text they were, costs several times what the database needs to find them. So the columns
come as the driver gives them: text on SQLite, where Karama keeps ids as 32 hex digits and instants in UTC.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.access.actor import Scope
from app.platform.drivers import is_sqlite
from app.sessions.store.listing import Lists, Wanted
from app.sessions.store.named import dressed, taking_part

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
        return [_line(row, _spelled_id, _spelled_instant) for row in rows]
    return [_line(row, _as_it_is, _as_it_is) for row in rows]


def _as_it_is(kept: Any) -> Any:
    return kept


def _line(row: Any, spell_id: Callable[[Any], Any], spell_instant: Callable[[Any], Any]) -> Line:
    one, code, status, title, activity, audience, begins, ends, time_zone, day, venue, venue_name, *more = row
    area, language, joined, capacity, reached, late, door, tickets, kits, version = more
    lead, partners = _parts(joined)
    return {
        "id": spell_id(one),
        "code": code,
        "status": status,
        "title": title,
        "activity_type": activity,
        "audience": audience,
        "starts_at": spell_instant(begins),
        "ends_at": spell_instant(ends),
        "time_zone": time_zone,
        "local_date": day,
        "venue": spell_id(venue),
        "venue_name": venue_name,
        "area": area,
        "language": language,
        "lead_organisation": lead,
        "capacity": capacity,
        "reached": reached,
        "late": late,
        "door": door,
        "tickets": tickets,
        "kits": kits,
        "version": version,
        "partners": partners,
    }
