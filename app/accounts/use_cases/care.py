"""Look after somebody's account: a new link, an end to sign-ins, an end to waiting, codes reset."""

from __future__ import annotations

from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.accounts.rules import LinkPurpose
from app.accounts.store import entering as store
from app.accounts.use_cases.links import make_link
from app.accounts.use_cases.people import locked_in_care
from app.kernel import clock
from app.kernel.errors import Conflict, Forbidden
from app.kernel.words import _
from app.platform.settings import Settings
from app.platform.unit_of_work import UnitOfWork


def new_link(actor: Actor, person_id: UUID, *, settings: Settings, uow: UnitOfWork) -> str:
    """A link to hand over: an invitation again, or a reset for who has a password. Earlier links end."""
    actor.require(Permission.PEOPLE_MANAGE)
    with uow.begin() as tx:
        person = locked_in_care(tx, actor, person_id)
        if not person.active:
            raise Conflict("person.stopped", _("This account is stopped. Let the person back in first."))
        purpose = LinkPurpose.RESET if person.password_hash else LinkPurpose.INVITATION
        link = make_link(tx, person.id, purpose, settings)
        tx.record("person.link_made", actor, "person", person.id, data={"purpose": purpose.value})
        return link


def end_sign_ins(actor: Actor, person_id: UUID, *, uow: UnitOfWork) -> None:
    """Sign a person out everywhere."""
    actor.require(Permission.PEOPLE_MANAGE)
    with uow.begin() as tx:
        person = locked_in_care(tx, actor, person_id)
        ended = store.end_sign_ins(tx.db, person.id, clock.now())
        tx.record("person.signed_out", actor, "person", person.id, data={"sign_ins": ended})


def unlock(actor: Actor, person_id: UUID, *, uow: UnitOfWork) -> None:
    """Look at a person's next password at once, whatever was tried before."""
    actor.require(Permission.PEOPLE_MANAGE)
    with uow.begin() as tx:
        person = locked_in_care(tx, actor, person_id)
        person.failed_tries, person.waits_until = 0, None
        person.code_tries, person.code_waits_until = 0, None
        tx.db.add(person)
        tx.record("person.unlocked", actor, "person", person.id)


def set_codes_back(actor: Actor, person_id: UUID, *, uow: UnitOfWork) -> None:
    """Ask a person for no code until she sets up a new phone; administrators only, and every browser of
    hers is signed out.
    """
    actor.require(Permission.PEOPLE_MANAGE)
    if not actor.may(Permission.ROLES_GRANT_ANY):
        raise Forbidden("codes.administrator", _("Only an administrator can reset the codes."))
    with uow.begin() as tx:
        person = locked_in_care(tx, actor, person_id)
        person.totp_secret, person.totp_last_step = None, None
        person.code_tries, person.code_waits_until = 0, None
        tx.db.add(person)
        store.end_sign_ins(tx.db, person.id, clock.now())
        tx.record("person.codes_stopped", actor, "person", person.id, data={"by": "administrator"})
