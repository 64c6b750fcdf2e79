"""HTML face for planners: the links of a session, its seats filling, the poster."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel import clock
from app.kernel.errors import AppError, FieldError
from app.kernel.ids import new_id
from app.kernel.types import Text
from app.kernel.words import _, _n
from app.platform import catalogues
from app.platform.unit_of_work import UnitOfWork
from app.platform.web.deps import CurrentActor, CurrentSettings, Submitted, Uow
from app.platform.web.forms import FormView, SubmittedForm, parse
from app.platform.web.pages import go, render
from app.platform.web.panels import Panel
from app.registration.pages.booking_poster import print_poster
from app.registration.rules.bookings import BOOKING_STATUS_NAMES, MOST_SEATS
from app.registration.rules.links import BOOKING_LANGUAGES, LINK_STATE_NAMES, LinkState
from app.registration.schemas.bookings import MakeLink
from app.registration.use_cases import booking_links, booking_overview, booking_page, bookings

router = APIRouter(prefix="/sessions")

STATE_CHIPS = {
    LinkState.OPEN: "ok",
    LinkState.NOT_YET: "blue",
    LinkState.CLOSED: "plain",
    LinkState.REVOKED: "stop",
    LinkState.CALLED_OFF: "stop",
}
STATUS_CHIPS = {"confirmed": "ok", "waitlisted": "warn", "cancelled": "plain"}


def _show(
    request: Request,
    actor: Actor,
    session_id: UUID,
    uow: UnitOfWork,
    *,
    form: FormView | None = None,
    status: int = 200,
    cursor: str | None = None,
) -> Response:
    with uow.read():
        page = booking_overview.bookings_page(actor, session_id, uow=uow, cursor=cursor)
    return render(
        request,
        "registration/bookings.html",
        status=status,
        bookings=page,
        seats=page.seats,
        form=form or FormView({"id": str(new_id()), "max_seats": "5", "languages": list(BOOKING_LANGUAGES)}),
        languages=[(code, catalogues.ALL_LANGUAGES[code]) for code in BOOKING_LANGUAGES],
        most=MOST_SEATS,
        state_names=LINK_STATE_NAMES,
        state_chips=STATE_CHIPS,
        status_names=BOOKING_STATUS_NAMES,
        status_chips=STATUS_CHIPS,
    )


@router.get("/{session_id}/bookings")
def open_bookings(
    request: Request, session_id: UUID, actor: CurrentActor, uow: Uow, cursor: Text | None = None
) -> Response:
    """Seats by community, the links and the bookings, without references."""
    return _show(request, actor, session_id, uow, cursor=cursor)


def _instant(form: SubmittedForm, name: str, time_zone: str, problems: list[FieldError]) -> datetime | None:
    """A day and an hour on the clocks of the session; the day alone means its first minute."""
    day, hour = form.get(f"{name}_day"), form.get(f"{name}_time")
    if not day and not hour:
        return None
    try:
        there = datetime.combine(
            datetime.fromisoformat(day).date(),
            time.fromisoformat(hour or "00:00"),
            clock.zone(time_zone),
        )
        return there.astimezone(UTC)
    except (ValueError, OverflowError):
        problems.append(FieldError(f"{name}_day", "datetime_parsing", _("Please write a date and time.")))
        return None


_BESIDE = {"opens_at": "opens_day", "closes_at": "closes_day"}


@router.post("/{session_id}/booking-links")
def make_link(
    request: Request,
    session_id: UUID,
    form: Submitted,
    actor: CurrentActor,
    uow: Uow,
    settings: CurrentSettings,
) -> Response:
    """Make a link and show its address, once."""
    time_zone = booking_links.time_zone_of(actor, session_id, uow=uow)
    problems: list[FieldError] = []
    data: dict[str, Any] = {
        "id": form.get("id") or None,
        "opens_at": _instant(form, "opens", time_zone, problems),
        "closes_at": _instant(form, "closes", time_zone, problems),
        "max_seats": form.get("max_seats"),
        "tickets": form.get("tickets") == "true",
        "languages": form.all("languages"),
    }
    command, found = parse(MakeLink, data)
    problems += found
    if command is None or problems:
        return _show(request, actor, session_id, uow, form=_kept(form, problems), status=422)
    try:
        link = booking_links.make_link(
            actor,
            session_id,
            command,
            uow=uow,
            secret=str(request.app.state.signing_key),
            base_url=settings.base_url,
        ).value
    except AppError as refusal:
        if refusal.status in {403, 404}:
            raise
        beside = list(refusal.errors) or [FieldError("", refusal.code, refusal.message)]
        return _show(request, actor, session_id, uow, form=_kept(form, beside), status=refusal.status)
    return render(
        request,
        "registration/link_made.html",
        link=link,
        session_id=session_id,
        languages=[(code, catalogues.ALL_LANGUAGES[code]) for code in link.languages],
    )


def _kept(form: SubmittedForm, problems: list[FieldError]) -> FormView:
    """The form as typed, each problem beside the field of the form that caused it."""
    beside = [
        FieldError(_BESIDE.get(one.field, one.field.partition(".")[0]), one.code, one.message)
        for one in problems
    ]
    typed = FormView.wrong(form, beside)
    typed.values["languages"] = form.all("languages")
    return typed


@router.post("/{session_id}/booking-links/{link_id}/revoke")
def revoke_link(request: Request, session_id: UUID, link_id: UUID, actor: CurrentActor, uow: Uow) -> Response:
    """Withdraw a link."""
    booking_links.revoke_link(actor, session_id, link_id, uow=uow)
    return go(
        request, f"/sessions/{session_id}/bookings", _("The link was withdrawn. What was booked stays.")
    )


@router.get("/{session_id}/booking-links/{link_id}/poster.pdf")
def poster(
    request: Request,
    session_id: UUID,
    link_id: UUID,
    actor: CurrentActor,
    uow: Uow,
    settings: CurrentSettings,
) -> Response:
    """The poster of a link, in the languages of the link (`?lang=` names those to print)."""
    link, token = booking_links.link_for_poster(
        actor, session_id, link_id, uow=uow, secret=str(request.app.state.signing_key)
    )
    asked = request.query_params.getlist("lang")
    printed = [code for code in link.languages if code in asked] or link.languages
    page = booking_page.poster_page(session_id, link_id, uow=uow)
    address = f"{settings.base_url.rstrip('/')}/book/{token}"
    return Response(
        print_poster(page, address, printed),
        media_type="application/pdf",
        headers={"Content-Disposition": 'inline; filename="booking-poster.pdf"'},
    )


@router.post("/{session_id}/bookings/promote")
def promote(request: Request, session_id: UUID, actor: CurrentActor, uow: Uow) -> Response:
    """Give free seats to those who wait."""
    promoted = bookings.promote(actor, session_id, uow=uow)
    return go(
        request,
        f"/sessions/{session_id}/bookings",
        _n("%(num)s booking got its seats.", "%(num)s bookings got their seats.", promoted),
    )


@router.post("/{session_id}/bookings/{booking_id}/cancel")
def cancel_booking(
    request: Request, session_id: UUID, booking_id: UUID, actor: CurrentActor, uow: Uow
) -> Response:
    """Give the seats of a booking back."""
    try:
        secret = str(request.app.state.signing_key)
        bookings.cancel_for(actor, session_id, booking_id, uow=uow, secret=secret)
    except AppError as refusal:
        if refusal.status != 409:
            raise
        return go(request, f"/sessions/{session_id}/bookings", refusal.message, "stop")
    return go(request, f"/sessions/{session_id}/bookings", _("The booking was cancelled."))


def panel(actor: Actor, session_id: UUID, uow: UnitOfWork) -> Panel | None:
    """The section "Bookings" of the session page, where anything can be or was booked."""
    if not actor.may(Permission.FIGURES_SEE):
        return None
    page = booking_overview.bookings_panel(actor, session_id, uow=uow)
    return None if page is None else Panel("registration/_bookings_panel.html", {"page": page})
