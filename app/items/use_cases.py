"""Look at, add and change items; give them new versions."""

from __future__ import annotations

from collections.abc import Sequence

from app.access.actor import Actor
from app.access.permissions import Permission
from app.items.rules import ItemKind, kinds_open_to
from app.items.schemas import AddItem, AddItemVersion, ChangeItem, ComponentLine, ItemDetail, Variant
from app.items.store import items as store
from app.items.store import variants
from app.items.tables import Item
from app.kernel import clock
from app.kernel.errors import Invalid, NotFound, Stale
from app.kernel.ids import new_id
from app.kernel.outcome import Outcome, changes
from app.kernel.paging import Page, from_cursor, to_cursor
from app.kernel.types import Names
from app.kernel.words import _
from app.platform.codes import claiming, code_taken
from app.platform.counting import rows_in
from app.platform.once import is_first, without_new
from app.platform.unit_of_work import ReadTx, UnitOfWork


def list_items(
    actor: Actor, *, uow: UnitOfWork, cursor: str | None = None, limit: int = 50
) -> Page[ItemDetail]:
    """Items by code, with what they are made of."""
    actor.require(Permission.REFERENCE_SEE)
    after = from_cursor(cursor, 1)[0] if cursor else None
    with uow.read() as look:
        rows = store.listing(look.db, after=after, limit=limit + 1)
        shown = _details(look, rows[:limit])
    return Page(items=shown, next=to_cursor(shown[-1].code) if len(rows) > limit else None)


def get_item(actor: Actor, code: str, *, uow: UnitOfWork) -> ItemDetail:
    """One item with its versions."""
    actor.require(Permission.REFERENCE_SEE)
    with uow.read() as look:
        return _detail(look, _found(look, code))


def add_item(actor: Actor, command: AddItem, *, uow: UnitOfWork) -> Outcome[ItemDetail]:
    """Add an item with its first version, valid from today. The same request again, the same answer."""
    actor.require(Permission.REFERENCE_MANAGE)
    identity = command.id or new_id()
    with uow.begin() as tx:
        asked = without_new(command.model_dump(mode="json"), _NEW)
        if not is_first(tx, "item", identity, asked):
            return Outcome(_detail(tx, _found(tx, command.code)), fresh=False)
        if store.find_by_code(tx.db, command.code) is not None:
            raise code_taken("item")
        _check_once(command.variants)
        _check_lines(tx, command.lines)
        with claiming("item"):
            row = store.add(tx.db, identity, command)
        variants.put(tx.db, row.id, command.variants)
        store.add_version(
            tx.db,
            new_id(),
            item_id=row.id,
            number=1,
            valid_from=clock.today(),
            coverage_months=command.coverage_months,
            lines=command.lines,
        )
        tx.record("item.added", actor, "item", row.id, data={"code": row.code})
        return Outcome(_detail(tx, row), fresh=True)


def change_item(
    actor: Actor, code: str, command: ChangeItem, seen: int | None, *, uow: UnitOfWork
) -> ItemDetail:
    """Change what `command` names, if `seen` is still the newest version of the record."""
    actor.require(Permission.REFERENCE_MANAGE)
    with uow.begin() as tx:
        row = _found(tx, code, lock=True)
        if seen != row.version:
            raise Stale(row.version, seen)
        before = _detail(tx, row).model_dump(mode="json")
        _check_kind(ItemKind(row.kind), command.kind)
        if command.names is not None:
            row.name_en, row.name_fr, row.name_ar = command.names.en, command.names.fr, command.names.ar
        for name, value in command.model_dump(
            mode="json", include={"kind", "active"}, exclude_none=True
        ).items():
            setattr(row, name, value)
        if command.variants is not None:
            _check_once(command.variants)
            variants.put(tx.db, row.id, command.variants)
        row.version += 1
        tx.db.add(row)
        after = _detail(tx, row)
        told = changes(before, after.model_dump(mode="json"))
        tx.record("item.changed", actor, "item", row.id, data=told)
        return after


