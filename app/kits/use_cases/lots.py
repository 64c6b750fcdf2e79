"""Lots: add, change, look."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import ROLE_PERMISSIONS, Permission
from app.items import public as items
from app.kernel import clock
from app.kernel.errors import Conflict, FieldError, Forbidden, NotFound, Stale
from app.kernel.ids import new_id
from app.kernel.outcome import Outcome, changes
from app.kernel.paging import Page, from_cursor, to_cursor
from app.kernel.words import _
from app.kits.schemas import AddLot, ChangeLot, LotView
from app.kits.store import lots
from app.kits.tables import Lot
from app.kits.use_cases.cursors import an_id
from app.platform.once import is_first, without_new
from app.platform.unit_of_work import ReadTx, Tx, UnitOfWork
from app.projects import public as projects

NEW = frozenset({"variant"})
"""Fields of a lot that came later than the requests they stand in."""

_CENT = Decimal("0.01")
"""What is answered at once has the decimals that are kept, so that the same request again is answered alike."""


def views(look: ReadTx, rows: Iterable[Lot]) -> list[LotView]:
    """Plain views; a fixed number of statements however many."""
    listed = list(rows)
    known = items.by_ids(look, {row.item_id for row in listed})
    paid = {row.project_id for row in listed if row.project_id is not None}
    grants = projects.spans_by_ids(look, paid) if paid else {}
    return [
        LotView(
            id=row.id,
            item=known[row.item_id].code,
            item_version=row.item_version_id,
            label=row.label,
            project=grants[row.project_id].code if row.project_id else None,
            expires_on=row.expires_on,
            unit_cost=None if row.unit_cost is None else row.unit_cost.quantize(_CENT),
            currency=row.currency,
            variant=row.variant,
            version=row.version,
        )
        for row in listed
    ]


def list_lots(
    actor: Actor, *, uow: UnitOfWork, item: str | None = None, cursor: str | None = None, limit: int = 50
) -> Page[LotView]:
    """Lots the reader may know."""
    actor.require(Permission.STOCK_SEE)
    after = an_id(from_cursor(cursor, 1)[0]) if cursor else None
    with uow.read() as look:
        item_id = items.by_code(look, item, "item").id if item else None
        scope = actor.scope(Permission.STOCK_SEE)
        rows = lots.listing(look.db, scope, item_id=item_id, after=after, limit=limit + 1)
        shown = views(look, rows[:limit])
    return Page(items=shown, next=to_cursor(shown[-1].id) if len(rows) > limit else None)


def get_lot(actor: Actor, lot_id: UUID, *, uow: UnitOfWork) -> LotView:
    """One lot."""
    actor.require(Permission.STOCK_SEE)
    with uow.read() as look:
        row = lots.find_seen(look.db, actor.scope(Permission.STOCK_SEE), lot_id)
        if row is None:
            raise NotFound
        return views(look, [row])[0]


def _entered_by(actor: Actor) -> UUID:
    """The organisation for which the actor moves stock: that of the first such role."""
    return next(
        membership.organisation_id
        for membership in actor.memberships
        if Permission.STOCK_MOVE in ROLE_PERMISSIONS[membership.role]
    )


def add_in(tx: Tx, actor: Actor, identity: UUID, command: AddLot, organisation_id: UUID) -> Lot:
    """Write a new lot of the item's version of today. Raises Invalid for an unknown item, variant or project."""
    item = items.by_code(tx, command.item, "item")
    if command.variant is not None:
        items.variant_of(tx, item.id, command.variant, "variant")
    project = projects.by_code(tx, command.project, "project") if command.project else None
    row = lots.add(
        tx.db,
        Lot(
            id=identity,
            item_id=item.id,
            item_version_id=items.current_version_id(tx, item.id, clock.today()),
            label=command.label,
            project_id=project.id if project else None,
            expires_on=command.expires_on,
            unit_cost=command.unit_cost,
            currency=command.currency if command.unit_cost is not None else None,
            created_by_organisation_id=organisation_id,
            variant=command.variant,
        ),
    )
    tx.record(
        "kits.lot_added",
        actor,
        "lot",
        row.id,
        organisation_id=organisation_id,
        data={"item": item.code, "label": row.label, "project": command.project}
        | ({"variant": row.variant} if row.variant else {}),
    )
    return row


def add_lot(actor: Actor, command: AddLot, *, uow: UnitOfWork) -> Outcome[LotView]:
    """Add a lot. The same request again gives the same answer."""
    actor.require(Permission.STOCK_MOVE)
    identity = command.id or new_id()
    with uow.begin() as tx:
        asked = without_new(command.model_dump(mode="json"), NEW)
        if not is_first(tx, "lot", identity, asked):
            before = lots.find_seen(tx.db, actor.scope(Permission.STOCK_SEE), identity)
            if before is None:
                raise NotFound
            return Outcome(views(tx, [before])[0], fresh=False)
        row = add_in(tx, actor, identity, command, _entered_by(actor))
        return Outcome(views(tx, [row])[0], fresh=True)


def change_lot(
    actor: Actor, lot_id: UUID, command: ChangeLot, seen: int | None, *, uow: UnitOfWork
) -> LotView:
    """Correct a lot, if `seen` is still the newest version; its earmark only before it has moved."""
    actor.require(Permission.STOCK_SEE)
    with uow.begin() as tx:
        row = lots.lock_seen(tx.db, actor.scope(Permission.STOCK_SEE), lot_id)
        if row is None:
            raise NotFound
        owner = row.created_by_organisation_id
        if not (actor.may(Permission.STOCK_MOVE, owner) if owner else actor.may(Permission.STOCK_MOVE)):
            raise Forbidden("forbidden", _("Only who entered this lot may change it."))
        if seen != row.version:
            raise Stale(row.version, seen)
        before = views(tx, [row])[0].model_dump(mode="json")
        if command.project is not None:
            project = projects.by_code(tx, command.project, "project")
            if project.id != row.project_id and lots.has_moved(tx.db, row.id):
                why = _("This lot has moved already: who paid for it can no longer change.")
                raise Conflict("lot.moved", why, [FieldError("project", "lot.moved", why)])
            row.project_id = project.id
        for name in ("label", "expires_on", "unit_cost", "currency"):
            if (value := getattr(command, name)) is not None:
                setattr(row, name, value)
        if row.unit_cost is not None and row.currency is None:
            row.currency = "USD"
        row.version += 1
        tx.db.add(row)
        tx.db.flush()
        after = views(tx, [row])[0]
        tx.record(
            "kits.lot_changed",
            actor,
            "lot",
            row.id,
            organisation_id=owner,
            data=changes(before, after.model_dump(mode="json")),
        )
        return after
