"""The public booking page: the session, the form, its calendar file. Plain forms; no sign-in, no cookie, no name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.kernel import clock
from app.kernel.errors import AppError
from app.kernel.ids import new_id
from app.kernel.words import Words
from app.platform import catalogues
from app.platform.ics import CalendarEvent, calendar
from app.platform.web.deps import Submitted, Uow
from app.platform.web.forms import SubmittedForm, parse
from app.registration.pages.booking_frame import QUIET, session_shown, shown
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
from app.registration.rules.booking_secrets import form_age, form_mark, token_hash
from app.registration.rules.bookings import (
    FORM_SECONDS,
    FORM_TRIES,
    MOST_LINES,
    SEATS_TRIES,
)
from app.registration.rules.links import WHY_NOT, LinkState
from app.registration.schemas.bookings import Book
from app.registration.use_cases import bookings

router = APIRouter(prefix="/book")


def _form_page(
    visit: Visit,
    lines: Sequence[Line],
    *,
    form_id: str | None = None,
    problems: Sequence[Words] = (),
    status: int = 200,
) -> Response:
    page = visit.page
    identity = form_id or str(new_id())
    why_not = None if page.state is LinkState.OPEN else words.refusal(WHY_NOT[page.state][0])
    return shown(
        visit.request,
        "page",
        visit.language,
        visit.base,
        among=page.languages,
        status=status,
        session=session_shown(page, visit.language),
        why_not=why_not,
        opens_at=page.opens_at if page.state is LinkState.NOT_YET else None,
        form_id=identity,
        mark=form_mark(visit.secret, page.link, identity, int(clock.now().timestamp())),
        lines=lines,
        choices=choices_of(visit),
        may_add=len(lines) < min(MOST_LINES, page.max_seats),
        problems=problems,
    )


@router.get("/{token}")
def open_page(request: Request, token: str, uow: Uow) -> Response:
    """The session and the form, or why nobody can book now."""
    try:
        return _form_page(visit_of(request, token, uow), [dict(NEW_LINE)])
    except AppError as refusal:
        return gone(request, refusal)


@router.post("/{token}")
def take_form(request: Request, token: str, form: Submitted, uow: Uow) -> Response:
    """Take the form; "add" shows it again with one line more. The same form sent twice shows the same reference."""
    try:
        visit = visit_of(request, token, uow)
    except AppError as refusal:
        return gone(request, refusal)
    lines = lines_of(form)
    if form.get("step") == "add":
        return _form_page(visit, [*lines, dict(NEW_LINE)], form_id=_known_id(form))
    command, problems = parse(Book, {"token": token, "id": form.get("id") or None, "lines": filled(lines)})
    if command is None:
        known = None if any(one.field == "id" for one in problems) else _known_id(form)
        return _form_page(visit, lines, form_id=known, problems=sentences(problems), status=422)
    try:
        _slow_down(visit, form)
        outcome = bookings.book(command, uow=uow, secret=visit.secret)
    except AppError as refusal:
        return _refused(visit, lines, form, refusal)
    return shown(
        request,
        "done",
        visit.language,
        visit.base,
        among=visit.page.languages,
        status=201 if outcome.fresh else 200,
        answer=outcome.value,
        heading=words.STATUSES[outcome.value.status],
        session=session_shown(visit.page, visit.language),
    )


def _known_id(form: SubmittedForm) -> str | None:
    """The id that the form came with, when it is one."""
    try:
        return str(UUID(form.get("id")))
    except ValueError:
        return None


def _slow_down(visit: Visit, form: SubmittedForm) -> None:
    """Count one booking at the link. Forms that we showed have a share of their own, so that a program which
    empties the other one keeps nobody out. Raises TooMany.
    """
    age = form_age(
        visit.secret, visit.page.link, form.get("id"), form.get("mark"), int(clock.now().timestamp())
    )
    if age is not None and age >= FORM_SECONDS:
        visit.hit("booking-form", str(visit.page.link), FORM_TRIES)
    else:
        visit.hit("booking", token_hash(visit.token), SEATS_TRIES)


def _refused(visit: Visit, lines: Sequence[Line], form: SubmittedForm, refusal: AppError) -> Response:
    """The form as it was typed, with the reason; a form that was sent before gets a new id."""
    again = None if refusal.code == "id.reused" else _known_id(form)
    response = _form_page(visit, lines, form_id=again, problems=why(refusal), status=refusal.status)
    if refusal.retry_after is not None:
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


@router.get("/{token}/session.ics")
def calendar_file(request: Request, token: str, uow: Uow) -> Response:
    """The session for a telephone's calendar; at a sensitive venue only the day."""
    try:
        visit = visit_of(request, token, uow)
    except AppError as refusal:
        return gone(request, refusal)
    page = visit.page
    with catalogues.speaking(visit.language):
        described = str(words.PLACE_TOLD_BY) if page.sensitive else ""
    midnight = datetime.combine(page.local_date, datetime.min.time(), UTC)
    place = ", ".join(part for part in (page.venue, page.address) if part)
    event = CalendarEvent(
        uid=f"{page.session}@booking.karama",
        sequence=page.session_version,
        begins=page.starts_at or midnight,
        ends=page.ends_at or midnight + timedelta(hours=1),
        time_zone="" if page.sensitive else page.time_zone,
        changed_at=clock.now(),
        status="CANCELLED"
        if page.state is LinkState.CALLED_OFF
        else ("CONFIRMED" if page.confirmed else "TENTATIVE"),
        summary=page.title,
        location=place,
        description=described,
        url="",
    )
    return Response(
        calendar(page.title, visit.language, [event]),
        media_type="text/calendar; charset=utf-8",
        headers={**QUIET, "Content-Disposition": 'attachment; filename="session.ics"'},
    )