def add_item_version(
    actor: Actor, code: str, command: AddItemVersion, *, uow: UnitOfWork
) -> Outcome[ItemDetail]:
    """Say what an item is made of from a day on. What was made or given before keeps its own version."""
    actor.require(Permission.REFERENCE_MANAGE)
    identity = command.id or new_id()
    with uow.begin() as tx:
        row = _found(tx, code, lock=True)
        asked = without_new(command.model_dump(mode="json"), _NEW)
        if not is_first(tx, "item_version", identity, [code, asked]):
            return Outcome(_detail(tx, row), fresh=False)
        _check_lines(tx, command.lines)
        number = max(version.number for version in store.versions_of(tx.db, [row.id])[row.id]) + 1
        store.add_version(
            tx.db,
            identity,
            item_id=row.id,
            number=number,
            valid_from=command.valid_from,
            coverage_months=command.coverage_months,
            lines=command.lines,
        )
        tx.record(
            "item.version_added",
            actor,
            "item",
            row.id,
            data={"number": number, "valid_from": command.valid_from.isoformat()},
        )
        return Outcome(_detail(tx, row), fresh=True)


_NEW = frozenset({"variant", "variants"})
"""Fields that came later than the requests they stand in."""


def _check_kind(now: ItemKind, then: ItemKind | None) -> None:
    """Raises Invalid where figures would change with the kind."""
    if then is not None and then not in kinds_open_to(now):
        text = _(
            "Figures count dignity kits. So a kit stays one, and nothing else becomes one: "
            "please add another item, and take this one out of use."
        )
        raise Invalid.of("kind", "item.kind_counts", text)


def _check_once(listed: Sequence[Variant]) -> None:
    """Raises Invalid at the second variant of the same code."""
    for place, variant in enumerate(listed):
        if any(one.code == variant.code for one in listed[:place]):
            text = _("This code stands above already.")
            raise Invalid.of(f"variants.{place}.code", "item.variant_twice", text)


def _check_lines(look: ReadTx, lines: Sequence[ComponentLine]) -> None:
    """Raises Invalid at a line that names a variant which its component does not come in."""
    named = {line.component for line in lines if line.variant is not None}
    if not named:
        return
    ids = {row.code: row.id for row in store.find_many(look.db, named)}
    known = variants.of_items(look.db, ids.values())
    for place, line in enumerate(lines):
        comes_in = known.get(ids[line.component], ()) if line.component in ids else ()
        if line.variant is not None and all(one.code != line.variant for one in comes_in):
            text = _("This item does not come in this size or variant.")
            raise Invalid.of(f"lines.{place}.variant", "item.variant_unknown", text)


def _found(look: ReadTx, code: str, *, lock: bool = False) -> Item:
    row = store.find_by_code(look.db, code, lock=lock)
    if row is None:
        raise NotFound
    return row


def _details(look: ReadTx, rows: list[Item]) -> list[ItemDetail]:
    versions = store.versions_of(look.db, [row.id for row in rows])
    lines = store.lines_of(look.db, [version.id for found in versions.values() for version in found])
    sizes = variants.of_items(look.db, [row.id for row in rows])
    today = clock.today()
    return [store.detail(row, versions[row.id], lines, sizes[row.id], today) for row in rows]


def _detail(look: ReadTx, row: Item) -> ItemDetail:
    return _details(look, [row])[0]


def names_of_components(actor: Actor, item: ItemDetail, *, uow: UnitOfWork) -> dict[str, Names]:
    """What the components of all versions are called, by code; those that are only words are missing."""
    actor.require(Permission.REFERENCE_SEE)
    codes = {line.component for version in item.versions for line in version.lines}
    with uow.read() as look:
        rows = store.find_many(look.db, codes) if codes else []
        return {row.code: Names(en=row.name_en, fr=row.name_fr, ar=row.name_ar) for row in rows}


def how_many(actor: Actor, *, uow: UnitOfWork) -> int:
    """The number of items."""
    actor.require(Permission.REFERENCE_SEE)
    with uow.read() as look:
        return rows_in(look, Item)
