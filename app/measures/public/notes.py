"""Notes of close-outs, to begin the text of a report with."""

from __future__ import annotations

from datetime import date

from app.access.actor import Scope
from app.measures.schemas import Cut
from app.measures.store import notes as store
from app.platform.unit_of_work import ReadTx


def notes(look: ReadTx, scope: Scope, cut: Cut, *, limit: int = 20) -> list[tuple[date, str]]:
    """(day, note) of the verified sessions of a cut, by day; at most `limit`."""
    return store.notes(look.db, scope, cut, limit)


def topics_covered(look: ReadTx, scope: Scope, cut: Cut) -> list[str]:
    """Codes of at most 12 topics that were spoken of in the verified sessions of a cut, the most frequent first."""
    return store.topics_covered(look.db, scope, cut)
