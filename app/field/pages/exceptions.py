"""Exceptions: what tablets brought that a coordinator looks at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from app.attendance.public import SEX_NAMES
from app.field.rules.words import (
    CAN_BE_SWAPPED,
    CAN_BE_VOIDED,
    CONFLICTS,
    KIND_NAMES,
    REASON_NAMES,
    RESOLUTION_NAMES,
    ExceptionState,
    Reason,
    Resolution,
)
from app.field.schemas.exceptions import ExceptionDetail, ResolveException
from app.field.use_cases import exceptions, resolving
from app.field.use_cases.exceptions import Called
from app.kernel.errors import AppError
from app.kernel.types import Text
from app.kernel.words import Words, _
from app.platform.web.deps import CurrentActor, Submitted, Uow, settings_of
from app.platform.web.forms import FormView, parse
from app.platform.web.pages import go, language_of, render

router = APIRouter(prefix="/exceptions")

_CHOICES: dict[Resolution, Words] = {
    Resolution.ACCEPT: _("Leave it as it stands"),
    Resolution.SWAP: _("The second use of the ticket counts, not the first"),
    Resolution.REVERSE: _("Take it back, as if it never was"),
    Resolution.NOTE: _("Only write something; it stays open"),
}


SAID: dict[str, Words] = {
    "community": _("Community"),
    "sex": _("Sex"),
    "age_band": _("Age"),
    "delta": _("People"),
    "item": _("Item"),
    "quantity": _("Quantity"),
    "returned": _("Returned"),
    "damaged": _("Damaged"),
    "unexplained": _("Unexplained"),
    "from": _("From"),
    "reason": _("Reason"),
}
"""What an event says that people can read."""


@router.get("")
def listing(
    request: Request,
    actor: CurrentActor,
    uow: Uow,
    state: Annotated[Text, Query(max_length=20)] = ExceptionState.OPEN.value,
    reason: Annotated[Text, Query(max_length=40)] = "",
    session: UUID | None = None,
    cursor: Annotated[Text | None, Query(max_length=200)] = None,
) -> Response:
    """The newest first; open ones unless asked for others."""
    asked_state = next((one for one in ExceptionState if one.value == state), None)
    asked_reason = next((one for one in CONFLICTS if one.value == reason), None)
    page_of = exceptions.list_exceptions(
        actor, uow=uow, state=asked_state, reason=asked_reason, session_id=session, cursor=cursor
    )
    return render(
        request,
        "field/exceptions.html",
        exceptions=page_of.items,
        next_cursor=page_of.next,
        state=asked_state.value if asked_state else "all",
        reason=asked_reason.value if asked_reason else "",
        form=FormView({"state": asked_state.value if asked_state else "all", "reason": reason}),
        states=[("open", _("open")), ("resolved", _("settled")), ("all", _("all"))],
        reasons=[(one.value, REASON_NAMES[one]) for one in CONFLICTS],
        reason_names=REASON_NAMES,
        resolution_names=RESOLUTION_NAMES,
        time_zone=settings_of(request).time_zone,
    )


def _choices(shown: ExceptionDetail) -> list[tuple[str, Words]]:
    """The ways in which this one can be settled."""
    possible = {Resolution.ACCEPT, Resolution.NOTE}
    if shown.reason in CAN_BE_SWAPPED and any(one.counts for one in shown.events):
        possible.add(Resolution.SWAP)
    if any(one.kind in CAN_BE_VOIDED and not one.taken_back and not one.counts for one in shown.events):
        possible.add(Resolution.REVERSE)
    return [(one.value, words) for one, words in _CHOICES.items() if one in possible]


def _in_words(shown: ExceptionDetail, called: Called, language: str) -> list[list[tuple[Words, Any]]]:
    """What each event said, by name."""
    names: dict[str, Mapping[str, Any]] = {
        "item": {code: one.in_language(language) for code, one in called.items.items()},
        "community": {code: one.in_language(language) for code, one in called.communities.items()},
        "sex": {sex.value: words for sex, words in SEX_NAMES.items()},
        "from": called.places,
    }
    return [
        [
            (words, names.get(what, {}).get(said, said))
            for what, words in SAID.items()
            if (said := event.said.get(what)) is not None
        ]
        for event in shown.events
    ]


def _show(request: Request, uow: Uow, shown: ExceptionDetail, form: FormView, status: int = 200) -> Response:
    called = exceptions.what_is_called(shown, uow=uow)
    return render(
        request,
        "field/exception.html",
        status=status,
        shown=shown,
        events=list(zip(shown.events, _in_words(shown, called, language_of(request)), strict=True)),
        form=form,
        choices=_choices(shown),
        reason_names=REASON_NAMES,
        resolution_names=RESOLUTION_NAMES,
        kind_names=KIND_NAMES,
        waits_for_stock=shown.reason is Reason.STOCK_NEGATIVE,
        time_zone=settings_of(request).time_zone,
    )


@router.get("/{exception_id}")
def see(request: Request, exception_id: UUID, actor: CurrentActor, uow: Uow) -> Response:
    """One exception: what happened where, and how to settle it."""
    return _show(request, uow, exceptions.see_exception(actor, exception_id, uow=uow), FormView())


@router.post("/{exception_id}/resolve")
def resolve(request: Request, exception_id: UUID, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Settle it."""
    shown = exceptions.see_exception(actor, exception_id, uow=uow)
    command, problems = parse(ResolveException, form.data())
    if command is None:
        return _show(request, uow, shown, FormView.wrong(form, problems), 422)
    key = request.app.state.signing_key.encode()
    try:
        resolving.resolve_exception(actor, exception_id, command, key=key, uow=uow)
    except AppError as refusal:
        if refusal.status in {403, 404}:
            raise
        return _show(request, uow, shown, FormView.refused(form, refusal), refusal.status)
    noted = command.action is Resolution.NOTE
    return go(
        request,
        f"/exceptions/{exception_id}" if noted else "/exceptions",
        _("Noted.") if noted else _("Settled."),
    )
