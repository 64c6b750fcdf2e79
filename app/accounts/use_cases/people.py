"""Look at people, invite them, change them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission, Role
from app.accounts import public
from app.accounts.rules import LinkPurpose, granting
from app.accounts.schemas import ChangePerson, InvitedView, InvitePerson, PersonState, PersonView
from app.accounts.store import entering, tokens
from app.accounts.store import people as store
from app.accounts.tables import Person
from app.accounts.use_cases.links import make_link
from app.accounts.use_cases.roles import check_grant, keep_one_administrator
from app.accounts.use_cases.views import live_memberships, person_views
from app.kernel import clock
from app.kernel.errors import Conflict, FieldError, Forbidden, NotFound, Stale
from app.kernel.ids import new_id
from app.kernel.outcome import Outcome, changes
from app.kernel.paging import Page, from_cursor, to_cursor
from app.kernel.words import _
from app.organisations import public as organisations
from app.platform.once import is_first
from app.platform.settings import Settings
from app.platform.unit_of_work import ReadTx, Tx, UnitOfWork


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which people to list; None or empty: all."""

    organisation: str | None = None
    role: Role | None = None
    state: PersonState | None = None
    words: str = ""


def list_people(
    actor: Actor,
    wanted: Wanted | None = None,
    *,
    uow: UnitOfWork,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[PersonView]:
    """People by e-mail: everybody for an administrator, her own organisation's for a planner."""
    actor.require(Permission.PEOPLE_MANAGE)
    wanted = wanted or Wanted()
    after = from_cursor(cursor, 1)[0] if cursor else None
    scope = granting.reach(actor)
    with uow.read() as look:
        organisation_id = None
        if wanted.organisation:
            known = organisations.by_codes(look, [wanted.organisation])
            if wanted.organisation not in known:
                return Page(items=[])
            organisation_id = known[wanted.organisation].id
        rows = store.listing(
            look.db,
            scope,
            after=after,
            limit=limit + 1,
            organisation_id=organisation_id,
            role=wanted.role,
            state=wanted.state,
            words=wanted.words,
        )
        shown = person_views(look, scope, rows[:limit])
    return Page(items=shown, next=to_cursor(shown[-1].email) if len(rows) > limit else None)


def _view(look: ReadTx, actor: Actor, person: Person) -> PersonView:
    return person_views(look, granting.reach(actor), [person])[0]


def get_person(actor: Actor, person_id: UUID, *, uow: UnitOfWork) -> PersonView:
    """One person, NotFound for people of other organisations."""
    actor.require(Permission.PEOPLE_MANAGE)
    with uow.read() as look:
        person = store.person_in(look.db, granting.reach(actor), person_id)
        if person is None:
            raise NotFound
        return _view(look, actor, person)


def locked_in_care(tx: Tx, actor: Actor, person_id: UUID) -> Person:
    """The person, held, if the actor may look after her: NotFound to strangers, Forbidden where she has a
    role that is not the actor's to give.
    """
    return _in_care(tx, actor, person_id, lock=True)


def _in_care(tx: Tx, actor: Actor, person_id: UUID, *, lock: bool) -> Person:
    person = store.person_in(tx.db, granting.reach(actor), person_id, lock=lock)
    if person is None:
        raise NotFound
    if not granting.may_look_after(actor, live_memberships(tx, person.id)):
        raise Forbidden(
            "person.not_yours",
            _("This person also has a role that you may not give. Ask an administrator."),
        )
    return person


def may_look_after(actor: Actor, person_id: UUID, *, uow: UnitOfWork) -> bool:
    """Whether the page of this person offers to reset, change or stop her."""
    with uow.read() as look:
        return granting.may_look_after(actor, live_memberships(look, person_id))


def _email_taken(tx: ReadTx, actor: Actor, email: str) -> Conflict:
    """Say whose address it is only to those who may know of that person."""
    known = entering.person_by_email(tx.db, email)
    mine = known is not None and store.person_in(tx.db, granting.reach(actor), known.id) is not None
    text = (
        _("This person is here already. Add a role on the person's own page.")
        if mine
        else _("This e-mail has an account already. Ask an administrator to add the role.")
    )
    facts = {"person": str(known.id)} if mine and known else {}
    return Conflict("person.email_taken", text, [FieldError("email", "person.email_taken", text, facts)])


def invite(
    actor: Actor, command: InvitePerson, *, settings: Settings, uow: UnitOfWork
) -> Outcome[InvitedView]:
    """Add a person with a first role, and a link to hand over (shown in this answer and never again)."""
    actor.require(Permission.PEOPLE_MANAGE)
    identity = command.id or new_id()
    content = [str(actor.person_id), command.model_dump(mode="json", exclude={"id"})]
    with uow.begin() as tx:
        if not is_first(tx, "person", identity, content):
            known = entering.person_by_id(tx.db, identity)
            if known is None:
                raise NotFound
            return Outcome(InvitedView(person=_view(tx, actor, known), link=None), fresh=False)
        place = check_grant(tx, actor, command.role, command.organisation, command.project, command.until)
        if entering.person_by_email(tx.db, command.email) is not None:
            raise _email_taken(tx, actor, command.email)
        public.add_person(tx, identity, command.email, command.name, language=command.language, actor=actor)
        public.add_membership(
            tx,
            identity,
            place.organisation_id,
            command.role,
            project_id=place.project_id,
            until=command.until,
            actor=actor,
        )
        link = make_link(tx, identity, LinkPurpose.INVITATION, settings)
        tx.record(
            "person.invited",
            actor,
            "person",
            identity,
            organisation_id=place.organisation_id,
            data={"role": command.role.value},
        )
        added = entering.lock_person(tx.db, identity)
        if added is None:
            raise NotFound
        return Outcome(InvitedView(person=_view(tx, actor, added), link=link), fresh=True)


def change_person(
    actor: Actor, person_id: UUID, command: ChangePerson, seen: int | None, *, uow: UnitOfWork
) -> PersonView:
    """Change name, e-mail or language; `active` False stops a person at once, True lets her back in."""
    actor.require(Permission.PEOPLE_MANAGE)
    wanted = command.model_dump(exclude_unset=True, exclude_none=True)
    if command.languages is not None:
        wanted["languages"] = " ".join(dict.fromkeys(command.languages))
    with uow.begin() as tx:
        if wanted.get("active") is False:
            _in_care(tx, actor, person_id, lock=False)
            keep_one_administrator(tx, person_id)
        person = locked_in_care(tx, actor, person_id)
        if seen != person.version:
            raise Stale(person.version, seen)
        if wanted.get("active") is False and person.id == actor.person_id:
            raise Conflict("person.self", _("You cannot stop your own account."))
        before = {name: getattr(person, name) for name in wanted}
        for name, value in wanted.items():
            setattr(person, name, value)
        person.version += 1
        store.save_person(tx.db, person)
        stopped = before.get("active") is True and not person.active
        if stopped:
            now = clock.now()
            entering.end_sign_ins(tx.db, person.id, now)
            entering.spend_links(tx.db, person.id, now)
            tokens.revoke_tokens(tx.db, person.id, now)
        tx.record(
            "person.stopped" if stopped else "person.changed",
            actor,
            "person",
            person.id,
            data=changes(before, wanted),
        )
        return _view(tx, actor, person)
