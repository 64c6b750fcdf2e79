"""One request at one booking link: its session, its language, what was typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import Response

from app.kernel.errors import AppError, FieldError
from app.kernel.words import Words
from app.platform import catalogues
from app.platform.unit_of_work import UnitOfWork
from app.platform.web.forms import SubmittedForm
from app.registration.pages.booking_frame import Choices, choices, shown, speaks
from app.registration.rules import booking_words as words
from app.registration.rules.bookings import MOST_LINES
from app.registration.schemas.bookings import BookingPage
from app.registration.use_cases import booking_page

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


def gone(request: Request, refusal: AppError) -> Response:
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


def visit_of(request: Request, token: str, uow: UnitOfWork) -> Visit:
    """The visit at the link with this token. Raises NotFound `booking.link_unknown`."""
    page = booking_page.booking_page(token, uow=uow)
    return Visit(request, token, page, speaks(request, page.languages))


def lines_of(form: SubmittedForm) -> list[Line]:
    """The lines as typed: the names come once for each line, in the same order."""
    columns = [form.fields.get(name, ()) for name in FIELDS]
    rows = zip_longest(*columns, fillvalue="")
    typed = [dict(zip(FIELDS, row, strict=True)) for row in rows][:MOST_LINES]
    return typed or [dict(NEW_LINE)]


def filled(lines: Sequence[Line]) -> list[Line]:
    """Lines in which a community was chosen, without the answers left out; none chosen: the first as it is."""
    said = [line for line in lines if line["community"]] or list(lines[:1])
    return [{name: value for name, value in line.items() if value} for line in said]


def sentences(problems: Sequence[FieldError]) -> list[Words]:
    """What is wrong, in sentences of this page, each once."""
    found = []
    for problem in problems:
        missing = problem.field.endswith("community") and problem.code == "missing"
        sentence = words.CHOOSE_A_COMMUNITY if missing else words.refusal(problem.code)
        if sentence not in found:
            found.append(sentence)
    return found or [words.CHECK]


def why(refusal: AppError) -> list[Words]:
    """A refusal in sentences of this page."""
    return sentences(refusal.errors or [FieldError("", refusal.code, refusal.message)])


def choices_of(visit: Visit) -> Choices:
    """The lists of the form in the visitor's language."""
    with catalogues.speaking(visit.language):
        return choices(visit.page, visit.language)
