"""Add, change and look at organisations and their focal points."""

from __future__ import annotations

from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel.errors import Conflict, FieldError, NotFound, Stale
from app.kernel.ids import new_id
from app.kernel.outcome import Outcome, changes
from app.kernel.paging import Page, from_cursor, to_cursor
from app.kernel.words import _
from app.organisations import store
from app.organisations.schemas import (
    AddFocalPoint,
    AddOrganisation,
    ChangeOrganisation,
    FocalPointView,
    OrganisationView,
)
from app.organisations.tables import Organisation
from app.platform.counting import rows_in
from app.platform.once import is_first
from app.platform.unit_of_work import ReadTx, Tx, UnitOfWork


def _found(look: ReadTx, code: str) -> Organisation:
    row = store.find_by_code(look.db, code)
    if row is None:
        raise NotFound
    return row


def list_organisations(
    actor: Actor, *, uow: UnitOfWork, cursor: str | None = None, limit: int = 50
) -> Page[OrganisationView]:
    """Organisations by code."""
    actor.require(Permission.REFERENCE_SEE)
    after = from_cursor(cursor, 1)[0] if cursor else None
    with uow.read() as look:
        rows = store.listing(look.db, after=after, limit=limit + 1)
    shown = [store.view(row) for row in rows[:limit]]
    return Page(items=shown, next=to_cursor(shown[-1].code) if len(rows) > limit else None)


def get_organisation(actor: Actor, code: str, *, uow: UnitOfWork) -> OrganisationView:
    """One organisation."""
    actor.require(Permission.REFERENCE_SEE)
    with uow.read() as look:
        return store.view(_found(look, code))


def add_organisation(actor: Actor, command: AddOrganisation, *, uow: UnitOfWork) -> Outcome[OrganisationView]:
    """Add an organisation. The same request again gives the same answer."""
    actor.require(Permission.REFERENCE_MANAGE)
    identity = command.id or new_id()
    with uow.begin() as tx:
        if not is_first(tx, "organisation", identity, command.model_dump(mode="json")):
            return Outcome(store.view(_found(tx, command.code)), fresh=False)
        if store.find_by_code(tx.db, command.code) is not None:
            raise Conflict(
                "organisation.code_taken",
                _("Another organisation has this code."),
                [FieldError("code", "organisation.code_taken", _("Another organisation has this code."))],
            )
        row = store.add(tx.db, identity, command)
        tx.record("organisation.added", actor, "organisation", row.id, data={"code": row.code})
        return Outcome(store.view(row), fresh=True)


def change_organisation(
    actor: Actor, code: str, command: ChangeOrganisation, seen: int | None, *, uow: UnitOfWork
) -> OrganisationView:
    """Change what `command` names, if `seen` is still the newest version."""
    actor.require(Permission.REFERENCE_MANAGE)
    with uow.begin() as tx:
        row = _locked(tx, code)
        if seen != row.version:
            raise Stale(row.version, seen)
        before = store.view(row).model_dump(mode="json")
        wanted = command.model_dump(exclude_unset=True, exclude_none=True)
        if command.names is not None:
            row.name_en, row.name_fr, row.name_ar = command.names.en, command.names.fr, command.names.ar
        for name in ("kind", "country", "active"):
            if name in wanted:
                setattr(row, name, str(wanted[name]) if name == "kind" else wanted[name])
        row.version += 1
        tx.db.add(row)
        after = store.view(row)
        tx.record(
            "organisation.changed",
            actor,
            "organisation",
            row.id,
            data=changes(before, after.model_dump(mode="json")),
        )
        return after


def _locked(tx: Tx, code: str) -> Organisation:
    row = store.lock_by_code(tx.db, code)
    if row is None:
        raise NotFound
    return row


def list_focal_points(actor: Actor, code: str, *, uow: UnitOfWork) -> list[FocalPointView]:
    """The professional contacts of an organisation; coordinators only."""
    actor.require(Permission.CONTACTS_SEE)
    with uow.read() as look:
        return store.focal_points(look.db, _found(look, code).id)


def add_focal_point(
    actor: Actor, code: str, command: AddFocalPoint, *, uow: UnitOfWork
) -> Outcome[list[FocalPointView]]:
    """Add a professional contact; answers the organisation's list."""
    actor.require(Permission.CONTACTS_SEE)
    identity = command.id or new_id()
    with uow.begin() as tx:
        organisation = _found(tx, code)
        fresh = is_first(tx, "focal_point", identity, [code, command.model_dump(mode="json")])
        if fresh:
            store.add_focal_point(tx.db, identity, organisation.id, command)
            tx.record("organisation.focal_point_added", actor, "organisation", organisation.id)
            tx.db.flush()
        return Outcome(store.focal_points(tx.db, organisation.id), fresh)


def retire_focal_point(actor: Actor, code: str, focal_point_id: UUID, *, uow: UnitOfWork) -> None:
    """Take a professional contact off the list."""
    actor.require(Permission.CONTACTS_SEE)
    with uow.begin() as tx:
        organisation = _found(tx, code)
        if not store.retire_focal_point(tx.db, organisation.id, focal_point_id):
            raise NotFound
        tx.record("organisation.focal_point_retired", actor, "organisation", organisation.id)


def how_many(actor: Actor, *, uow: UnitOfWork) -> int:
    """The number of organisations."""
    actor.require(Permission.REFERENCE_SEE)
    with uow.read() as look:
        return rows_in(look, Organisation)
