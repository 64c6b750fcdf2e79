"""Look at distribution points: the list, one of them, and what its forms offer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.accounts import public as accounts
from app.distributions import store
from app.distributions.rules.points import PointState, why_not_open
from app.distributions.schemas import BorrowedView, HandOutView
from app.distributions.schemas.points import PlanPoint, PointPageView, PointRow, PointView
from app.distributions.store import points
from app.distributions.tables import DistributionPoint
from app.distributions.use_cases.points import planning, viewing
from app.distributions.use_cases.showing import borrowed_views, views
from app.items import public as items
from app.items.public import ItemView
from app.kernel.errors import NotFound
from app.kernel.paging import Page, cursor_unknown, from_cursor, to_cursor
from app.kernel.types import Names
from app.kernel.words import Words
from app.kits import public as kits
from app.kits.public import Place
from app.kits.public.shelves import ShelfLine, shelves_for
from app.organisations import public as organisations
from app.organisations.public import OrganisationView
from app.places import public as places
from app.platform.unit_of_work import ReadTx, UnitOfWork
from app.projects import public as projects
from app.vocabularies import public as vocabularies
from app.vocabularies.public import AgeBandView, CommunityView


def list_points(
    actor: Actor,
    *,
    uow: UnitOfWork,
    state: PointState | None = None,
    organisation: str | None = None,
    since: date | None = None,
    until: date | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[PointRow]:
    """Points the reader may know, the latest day first."""
    actor.require(Permission.POINT_HOLD)
    before = _place(cursor) if cursor else None
    with uow.read() as look:
        owner = organisations.by_code(look, organisation, "organisation").id if organisation else None
        found = points.listing(
            look.db,
            actor.scope(Permission.POINT_HOLD),
            state=state,
            organisation_id=owner,
            since=since,
            until=until,
            before=before,
            limit=limit + 1,
        )
        shown = viewing.rows(look, found[:limit])
    last = shown[-1] if len(found) > limit else None
    return Page(items=shown, next=to_cursor(last.held_on.isoformat(), last.id) if last else None)


def _place(cursor: str) -> tuple[date, UUID]:
    day, last = from_cursor(cursor, 2)
    try:
        return date.fromisoformat(day), UUID(last)
    except ValueError:
        raise cursor_unknown() from None


def get_point(actor: Actor, point_id: UUID, *, uow: UnitOfWork) -> PointView:
    """One point with its till as it stands."""
    actor.require(Permission.POINT_HOLD)
    with uow.read() as look:
        return viewing.view(look, viewing.found(look, actor, point_id))


def list_hand_outs(
    actor: Actor, point_id: UUID, *, uow: UnitOfWork, cursor: str | None = None, limit: int = 50
) -> Page[HandOutView]:
    """Hand-outs of a point, newest first, reversals among them."""
    actor.require(Permission.POINT_HOLD)
    before = _moment(cursor) if cursor else None
    with uow.read() as look:
        row = viewing.found(look, actor, point_id)
        found = store.listing_of_bag(look.db, row.bag_id, before=before, limit=limit + 1)
        shown = views(look, found[:limit])
    last = found[limit - 1] if len(found) > limit else None
    return Page(items=shown, next=to_cursor(last.received_at.isoformat(), last.id) if last else None)


def _moment(cursor: str) -> tuple[datetime, UUID]:
    at, last = from_cursor(cursor, 2)
    try:
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is not None:
            return moment, UUID(last)
    except ValueError:
        pass
    raise cursor_unknown()


@dataclass(frozen=True, slots=True)
class PointDesk:
    """Everything of the page of one point. `why_not` says why nothing moves any more; the rest is what forms offer."""

    page: PointPageView
    borrowed: tuple[BorrowedView, ...]
    why_not: Words | None
    stores: list[Place]
    shelves: list[ShelfLine]
    item_names: dict[UUID, Names]
    may_plan: bool
    may_change: bool
    may_approve: bool
    closed_it: bool
    items: list[ItemView]
    communities: list[CommunityView]
    age_bands: list[AgeBandView]
    community_names: dict[str, Names]


def desk_of(actor: Actor, point_id: UUID, *, uow: UnitOfWork, limit: int = 100) -> PointDesk:
    """The page of a point."""
    actor.require(Permission.POINT_HOLD)
    with uow.read() as look:
        row = viewing.found(look, actor, point_id)
        listed, more = viewing.hand_outs(look, row, limit)
        page = PointPageView(point=viewing.view(look, row), hand_outs=tuple(views(look, listed)), more=more)
        stores, why_not = kits.stores(look, actor), why_not_open(PointState(row.state))
        listed_items = items.choices(look)
        wanted = {line.item for line in page.point.lines}
        names = {one.id: one.names for one in listed_items if one.code in wanted}
        return PointDesk(
            page=page,
            borrowed=_borrowed(look, actor, row),
            why_not=why_not,
            stores=stores,
            shelves=[]
            if why_not
            else shelves_for(
                look,
                {one.id for one in stores},
                names,
                frozenset({row.project_id} if row.project_id else ()),
            ),
            item_names=names,
            may_plan=actor.may(Permission.POINT_PLAN),
            may_change=actor.may(Permission.POINT_PLAN, row.organisation_id),
            may_approve=actor.may(Permission.STOCK_APPROVE, row.organisation_id)
            and row.closed_by != actor.person_id,
            closed_it=row.closed_by == actor.person_id,
            items=listed_items,
            communities=vocabularies.communities(look),
            age_bands=vocabularies.age_bands(look),
            community_names=vocabularies.community_names(look),
        )


def _borrowed(look: ReadTx, actor: Actor, row: DistributionPoint) -> tuple[BorrowedView, ...]:
    """What other projects paid for: whoever approves the point sees it, and why."""
    if not actor.may(Permission.STOCK_SEE):
        return ()
    return borrowed_views(look, kits.borrowed_by_bag(look, actor, row.bag_id, row.project_id))


@dataclass(frozen=True, slots=True)
class PointForm:
    """What the form of a new point offers. Venues: (id, name, area's names)."""

    own: list[OrganisationView]
    organisations: list[OrganisationView]
    venues: list[tuple[str, str, Names]]
    projects: list[tuple[str, Names]]
    people: list[tuple[str, str]]
    items: list[ItemView]


@dataclass(frozen=True, slots=True)
class PlanToEdit:
    """The plan of an open point as it is saved."""

    point: PointView
    plan: PlanPoint


def plan_to_edit(actor: Actor, point_id: UUID, *, uow: UnitOfWork) -> PlanToEdit:
    """The plan of a point, for who may change it. Raises Conflict `point.step` once it is over."""
    actor.require(Permission.POINT_PLAN)
    with uow.read() as look:
        row = viewing.found(look, actor, point_id)
        actor.require(Permission.POINT_PLAN, row.organisation_id)
        return PlanToEdit(viewing.view(look, row), planning.plan_of(look, row))


def plan_form(actor: Actor, *, uow: UnitOfWork, sought: Iterable[str] = ()) -> PointForm:
    """Organisations, venues, projects, people and items to choose from.

    Beyond the venues that a form offers unasked, `sought` finds more by name, see `places.venue_choices`.
    """
    actor.require(Permission.POINT_PLAN)
    with uow.read() as look:
        known = [one for one in organisations.choices(look) if one.kind != "donor"]
        everywhere = actor.may_everywhere(Permission.POINT_PLAN)
        mine = actor.organisations_where(Permission.POINT_PLAN)
        own = [one for one in known if everywhere or one.id in mine]
        if not own:
            raise NotFound
        venues = places.venue_choices(look, None if everywhere else mine, sought=sought)
        areas = places.areas_by_codes(look, {venue.area for venue in venues})
        return PointForm(
            own=sorted(own, key=lambda one: one.id not in mine),
            organisations=known,
            venues=[(str(one.id), one.name, areas[one.area].names) for one in venues],
            projects=[(one.code, one.title) for one in projects.choices(look)],
            people=[(one.email, one.name) for one in accounts.facilitators(look, {one.id for one in known})]
            if everywhere
            else [(one.email, one.name) for one in accounts.facilitators(look, mine)],
            items=items.choices(look),
        )
