"""The list as CSV: every row of what is shown, however many, sent while it is read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse

from app.kernel.clock import zone
from app.kernel.errors import Invalid
from app.kernel.words import Words, _
from app.platform import catalogues
from app.platform.web.deps import CurrentActor, Uow
from app.platform.web.pages import language_of
from app.sessions import use_cases
from app.sessions.pages.searching import asked_of
from app.sessions.rules import ACTIVITY_NAMES, AUDIENCE_NAMES, STATUS_NAMES
from app.sessions.schemas.listed import ListedSession

router = APIRouter()

HEADINGS: tuple[Words, ...] = (
    _("Code"),
    _("Title"),
    _("Status"),
    _("Kind"),
    _("Audience"),
    _("Starts"),
    _("Ends"),
    _("Time zone"),
    _("Venue"),
    _("Area"),
    _("Language"),
    _("Lead organisation"),
    _("Partners"),
    _("Capacity"),
    _("Reached"),
    _("Door"),
    _("Tickets"),
    _("Kits"),
    _("Late"),
)

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """Text that a spreadsheet shows and never computes (OWASP: CSV injection)."""
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text


def _cells(session: ListedSession) -> list[str | int]:
    begins, ends = (
        f"{instant.astimezone(zone(session.time_zone)):%Y-%m-%d %H:%M}"
        for instant in (session.starts_at, session.ends_at)
    )
    partners = "; ".join(session.taking_part)
    return [
        session.code,
        harmless(session.title),
        str(STATUS_NAMES[session.status]),
        str(ACTIVITY_NAMES[session.activity_type]),
        str(AUDIENCE_NAMES[session.audience]),
        begins,
        ends,
        session.time_zone,
        harmless(session.venue_name),
        session.area,
        session.language,
        session.lead_organisation,
        partners,
        session.capacity,
        session.reached,
        session.door,
        session.tickets,
        session.kits,
        session.late,
    ]


def _as_text(rows: Sequence[Sequence[str | int]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def _lines(pages: Iterator[list[ListedSession]], language: str) -> Iterator[bytes]:
    """A byte order mark first, so that spreadsheets read Arabic as it is written (RFC 4180, UTF-8)."""
    with catalogues.speaking(language):
        head = "\ufeff" + _as_text([[str(heading) for heading in HEADINGS]])
    yield head.encode()
    for page in pages:
        # Each part is written in one go: the language must not stay set while somebody else's turn runs.
        with catalogues.speaking(language):
            text = _as_text([_cells(session) for session in page])
        yield text.encode()


@router.get("/sessions.csv")
def export(request: Request, actor: CurrentActor, uow: Uow) -> Response:
    """Exactly the rows of the list at the same address."""
    asked = asked_of(request)
    if asked.search is None:
        raise Invalid(asked.problems)
    pages = use_cases.every_page(actor, asked.search, uow=uow)
    return StreamingResponse(
        _lines(pages, language_of(request)),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="sessions.csv"'},
    )
