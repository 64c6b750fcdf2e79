"""How many organisations took part: asked of each organisation, which stops at its first session that counts."""

from __future__ import annotations

from sqlalchemy import func, literal, select
from sqlmodel import Session

from app.access.actor import Scope
from app.measures.schemas import Cut
from app.measures.store.conditions import narrowed, starts_within
from app.measures.store.ledgers import session_partners_table, sessions_table
from app.organisations.public import organisations_table


def organisations_involved(db: Session, scope: Scope, cut: Cut, *, provisional: bool) -> int:
    """Different organisations that led or joined a session of the cut; organisations are few, sessions many."""
    part = session_partners_table.alias("part")
    counts = (
        narrowed(select(literal(1)).select_from(sessions_table), scope, cut, provisional=provisional)
        .where(sessions_table.c.id == part.c.session_id)
        .correlate(part)
        .exists()
    )
    # In the order of the index by organisation: PostgreSQL would read all parts of all for one that had none.
    first = (
        select(literal(1))
        .select_from(part)
        .where(
            part.c.organisation_id == organisations_table.c.id,
            part.c.accepted.is_not(False),
            *starts_within(part.c.starts_at, cut),
            counts,
        )
        .order_by(part.c.starts_at)
        .limit(1)
        .correlate(organisations_table)
        .scalar_subquery()
    )
    query = select(func.count()).select_from(organisations_table).where(first.is_not(None))
    return int(db.connection().execute(query).scalar_one())
