"""Look at, add and change projects (grants)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel.errors import FieldError, Invalid, NotFound, Stale
from app.kernel.ids import new_id
from app.kernel.outcome import Outcome, changes
from app.kernel.paging import Page, from_cursor, to_cursor
from app.kernel.words import _
from app.organisations import public as organisations
from app.platform.codes import claiming, code_taken
from app.platform.once import is_first
from app.platform.unit_of_work import ReadTx, UnitOfWork
from app.projects import public
from app.projects.rules import dates_problem, donor_problems
from app.projects.schemas import AddProject, ChangeProject, DonorLine, ProjectView
from app.projects.store import projects as store


def list_projects(
    actor: Actor, *, uow: UnitOfWork, cursor: str | None = None, limit: int = 50
) -> Page[ProjectView]:
    """Projects by code."""
    actor.require(Permission.REFERENCE_SEE)
    after = from_cursor(cursor, 1)[0] if cursor else None
    with uow.read() as look:
        rows = store.listing(look.db, after=after, limit=limit + 1)
        shown = public.views(look, rows[:limit])
    return Page(items=shown, next=to_cursor(shown[-1].code) if len(rows) > limit else None)


def get_project(actor: Actor, code: str, *, uow: UnitOfWork) -> ProjectView:
    """One project."""
    actor.require(Permission.REFERENCE_SEE)
    with uow.read() as look:
        return _view(look, code)


def add_project(actor: Actor, command: AddProject, *, uow: UnitOfWork) -> Outcome[ProjectView]:
    """Add a project with its donors. The same request again gives the same answer."""
    actor.require(Permission.REFERENCE_MANAGE)
    identity = command.id or new_id()
    with uow.begin() as tx:
        if not is_first(tx, "project", identity, command.model_dump(mode="json")):
            return Outcome(_view(tx, command.code), fresh=False)
        if store.find_by_code(tx.db, command.code) is not None:
            raise code_taken("project")
        dates = dates_problem(command.starts_on, command.ends_on)
        ids = _known_organisations(tx, command.agency, command.donors, dates)
        with claiming("project"):
            row = store.add(tx.db, identity, command, ids[command.agency])
        store.replace_donors(tx.db, row.id, command.donors, ids)
        tx.record("project.added", actor, "project", row.id, data={"code": row.code})
        return Outcome(_view(tx, row.code), fresh=True)


def change_project(
    actor: Actor, code: str, command: ChangeProject, seen: int | None, *, uow: UnitOfWork
) -> ProjectView:
    """Change what `command` names, if `seen` is still the newest version."""
    actor.require(Permission.REFERENCE_MANAGE)
    with uow.begin() as tx:
        row = store.find_by_code(tx.db, code, lock=True)
        if row is None:
            raise NotFound
        if seen != row.version:
            raise Stale(row.version, seen)
        before = _view(tx, code)
        row.starts_on = command.starts_on or row.starts_on
        row.ends_on = command.ends_on or row.ends_on
        ids = _known_organisations(
            tx,
            command.agency or before.agency,
            command.donors or (),
            dates_problem(row.starts_on, row.ends_on),
        )
        if command.title is not None:
            row.title_en, row.title_fr, row.title_ar = command.title.en, command.title.fr, command.title.ar
        if command.agency is not None:
            row.agency_id = ids[command.agency]
        if command.donors is not None:
            store.replace_donors(tx.db, row.id, command.donors, ids)
        row.version += 1
        tx.db.add(row)
        tx.db.flush()
        after = _view(tx, code)
        told = changes(before.model_dump(mode="json"), after.model_dump(mode="json"))
        tx.record("project.changed", actor, "project", row.id, data=told)
        return after


def _view(look: ReadTx, code: str) -> ProjectView:
    row = store.find_by_code(look.db, code)
    if row is None:
        raise NotFound
    return public.views(look, [row])[0]


def _known_organisations(
    look: ReadTx, agency: str, donors: Sequence[DonorLine], problems: list[FieldError]
) -> dict[str, UUID]:
    """The ids of the agency and the donors by code; raises Invalid with these problems and its own."""
    known = organisations.by_codes(look, {agency, *(line.organisation for line in donors)})
    problems = [*problems, *donor_problems(donors, known)]
    if agency not in known:
        sentence = _("There is no organisation with this code.")
        problems.append(FieldError("agency", "organisation.unknown", sentence))
    if problems:
        raise Invalid(problems)
    return {code: organisation.id for code, organisation in known.items()}


def organisation_choices(actor: Actor, *, uow: UnitOfWork) -> list[organisations.OrganisationView]:
    """The organisations that can hold or pay for a project."""
    actor.require(Permission.REFERENCE_SEE)
    with uow.read() as look:
        return organisations.choices(look)
