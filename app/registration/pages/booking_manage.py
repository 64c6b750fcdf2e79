"""The public page of a booking: look it up by its reference, change it, cancel it, its tickets. The reference is never in an address."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.kernel.errors import AppError
from app.kernel.words import Words
from app.platform.paper import qr_picture
from app.platform.unit_of_work import UnitOfWork
from app.platform.web.deps import Submitted, Uow
from app.platform.web.forms import SubmittedForm, parse
from app.registration.pages.booking_frame import session_shown, shown
from app.registration.pages.booking_visit import (
    NEW_LINE,
    Line,
    Visit,
    choices_of,
    filled,
    gone,
    lines_of,
    sentences,
    visit_of,
    why,
)
from app.registration.rules import booking_words as words
from app.registration.rules.booking_secrets import token_hash
from app.registration.rules.bookings import LINK_REFERENCE_TRIES, MOST_LINES, REFERENCE_TRIES
from app.registration.rules.codes import normalise
from app.registration.schemas.bookings import ChangeBooking, HeldBooking
from app.registration.use_cases import booking_page, bookings, guest_tickets

router = APIRouter(prefix="/book")


def _manage_page(
    visit: Visit,
    *,
    held: HeldBooking | None = None,
    lines: Sequence[Line] | None = None,
    said: Words | None = None,
    problems: Sequence[Words] = (),
    typed: str = "",
    status: int = 200,
) -> Response:
    saved = [
        {
            "community": line.community,
            "seats": str(line.seats),
            "sex": line.sex.value if line.sex else "",
            "age_band": line.age_band or "",
        }
        for line in (held.lines if held else [])
    ]
    asked = list(lines) if lines is not None else saved
    return shown(
        visit.request,
        "manage",
        visit.language,
        visit.base,
        among=visit.page.languages,
        here="/manage",
        status=status,
        session=session_shown(visit.page, visit.language),
        held=held,
        heading=words.STATUSES[held.status] if held else None,
        lines=asked,
        choices=choices_of(visit),
        may_add=len(asked) < min(MOST_LINES, visit.page.max_seats),
        said=said,
        problems=problems,
        typed=typed,
    )


def _tickets_page(visit: Visit, reference: str, uow: UnitOfWork) -> Response:
    """The tickets of a booking on paper or on a telephone: each code as a picture and as text."""
    tickets = guest_tickets.show(reference, uow=uow, secret=visit.secret, link_token=visit.token)
    return shown(
        visit.request,
        "tickets",
        visit.language,
        visit.base,
        among=visit.page.languages,
        here="/manage",
        tickets=tickets,
        signs={code: qr_picture(normalise(code)) for code in tickets.tickets},
        reference=reference,
    )


@router.get("/{token}/manage")
def open_manage(request: Request, token: str, uow: Uow) -> Response:
    """Asks for the reference. It is never part of an address."""
    try:
        return _manage_page(visit_of(request, token, uow))
    except AppError as refusal:
        return gone(request, refusal)


@router.post("/{token}/manage")
def manage(request: Request, token: str, form: Submitted, uow: Uow) -> Response:
    """Look a booking up, change it, cancel it or draw its tickets."""
    try:
        visit = visit_of(request, token, uow)
    except AppError as refusal:
        return gone(request, refusal)
    reference = form.get("reference")[:80]
    held: HeldBooking | None = None
    try:
        visit.hit("reference-at-link", str(visit.page.link), LINK_REFERENCE_TRIES)
        visit.hit("reference", token_hash(reference), REFERENCE_TRIES)
        held = booking_page.find_booking(token, reference, uow=uow, secret=visit.secret)
        return _managed(visit, form, held, uow)
    except AppError as refusal:
        response = _manage_page(
            visit,
            held=held,
            lines=lines_of(form) if held and form.get("step") == "change" else None,
            problems=why(refusal),
            typed=reference,
            status=refusal.status,
        )
        if refusal.retry_after is not None:
            response.headers["Retry-After"] = str(refusal.retry_after)
        return response


def _managed(visit: Visit, form: SubmittedForm, held: HeldBooking, uow: UnitOfWork) -> Response:
    """What was asked for a booking that was found."""
    step = form.get("step")
    if step == "add":
        return _manage_page(visit, held=held, lines=[*lines_of(form), dict(NEW_LINE)])
    if step == "change":
        command, problems = parse(ChangeBooking, {"lines": filled(lines_of(form))})
        if command is None:
            return _manage_page(
                visit, held=held, lines=lines_of(form), problems=sentences(problems), status=422
            )
        bookings.change(held.reference, command, uow=uow, secret=visit.secret, link_token=visit.token)
    elif step == "tickets":
        return _tickets_page(visit, held.reference, uow)
    elif step == "cancel":
        bookings.cancel(held.reference, uow=uow, secret=visit.secret, link_token=visit.token)
    else:
        return _manage_page(visit, held=held)
    now = booking_page.find_booking(visit.token, held.reference, uow=uow, secret=visit.secret)
    return _manage_page(visit, held=now, said=words.SAVED if step == "change" else words.GIVEN_BACK)
