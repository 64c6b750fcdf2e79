"""Before a session is saved: are the kits it plans still free, or promised to somebody else already?"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.items import public as items
from app.kernel import clock
from app.kits.store import glance, on_hand
from app.platform import catalogues
from app.platform.unit_of_work import ReadTx
from app.sessions import public as sessions
from app.sessions.public import Finding, SessionPlan

__all__ = ["Elsewhere", "check_plan", "loaded_into"]

Elsewhere = Callable[[ReadTx, UUID, Collection[UUID]], Mapping[UUID, int]]
"""(organisation, items) → item → what is promised apart from sessions and was not loaded yet."""


def loaded_into(look: ReadTx, bag_ids: Collection[UUID]) -> dict[UUID, dict[UUID, int]]:
    """Bag → item → how many were loaded into it, reversals taken off; one statement."""
    return glance.loaded_into(look.db, bag_ids) if bag_ids else {}


def check_plan(
    look: ReadTx,
    actor: Actor,
    plan: SessionPlan,
    session_id: UUID | None,
    *,
    elsewhere: Elsewhere | None = None,
) -> list[Finding]:
    """What the stores of the session's organisations have free of each item it plans.

    Free is what stands on the shelves, less what coming sessions of the lead organisation were promised and
    have not loaded yet, and less what it has promised `elsewhere` (at distribution points). What lies in this
    session's own bag is not asked for again. Five statements, and those of `elsewhere`.
    """
    if not plan.planned_kits or not actor.may(Permission.STOCK_SEE):
        return []
    known = items.by_codes(look, {code for code, _quantity in plan.planned_kits})
    by_code = {code: item.id for code, item in known.items()}
    suppliers = {
        plan.lead_organisation_id,
        *(one for one, role in plan.partners if role is sessions.PartnerRole.KIT_SUPPLIER),
    }
    scope = actor.scope(Permission.STOCK_SEE)
    stock = on_hand.in_stores(look.db, scope, suppliers, set(by_code.values()))
    promised = sessions.promised(look, plan.lead_organisation_id, set(by_code), clock.now())
    ids = {one for one, _code, _quantity in promised} | ({session_id} if session_id else set())
    loaded = glance.loaded(look.db, ids) if ids else {}

    apart = elsewhere(look, plan.lead_organisation_id, set(by_code.values())) if elsewhere else {}

    def still_needed(of: UUID, code: str, quantity: int) -> int:
        return max(0, quantity - loaded.get(of, {}).get(by_code[code], 0))

    found = []
    language = catalogues.current()
    for position, (code, quantity) in enumerate(plan.planned_kits):
        others = sum(
            still_needed(of, code, planned)
            for of, planned_code, planned in promised
            if planned_code == code and of != session_id
        )
        wanted = still_needed(session_id, code, quantity) if session_id else quantity
        found.append(
            sessions.about_kits(
                position,
                known[code].names.in_language(language),
                wanted=wanted,
                stock=stock.get(by_code[code], 0),
                promised=others + apart.get(by_code[code], 0),
            )
        )
    return found
