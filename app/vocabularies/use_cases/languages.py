"""Look at, add and change languages."""

from __future__ import annotations

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel.errors import NotFound, Stale
from app.kernel.outcome import Outcome, changes
from app.kernel.paging import Page, from_cursor, to_cursor
from app.platform.codes import claiming, is_first_of_code
from app.platform.unit_of_work import ReadTx, UnitOfWork
from app.vocabularies.schemas import AddLanguage, ChangeLanguage, LanguageView
from app.vocabularies.store import words as store
from app.vocabularies.tables import Language


def list_languages(
    actor: Actor, *, uow: UnitOfWork, cursor: str | None = None, limit: int = 50
) -> Page[LanguageView]:
    """Languages by code, retired ones included."""
    actor.require(Permission.REFERENCE_SEE)
    after = from_cursor(cursor, 1)[0] if cursor else None
    with uow.read() as look:
        rows = store.language_listing(look.db, after=after, limit=limit + 1)
    shown = [store.language_view(row) for row in rows[:limit]]
    return Page(items=shown, next=to_cursor(shown[-1].code) if len(rows) > limit else None)


def get_language(actor: Actor, code: str, *, uow: UnitOfWork) -> LanguageView:
    """One language."""
    actor.require(Permission.REFERENCE_SEE)
    with uow.read() as look:
        return store.language_view(_found(look, code))


def add_language(actor: Actor, command: AddLanguage, *, uow: UnitOfWork) -> Outcome[LanguageView]:
    """Add a language. The same request again gives the same answer."""
    actor.require(Permission.REFERENCE_MANAGE)
    with uow.begin() as tx:

        def existing() -> object | None:
            row = store.find(tx.db, Language, command.code)
            return None if row is None else _said(store.language_view(row))

        asked = command.model_dump(mode="json", exclude={"id"})
        if not is_first_of_code(tx, "language", command.code, asked, existing, sent_id=command.id):
            return Outcome(store.language_view(_found(tx, command.code)), fresh=False)
        with claiming("language"):
            row = store.add_language(tx.db, command)
        tx.record("language.added", actor, "language", row.code)
        return Outcome(store.language_view(row), fresh=True)


def change_language(
    actor: Actor, code: str, command: ChangeLanguage, seen: int | None, *, uow: UnitOfWork
) -> LanguageView:
    """Change what `command` names, if `seen` is still the newest version."""
    actor.require(Permission.REFERENCE_MANAGE)
    with uow.begin() as tx:
        row = _found(tx, code, lock=True)
        if seen != row.version:
            raise Stale(row.version, seen)
        before = store.language_view(row).model_dump(mode="json")
        if command.names is not None:
            row.name_en, row.name_fr, row.name_ar = command.names.en, command.names.fr, command.names.ar
        plain = {"autonym", "direction", "active"}
        for name, value in command.model_dump(mode="json", include=plain, exclude_none=True).items():
            setattr(row, name, value)
        row.version += 1
        tx.db.add(row)
        after = store.language_view(row)
        told = changes(before, after.model_dump(mode="json"))
        tx.record("language.changed", actor, "language", code, data=told)
        return after


def _found(look: ReadTx, code: str, *, lock: bool = False) -> Language:
    row = store.find(look.db, Language, code, lock=lock)
    if row is None:
        raise NotFound
    return row


def _said(language: LanguageView) -> object:
    """What would have to be sent to add this very language."""
    said = AddLanguage.model_validate(language.model_dump(include=set(AddLanguage.model_fields)))
    return said.model_dump(mode="json", exclude={"id"})
