"""Sessions with the projects that pay for them, and the lenses that may claim them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from app.access.actor import Scope
from app.reports.claim_rules import ClaimedBy
from app.reports.lens_rules import Attribution
from app.reports.tables import Lens
from app.sessions.public import in_scope, session_projects_table, sessions_table

_session, _paid = sessions_table.c, session_projects_table.c
COUNTED = ("in_progress", "reported", "verified")
"""Sessions that were held: a plan is claimed by nobody yet."""


class Paying(NamedTuple):
    """A session and one project that pays for it (None: none does), with its share in percent."""

    id: UUID
    code: str
    title: str
    day: date
    status: str
    area: str
    activity_type: str
    project_id: UUID | None
    share: int | None


def paying(
    db: Session, scope: Scope, from_date: date, to_date: date, project_id: UUID | None = None
) -> list[Paying]:
    """Held sessions between two days by day, a row for each project that pays; one statement."""
    query = (
        select(
            _session.id,
            _session.code,
            _session.title,
            _session.local_date,
            _session.status,
            _session.area_code,
            _session.activity_type,
            _paid.project_id,
            _paid.share,
        )
        .select_from(sessions_table)
        .outerjoin(session_projects_table, _paid.session_id == _session.id)
        .where(
            _session.local_date >= from_date,
            _session.local_date <= to_date,
            _session.status.in_(COUNTED),
            in_scope(scope),
        )
        .order_by(_session.local_date, _session.id, _paid.project_id)
    )
    if project_id is not None:
        of_project = select(_paid.session_id).where(_paid.project_id == project_id)
        query = query.where(_session.id.in_(of_project))
    return [Paying._make(row) for row in db.execute(query)]


def lenses(db: Session, project_ids: Collection[UUID]) -> dict[UUID, list[ClaimedBy]]:
    """The lenses of these projects, areas as they name them; one statement."""
    found: dict[UUID, list[ClaimedBy]] = {}
    rows = db.execute(
        select(
            col(Lens.project_id),
            col(Lens.from_date),
            col(Lens.to_date),
            col(Lens.attribution),
            col(Lens.areas),
            col(Lens.activity_types),
        ).where(col(Lens.project_id).in_(sorted(project_ids)))
    )
    for project_id, first, last, attribution, areas, kinds in rows:
        claim = ClaimedBy(
            project_id, first, last, Attribution(attribution), frozenset(areas), frozenset(kinds)
        )
        found.setdefault(project_id, []).append(claim)
    return found
