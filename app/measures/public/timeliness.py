"""How punctual the reports of sessions were: when they were written apart from when they arrived."""

from __future__ import annotations

from app.access.actor import Scope
from app.measures.schemas import Cut, Punctual
from app.measures.store.timeliness import punctual as asked
from app.platform.unit_of_work import ReadTx

__all__ = ["Punctual", "punctual"]


def punctual(look: ReadTx, scope: Scope, cut: Cut) -> Punctual:
    """Of all sessions of a cut, whatever their status; the same as the periods say."""
    return asked(look.db, scope, cut)
