"""Look at, add and change communities."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel.errors import FieldError, Invalid, NotFound, Stale
from app.kernel.outcome import Outcome, changes
from app.kernel.paging import Page, cursor_unknown, from_cursor, to_cursor
from app.platform.codes import claiming, is_first_of_code
from app.platform.unit_of_work import ReadTx, UnitOfWork
from app.vocabularies import public
from app.vocabularies.rules import validity_problem
from app.vocabularies.schemas import AddCommunity, ChangeCommunity, CommunityView
from app.vocabularies.store import words as store
from app.vocabularies.tables import Community


def list_communities(
    actor: Actor, *, uow: UnitOfWork, cursor: str | None = None, limit: int = 50
) -> Page[CommunityView]:
    """Communities in their order, former ones included."""
    actor.require(Permission.REFERENCE_SEE)
    after = _place(cursor) if cursor else None
    with uow.read() as look:
        rows = store.ordered_listing(look.db, Community, after=after, limit=limit + 1)
    shown = [store.community_view(row) for row in rows[:limit]]
    further = to_cursor(shown[-1].position, shown[-1].code) if len(rows) > limit else None
    return Page(items=shown, next=further)


def get_community(actor: Actor, code: str, *, uow: UnitOfWork) -> CommunityView:
    """One community."""
    actor.require(Permission.REFERENCE_SEE)
    with uow.read() as look:
        return store.community_view(_found(look, code))


def add_community(actor: Actor, command: AddCommunity, *, uow: UnitOfWork) -> Outcome[CommunityView]:
    """Add a community. The same request again gives the same answer."""
    actor.require(Permission.REFERENCE_MANAGE)
    with uow.begin() as tx:

        def existing() -> object | None:
            row = store.find(tx.db, Community, command.code)
            return None if row is None else _said(store.community_view(row))

        asked = command.model_dump(mode="json", exclude={"id"})
        if not is_first_of_code(tx, "community", command.code, asked, existing, sent_id=command.id):
            return Outcome(store.community_view(_found(tx, command.code)), fresh=False)
        _check(tx, command.languages, command.valid_from, command.valid_until)
        with claiming("community"):
            row = store.add_community(tx.db, command)
        tx.record("community.added", actor, "community", row.code)
        return Outcome(store.community_view(row), fresh=True)


def change_community(
    actor: Actor, code: str, command: ChangeCommunity, seen: int | None, *, uow: UnitOfWork
) -> CommunityView:
    """Change what `command` names, if `seen` is still the newest version."""
    actor.require(Permission.REFERENCE_MANAGE)
    with uow.begin() as tx:
        row = _found(tx, code, lock=True)
        if seen != row.version:
            raise Stale(row.version, seen)
        before = store.community_view(row).model_dump(mode="json")
        if command.names is not None:
            row.name_en, row.name_fr, row.name_ar = command.names.en, command.names.fr, command.names.ar
        for name, value in _plain(command).items():
            setattr(row, name, value)
        _check(tx, row.languages, row.valid_from, row.valid_until)
        row.version += 1
        tx.db.add(row)
        after = store.community_view(row)
        told = changes(before, after.model_dump(mode="json"))
        tx.record("community.changed", actor, "community", code, data=told)
        return after


def _found(look: ReadTx, code: str, *, lock: bool = False) -> Community:
    row = store.find(look.db, Community, code, lock=lock)
    if row is None:
        raise NotFound
    return row


def _said(community: CommunityView) -> object:
    """What would have to be sent to add this very community."""
    said = AddCommunity.model_validate(community.model_dump(include=set(AddCommunity.model_fields)))
    return said.model_dump(mode="json", exclude={"id"})


def _plain(command: ChangeCommunity) -> dict[str, Any]:
    """The columns that simply take the new value; cohort and days may be cleared."""
    given = command.model_dump(exclude_unset=True, exclude={"names"})
    clearable = {"cohort", "valid_from", "valid_until"}
    kept = {name: value for name, value in given.items() if value is not None or name in clearable}
    if "languages" in kept:
        kept["languages"] = list(kept["languages"])
    return kept


def _check(look: ReadTx, languages: Iterable[str], valid_from: date | None, valid_until: date | None) -> None:
    problems = validity_problem(valid_from, valid_until)
    if problems:
        raise Invalid(problems)
    try:
        public.check_codes(look, languages=set(languages))
    except Invalid as unknown:
        errors = [FieldError("languages", error.code, error.message, error.facts) for error in unknown.errors]
        raise Invalid(errors) from None


def _place(cursor: str) -> tuple[int, str]:
    position, code = from_cursor(cursor, 2)
    if not (position.isascii() and position.isdigit() and len(position) <= 9):
        raise cursor_unknown()
    return int(position), code
