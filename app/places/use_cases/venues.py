"""Look at, add and change venues. A sensitive one exists only for its organisation and coordinators."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import PERMISSION_NAMES, Permission
from app.kernel.errors import Forbidden, Invalid, NotFound, Stale
from app.kernel.ids import new_id
from app.kernel.outcome import Outcome, changes
from app.kernel.paging import Page, cursor_unknown, from_cursor, to_cursor
from app.kernel.words import _
from app.places import public
from app.places.rules import coordinates_problem, hours_problem
from app.places.schemas import AddVenue, ChangeVenue, VenueView
from app.places.store import venues as store
from app.places.tables import Venue
from app.platform.once import is_first
from app.platform.unit_of_work import ReadTx, UnitOfWork


def list_venues(
    actor: Actor,
    *,
    uow: UnitOfWork,
    area: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[VenueView]:
    """Venues by name, as far as the reader may know of them."""
    actor.require(Permission.REFERENCE_SEE)
    after = _place(cursor) if cursor else None
    with uow.read() as look:
        rows = store.listing(
            look.db, organisations=organisations_of(actor), after=after, limit=limit + 1, area=area
        )
        shown = public.venue_views(look, rows[:limit])
    further = to_cursor(shown[-1].name, shown[-1].id) if len(rows) > limit else None
    return Page(items=shown, next=further)


def get_venue(actor: Actor, venue_id: UUID, *, uow: UnitOfWork) -> VenueView:
    """One venue."""
    actor.require(Permission.REFERENCE_SEE)
    with uow.read() as look:
        return _view(look, _found(look, actor, venue_id))


def add_venue(actor: Actor, command: AddVenue, *, uow: UnitOfWork) -> Outcome[VenueView]:
    """Add a venue of the actor's organisation. The same request again gives the same answer."""
    actor.require(Permission.VENUE_MANAGE)
    owner = next(
        membership.organisation_id
        for membership in actor.memberships
        if membership.organisation_id in actor.organisations_where(Permission.VENUE_MANAGE)
    )
    identity = command.id or new_id()
    with uow.begin() as tx:
        if not is_first(tx, "venue", identity, [str(owner), command.model_dump(mode="json")]):
            return Outcome(_view(tx, _found(tx, actor, identity)), fresh=False)
        public.area_by_code(tx, command.area, "area")
        _check_place_and_hours(command)
        row = store.add(tx.db, identity, command, owner)
        tx.record("venue.added", actor, "venue", row.id, organisation_id=owner)
        return Outcome(_view(tx, row), fresh=True)


def change_venue(
    actor: Actor, venue_id: UUID, command: ChangeVenue, seen: int | None, *, uow: UnitOfWork
) -> VenueView:
    """Change what `command` names, if `seen` is still the newest version."""
    actor.require(Permission.VENUE_MANAGE)
    with uow.begin() as tx:
        row = _found(tx, actor, venue_id, lock=True)
        if not may_change(actor, row.organisation_id):
            right = PERMISSION_NAMES[Permission.VENUE_MANAGE]
            raise Forbidden(
                "forbidden", _("Your role does not include this right: %(right)s.") % {"right": right}
            )
        if seen != row.version:
            raise Stale(row.version, seen)
        before = _view(tx, row)
        if command.area is not None:
            row.area_code = public.area_by_code(tx, command.area, "area").code
        for name, value in _plain(command).items():
            setattr(row, name, value)
        _check_place_and_hours(row)
        row.version += 1
        tx.db.add(row)
        after = _view(tx, row)
        tx.record(
            "venue.changed",
            actor,
            "venue",
            row.id,
            organisation_id=row.organisation_id,
            data=_told(before, after),
        )
        return after


def organisations_of(actor: Actor) -> frozenset[UUID] | None:
    """The organisations whose sensitive venues the actor may know of; None: everybody's (a coordinator)."""
    if actor.may_everywhere(Permission.VENUE_MANAGE):
        return None
    return frozenset(membership.organisation_id for membership in actor.memberships)


def may_change(actor: Actor, owner: UUID | None) -> bool:
    """Whether the actor may change a venue of this organisation; None: a venue of the whole programme."""
    if owner is None:
        return actor.may_everywhere(Permission.VENUE_MANAGE)
    return actor.may(Permission.VENUE_MANAGE, owner)


def _plain(command: ChangeVenue) -> dict[str, Any]:
    """The columns that simply take the new value; coordinates may be cleared."""
    given = command.model_dump(exclude_unset=True, exclude={"area"})
    if command.closed_days is not None:
        given["closed_days"] = "".join(str(one) for one in sorted(set(command.closed_days)))
    clearable = {"latitude", "longitude", "opens", "closes"}
    return {name: value for name, value in given.items() if value is not None or name in clearable}


def _told(before: VenueView, after: VenueView) -> dict[str, Any]:
    """What the trail keeps: of a sensitive venue only which fields changed, never where it is."""
    found = changes(before.model_dump(mode="json"), after.model_dump(mode="json"))
    return {"fields": sorted(found)} if before.sensitive or after.sensitive else found


def _check_place_and_hours(said: AddVenue | Venue) -> None:
    problems = [
        *coordinates_problem(said.latitude, said.longitude),
        *hours_problem(said.opens, said.closes),
    ]
    if problems:
        raise Invalid(problems)


def _place(cursor: str) -> tuple[str, UUID]:
    name, venue_id = from_cursor(cursor, 2)
    try:
        return name, UUID(venue_id)
    except ValueError:
        raise cursor_unknown() from None


def _found(look: ReadTx, actor: Actor, venue_id: UUID, *, lock: bool = False) -> Venue:
    row = store.find(look.db, venue_id, organisations=organisations_of(actor), lock=lock)
    if row is None:
        raise NotFound
    return row


def _view(look: ReadTx, row: Venue) -> VenueView:
    return public.venue_views(look, [row])[0]
