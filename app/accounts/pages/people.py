"""The list of people and the form that invites one."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query, Request
from fastapi.responses import Response

from app.access.permissions import ROLE_NAMES, Permission, Role
from app.accounts.pages.routes import router
from app.accounts.pages.signing_in import refused_form
from app.accounts.schemas import InvitePerson, PersonState
from app.accounts.use_cases import people, roles
from app.accounts.use_cases.people import Wanted
from app.kernel.errors import Conflict, Invalid
from app.kernel.ids import new_id
from app.kernel.types import Text
from app.kernel.words import Words, _
from app.platform.catalogues import LANGUAGES
from app.platform.web.deps import CurrentActor, CurrentSettings, Submitted, Uow
from app.platform.web.forms import FormView, parse
from app.platform.web.pages import go, language_of, render

STATE_NAMES: dict[PersonState, Words] = {
    PersonState.ACTIVE: _("active"),
    PersonState.INVITED: _("invited"),
    PersonState.INACTIVE: _("stopped"),
}
STATE_SIGNS = {PersonState.ACTIVE: "ok", PersonState.INVITED: "blue", PersonState.INACTIVE: "plain"}

Word = Annotated[Text, Query(max_length=100)]


def role_choices(offered: roles.Choices, language: str) -> dict[str, list[tuple[str, str | Words]]]:
    """What the selects of a role form offer."""
    return {
        "organisations": [
            (one.code, f"{one.names.in_language(language)} ({one.code})") for one in offered.organisations
        ],
        "roles": [(role.value, ROLE_NAMES[role]) for role in offered.roles],
        "projects": [
            (one.code, f"{one.code} · {one.title.in_language(language)}") for one in offered.projects
        ],
        "languages": list(LANGUAGES.items()),
    }


def _role(text: str) -> Role | None:
    return Role(text) if text in set(Role) else None


def _state(text: str) -> PersonState | None:
    return PersonState(text) if text in set(PersonState) else None


@router.get("/people")
def listing(
    request: Request,
    actor: CurrentActor,
    uow: Uow,
    *,
    q: Word = "",
    organisation: Word = "",
    role: Word = "",
    state: Word = "",
    cursor: Annotated[Text | None, Query(max_length=1000)] = None,
) -> Response:
    """People, narrowed by what the filters say."""
    asked = {"q": q, "organisation": organisation, "role": role, "state": state}
    wanted = Wanted(organisation or None, _role(role), _state(state), q)
    page_of = people.list_people(actor, wanted, uow=uow, cursor=cursor)
    kept = {name: value for name, value in asked.items() if value}
    return render(
        request,
        "accounts/people.html",
        people=page_of.items,
        form=FormView(dict(asked)),
        choices=role_choices(roles.choices(actor, uow=uow), language_of(request)),
        role_names=ROLE_NAMES,
        state_names=STATE_NAMES,
        state_signs=STATE_SIGNS,
        filtered=bool(kept),
        pages={
            "previous_href": f"/people?{urlencode(kept)}" if cursor else None,
            "next_href": f"/people?{urlencode({**kept, 'cursor': page_of.next})}" if page_of.next else None,
            "summary": None,
        },
    )


def _form(request: Request, actor: CurrentActor, uow: Uow, form: FormView, status: int = 200) -> Response:
    offered = role_choices(roles.choices(actor, uow=uow), language_of(request))
    return render(request, "accounts/invite.html", status=status, form=form, choices=offered)


@router.get("/people/new")
def new(request: Request, actor: CurrentActor, uow: Uow) -> Response:
    """An empty invitation with a fresh id in it."""
    actor.require(Permission.PEOPLE_MANAGE)
    values = {"id": str(new_id()), "language": language_of(request), "role": "facilitator"}
    return _form(request, actor, uow, FormView(values))


@router.post("/people/new")
def invite(
    request: Request, form: Submitted, actor: CurrentActor, uow: Uow, settings: CurrentSettings
) -> Response:
    """Invite and show the link, this once; sent again, go to the person's page."""
    actor.require(Permission.PEOPLE_MANAGE)
    command, problems = parse(InvitePerson, form.data())
    if command is None:
        return _form(request, actor, uow, FormView.wrong(form, problems), 422)
    try:
        invited = people.invite(actor, command, settings=settings, uow=uow).value
    except (Invalid, Conflict) as refusal:
        return _form(request, actor, uow, refused_form(form, refusal), refusal.status)
    if invited.link is None:
        return go(request, f"/people/{invited.person.id}", _("This person was invited a moment ago."))
    return render(
        request,
        "accounts/link.html",
        person=invited.person,
        link=invited.link,
        hours=settings.link_hours,
        invitation=True,
    )
