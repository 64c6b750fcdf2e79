"""What goes in and what comes out of accounts."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field, SecretStr

from app.access.permissions import Role
from app.accounts.rules import normal_email
from app.kernel.types import EMAIL_PATTERN, Code, Command, OptionalId, Text, View, Whole

Email = Annotated[Text, Field(max_length=254, pattern=EMAIL_PATTERN), AfterValidator(normal_email)]
"""A work e-mail address, in lower case."""

PersonalName = Annotated[Text, Field(min_length=1, max_length=120)]
TokenName = Annotated[Text, Field(min_length=1, max_length=120)]
Secret = Annotated[SecretStr, Field(min_length=1, max_length=1000)]
"""Typed secrets never show in logs or error messages."""
Language = Literal["en", "fr", "ar"]


Spoken = Annotated[tuple[Code, ...], Field(max_length=30)]
"""Codes of the languages in which a person can run a session, such as `ar` and `am`."""


class SignInForm(Command):
    """What the sign-in page asks for."""

    email: Annotated[Text, Field(min_length=1, max_length=254)]
    password: Secret
    next: Annotated[Text, Field(max_length=2000)] = "/"


class NewPassword(Command):
    """A password, typed twice because nobody sees it."""

    password: Secret
    again: Secret


class ChangePassword(NewPassword):
    """A new password needs the present one."""

    present: Secret


class MyName(Command):
    """How I am shown."""

    name: PersonalName


class MyLanguages(Command):
    """In which languages I can run a session."""

    languages: Spoken = ()


class CodeForm(Command):
    """Six digits of the authenticator app."""

    code: Annotated[Text, Field(min_length=1, max_length=20)]


class SetUpCodes(CodeForm):
    """The secret that was shown, and the first code made from it."""

    secret: Annotated[Text, Field(min_length=1, max_length=64)]


class InvitePerson(Command):
    """Somebody new, with a first role."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "email": "planner@caritas.example",
                    "name": "Bilal",
                    "organisation": "CARITAS",
                    "role": "planner",
                    "language": "ar",
                }
            ]
        }
    )

    id: OptionalId = None
    email: Email
    name: PersonalName
    organisation: Code
    role: Role
    language: Language = "en"
    project: Code | None = None
    until: date | None = None


class ChangePerson(Command):
    """New values; what is left out stays as it is."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Chantal", "language": "fr"}]})

    email: Email | None = None
    name: PersonalName | None = None
    language: Language | None = None
    languages: Spoken | None = None
    active: bool | None = None


class AddMembership(Command):
    """One more role."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"organisation": "CARITAS", "role": "storekeeper"}]}
    )

    id: OptionalId = None
    organisation: Code
    role: Role
    project: Code | None = None
    until: date | None = None


class MakeToken(Command):
    """A token for the JSON API, good for `days` days."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Nightly export", "read_only": True}]})

    id: OptionalId = None
    name: TokenName
    days: Annotated[Whole, Field(ge=1, le=366)] = 90
    read_only: bool = False


class Addressee(View):
    """Where a letter to somebody goes. `language` is the one chosen for the interface."""

    id: UUID
    name: str
    email: str
    language: str


class PersonName(View):
    """A person as other packages show her; `languages` are those in which she can run a session."""

    id: UUID
    name: str
    email: str
    languages: tuple[str, ...] = ()


class DemoPerson(View):
    """Somebody of the demonstration, with the role to try."""

    id: UUID
    name: str
    organisation: str
    role: Role


class MembershipView(View):
    """One role of a person. `live` is False from the day after `until`."""

    id: UUID
    organisation: str
    role: Role
    project: str | None
    until: date | None
    live: bool


class PersonState(StrEnum):
    """`invited` has not set a password yet."""

    ACTIVE = "active"
    INVITED = "invited"
    INACTIVE = "inactive"


class HeadCount(View):
    """How many people there are. `active` may come in or are invited to; `invited` of them never set a password."""

    active: int
    invited: int
    inactive: int


class PersonView(View):
    """A person with the roles the reader may know of.

    `elsewhere` is True when there are roles besides them; `waits_until` is when the password is looked at
    again after too many wrong ones.
    """

    id: UUID
    email: str
    name: str
    language: str
    languages: list[str]
    state: PersonState
    uses_codes: bool
    waits_until: datetime | None
    memberships: list[MembershipView]
    elsewhere: bool
    version: int


class InvitedView(View):
    """Somebody just invited. `link` is shown once: hand it over, Karama keeps only its hash."""

    person: PersonView
    link: str | None


class SignInView(View):
    """A browser in which a person is signed in."""

    id: UUID
    browser: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    current: bool


class TokenView(View):
    """An API token without its secret."""

    id: UUID
    name: str
    read_only: bool
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None


class MadeToken(View):
    """A new token. `token` is the secret: shown once, null when the same request is sent again."""

    id: UUID
    name: str
    read_only: bool
    expires_at: datetime
    token: str | None


class MeView(View):
    """Who I am here."""

    id: UUID
    email: str
    name: str
    language: str
    languages: list[str]
    uses_codes: bool
    has_password: bool
    memberships: list[MembershipView]


class LinkView(View):
    """For whom a one-time link is."""

    name: str
    email: str
