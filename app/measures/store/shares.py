"""Which projects pay for which session, and how much of it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session

from app.access.actor import Scope
from app.measures.schemas import Cut
from app.measures.store.conditions import narrowed
from app.measures.store.ledgers import session_projects_table, sessions_table
from app.measures.store.points import projects_of_points

_session = sessions_table.c
_paid = session_projects_table.c


def project_shares(db: Session, scope: Scope, cut: Cut) -> dict[str, list[tuple[UUID, int | None]]]:
    """Session code -> its projects in their order with their shares (percent; None: full credit).

    Of the verified sessions of a cut, and of closed distribution points, which one project pays; two statements.
    """
    query = narrowed(
        select(_session.code, _paid.project_id, _paid.share)
        .select_from(sessions_table)
        .join(session_projects_table, _paid.session_id == _session.id),
        scope,
        cut,
    ).order_by(_session.code, _paid.position, _paid.project_id)
    found: dict[str, list[tuple[UUID, int | None]]] = {}
    for code, project, share in db.connection().execute(query):
        found.setdefault(code, []).append((project, share))
    return found | projects_of_points(db, scope, cut)
