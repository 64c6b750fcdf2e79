"""Look at, add and change areas."""

from __future__ import annotations

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel.errors import Invalid, NotFound, Stale
from app.kernel.outcome import Outcome, changes
from app.kernel.paging import Page, from_cursor, to_cursor
from app.kernel.types import Names
from app.kernel.words import _
from app.places.rules import governorate_of, tree_problems
from app.places.schemas import AddArea, AreaView, ChangeArea
from app.places.store import areas as store
from app.places.tables import Area
from app.platform.codes import claiming, is_first_of_code
from app.platform.unit_of_work import ReadTx, UnitOfWork


def list_areas(
    actor: Actor,
    *,
    uow: UnitOfWork,
    country: str | None = None,
    parent: str | None = None,
    level: int | None = None,
    search: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[AreaView]:
    """Areas by code; `search` is part of a name or the start of a code."""
    actor.require(Permission.REFERENCE_SEE)
    after = from_cursor(cursor, 1)[0] if cursor else None
    with uow.read() as look:
        rows = store.listing(
            look.db, after=after, limit=limit + 1, country=country, parent=parent, level=level, search=search
        )
    shown = [store.view(row) for row in rows[:limit]]
    return Page(items=shown, next=to_cursor(shown[-1].code) if len(rows) > limit else None)


def list_countries(actor: Actor, *, uow: UnitOfWork) -> list[AreaView]:
    """The countries, by English name."""
    actor.require(Permission.REFERENCE_SEE)
    with uow.read() as look:
        return [store.view(row) for row in store.countries(look.db)]


def get_area(actor: Actor, code: str, *, uow: UnitOfWork) -> AreaView:
    """One area."""
    actor.require(Permission.REFERENCE_SEE)
    with uow.read() as look:
        return store.view(_found(look, code))


def add_area(actor: Actor, command: AddArea, *, uow: UnitOfWork) -> Outcome[AreaView]:
    """Add an area under its parent. The same request again gives the same answer."""
    actor.require(Permission.REFERENCE_MANAGE)
    with uow.begin() as tx:

        def existing() -> object | None:
            row = store.find(tx.db, command.code)
            return None if row is None else _said(store.view(row))

        asked = command.model_dump(mode="json", exclude={"id"})
        if not is_first_of_code(tx, "area", command.code, asked, existing, sent_id=command.id):
            return Outcome(store.view(_found(tx, command.code)), fresh=False)
        parent = store.find(tx.db, command.parent) if command.parent else None
        if command.parent and parent is None:
            raise Invalid.of("parent", "area.unknown", _("There is no area with this code."))
        problems = tree_problems(command, parent)
        if problems:
            raise Invalid(problems)
        above = parent.governorate if parent else None
        with claiming("area"):
            row = store.add(tx.db, command, governorate_of(command.code, command.level, above))
        tx.record("area.added", actor, "area", row.code)
        return Outcome(store.view(row), fresh=True)


def change_area(
    actor: Actor, code: str, command: ChangeArea, seen: int | None, *, uow: UnitOfWork
) -> AreaView:
    """Change what `command` names, if `seen` is still the newest version."""
    actor.require(Permission.REFERENCE_MANAGE)
    with uow.begin() as tx:
        row = _found(tx, code, lock=True)
        if seen != row.version:
            raise Stale(row.version, seen)
        before = store.view(row).model_dump(mode="json")
        if command.names is not None:
            row.name_en, row.name_fr, row.name_ar = command.names.en, command.names.fr, command.names.ar
        if "short" in command.model_fields_set:
            row.short = command.short
        if command.active is not None:
            row.active = command.active
        row.version += 1
        tx.db.add(row)
        after = store.view(row)
        tx.record("area.changed", actor, "area", code, data=changes(before, after.model_dump(mode="json")))
        return after


def _found(look: ReadTx, code: str, *, lock: bool = False) -> Area:
    row = store.find(look.db, code, lock=lock)
    if row is None:
        raise NotFound
    return row


def _said(area: AreaView) -> object:
    """What would have to be sent to add this very area."""
    said = AddArea.model_validate(area.model_dump(include=set(AddArea.model_fields)))
    return said.model_dump(mode="json", exclude={"id"})


def names_of(actor: Actor, codes: set[str], *, uow: UnitOfWork) -> dict[str, Names]:
    """The names of these areas by code."""
    actor.require(Permission.REFERENCE_SEE)
    with uow.read() as look:
        return {row.code: store.view(row).names for row in store.find_many(look.db, codes)}
