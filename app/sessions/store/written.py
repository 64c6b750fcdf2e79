"""A page of a list as programs get it: one statement, plain columns, no objects in between.

Programs ask for lists all day long. To make an object of every row, of its id and its instants, only to write
them out again as the text they were, costs several times what the database needs to find them. So the columns
come as the driver gives them: text on SQLite, where Karama keeps ids as 32 hex digits and instants in UTC.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, case, cast, func, select, type_coerce
from sqlmodel import Session

from app.access.actor import Scope
from app.organisations.public import organisations_table
from app.places.public import venues_table
from app.sessions.rules import PartnerRole
from app.sessions.store.listing import Wanted, page_query
from app.sessions.tables import AwarenessSession, SessionPartner

Line = dict[str, Any]
"""The fields of a `SessionLine`, ready for JSON."""

_session = AwarenessSession.__table__.c  # type: ignore[attr-defined]
_partner = SessionPartner.__table__.c  # type: ignore[attr-defined]


def _as_kept(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """The column as the driver gives it."""
    return type_coerce(column, String)


_JOINED = (
    select(
        func.aggregate_strings(
            cast(_partner.position, String)
            + "/"
            + organisations_table.c.code
            + "/"
            + _partner.role
            + "/"
            + case((_partner.accepted.is_(True), "yes"), (_partner.accepted.is_(False), "no"), else_=""),
            " ",
        )
    )
    .join(organisations_table, organisations_table.c.id == _partner.organisation_id)
    .where(_partner.session_id == _session.id)
    .scalar_subquery()
)
"""Who takes part, as one text: `0/IOM/lead/yes 1/LAW/host/`; codes hold neither blanks nor slashes."""

_WRITTEN: Final[dict[str, ColumnElement[Any]]] = {
    "id": _as_kept(_session.id),
    "code": _session.code,
    "status": _session.status,
    "title": _session.title,
    "activity_type": _session.activity_type,
    "audience": _session.audience,
    "starts_at": _as_kept(_session.starts_at),
    "ends_at": _as_kept(_session.ends_at),
    "time_zone": _session.time_zone,
    "local_date": _as_kept(_session.local_date),
    "venue": _as_kept(_session.venue_id),
    "venue_name": venues_table.c.name,
    "area": _session.area_code,
    "language": _session.language_code,
    "lead_organisation": _JOINED,
    "capacity": _session.capacity,
    "reached": _session.reached_count,
    "late": _session.late_count,
    "door": _session.door_count,
    "tickets": _session.tickets_count,
    "kits": _session.kits_count,
    "version": _session.version,
}
"""The fields of a line and where each stands; the lead is cut out of the text of all who take part."""


@lru_cache(maxsize=128)
def _query(scope: Scope, wanted: Wanted, limit: int, *, follows: bool) -> Select[*tuple[Any, ...]] | None:
    """The statement of one page, built once for readers who ask for the same list again."""
    query = page_query(scope, wanted, limit, follows=follows)
    if query is None:
        return None
    return query.with_only_columns(*_WRITTEN.values(), maintain_column_froms=True).join(
        venues_table, venues_table.c.id == _session.venue_id
    )


@lru_cache(maxsize=4096)
def _parts(joined: str) -> tuple[str, list[Line]]:
    """The lead's code and the partners in the order given. Few organisations: each text is read once."""
    lead, others = "", []
    for part in sorted(joined.split(" "), key=lambda part: (int(part.split("/")[0]), part)):
        _position, code, role, answer = part.split("/")
        if role == PartnerRole.LEAD.value:
            lead = code
        elif answer:
            others.append({"organisation": code, "role": role, "accepted": answer == "yes"})
        else:
            others.append({"organisation": code, "role": role})
    return lead, others


def _spelled_id(kept: str) -> str:
    return f"{kept[:8]}-{kept[8:12]}-{kept[12:16]}-{kept[16:20]}-{kept[20:]}"


def _spelled_instant(kept: str) -> str:
    return f"{kept[:10]}T{kept[11:19]}Z" if kept.endswith(".000000") else f"{kept[:10]}T{kept[11:]}Z"


def page(
    db: Session, scope: Scope, wanted: Wanted, *, after: tuple[datetime, UUID] | None, limit: int
) -> list[Line]:
    """Up to `limit` sessions of a list, after a position in it, as `listing.page` finds them."""
    if scope.nothing or wanted.areas == frozenset():
        return []
    query = _query(scope, wanted, limit, follows=after is not None)
    if query is None:
        return []
    rows = db.connection().execute(query, {"after_start": after[0], "after_id": after[1]} if after else {})
    found: list[Line] = [dict(zip(_WRITTEN, row, strict=True)) for row in rows.fetchall()]
    for line in found:
        line["lead_organisation"], line["partners"] = _parts(line["lead_organisation"])
    if db.get_bind().dialect.name == "sqlite":  # PostgreSQL's driver gives ids and instants themselves
        for line in found:
            line["id"], line["venue"] = _spelled_id(line["id"]), _spelled_id(line["venue"])
            line["starts_at"] = _spelled_instant(line["starts_at"])
            line["ends_at"] = _spelled_instant(line["ends_at"])
    return found
