"""Sign in with a password and, where it is set up, a code; sign out.

Nothing here tells whether an e-mail is known, whether the password was right while the door waits, or which
of the two was wrong: one sentence for all, and the same work for all.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from app.access.actor import Actor
from app.accounts.rules import DEMO_DOMAIN, normal_email, one_time_codes, passwords, waiting
from app.accounts.store import entering as store
from app.accounts.tables import Person
from app.kernel import clock
from app.kernel.errors import AppError, FieldError, Invalid, NotFound, Unauthorised
from app.kernel.ids import fingerprint, new_id, new_secret
from app.kernel.words import _
from app.platform.settings import Settings
from app.platform.unit_of_work import Tx, UnitOfWork

log = logging.getLogger("karama.accounts")

REFUSED = _(
    "This e-mail and password do not match, or there were too many wrong tries. "
    "Check both, wait a few minutes, or ask for a new link."
)


def at_no_field(refusal: AppError) -> FieldError:
    """A refusal that belongs to no single field, for the summary above a form."""
    return FieldError("", refusal.code, refusal.message)


class Step(StrEnum):
    """What is still asked after the password."""

    CODE = "code"
    SET_UP = "set_up"


@dataclass(frozen=True, slots=True)
class Entered:
    """Signed in: `secret` goes into the cookie, `until` is when the sign-in ends."""

    person_id: UUID
    secret: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Halfway:
    """The password was right; a code is still to come. `mark` goes stale when the password changes."""

    person_id: UUID
    mark: str
    step: Step


def _mark(person: Person) -> str:
    return fingerprint(person.password_hash or "")[:16]


def let_in(tx: Tx, person: Person, browser: str, settings: Settings, *, how: str) -> Entered:
    """Open a sign-in for this person."""
    now = clock.now()
    until = now + timedelta(days=settings.sign_in_days)
    secret = new_secret()
    store.forget_old(tx.db, now)
    store.add_sign_in(
        tx.db, new_id(), person.id, token_hash=fingerprint(secret), browser=browser, now=now, until=until
    )
    tx.record("person.signed_in", None, "person", person.id, data={"how": how})
    return Entered(person.id, secret, until)


def codes_are_due(tx: Tx, person: Person, settings: Settings) -> bool:
    """Whether the house demands codes of this person, who has none yet."""
    if person.totp_secret is not None or not settings.require_totp:
        return False
    held = store.memberships_of(tx, person.id, clock.now().date())
    return any(membership.role in one_time_codes.DEMANDING_ROLES for membership in held)


def after_password(
    tx: Tx, person: Person, browser: str, settings: Settings, *, how: str
) -> Entered | Halfway:
    """Let in, or say what is asked besides the password."""
    if person.totp_secret is not None:
        return Halfway(person.id, _mark(person), Step.CODE)
    if codes_are_due(tx, person, settings):
        return Halfway(person.id, _mark(person), Step.SET_UP)
    return let_in(tx, person, browser, settings, how=how)


def sign_in(
    email: str,
    password: str,
    *,
    known: Callable[[UUID], bool],
    browser: str,
    settings: Settings,
    uow: UnitOfWork,
) -> Entered | Halfway:
    """Sign in by e-mail and password. Raises Unauthorised `sign_in.refused`.

    `known` tells whether this browser has proved an earlier sign-in of that person; the pause after wrong
    tries holds only for browsers that have not, so nobody is locked out by somebody else's tries.
    """
    email = normal_email(email)
    with uow.read() as look:
        found = store.person_by_email(look.db, email)
    right, renewed = passwords.matches(password, found.password_hash if found else None)
    trusted = found is not None and known(found.id)
    entry: Entered | Halfway | None = None
    with uow.begin(housekeeping="a try to sign in") as tx:
        person = store.lock_person(tx.db, found.id) if found else None
        if found is None or person is None:
            store.write_decoy(tx.db, email)
        else:
            now = clock.now()
            pausing = not trusted and person.waits_until is not None and person.waits_until > now
            unchanged = person.password_hash == found.password_hash
            if right and unchanged and person.active and not pausing:
                person.password_hash = renewed or person.password_hash
                person.failed_tries, person.waits_until = 0, None
                tx.db.add(person)
                entry = after_password(tx, person, browser, settings, how="password")
            elif pausing or trusted:
                store.write_decoy(tx.db, email)
            else:
                person.failed_tries += 1
                person.waits_until = waiting.next_try(person.failed_tries, now)
                tx.db.add(person)
                log.info("sign-in refused person=%s tries=%d", person.id, person.failed_tries)
    if entry is None:
        raise Unauthorised("sign_in.refused", REFUSED)
    return entry


def _halfway_person(tx: Tx, halfway: Halfway) -> Person:
    person = store.lock_person(tx.db, halfway.person_id)
    if person is None or not person.active or _mark(person) != halfway.mark:
        raise Unauthorised("sign_in.again", _("That took too long. Please sign in again."))
    return person


def _wrong_code() -> Invalid:
    return Invalid.of(
        "code",
        "code.wrong",
        _("This code is not right, was used already, or there were too many tries. Wait for the next one."),
    )


def enter_code(halfway: Halfway, code: str, *, browser: str, settings: Settings, uow: UnitOfWork) -> Entered:
    """The second step of a sign-in. Raises Invalid on `code`; wrong ones make this door wait, for everybody
    who knows the password and for nobody else.
    """
    entered: Entered | None = None
    with uow.begin(housekeeping="a try with a code") as tx:
        person = _halfway_person(tx, halfway)
        now = clock.now()
        if person.totp_secret is None:
            raise Unauthorised("sign_in.again", _("That took too long. Please sign in again."))
        if person.code_waits_until is None or person.code_waits_until <= now:
            step = one_time_codes.step_of(person.totp_secret, code, now, after=person.totp_last_step)
            if step is not None:
                person.totp_last_step = step
                person.code_tries, person.code_waits_until = 0, None
                entered = let_in(tx, person, browser, settings, how="password and code")
            else:
                person.code_tries += 1
                person.code_waits_until = waiting.next_try(person.code_tries, now)
            tx.db.add(person)
    if entered is None:
        raise _wrong_code()
    return entered


def set_up_codes_at_the_door(
    halfway: Halfway, secret: str, code: str, *, browser: str, settings: Settings, uow: UnitOfWork
) -> Entered:
    """Set up the codes that the house demands, then let in. Raises Invalid on `code`."""
    with uow.begin() as tx:
        person = _halfway_person(tx, halfway)
        if person.totp_secret is not None:
            raise Unauthorised("sign_in.again", _("Please sign in again with a code."))
        begin_codes(tx, person, secret, code)
        return let_in(tx, person, browser, settings, how="password and code")


def begin_codes(tx: Tx, person: Person, secret: str, code: str, actor: Actor | None = None) -> None:
    """Keep a secret once its first code proves that the app has it. Raises Invalid on `code`."""
    step = (
        one_time_codes.step_of(secret, code, clock.now(), after=None)
        if one_time_codes.is_secret(secret)
        else None
    )
    if step is None:
        raise Invalid.of(
            "code",
            "code.wrong",
            _("This code does not fit. Check the clock of your phone and try the next one."),
        )
    person.totp_secret, person.totp_last_step = secret, step
    person.code_tries, person.code_waits_until = 0, None
    tx.db.add(person)
    tx.record("person.codes_set_up", actor, "person", person.id)


def halfway_email(halfway: Halfway, *, uow: UnitOfWork) -> str:
    """Whose second step this is, for the QR code. Raises Unauthorised when it took too long."""
    with uow.read() as look:
        person = store.person_by_id(look.db, halfway.person_id)
        if person is None or not person.active or _mark(person) != halfway.mark:
            raise Unauthorised("sign_in.again", _("That took too long. Please sign in again."))
        return person.email


def sign_in_demo(person_id: UUID, *, browser: str, settings: Settings, uow: UnitOfWork) -> Entered:
    """One tap, one demo person. NotFound outside the demonstration and for everybody else."""
    if not settings.demo:
        raise NotFound
    with uow.begin() as tx:
        person = store.lock_person(tx.db, person_id)
        if person is None or not person.active or not person.email.endswith(DEMO_DOMAIN):
            raise NotFound
        return let_in(tx, person, browser, settings, how="demonstration")


def sign_out(secret: str, *, uow: UnitOfWork) -> None:
    """End the sign-in of this cookie, if it still lives."""
    with uow.begin(housekeeping="a cookie that was good for nothing any more") as tx:
        person_id = store.end_sign_in(tx.db, fingerprint(secret), clock.now())
        if person_id is not None:
            tx.record("person.signed_out", None, "person", person_id)
