"""What forms of this package offer to choose from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.access.actor import Actor
from app.access.permissions import Permission
from app.items import public as items
from app.items.public import ItemView, Variant
from app.kits.rules import LocationKind
from app.kits.schemas import LocationView, LotView
from app.kits.store import lots, places
from app.kits.use_cases import lots as lot_cases
from app.kits.use_cases.places import views
from app.organisations import public as organisations
from app.organisations.public import OrganisationKind, OrganisationView
from app.platform.unit_of_work import UnitOfWork
from app.projects import public as projects
from app.projects.public import ProjectSpan


@dataclass(frozen=True, slots=True)
class FilterChoices:
    """Organisations (more than one only for who sees more), donors, items and projects."""

    organisations: list[OrganisationView]
    donors: list[OrganisationView]
    items: list[ItemView]
    projects: list[ProjectSpan]


def filter_choices(actor: Actor, *, uow: UnitOfWork) -> FilterChoices:
    """What the list of stock can be narrowed to."""
    actor.require(Permission.STOCK_SEE)
    scope = actor.scope(Permission.STOCK_SEE)
    with uow.read() as look:
        known = organisations.choices(look)
        mine = [one for one in known if scope.everything or scope.projects or one.id in scope.organisations]
        paying = [one for one in known if one.kind is OrganisationKind.DONOR]
        return FilterChoices(mine, paying, items.choices(look), projects.span_choices(look))


def variants_to_choose(actor: Actor, *, uow: UnitOfWork) -> dict[str, tuple[Variant, ...]]:
    """The active variants of each active item that comes in some, by the item's code."""
    actor.require(Permission.STOCK_SEE)
    with uow.read() as look:
        listed = items.choices(look)
        known = items.variants_of(look, [item.id for item in listed])
    active = {item.code: tuple(one for one in known[item.id] if one.active) for item in listed}
    return {code: found for code, found in active.items() if found}


def own_organisations(actor: Actor, *, uow: UnitOfWork) -> list[OrganisationView]:
    """Organisations whose stock the actor moves."""
    with uow.read() as look:
        return [one for one in organisations.choices(look) if actor.may(Permission.STOCK_MOVE, one.id)]


def moves_stock_of(actor: Actor, organisation: str, *, uow: UnitOfWork) -> bool:
    """Whether the actor moves the stock of the organisation with this code."""
    with uow.read() as look:
        found = organisations.by_codes(look, [organisation]).get(organisation)
    return found is not None and actor.may(Permission.STOCK_MOVE, found.id)


def own_choices(actor: Actor, kinds: Iterable[LocationKind], *, uow: UnitOfWork) -> list[LocationView]:
    """Active places of these kinds whose stock the actor moves, for choosing from (at most 500)."""
    if not actor.may(Permission.STOCK_MOVE):
        return []
    with uow.read() as look:
        return views(look, places.choices(look.db, actor.scope(Permission.STOCK_MOVE), kinds))


def known_lots(actor: Actor, *, uow: UnitOfWork) -> list[LotView]:
    """The newest lots the actor knows, for another delivery of the same (at most 100)."""
    actor.require(Permission.STOCK_SEE)
    with uow.read() as look:
        return lot_cases.views(look, lots.newest(look.db, actor.scope(Permission.STOCK_SEE), limit=100))
