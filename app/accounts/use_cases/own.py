"""A person's own account: who I am, language, password, sign-ins, codes."""

from __future__ import annotations

from uuid import UUID

from app.access.actor import Actor
from app.accounts import public
from app.accounts.rules import one_time_codes, passwords
from app.accounts.schemas import ChangePassword, DemoPerson, MeView, MyLanguages, SignInView
from app.accounts.store import entering as store
from app.accounts.tables import Person
from app.accounts.use_cases.coming_in import begin_codes
from app.accounts.use_cases.links import refuse_weak, set_password
from app.accounts.use_cases.views import membership_views
from app.kernel import clock
from app.kernel.errors import Conflict, Invalid, NotFound, Unauthorised
from app.kernel.outcome import changes
from app.kernel.words import _
from app.platform.settings import Settings
from app.platform.unit_of_work import ReadTx, UnitOfWork


def demo_people(*, uow: UnitOfWork) -> list[DemoPerson]:
    """Whom the sign-in page of the demonstration offers."""
    with uow.read() as look:
        return public.demo_people(look)


def _me(look: ReadTx, actor: Actor) -> Person:
    person = store.person_by_id(look.db, actor.person_id)
    if person is None:
        raise Unauthorised
    return person


def who_am_i(actor: Actor, *, uow: UnitOfWork) -> MeView:
    """My name, language and roles."""
    with uow.read() as look:
        person = _me(look, actor)
        return MeView(
            id=person.id,
            email=person.email,
            name=person.name,
            language=person.language,
            languages=person.languages.split(),
            uses_codes=person.totp_secret is not None,
            has_password=person.password_hash is not None,
            memberships=membership_views(look, [person.id]).get(person.id, []),
        )


def choose_language(actor: Actor, language: str, *, uow: UnitOfWork) -> None:
    """Speak this language to me from now on."""
    if actor.language == language:
        return
    with uow.begin() as tx:
        person = store.lock_person(tx.db, actor.person_id)
        if person is not None:
            person.language = language
            tx.db.add(person)
            tx.record("person.language_chosen", actor, "person", person.id, data={"language": language})


def rename(actor: Actor, name: str, *, uow: UnitOfWork) -> None:
    """Show me under this name."""
    with uow.begin() as tx:
        person = store.lock_person(tx.db, actor.person_id)
        if person is None:
            raise Unauthorised
        tx.record("person.renamed", actor, "person", person.id, data={"name": [person.name, name]})
        person.name = name
        person.version += 1
        tx.db.add(person)


def choose_spoken(actor: Actor, command: MyLanguages, *, uow: UnitOfWork) -> None:
    """In these languages I can run a session."""
    spoken = " ".join(dict.fromkeys(command.languages))
    with uow.begin() as tx:
        person = store.lock_person(tx.db, actor.person_id)
        if person is None:
            raise Unauthorised
        data = changes({"languages": person.languages}, {"languages": spoken})
        tx.record("person.languages_chosen", actor, "person", person.id, data=data)
        person.languages = spoken
        person.version += 1
        tx.db.add(person)


def change_password(actor: Actor, command: ChangePassword, *, uow: UnitOfWork) -> None:
    """A new password for the present one; every other browser is signed out."""
    with uow.read() as look:
        kept = _me(look, actor).password_hash
    right, _renewed = passwords.matches(command.present.get_secret_value(), kept)
    if not right:
        raise Invalid.of("present", "password.wrong", _("This is not your present password."))
    new_hash = passwords.hashed(refuse_weak(command, actor.email))
    with uow.begin() as tx:
        person = store.lock_person(tx.db, actor.person_id)
        if person is None or person.password_hash != kept:
            raise Conflict("password.changed", _("Your password was changed a moment ago in another window."))
        set_password(tx, person, new_hash)
        store.end_sign_ins(tx.db, person.id, clock.now(), but=actor.sign_in_id)
        tx.record("password.changed", actor, "person", person.id, data={"by": "self"})


def list_sign_ins(actor: Actor, *, uow: UnitOfWork) -> list[SignInView]:
    """Where I am signed in, latest seen first."""
    with uow.read() as look:
        rows = store.sign_ins_of(look.db, actor.person_id, clock.now())
    return [
        SignInView(
            id=row.id,
            browser=row.browser,
            created_at=row.created_at,
            last_seen_at=row.last_seen_at,
            expires_at=row.expires_at,
            current=row.id == actor.sign_in_id,
        )
        for row in rows
    ]


def end_sign_in(actor: Actor, sign_in_id: UUID, *, uow: UnitOfWork) -> None:
    """Sign me out in one browser."""
    with uow.begin() as tx:
        if not store.end_sign_ins(tx.db, actor.person_id, clock.now(), only=sign_in_id):
            raise NotFound
        tx.record("person.signed_out", actor, "person", actor.person_id)


def end_other_sign_ins(actor: Actor, *, uow: UnitOfWork) -> None:
    """Sign me out everywhere but here."""
    with uow.begin(housekeeping="nothing to end") as tx:
        if store.end_sign_ins(tx.db, actor.person_id, clock.now(), but=actor.sign_in_id):
            tx.record("person.signed_out", actor, "person", actor.person_id, data={"where": "elsewhere"})


def set_up_codes(actor: Actor, secret: str, code: str, *, uow: UnitOfWork) -> None:
    """Ask me for a code at every sign-in. Raises Invalid on `code`, Conflict when codes are on."""
    with uow.begin() as tx:
        person = store.lock_person(tx.db, actor.person_id)
        if person is None:
            raise Unauthorised
        if person.totp_secret is not None:
            raise Conflict("codes.on", _("Codes are on already. Turn them off before setting up a new app."))
        begin_codes(tx, person, secret, code, actor)


def stop_codes(actor: Actor, password: str, *, settings: Settings, uow: UnitOfWork) -> None:
    """Ask me for no code any more; needs the password, and a role of which the house demands none."""
    if settings.require_totp and actor.roles & one_time_codes.DEMANDING_ROLES:
        raise Conflict(
            "codes.required", _("Your role must use codes here. An administrator can set them back.")
        )
    with uow.read() as look:
        kept = _me(look, actor).password_hash
    if not passwords.matches(password, kept)[0]:
        raise Invalid.of("present", "password.wrong", _("This is not your present password."))
    with uow.begin() as tx:
        person = store.lock_person(tx.db, actor.person_id)
        if person is None:
            raise Unauthorised
        person.totp_secret, person.totp_last_step = None, None
        tx.db.add(person)
        tx.record("person.codes_stopped", actor, "person", person.id, data={"by": "self"})
