"""Sessions as rows: for annexes, completeness, and who took part."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, String, cast, false, select, type_coerce
from sqlalchemy.types import NullType
from sqlmodel import Session

from app.access.actor import Scope
from app.measures.schemas import Cut, Key, SessionFigures
from app.measures.store.conditions import narrowed
from app.measures.store.ledgers import session_partners_table, session_projects_table, sessions_table

_session = sessions_table.c
_part = session_partners_table.c


class Part(NamedTuple):
    """One organisation in one session, its role, and whether it leads there."""

    session: Key
    organisation: Key
    role: str
    leads: bool


def _as_text(identity: ColumnElement[Any]) -> ColumnElement[Any]:
    """An id as the database writes it: tens of thousands of UUIDs cost more to make, and to look up, than to read."""
    return cast(identity, String)


def _as_kept(instant: ColumnElement[Any]) -> ColumnElement[Any]:
    """An instant as the driver gives it, for whoever needs some of them: see `Instant`."""
    return type_coerce(instant, NullType())


def session_figures(db: Session, scope: Scope, cut: Cut, *, any_status: bool = False) -> list[SessionFigures]:
    """The sessions of a cut by day and code: the verified ones, or all."""
    query = narrowed(
        select(
            _as_text(_session.id),
            _session.code,
            _session.status,
            _session.activity_type,
            _session.audience,
            _session.local_date,
            _session.area_code,
            _as_text(_session.lead_organisation_id),
            _as_kept(_session.ends_at),
            _as_kept(_session.reported_at),
            _session.reached_count.label("people_reached"),
            _session.late_count.label("late"),
            _session.door_count,
            _session.tickets_count,
            _shared(cut).label("shared"),
        ),
        scope,
        cut,
        any_status=any_status,
    ).order_by(_session.local_date, _session.code)
    return list(map(SessionFigures._make, db.connection().execute(query).fetchall()))


def _shared(cut: Cut) -> ColumnElement[bool]:
    """Whether a session also belongs to a project that the cut, which names some, does not name."""
    if not cut.projects:
        return false()
    other = session_projects_table.alias("other_project")
    return (
        select(other.c.session_id)
        .where(other.c.session_id == _session.id, other.c.project_id.not_in(cut.projects))
        .correlate(sessions_table)
        .exists()
    )


def session_codes(db: Session, scope: Scope, cut: Cut) -> Sequence[str]:
    """The codes of the verified sessions of a cut."""
    return db.connection().execute(narrowed(select(_session.code), scope, cut)).scalars().all()


def any_session(db: Session, scope: Scope, cut: Cut) -> bool:
    """Whether the cut holds any session at all, in any status."""
    query = narrowed(select(_session.id), scope, cut, any_status=True).limit(1)
    return db.connection().execute(query).first() is not None


def parts(db: Session, scope: Scope, cut: Cut) -> Sequence[Part]:
    """Who led or joined which of the verified sessions of a cut, and has not declined."""
    query = narrowed(
        select(
            _as_text(_part.session_id),
            _as_text(_part.organisation_id),
            _part.role,
            _part.organisation_id == _session.lead_organisation_id,
        )
        .select_from(sessions_table)
        .join(session_partners_table, _part.session_id == _session.id),
        scope,
        cut,
    ).where(_part.accepted.is_not(False))
    return list(map(Part._make, db.connection().execute(query).fetchall()))
