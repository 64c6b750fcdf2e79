"""Places: add, change, look."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel.errors import NotFound, Stale
from app.kernel.ids import new_id
from app.kernel.outcome import Outcome, changes
from app.kernel.paging import Page, from_cursor, to_cursor
from app.kits import public
from app.kits.rules import LocationKind
from app.kits.schemas import AddLocation, ChangeLocation, LocationView
from app.kits.store import places
from app.kits.tables import Location
from app.kits.use_cases.cursors import an_id
from app.organisations import public as organisations
from app.platform.once import is_first
from app.platform.unit_of_work import ReadTx, UnitOfWork


def views(look: ReadTx, rows: Iterable[Location]) -> list[LocationView]:
    """Plain views; one statement for the organisations' codes."""
    listed = list(rows)
    owners = organisations.by_ids(look, {row.organisation_id for row in listed})
    return [
        LocationView(
            id=row.id,
            organisation=owners[row.organisation_id].code,
            name=row.name,
            kind=LocationKind(row.kind),
            session=row.session_id,
            active=row.active,
            version=row.version,
        )
        for row in listed
    ]


def list_locations(
    actor: Actor,
    *,
    uow: UnitOfWork,
    organisation: str | None = None,
    kind: LocationKind | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[LocationView]:
    """Places the reader may know."""
    actor.require(Permission.STOCK_SEE)
    after = an_id(from_cursor(cursor, 1)[0]) if cursor else None
    with uow.read() as look:
        owner = organisations.by_code(look, organisation, "organisation").id if organisation else None
        rows = places.listing(
            look.db,
            actor.scope(Permission.STOCK_SEE),
            kinds=[kind] if kind else [],
            organisation_id=owner,
            after=after,
            limit=limit + 1,
        )
        shown = views(look, rows[:limit])
    return Page(items=shown, next=to_cursor(shown[-1].id) if len(rows) > limit else None)


def get_location(actor: Actor, location_id: UUID, *, uow: UnitOfWork) -> LocationView:
    """One place."""
    actor.require(Permission.STOCK_SEE)
    with uow.read() as look:
        row = places.find_seen(look.db, actor.scope(Permission.STOCK_SEE), location_id)
        if row is None:
            raise NotFound
        return views(look, [row])[0]


def add_location(actor: Actor, command: AddLocation, *, uow: UnitOfWork) -> Outcome[LocationView]:
    """Add a place to an organisation whose stock the actor moves."""
    actor.require(Permission.STOCK_MOVE)
    identity = command.id or new_id()
    with uow.begin() as tx:
        owner = organisations.by_code(tx, command.organisation, "organisation")
        actor.require(Permission.STOCK_MOVE, owner.id)
        if not is_first(tx, "location", identity, command.model_dump(mode="json")):
            before = places.find(tx.db, identity)
            if before is None:
                raise NotFound
            return Outcome(views(tx, [before])[0], fresh=False)
        row = places.add(
            tx.db,
            Location(id=identity, organisation_id=owner.id, name=command.name, kind=command.kind.value),
        )
        tx.record(
            "kits.place_added",
            actor,
            "location",
            row.id,
            organisation_id=owner.id,
            data={"kind": row.kind, "name": row.name},
        )
        return Outcome(views(tx, [row])[0], fresh=True)


def change_location(
    actor: Actor, location_id: UUID, command: ChangeLocation, seen: int | None, *, uow: UnitOfWork
) -> LocationView:
    """Rename a place or take it out of use, if `seen` is still the newest version."""
    actor.require(Permission.STOCK_SEE)
    with uow.begin() as tx:
        row = places.lock_seen(tx.db, actor.scope(Permission.STOCK_SEE), location_id)
        if row is None:
            raise NotFound
        actor.require(Permission.STOCK_MOVE, row.organisation_id)
        if seen != row.version:
            raise Stale(row.version, seen)
        before = {"name": row.name, "active": row.active}
        row.name = command.name if command.name is not None else row.name
        row.active = command.active if command.active is not None else row.active
        row.version += 1
        tx.db.add(row)
        tx.record(
            "kits.place_changed",
            actor,
            "location",
            row.id,
            organisation_id=row.organisation_id,
            data=changes(before, {"name": row.name, "active": row.active}),
        )
        return views(tx, [row])[0]


def outside_place(actor: Actor, near_id: UUID, kind: LocationKind, *, uow: UnitOfWork) -> UUID:
    """The supplier, beneficiaries or loss place of the organisation that owns a place, made when missing."""
    actor.require(Permission.STOCK_MOVE)
    with uow.begin() as tx:
        near = places.find_seen(tx.db, actor.scope(Permission.STOCK_SEE), near_id)
        if near is None:
            raise NotFound
        actor.require(Permission.STOCK_MOVE, near.organisation_id)
        return public.outside_location(tx, near.organisation_id, kind)
