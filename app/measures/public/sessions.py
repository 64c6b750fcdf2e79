"""Sessions as rows: for annexes, completeness, and who took part."""

from __future__ import annotations

from app.access.actor import Scope
from app.measures import store
from app.measures.schemas import Cut, Participation, SessionFigures
from app.platform.unit_of_work import ReadTx


def session_figures(
    look: ReadTx, scope: Scope, cut: Cut, *, any_status: bool = False
) -> list[SessionFigures]:
    """The sessions of a cut by day and code with their totals: the verified ones, or all."""
    return store.session_figures(look.db, scope, cut, any_status=any_status)


def status_counts(look: ReadTx, scope: Scope, cut: Cut) -> dict[str, int]:
    """How many sessions of a cut stand where on the life line."""
    return store.status_counts(look.db, scope, cut)


def has_sessions(look: ReadTx, scope: Scope, cut: Cut) -> bool:
    """Whether the cut holds any session in scope, in any status."""
    return store.any_session(look.db, scope, cut)


def participations(look: ReadTx, scope: Scope, cut: Cut) -> list[Participation]:
    """Which organisations led or joined the verified sessions of a cut, in which roles and how many."""
    return store.participations(look.db, scope, cut)


def shared_sessions(look: ReadTx, scope: Scope, cut: Cut) -> int:
    """How many verified sessions of a cut also belong to a project that the cut does not name."""
    return store.shared_sessions(look.db, scope, cut)
