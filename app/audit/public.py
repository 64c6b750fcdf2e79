"""What other packages may ask of the trail."""

from __future__ import annotations

from uuid import UUID

from app.audit import rules, store
from app.platform.unit_of_work import ReadTx


def head(look: ReadTx, organisation_id: UUID | None) -> str:
    """The hash of the last sealed event of an organisation's chain (64 zeros when not begun)."""
    chain = str(organisation_id) if organisation_id else rules.HOUSE
    return store.heads(look.db, {chain}).get(chain, (0, rules.FIRST))[1]
