"""Positions in the lists of this package, read back from what a client sends."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from app.kernel.errors import Invalid
from app.kernel.paging import from_cursor
from app.kernel.words import _


def _unknown() -> Invalid:
    return Invalid.of("cursor", "cursor.unknown", _("This page of the list is not known. Start again."))


def an_id(text: str) -> UUID:
    """The id in a cursor. Raises Invalid for anything else."""
    try:
        return UUID(text)
    except ValueError:
        raise _unknown() from None


def a_moment(cursor: str) -> tuple[datetime, UUID]:
    """The instant and id in a cursor. Raises Invalid for anything else."""
    at, last = from_cursor(cursor, 2)
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        raise _unknown() from None
    if moment.tzinfo is None:
        raise _unknown()
    return moment, an_id(last)


def a_pair(cursor: str) -> tuple[UUID, UUID]:
    """Two ids in a cursor. Raises Invalid for anything else."""
    first, second = from_cursor(cursor, 2)
    return an_id(first), an_id(second)


def a_shelf(cursor: str) -> tuple[str, UUID, UUID]:
    """The name and id of a place and the id of an item in a cursor. Raises Invalid for anything else."""
    name, place, item = from_cursor(cursor, 3)
    return name, an_id(place), an_id(item)


def a_day(text: str) -> date:
    """The day in a cursor. Raises Invalid for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _unknown() from None
