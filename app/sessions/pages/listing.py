"""The list of sessions."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.access.permissions import Permission
from app.kernel.errors import Invalid
from app.kernel.paging import Page
from app.kernel.words import Words, _
from app.platform.web.deps import CurrentActor, Uow
from app.platform.web.forms import FormView
from app.platform.web.pages import language_of, render
from app.sessions import use_cases
from app.sessions.pages.planning import labels_of_people
from app.sessions.pages.searching import NEWEST, OLDEST, asked_of, with_names
from app.sessions.rules import STATUS_NAMES, SessionStatus
from app.sessions.schemas.listed import ListedSession
from app.sessions.use_cases import FilterChoices

router = APIRouter()

STATUS_CHIPS: dict[SessionStatus, str] = {
    SessionStatus.PROPOSED: "plain",
    SessionStatus.CONFIRMED: "blue",
    SessionStatus.IN_PROGRESS: "blue",
    SessionStatus.REPORTED: "warn",
    SessionStatus.VERIFIED: "ok",
    SessionStatus.CANCELLED: "stop",
    SessionStatus.POSTPONED: "warn",
}

PAGE_SIZE = 50


def _in_words(choices: FilterChoices, language: str) -> dict[str, list[tuple[str, str]]]:
    """The choices with their names in the reader's language; a project also by its code."""
    return {
        "organisations": [(code, names.in_language(language)) for code, names in choices.organisations],
        "projects": [(code, f"{code} · {names.in_language(language)}") for code, names in choices.projects],
        "areas": [(code, names.in_language(language)) for code, names in choices.areas],
    }


def _columns(newest_first: bool, order_href: str) -> list[dict[str, object]]:  # noqa: FBT001 - read as one
    heads: list[tuple[Words, bool]] = [
        (_("Session"), False),
        (_("Where"), False),
        (_("Organisations"), False),
        (_("Status"), False),
        (_("Reached"), True),
        (_("Door"), True),
        (_("Kits"), True),
    ]
    when = {
        "label": _("When"),
        "href": order_href,
        "sorted": "descending" if newest_first else "ascending",
    }
    return [when, *({"label": label, "numeric": numeric} for label, numeric in heads)]


def _together(sessions: Sequence[ListedSession]) -> dict[str, int]:
    """What the sessions of a page have together, for the foot of its table."""
    return {
        "reached": sum(one.reached for one in sessions),
        "door": sum(one.door for one in sessions),
        "kits": sum(one.kits for one in sessions),
    }


@router.get("/sessions")
def listing(request: Request, actor: CurrentActor, uow: Uow) -> Response:
    """Sessions that exist for the reader, narrowed as the address says."""
    named = request.query_params.get("facilitator", "")
    with uow.read():  # what can be chosen and what is listed are of one moment
        choices = use_cases.filter_choices(actor, uow=uow, people=(named,))
        people = labels_of_people(choices, language_of(request))
        asked = asked_of(request, people, choices.areas)
        problems, page, status = asked.problems, Page[ListedSession](items=[]), 200
        if asked.search is not None:
            try:
                page = use_cases.list_sessions(
                    actor,
                    asked.search,
                    uow=uow,
                    cursor=request.query_params.get("cursor") or None,
                    limit=PAGE_SIZE,
                )
            except Invalid as refusal:
                problems = list(refusal.errors)
    if problems:
        status = 422
    shown = with_names(asked.values, people, choices.areas, language_of(request))
    form = FormView(shown, {one.field: one.message for one in problems}, problems)
    turned = asked.address(order=OLDEST if asked.newest_first else NEWEST)
    return render(
        request,
        "sessions/list.html",
        status=status,
        form=form,
        people=[(label, "") for label in people],
        choices=_in_words(choices, language_of(request)),
        sessions=page.items,
        together=_together(page.items),
        columns=_columns(asked.newest_first, turned),
        order="" if asked.newest_first else OLDEST,
        narrowed=bool(asked.values),
        csv_href=asked.address("/sessions.csv"),
        next_href=asked.address(cursor=page.next) if page.next else None,
        first_href=asked.address() if request.query_params.get("cursor") else None,
        statuses=[(one.value, name) for one, name in STATUS_NAMES.items()],
        status_names=STATUS_NAMES,
        chips=STATUS_CHIPS,
        may_propose=actor.may(Permission.SESSION_SCHEDULE),
    )
