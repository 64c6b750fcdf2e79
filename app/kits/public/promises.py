"""Before a session or distribution point is saved: are the kits it plans still free, or promised to others already?"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.items import public as items
from app.kernel import clock
from app.kits.rules.earmarks import Promise, is_eligible, left_for
from app.kits.store import glance, on_hand
from app.platform import catalogues
from app.platform.unit_of_work import ReadTx
from app.sessions import public as sessions
from app.sessions.public import Finding, SessionPlan

__all__ = ["Elsewhere", "Free", "check_plan", "free_for", "loaded_into"]

Elsewhere = Callable[[ReadTx, UUID, Collection[UUID]], Mapping[UUID, Sequence[Promise]]]
"""(organisation, items) → item → what is promised apart from sessions and was not loaded yet, and for what."""


def loaded_into(look: ReadTx, bag_ids: Collection[UUID]) -> dict[UUID, dict[UUID, int]]:
    """Bag → item → how many were loaded into it, reversals taken off; one statement."""
    return glance.loaded_into(look.db, bag_ids) if bag_ids else {}


@dataclass(frozen=True, slots=True)
class Free:
    """An item on the shelves of some organisations, as a plan of some projects finds it.

    `kept` was paid for by other projects; `promised` is what others still need; `free` is what the plan can have.
    """

    stock: int
    kept: int
    promised: int
    free: int


def free_for(
    look: ReadTx,
    actor: Actor,
    *,
    owner: UUID,
    suppliers: Collection[UUID],
    projects: frozenset[UUID],
    item_codes: Mapping[str, UUID],
    but_not: UUID | None = None,
    elsewhere: Elsewhere | None = None,
) -> dict[UUID, Free]:
    """Item → what is free of it. `suppliers` are the organisations whose shelves count, `owner` the one whose coming
    sessions (`but_not` is not among them), and whatever it promised `elsewhere`, still wait for theirs.
    Four statements, and those of `elsewhere`.
    """
    known = set(item_codes.values())
    stock = on_hand.in_stores(look.db, actor.scope(Permission.STOCK_SEE), suppliers, known)
    planned = [
        one for one in sessions.promised(look, owner, set(item_codes), clock.now()) if one[0] != but_not
    ]
    ids = {session_id for session_id, _code, _quantity in planned}
    loaded = glance.loaded(look.db, ids) if ids else {}
    paying = sessions.paying_for(look, ids)
    apart = elsewhere(look, owner, known) if elsewhere else {}
    found = {}
    for code, item_id in item_codes.items():
        promises: list[Promise] = [
            (paying.get(of, frozenset()), max(0, quantity - loaded.get(of, {}).get(item_id, 0)))
            for of, planned_code, quantity in planned
            if planned_code == code
        ]
        promises += apart.get(item_id, ())
        here = stock.get(item_id, {})
        found[item_id] = Free(
            stock=sum(here.values()),
            kept=sum(pieces for earmark, pieces in here.items() if not is_eligible(earmark, projects)),
            promised=sum(quantity for _projects, quantity in promises),
            free=left_for(projects, here, promises),
        )
    return found


def check_plan(
    look: ReadTx,
    actor: Actor,
    plan: SessionPlan,
    session_id: UUID | None,
    *,
    elsewhere: Elsewhere | None = None,
) -> list[Finding]:
    """What the stores of the session's organisations have free of each item it plans.

    What lies in this session's own bag is not asked for again.
    """
    if not plan.planned_kits or not actor.may(Permission.STOCK_SEE):
        return []
    known = items.by_codes(look, {code for code, _quantity in plan.planned_kits})
    suppliers = {
        plan.lead_organisation_id,
        *(one for one, role in plan.partners if role is sessions.PartnerRole.KIT_SUPPLIER),
    }
    free = free_for(
        look,
        actor,
        owner=plan.lead_organisation_id,
        suppliers=suppliers,
        projects=frozenset(project for project, _share in plan.projects),
        item_codes={code: item.id for code, item in known.items()},
        but_not=session_id,
        elsewhere=elsewhere,
    )
    own = glance.loaded(look.db, {session_id}).get(session_id, {}) if session_id else {}
    language = catalogues.current()
    found = []
    for position, (code, quantity) in enumerate(plan.planned_kits):
        item = known[code]
        about = free[item.id]
        found.append(
            sessions.about_kits(
                position,
                item.names.in_language(language),
                planned=quantity,
                loaded=own.get(item.id, 0),
                stock=about.stock,
                promised=about.promised,
                kept=about.kept,
                free=about.free,
            )
        )
    return found
