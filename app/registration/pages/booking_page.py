"""The public booking page: book, look up, change, cancel. Plain forms; no sign-in, no cookie, no name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from typing import Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.kernel import clock
from app.kernel.errors import AppError, FieldError
from app.kernel.ids import new_id
from app.kernel.words import Words
from app.platform import catalogues
from app.platform.ics import CalendarEvent, calendar
from app.platform.unit_of_work import UnitOfWork
from app.platform.web.deps import Submitted, Uow
from app.platform.web.forms import SubmittedForm, parse
from app.registration.pages.booking_frame import (
    QUIET,
    choices,
    session_shown,
    shown,
    speaks,
)
from app.registration.rules import booking_words as words
from app.registration.rules.booking_secrets import form_age, form_mark, token_hash
from app.registration.rules.bookings import (
    FORM_SECONDS,
    FORM_TRIES,
    LINK_REFERENCE_TRIES,
    MOST_LINES,
    REFERENCE_TRIES,
    SEATS_TRIES,
)
from app.registration.rules.links import WHY_NOT, LinkState
from app.registration.schemas.bookings import Book, BookingPage, ChangeBooking, HeldBooking
from app.registration.use_cases import booking_page, bookings

router = APIRouter(prefix="/book")

Line = dict[str, str]
FIELDS = ("community", "seats", "sex", "age_band")
NEW_LINE: Line = {"community": "", "seats": "1", "sex": "", "age_band": ""}


@dataclass(frozen=True, slots=True)
class Visit:
    """One request at one link: the page of its session, in the visitor's language."""

    request: Request
    token: str
    page: BookingPage
    language: str

    @property
    def base(self) -> str:
        """The address of the link's page."""
        return f"/book/{quote(self.token, safe='')}"

    @property
    def secret(self) -> str:
        """The key of the house."""
        return str(self.request.app.state.signing_key)

    def hit(self, what: str, who: str, per_minute: int) -> None:
        """Count one try, see `Rates`."""
        self.request.app.state.rates.hit(what, who, per_minute)


def _gone(request: Request, refusal: AppError) -> Response:
    """The page that says why there is nothing to see."""
    response = shown(
        request,
        "gone",
        speaks(request),
        request.url.path,
        status=refusal.status,
        message=words.refusal(refusal.code),
    )
    if refusal.retry_after is not None:
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def _visit(request: Request, token: str, uow: UnitOfWork) -> Visit:
    page = booking_page.booking_page(token, uow=uow)
    return Visit(request, token, page, speaks(request, page.languages))


def _lines(form: SubmittedForm) -> list[Line]:
    """The lines as typed: the names come once for each line, in the same order."""
    columns = [form.fields.get(name, ()) for name in FIELDS]
    rows = zip_longest(*columns, fillvalue="")
    typed = [dict(zip(FIELDS, row, strict=True)) for row in rows][:MOST_LINES]
    return typed or [dict(NEW_LINE)]


def _filled(lines: Sequence[Line]) -> list[Line]:
    """Lines in which a community was chosen, without the answers left out; none chosen: the first as it is."""
    said = [line for line in lines if line["community"]] or list(lines[:1])
    return [{name: value for name, value in line.items() if value} for line in said]


def _sentences(problems: Sequence[FieldError]) -> list[Words]:
    """What is wrong, in sentences of this page, each once."""
    found = []
    for problem in problems:
        missing = problem.field.endswith("community") and problem.code == "missing"
        sentence = words.CHOOSE_A_COMMUNITY if missing else words.refusal(problem.code)
        if sentence not in found:
            found.append(sentence)
    return found or [words.CHECK]


def _why(refusal: AppError) -> list[Words]:
    """A refusal in sentences of this page."""
    return _sentences(refusal.errors or [FieldError("", refusal.code, refusal.message)])


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
        choices=_choices(visit),
        may_add=len(lines) < min(MOST_LINES, page.max_seats),
        problems=problems,
    )


def _choices(visit: Visit) -> Any:
    with catalogues.speaking(visit.language):
        return choices(visit.page, visit.language)


@router.get("/{token}")
def open_page(request: Request, token: str, uow: Uow) -> Response:
    """The session and the form, or why nobody can book now."""
    try:
        return _form_page(_visit(request, token, uow), [dict(NEW_LINE)])
    except AppError as refusal:
        return _gone(request, refusal)


@router.post("/{token}")
def take_form(request: Request, token: str, form: Submitted, uow: Uow) -> Response:
    """Take the form; "add" shows it again with one line more. The same form sent twice shows the same reference."""
    try:
        visit = _visit(request, token, uow)
    except AppError as refusal:
        return _gone(request, refusal)
    lines = _lines(form)
    if form.get("step") == "add":
        return _form_page(visit, [*lines, dict(NEW_LINE)], form_id=_known_id(form))
    command, problems = parse(Book, {"token": token, "id": form.get("id") or None, "lines": _filled(lines)})
    if command is None:
        known = None if any(one.field == "id" for one in problems) else _known_id(form)
        return _form_page(visit, lines, form_id=known, problems=_sentences(problems), status=422)
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
    response = _form_page(visit, lines, form_id=again, problems=_why(refusal), status=refusal.status)
    if refusal.retry_after is not None:
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


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
        choices=_choices(visit),
        may_add=len(asked) < min(MOST_LINES, visit.page.max_seats),
        said=said,
        problems=problems,
        typed=typed,
    )


@router.get("/{token}/manage")
def open_manage(request: Request, token: str, uow: Uow) -> Response:
    """Asks for the reference. It is never part of an address."""
    try:
        return _manage_page(_visit(request, token, uow))
    except AppError as refusal:
        return _gone(request, refusal)


@router.post("/{token}/manage")
def manage(request: Request, token: str, form: Submitted, uow: Uow) -> Response:
    """Look a booking up, change it or cancel it."""
    try:
        visit = _visit(request, token, uow)
    except AppError as refusal:
        return _gone(request, refusal)
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
            lines=_lines(form) if held and form.get("step") == "change" else None,
            problems=_why(refusal),
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
        return _manage_page(visit, held=held, lines=[*_lines(form), dict(NEW_LINE)])
    if step == "change":
        command, problems = parse(ChangeBooking, {"lines": _filled(_lines(form))})
        if command is None:
            return _manage_page(
                visit, held=held, lines=_lines(form), problems=_sentences(problems), status=422
            )
        bookings.change(held.reference, command, uow=uow, secret=visit.secret, link_token=visit.token)
    elif step == "cancel":
        bookings.cancel(held.reference, uow=uow, secret=visit.secret, link_token=visit.token)
    else:
        return _manage_page(visit, held=held)
    now = booking_page.find_booking(visit.token, held.reference, uow=uow, secret=visit.secret)
    return _manage_page(visit, held=now, said=words.SAVED if step == "change" else words.GIVEN_BACK)


@router.get("/{token}/session.ics")
def calendar_file(request: Request, token: str, uow: Uow) -> Response:
    """The session for a telephone's calendar; at a sensitive venue only the day."""
    try:
        visit = _visit(request, token, uow)
    except AppError as refusal:
        return _gone(request, refusal)
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
