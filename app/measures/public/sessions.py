"""Sessions as rows: for annexes, completeness, who took part; and the stock of a project."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from app.access.actor import Scope
from app.items import public as items
from app.measures import store
from app.measures.public.sharing import shared_by_session
from app.measures.schemas import Cut, Participation, SessionFigures, StockLine
from app.platform.unit_of_work import ReadTx


def session_figures(
    look: ReadTx, scope: Scope, cut: Cut, *, any_status: bool = False
) -> list[SessionFigures]:
    """The sessions of a cut by day and code with their totals: the verified ones, or all."""
    lines = store.session_figures(look.db, scope, cut, any_status=any_status)
    if cut.share_of is None:
        return lines
    reached = shared_by_session(look, "people_reached", scope, cut)
    door = shared_by_session(look, "door_count", scope, cut)
    return [
        line._replace(people_reached=reached.get(line.code, 0), door_count=door.get(line.code, 0))
        for line in lines
    ]


def has_sessions(look: ReadTx, scope: Scope, cut: Cut) -> bool:
    """Whether the cut holds any session in scope, in any status."""
    return store.any_session(look.db, scope, cut)


def participations(look: ReadTx, scope: Scope, cut: Cut) -> list[Participation]:
    """Which organisations led or joined the verified sessions of a cut, in which roles and how many."""
    return store.participations(look.db, scope, cut)


def shared_sessions(look: ReadTx, scope: Scope, cut: Cut) -> int:
    """How many verified sessions of a cut also belong to a project that the cut does not name."""
    return store.shared_sessions(look.db, scope, cut)


def partners_by_session(look: ReadTx, scope: Scope, cut: Cut) -> dict[UUID, list[UUID]]:
    """Session -> organisations that joined it without leading it, of the verified sessions of a cut."""
    found: dict[UUID, list[UUID]] = {}
    for session_id, organisation_id in store.participants(look.db, scope, cut):
        found.setdefault(session_id, []).append(organisation_id)
    return found


def kits_by_session(look: ReadTx, scope: Scope, cut: Cut) -> dict[str, int]:
    """Session code -> dignity kits given, for the verified sessions of a cut that gave any."""
    if cut.share_of is not None:
        return shared_by_session(look, "kits_given", scope, cut)
    return store.kits_by_session(look.db, scope, cut, items.dignity_kits(look))


def stock(
    look: ReadTx,
    project_id: UUID,
    *,
    since: datetime,
    before: datetime,
    organisations: frozenset[UUID] | None = None,
) -> list[StockLine]:
    """What the lots of a project did from `since` up to `before`, in the stores of these organisations or all."""
    return store.stock(look.db, project_id, since=since, before=before, organisations=organisations)
