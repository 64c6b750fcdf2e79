"""Kits are made from components: these leave the shelf, the kits come onto it, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_UP, Decimal
from typing import NamedTuple
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.items import public as items
from app.items.public import ItemKind, ItemView
from app.kernel import clock
from app.kernel.errors import Conflict, FieldError, Invalid, NotFound
from app.kernel.ids import new_id
from app.kernel.naming import Named, told_apart
from app.kernel.outcome import Outcome
from app.kernel.types import Names
from app.kernel.words import _
from app.kits import public
from app.kits.public import Entry, MovementView
from app.kits.rules import STORES, MovementReason, check_moment
from app.kits.schemas.papers import Assemble, AssemblyView, ComponentUsed
from app.kits.store import assemblies, lots, movements
from app.kits.store.papers import next_number
from app.kits.tables import Assembly, Lot
from app.organisations import public as organisations
from app.platform.once import is_first
from app.platform.unit_of_work import ReadTx, Tx, UnitOfWork
from app.projects import public as projects


def _view(look: ReadTx, row: Assembly) -> AssemblyView:
    entries = [one for one in movements.caused_by(look.db, row.id) if one.lot_id != row.lot_id]
    known_lots = lots.find_many(look.db, {row.lot_id, *(one.lot_id for one in entries)})
    known = items.by_ids(look, {lot.item_id for lot in known_lots.values()})
    made = known_lots[row.lot_id]
    return AssemblyView(
        id=row.id,
        number=row.number,
        location=row.location_id,
        lot=row.lot_id,
        label=made.label,
        item=known[made.item_id].code,
        quantity=row.quantity,
        made_at=row.made_at,
        note=row.note,
        components=tuple(
            ComponentUsed(
                item=known[known_lots[one.lot_id].item_id].code,
                names=known[known_lots[one.lot_id].item_id].names,
                lot=one.lot_id,
                label=known_lots[one.lot_id].told,
                quantity=one.quantity,
            )
            for one in entries
        ),
    )


class Needed(NamedTuple):
    """So many whole units of a component, in one variant or, when that is none, in any."""

    component: ItemView
    quantity: int
    variant: str | None


def needed(look: ReadTx, item: ItemView, kits: int, without: Iterable[str]) -> list[Needed]:
    """The components kept in stock that so many kits take, in whole units, after the bill of materials.

    Lines that ask for one variant come first: a line that takes any must not take it from them.

    Contents that are only words (no item of that code) are not kept in stock and take nothing.
    Raises Invalid when something else than optional contents is to be left out, or nothing is kept in stock.
    """
    left_out = set(without)
    lines = items.lines_of(look, item.id)
    known = items.by_codes(look, {line.component for line in lines})
    must = sorted(line.component for line in lines if line.component in left_out and not line.optional)
    if must:
        text = _("%(names)s cannot be left out of this kit.") % {"names": ", ".join(must)}
        raise Invalid.of("without", "assembly.not_optional", text)
    taken = [
        Needed(
            known[line.component],
            int((line.quantity * kits).to_integral_value(rounding=ROUND_UP)),
            line.variant,
        )
        for line in lines
        if line.component in known and line.component not in left_out
    ]
    if not taken:
        text = _("Nothing that this item is made of is kept in stock. Receive it as it is.")
        raise Invalid.of("item", "assembly.no_components", text)
    return sorted(taken, key=lambda one: one.variant is None)


def _lot_of(
    tx: Tx,
    actor: Actor,
    command: Assemble,
    item: ItemView,
    number: str,
    owner: UUID,
    used: list[tuple[Lot, int]],
    at: datetime,
) -> Lot:
    """The lot of the new kits: earmark, expiry and cost follow from what went into them."""
    project = projects.by_code(tx, command.project, "project").id if command.project else None
    earmarks = {lot.project_id for lot, _quantity in used}
    if project is None and len(earmarks) == 1:
        project = next(iter(earmarks))
    dates = [lot.expires_on for lot, _quantity in used if lot.expires_on is not None]
    currencies = {lot.currency for lot, _quantity in used}
    cost = None
    if len(currencies) == 1 and None not in currencies:
        total = sum(((lot.unit_cost or Decimal(0)) * quantity for lot, quantity in used), Decimal(0))
        cost = (total / command.quantity).quantize(Decimal("0.01"))
    row = lots.add(
        tx.db,
        Lot(
            id=new_id(),
            item_id=item.id,
            item_version_id=items.current_version_id(tx, item.id, at.date()),
            label=command.label or number,
            project_id=project,
            expires_on=min(dates, default=None),
            unit_cost=cost,
            currency=next(iter(currencies)) if cost is not None else None,
            created_by_organisation_id=owner,
        ),
    )
    tx.record("kits.lot_added", actor, "lot", row.id, organisation_id=owner, data={"label": row.label})
    return row


def assemble(actor: Actor, command: Assemble, *, uow: UnitOfWork) -> Outcome[AssemblyView]:
    """Make kits at a store. The same request again gives the same answer.

    Raises Conflict `kits.insufficient` naming every component that is short, with the numbers.
    """
    actor.require(Permission.STOCK_MOVE)
    identity = command.id or new_id()
    with uow.begin() as tx:
        place = public.place_known(tx, actor, command.location)
        actor.require(Permission.STOCK_MOVE, place.organisation_id)
        if not is_first(tx, "assembly", identity, command.model_dump(mode="json")):
            return Outcome(_view(tx, _found(tx, identity)), fresh=False)
        if place.kind not in STORES:
            raise Invalid.of("location", "assembly.no_store", _("Kits are assembled at a store."))
        item = items.by_code(tx, command.item, "item")
        at = command.made_at or clock.now()
        check_moment(at, clock.now())
        taken = needed(tx, item, command.quantity, command.without)
        owner = organisations.by_ids(tx, [place.organisation_id])[place.organisation_id]
        number = next_number(tx.db, owner.id, owner.code, "AS", at.year)
        bench = public.workbench(tx, owner.id)
        earmark = [projects.by_code(tx, command.project, "project").id] if command.project else []
        went = _take_all(
            tx,
            actor,
            taken,
            way=(place.id, bench),
            cause=identity,
            at=at,
            number=number,
            earmark=earmark,
        )
        of = lots.find_many(tx.db, [one.lot for one in went])
        used = [(of[one.lot], one.quantity) for one in went]
        lot = _lot_of(tx, actor, command, item, number, owner.id, used, at)
        public.write(
            tx,
            actor,
            [
                Entry(
                    lot_id=lot.id,
                    from_id=bench,
                    to_id=place.id,
                    quantity=command.quantity,
                    reason=MovementReason.ASSEMBLY,
                    effective_at=at,
                    document=number,
                    note=command.note,
                    caused_by=identity,
                )
            ],
        )
        row = assemblies.add(
            tx.db,
            Assembly(
                id=identity,
                number=number,
                location_id=place.id,
                lot_id=lot.id,
                quantity=command.quantity,
                made_at=at,
                made_by=actor.person_id,
                note=command.note,
            ),
        )
        tx.record(
            "kits.assembled",
            actor,
            "assembly",
            identity,
            organisation_id=owner.id,
            data={"number": number, "item": item.code, "quantity": command.quantity},
        )
        return Outcome(_view(tx, row), fresh=True)


def _take_all(
    tx: Tx,
    actor: Actor,
    parts: Sequence[Needed],
    *,
    way: tuple[UUID, UUID],
    cause: UUID,
    at: datetime,
    number: str,
    earmark: list[UUID],
) -> list[MovementView]:
    """Take components off the shelf. Of what there is too little is told all at once."""
    went: list[MovementView] = []
    short: list[FieldError] = []
    named = told_apart({part.component.code: part.component.names for part in parts})
    for part in parts:
        try:
            went += public.take(
                tx,
                actor,
                item_id=part.component.id,
                quantity=part.quantity,
                from_location_id=way[0],
                to_location_id=way[1],
                reason=MovementReason.ASSEMBLY,
                session_id=None,
                caused_by=cause,
                effective_at=at,
                document=number,
                projects=earmark,
                only_lots=lots.of_variant(tx.db, part.component.id, part.variant) if part.variant else None,
            )
        except Conflict as refusal:
            short.append(_of(part, named[part.component.code], refusal))
    if short:
        raise Conflict(short[0].code, short[0].message, short)
    return went


def _of(part: Needed, item: Named, refusal: Conflict) -> FieldError:
    """Of which component there is too little."""
    what = (
        item
        if part.variant is None
        else _("%(item)s · %(variant)s") % {"item": item, "variant": part.variant}
    )
    text = _("%(item)s: %(why)s") % {"item": what, "why": refusal.message}
    facts = dict(refusal.errors[0].facts or {}) if refusal.errors else {}
    return FieldError("quantity", refusal.code, text, {**facts, "item": part.component.code})


def _found(look: ReadTx, assembly_id: UUID) -> Assembly:
    row = assemblies.find(look.db, assembly_id)
    if row is None:
        raise NotFound
    return row


def get_assembly(actor: Actor, assembly_id: UUID, *, uow: UnitOfWork) -> AssemblyView:
    """One assembly; NotFound to whoever does not know its place."""
    actor.require(Permission.STOCK_SEE)
    with uow.read() as look:
        row = _found(look, assembly_id)
        public.place_known(look, actor, row.location_id)
        return _view(look, row)


@dataclass(frozen=True, slots=True)
class KitToMake:
    """An item that is made of others, and which of its contents may be left out."""

    code: str
    names: Names
    optional: tuple[tuple[str, Names], ...]


def assembled_items(actor: Actor, *, uow: UnitOfWork) -> list[KitToMake]:
    """Active items with a bill of materials, by code."""
    actor.require(Permission.STOCK_MOVE)
    with uow.read() as look:
        listed = [item for item in items.choices(look) if item.kind is ItemKind.DIGNITY_KIT]
        contents = items.contents_of(look, [item.id for item in listed])
        left_out = {line.component for lines in contents.values() for line in lines if line.optional}
        parts = items.by_codes(look, left_out)
    return [
        KitToMake(
            item.code,
            item.names,
            tuple(
                (line.component, parts[line.component].names) for line in contents[item.id] if line.optional
            ),
        )
        for item in listed
        if contents.get(item.id)
    ]
