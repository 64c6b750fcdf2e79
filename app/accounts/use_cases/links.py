"""Invitation and reset links: made once, shown once, used once."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from app.accounts.rules import LinkPurpose, passwords
from app.accounts.schemas import LinkView, NewPassword
from app.accounts.store import entering as store
from app.accounts.tables import Person
from app.accounts.use_cases.coming_in import Entered, Halfway, after_password
from app.kernel import clock
from app.kernel.errors import Invalid, NotFound
from app.kernel.ids import fingerprint, new_id, new_secret
from app.kernel.words import _
from app.platform.settings import Settings
from app.platform.unit_of_work import Tx, UnitOfWork

_PATHS = {LinkPurpose.INVITATION: "welcome", LinkPurpose.RESET: "reset"}


def make_link(tx: Tx, person_id: UUID, purpose: LinkPurpose, settings: Settings) -> str:
    """A new link for this person as a whole address; earlier ones stop working. Only its hash is kept."""
    now = clock.now()
    secret = new_secret()
    until = now + timedelta(hours=settings.link_hours)
    store.add_link(tx.db, new_id(), person_id, purpose, token_hash=fingerprint(secret), now=now, until=until)
    return f"{settings.base_url.rstrip('/')}/{_PATHS[purpose]}/{secret}"


def _gone() -> NotFound:
    return NotFound(
        "link.gone",
        _("This link was used already, or its time is over. Ask whoever sent it for a new one."),
    )


def look_at_link(secret: str, purpose: LinkPurpose, *, uow: UnitOfWork) -> LinkView:
    """For whom a link is; looking does not use it up. Raises NotFound `link.gone`."""
    with uow.read() as look:
        person = store.person_by_link(look.db, purpose, fingerprint(secret), clock.now())
        if person is None:
            raise _gone()
        return LinkView(name=person.name, email=person.email)


def refuse_weak(command: NewPassword, email: str) -> str:
    """The new password, or Invalid on `password` or `again`."""
    typed = command.password.get_secret_value()
    if weak := passwords.weakness(typed, email):
        raise Invalid.of("password", "password.weak", weak)
    if passwords.prepared(typed) != passwords.prepared(command.again.get_secret_value()):
        raise Invalid.of("again", "password.differs", _("The two passwords are not the same."))
    return typed


def set_password(tx: Tx, person: Person, new_hash: str) -> None:
    """Keep a new password, forget wrong tries, spend all links."""
    person.password_hash = new_hash
    person.failed_tries, person.waits_until = 0, None
    tx.db.add(person)
    store.spend_links(tx.db, person.id, clock.now())


def use_link(
    secret: str,
    purpose: LinkPurpose,
    command: NewPassword,
    *,
    browser: str,
    settings: Settings,
    uow: UnitOfWork,
) -> Entered | Halfway:
    """Set a password by a link and come in. Of two who use it at once one wins; the other gets NotFound."""
    email = look_at_link(secret, purpose, uow=uow).email
    new_hash = passwords.hashed(refuse_weak(command, email))
    with uow.begin() as tx:
        now = clock.now()
        person_id = store.spend_link(tx.db, purpose, fingerprint(secret), now)
        person = store.lock_person(tx.db, person_id) if person_id else None
        if person is None or not person.active:
            raise _gone()
        set_password(tx, person, new_hash)
        store.end_sign_ins(tx.db, person.id, now)
        tx.record("password.changed", None, "person", person.id, data={"by": purpose.value})
        return after_password(tx, person, browser, settings, how=purpose.value)
