"""What the command line does for people. Whoever can run it holds the database: no right is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from pydantic import ValidationError

from app.access.permissions import Role
from app.accounts import public
from app.accounts.rules import LinkPurpose, normal_email, passwords
from app.accounts.schemas import InvitePerson, MakeToken
from app.accounts.store import entering, people, tokens
from app.accounts.tables import Person
from app.accounts.use_cases.links import make_link, set_password
from app.kernel import clock
from app.kernel.errors import Conflict, FieldError, Invalid
from app.kernel.ids import fingerprint, new_id, new_secret
from app.kernel.words import _
from app.organisations import public as organisations
from app.platform.settings import Settings
from app.platform.unit_of_work import ReadTx, Tx, UnitOfWork


@dataclass(frozen=True, slots=True)
class Added:
    """What `user add` did: `link` is None when the person can sign in already."""

    person_id: UUID
    is_new: bool
    link: str | None


def _well_formed(email: str, name: str, organisation: str, role: str, language: str) -> InvitePerson:
    answers = {"email": email, "name": name, "organisation": organisation, "role": role, "language": language}
    try:
        return InvitePerson.model_validate(answers)
    except ValidationError as wrong:
        raise Invalid(
            [
                FieldError(
                    ".".join(map(str, one["loc"])), one["type"], _("This cannot be right. Please check it.")
                )
                for one in wrong.errors(include_url=False, include_input=False)
            ]
        ) from None


def add_user(
    email: str,
    organisation: str,
    role: str,
    *,
    name: str | None,
    language: str,
    password: str | None,
    settings: Settings,
    uow: UnitOfWork,
) -> Added:
    """Add a person with a role, or a role to a person. The first administrator comes in this way."""
    command = _well_formed(email, name or email.split("@", maxsplit=1)[0], organisation, role, language)
    new_hash = None
    if password is not None:
        if weak := passwords.weakness(password, command.email):
            raise Invalid.of("password", "password.weak", weak)
        new_hash = passwords.hashed(password)
    with uow.begin() as tx:
        home = organisations.by_code(tx, command.organisation, "organisation")
        person = entering.person_by_email(tx.db, command.email)
        is_new = person is None
        if person is None:
            person_id = public.add_person(
                tx, new_id(), command.email, command.name, language=command.language
            ).id
        else:
            person_id = person.id
        row = entering.lock_person(tx.db, person_id)
        assert row is not None  # noqa: S101 - it was found or made two lines above
        _give(tx, row, home.id, command.role)
        if new_hash is not None:
            set_password(tx, row, new_hash)
            tx.record("password.changed", None, "person", row.id, data={"by": "command line"})
        link = None
        if row.password_hash is None:
            link = make_link(tx, row.id, LinkPurpose.INVITATION, settings)
        return Added(row.id, is_new, link)


def _give(tx: Tx, person: Person, organisation_id: UUID, role: Role) -> None:
    held = people.find_membership(tx.db, person.id, organisation_id, role, None)
    if held is not None and (held.until is None or held.until >= clock.today()):
        raise Conflict("membership.exists", _("This person has this role there already."))
    if held is not None:
        people.remove_membership(tx.db, held.id)
    public.add_membership(tx, person.id, organisation_id, role)


def _by_email(look: ReadTx, email: str) -> Person:
    person = entering.person_by_email(look.db, normal_email(email))
    if person is None:
        raise Invalid.of("email", "person.unknown", _("There is nobody with this e-mail address."))
    return person


def reset_user(email: str, *, settings: Settings, uow: UnitOfWork) -> str:
    """A one-time link with which this person sets a new password."""
    with uow.begin() as tx:
        person = _by_email(tx, email)
        link = make_link(tx, person.id, LinkPurpose.RESET, settings)
        tx.record("person.link_made", None, "person", person.id, data={"purpose": "reset"})
        return link


def new_token(email: str, command: MakeToken, *, uow: UnitOfWork) -> str:
    """An API token of this person; the secret, which is kept nowhere."""
    secret = new_secret()
    now = clock.now()
    with uow.begin() as tx:
        person = _by_email(tx, email)
        token_id = new_id()
        tokens.add_token(
            tx.db,
            token_id,
            person.id,
            command,
            token_hash=fingerprint(secret),
            now=now,
            until=now + timedelta(days=command.days),
        )
        tx.record(
            "token.made", None, "person", person.id, data={"token": token_id, "read_only": command.read_only}
        )
    return secret
