"""Lists of sessions with the names of their venues and the codes of who takes part, all in one statement."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Select, String, cast, func, literal_column, select
from sqlmodel import Session

from app.access.actor import Scope
from app.organisations.public import organisations_table
from app.places.public import venues_table
from app.sessions.rules import ActivityType, Audience, PartnerRole, SessionStatus
from app.sessions.schemas.listed import ListedSession, PartInList
from app.sessions.store.listing import Lists, Wanted
from app.sessions.tables import AwarenessSession, SessionPartner

_session = AwarenessSession.__table__.c  # type: ignore[attr-defined]
_partner = SessionPartner.__table__.c  # type: ignore[attr-defined]

_SLASH, _BLANK, _NOTHING = (literal_column(text, String) for text in ("'/'", "' '", "''"))
JOINED: Final = (
    select(
        func.aggregate_strings(
            cast(_partner.position, String)
            + _SLASH
            + organisations_table.c.code
            + _SLASH
            + _partner.role
            + _SLASH
            + func.coalesce(cast(cast(_partner.accepted, Integer), String), _NOTHING),
            _BLANK,  # type: ignore[arg-type] # a text that stands in the statement itself
        )
    )
    .join(organisations_table, organisations_table.c.id == _partner.organisation_id)
    .where(_partner.session_id == _session.id)
    .scalar_subquery()
)
"""Who takes part, as one text: `0/IOM/lead/1 1/LAW/host/`; codes hold neither blanks nor slashes."""

_VENUE_NAME: Final = (
    select(venues_table.c.name).where(venues_table.c.id == _session.venue_id).scalar_subquery()
)
"""Not joined: what a list is narrowed to alone decides which index it walks."""

COLUMNS: Final[dict[str, ColumnElement[Any]]] = {
    "id": _session.id,
    "code": _session.code,
    "status": _session.status,
    "title": _session.title,
    "activity_type": _session.activity_type,
    "audience": _session.audience,
    "starts_at": _session.starts_at,
    "ends_at": _session.ends_at,
    "time_zone": _session.time_zone,
    "local_date": _session.local_date,
    "venue": _session.venue_id,
    "venue_name": _VENUE_NAME,
    "area": _session.area_code,
    "language": _session.language_code,
    "joined": JOINED,
    "capacity": _session.capacity,
    "reached": _session.reached_count,
    "late": _session.late_count,
    "door": _session.door_count,
    "tickets": _session.tickets_count,
    "kits": _session.kits_count,
    "version": _session.version,
}
"""The facts of a listed session and where each stands."""


def dressed(
    query: Select[*tuple[Any, ...]], columns: Iterable[ColumnElement[Any]] = COLUMNS.values()
) -> Select[*tuple[Any, ...]]:
    """A statement over sessions with these columns."""
    return query.with_only_columns(*columns, maintain_column_froms=True)


class TakingPart(NamedTuple):
    """The lead's code and the partners in the order given."""

    lead: str
    partners: tuple[PartInList, ...]


@lru_cache(maxsize=4096)
def taking_part(joined: str) -> TakingPart:
    """What the text of JOINED says. Few organisations: each text is read once."""
    lead, partners = "", []
    for part in sorted(joined.split(" "), key=lambda part: (int(part.split("/")[0]), part)):
        _position, code, role, answer = part.split("/")
        if role == PartnerRole.LEAD.value:
            lead = code
        else:
            accepted = answer == "1" if answer else None
            partners.append(PartInList(code, PartnerRole(role), accepted))
    return TakingPart(lead, tuple(partners))


_STATUSES = {one.value: one for one in SessionStatus}
_ACTIVITIES = {one.value: one for one in ActivityType}
_AUDIENCES = {one.value: one for one in Audience}


def listed(rows: Iterable[Any]) -> list[ListedSession]:
    """The sessions of rows that begin with COLUMNS."""
    found = []
    for row in rows:
        one, code, status, title, activity, audience, *when_where, joined, capacity, reached, late = row[:18]
        named = _STATUSES[status], title, _ACTIVITIES[activity], _AUDIENCES[audience]
        counts = capacity, reached, late, *row[18:22]
        found.append(ListedSession._make((one, code, *named, *when_where, *taking_part(joined), *counts)))
    return found


_LISTS = Lists(dressed)


def page(
    db: Session, scope: Scope, wanted: Wanted, *, after: tuple[datetime, UUID] | None = None, limit: int
) -> list[ListedSession]:
    """Up to `limit` sessions of a list, in its order, after a position in it; one statement."""
    asked = _LISTS.asked(scope, wanted, after=after, limit=limit)
    if asked is None:
        return []
    question, values = asked
    return listed(question.rows(db.connection(), **values))
