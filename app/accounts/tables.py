"""People, their memberships, and the hashed secrets by which they come in."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.access.permissions import Role
from app.accounts.rules import LinkPurpose
from app.platform.db import check, one_of


class Person(SQLModel, table=True):
    """Somebody who works with Karama. `email` is kept in lower case.

    `languages` are the codes of the languages this person can run a session in, between spaces (`ar en`).
    `failed_tries` and `waits_until` belong to the password door, `code_tries` and `code_waits_until` to the
    one-time codes behind it, which only those reach who know the password. The PIN says on a shared tablet who
    is recording (PBKDF2-SHA256, salt and hash in hex); it opens nothing.
    """

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("email"), check("email_lower", "email = lower(email)"))

    id: UUID = Field(primary_key=True)
    email: str = Field(max_length=254)
    name: str = Field(max_length=120)
    language: str = Field(default="en", max_length=12)
    languages: str = Field(default="", max_length=400, sa_column_kwargs={"server_default": ""})
    password_hash: str | None = Field(default=None, max_length=300)
    totp_secret: str | None = Field(default=None, max_length=64)
    totp_last_step: int | None = Field(default=None)
    pin_salt: str | None = Field(default=None, max_length=32)
    pin_hash: str | None = Field(default=None, max_length=64)
    pin_rounds: int | None = None
    active: bool = True
    failed_tries: int = 0
    waits_until: datetime | None = None
    code_tries: int = 0
    code_waits_until: datetime | None = None
    version: int = 1
    created_at: datetime


class MembershipRow(SQLModel, table=True):
    """A role of a person in an organisation, perhaps for one project, perhaps until a day (inclusive)."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("person_id", "organisation_id", "role", "project_id"),
        Index(
            "uq_membership_all_projects",
            "person_id",
            "organisation_id",
            "role",
            unique=True,
            sqlite_where=text("project_id IS NULL"),
            postgresql_where=text("project_id IS NULL"),
        ),
        one_of("role", Role),
    )

    id: UUID = Field(primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    role: str = Field(max_length=20)
    project_id: UUID | None = Field(default=None, foreign_key="project.id")
    until: date | None = None
    created_at: datetime


class SignIn(SQLModel, table=True):
    """A server-side sign-in; the cookie's secret is kept only as a hash."""

    __tablename__ = "sign_in"
    __table_args__ = (UniqueConstraint("token_hash"),)

    id: UUID = Field(primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    token_hash: str = Field(max_length=64)
    browser: str = Field(default="", max_length=120)
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None


class Decoy(SQLModel, table=True):
    """Written when an e-mail is unknown, so that its refusal takes as long as any other."""

    __tablename__ = "sign_in_decoy"

    id: int = Field(primary_key=True)
    tries: int = 0


class OneTimeLink(SQLModel, table=True):
    """An invitation or a reset; works once, until `expires_at`."""

    __tablename__ = "one_time_link"
    __table_args__ = (UniqueConstraint("token_hash"), one_of("purpose", LinkPurpose))

    id: UUID = Field(primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    purpose: str = Field(max_length=20)
    token_hash: str = Field(max_length=64)
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


class ApiToken(SQLModel, table=True):
    """A bearer token of a person for the JSON API, kept as a hash."""

    __tablename__ = "api_token"
    __table_args__ = (UniqueConstraint("token_hash"),)

    id: UUID = Field(primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    name: str = Field(max_length=120)
    token_hash: str = Field(max_length=64)
    read_only: bool = False
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None
