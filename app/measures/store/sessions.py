"""Sessions as rows: for annexes, completeness, and who took part."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import Session

from app.access.actor import Scope
from app.measures.schemas import Cut, Participation, SessionFigures
from app.measures.store.conditions import narrowed
from app.measures.store.ledgers import session_partners_table, session_projects_table, sessions_table

_session = sessions_table.c
_part = session_partners_table.c


def session_figures(db: Session, scope: Scope, cut: Cut, *, any_status: bool = False) -> list[SessionFigures]:
    """The sessions of a cut by day and code: the verified ones, or all."""
    query = narrowed(
        select(
            _session.id,
            _session.code,
            _session.status,
            _session.activity_type,
            _session.local_date,
            _session.area_code,
            _session.lead_organisation_id,
            _session.ends_at,
            _session.reported_at,
            _session.reached_count.label("people_reached"),
            _session.late_count.label("late"),
            _session.door_count,
        ),
        scope,
        cut,
        any_status=any_status,
    ).order_by(_session.local_date, _session.code)
    return [SessionFigures._make(row) for row in db.connection().execute(query)]


def any_session(db: Session, scope: Scope, cut: Cut) -> bool:
    """Whether the cut holds any session at all, in any status."""
    query = narrowed(select(_session.id), scope, cut, any_status=True).limit(1)
    return db.connection().execute(query).first() is not None


def participations(db: Session, scope: Scope, cut: Cut) -> list[Participation]:
    """Which organisations led or joined the verified sessions of a cut, in which roles and how many."""
    query = narrowed(
        select(_part.organisation_id, _part.role, func.count())
        .select_from(sessions_table)
        .join(session_partners_table, _part.session_id == _session.id),
        scope,
        cut,
    ).where(_part.accepted.is_not(False))
    roles: dict[object, dict[str, int]] = {}
    for organisation, role, sessions in db.connection().execute(
        query.group_by(_part.organisation_id, _part.role).order_by(_part.role)
    ):
        roles.setdefault(organisation, {})[role] = int(sessions)
    return [
        Participation.model_validate(
            {"organisation_id": organisation, "roles": tuple(held), "sessions": sum(held.values())}
        )
        for organisation, held in roles.items()
    ]


def participants(db: Session, scope: Scope, cut: Cut) -> list[tuple[UUID, UUID]]:
    """(session, organisation that joined it without leading it), of the verified sessions of a cut."""
    query = (
        narrowed(
            select(_part.session_id, _part.organisation_id)
            .select_from(sessions_table)
            .join(session_partners_table, _part.session_id == _session.id),
            scope,
            cut,
        )
        .where(_part.accepted.is_not(False), _part.organisation_id != _session.lead_organisation_id)
        .order_by(_part.session_id, _part.organisation_id)
    )
    return [(row[0], row[1]) for row in db.connection().execute(query)]


def shared_sessions(db: Session, scope: Scope, cut: Cut) -> int:
    """How many verified sessions of a cut also belong to a project that the cut does not name."""
    projects = session_projects_table.c
    other = (
        select(projects.session_id)
        .where(projects.session_id == _session.id, projects.project_id.not_in(cut.projects))
        .exists()
    )
    query = narrowed(select(func.count()).select_from(sessions_table), scope, cut).where(other)
    return int(db.connection().execute(query).scalar_one())
