"""JSON face of accounts: me, people, roles, tokens."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from app.access.permissions import Role
from app.accounts.schemas import (
    AddMembership,
    ChangePerson,
    InvitedView,
    InvitePerson,
    MadeToken,
    MakeToken,
    MembershipView,
    MeView,
    PersonState,
    PersonView,
    TokenView,
)
from app.accounts.use_cases import own, people, roles, tokens
from app.accounts.use_cases.people import Wanted
from app.kernel.paging import Limit, Page
from app.kernel.types import Text
from app.platform.web.deps import CurrentActor, CurrentSettings, Uow
from app.platform.web.versions import SeenVersion

router = APIRouter(tags=["people"])

OrganisationCode = Annotated[Text | None, Query(max_length=64)]
Words = Annotated[Text, Query(alias="q", max_length=100)]
Cursor = Annotated[Text | None, Query(max_length=1000)]


@router.get("/me", summary="Who I am")
def who_am_i(actor: CurrentActor, uow: Uow) -> MeView:
    """The person who holds this token, with all roles."""
    return own.who_am_i(actor, uow=uow)


@router.get("/people", summary="List people")
def list_people(
    actor: CurrentActor,
    uow: Uow,
    *,
    organisation: OrganisationCode = None,
    role: Role | None = None,
    state: PersonState | None = None,
    words: Words = "",
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[PersonView]:
    """People by e-mail: everybody for an administrator, one's own organisation's for a planner."""
    wanted = Wanted(organisation, role, state, words)
    return people.list_people(actor, wanted, uow=uow, cursor=cursor, limit=limit)


@router.post("/people", status_code=201, summary="Invite a person")
def invite(
    command: InvitePerson, actor: CurrentActor, uow: Uow, settings: CurrentSettings, response: Response
) -> InvitedView:
    """201 with a one-time link to hand over. The same request again: 200 without the link, which nobody
    has any more; 409 when the e-mail has an account.
    """
    outcome = people.invite(actor, command, settings=settings, uow=uow)
    response.status_code = 201 if outcome.fresh else 200
    return outcome.value


@router.get("/people/{person_id}", summary="One person")
def get_person(person_id: UUID, actor: CurrentActor, uow: Uow) -> PersonView:
    """A person of one's own organisation; 404 for others."""
    return people.get_person(actor, person_id, uow=uow)


@router.patch("/people/{person_id}", summary="Change or stop a person")
def change_person(
    person_id: UUID, command: ChangePerson, actor: CurrentActor, uow: Uow, seen: SeenVersion
) -> PersonView:
    """Needs If-Match with the version seen. `active: false` ends sign-ins, links and tokens at once; the
    last administrator stays (409).
    """
    return people.change_person(actor, person_id, command, seen, uow=uow)


@router.post("/people/{person_id}/memberships", status_code=201, summary="Give a role")
def add_membership(
    person_id: UUID,
    command: AddMembership,
    actor: CurrentActor,
    uow: Uow,
    settings: CurrentSettings,
    *,
    response: Response,
) -> MembershipView:
    """201 when given, 200 when the same request was taken before, 409 when the person has this role."""
    outcome = roles.add_membership(actor, person_id, command, settings=settings, uow=uow)
    response.status_code = 201 if outcome.fresh else 200
    return outcome.value


@router.delete("/people/{person_id}/memberships/{membership_id}", status_code=204, summary="End a role")
def end_membership(person_id: UUID, membership_id: UUID, actor: CurrentActor, uow: Uow) -> None:
    """The role ends at once; the last administrator stays (409)."""
    roles.end_membership(actor, person_id, membership_id, uow=uow)


@router.get("/tokens", summary="List my API tokens", tags=["tokens"])
def list_tokens(actor: CurrentActor, uow: Uow, cursor: Cursor = None, limit: Limit = 50) -> Page[TokenView]:
    """One's own tokens that still work, without their secrets."""
    return tokens.list_tokens(actor, uow=uow, cursor=cursor, limit=limit)


@router.post("/tokens", status_code=201, summary="Make an API token", tags=["tokens"])
def make_token(command: MakeToken, actor: CurrentActor, uow: Uow, response: Response) -> MadeToken:
    """201 with the secret in `token`. The same request again: 200 with `token` null."""
    outcome = tokens.make_token(actor, command, uow=uow)
    response.status_code = 201 if outcome.fresh else 200
    return outcome.value


@router.delete("/tokens/{token_id}", status_code=204, summary="Revoke an API token", tags=["tokens"])
def revoke_token(token_id: UUID, actor: CurrentActor, uow: Uow) -> None:
    """One of one's own tokens works no more."""
    tokens.revoke_token(actor, token_id, uow=uow)
