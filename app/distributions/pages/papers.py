"""The report of a distribution as PDF: planned and what became of it, and for whom; to sign, or to send."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from app.distributions.pages.people import SEX_NAMES
from app.distributions.use_cases import papers
from app.distributions.use_cases.papers import DistributionPaper, PaperLine, People
from app.kernel import clock
from app.kernel.small_counts import HIDDEN, THRESHOLD
from app.kernel.types import Sex
from app.kernel.words import Words, _
from app.platform import catalogues, formats
from app.platform.paper import Column, FieldDocument, print_document
from app.platform.settings import Settings
from app.platform.web.deps import CurrentActor, CurrentSettings, Uow
from app.platform.web.pages import language_of

router = APIRouter()

For = Annotated[
    Literal["inside", "outside"], Query(alias="for", description="Outside: as it may leave the house")
]


def _who(people: People, paper: DistributionPaper, language: str) -> str:
    """A group of people in words; what is None says nothing."""
    community, sex, band = people
    words = []
    if community is not None:
        words.append(paper.communities[community].in_language(language))
    if sex is not None:
        words.append(str(SEX_NAMES[Sex(sex)]) if sex != "ns" else str(_("sex not stated")))
    if band is not None:
        words.append(band if band != "ns" else str(_("age not stated")))
    return " · ".join(words)


def _rows(line: PaperLine, paper: DistributionPaper, language: str) -> list[list[str]]:
    numbers = (line.planned, line.loaded, line.given, line.returned, line.damaged, line.unexplained)
    shown = [formats.number(one) for one in numbers]
    if paper.outside and 0 < line.given < THRESHOLD:
        shown = [shown[0], HIDDEN, f"<{THRESHOLD}", *[HIDDEN] * 3]
    rows = [[line.item, line.names.in_language(language), *shown]]
    for people, value in line.people:
        number = value if isinstance(value, str) else formats.number(value)
        rows.append(["–", _who(people, paper, language), "–", "–", number, "–", "–", "–"])
    return rows


def document(paper: DistributionPaper, language: str, settings: Settings) -> FieldDocument:
    """The paper in a language."""
    with catalogues.speaking(language):
        reasons = [f"{line.item}: {line.reason}" for line in paper.lines if line.reason]
        notes: list[Words | str] = [
            _("Loaded = given + returned + damaged + unexplained, for every item."),
            *reasons,
        ]
        if paper.outside:
            notes.append(
                _("c: so few people that the number is not shown. Community, sex and age stand apart.")
            )
        return FieldDocument(
            kind=_("Distribution report"),
            number=paper.number,
            at=clock.now(),
            facts=[
                (_("Title"), paper.title),
                (_("Day"), formats.full_date(paper.day)),
                (_("Place"), str(_("Protected place")) if paper.place is None else paper.place),
                (_("Area"), paper.area.in_language(language)),
                (_("Organisations"), ", ".join(paper.organisations)),
                (_("Paid by project"), ", ".join(paper.projects)),
                (_("Status"), str(paper.state) if paper.state else ""),
                (
                    _("Tickets redeemed for kits"),
                    "" if paper.tickets is None else formats.number(paper.tickets),
                ),
            ],
            columns=[
                Column(_("Code"), 3),
                Column(_("Item, and for whom"), 6),
                Column(_("Planned"), 2, numeric=True),
                Column(_("Loaded"), 2, numeric=True),
                Column(_("Given"), 2, numeric=True),
                Column(_("Returned"), 2, numeric=True),
                Column(_("Damaged"), 2, numeric=True),
                Column(_("Unexplained"), 3, numeric=True),
            ],
            rows=[row for line in paper.lines for row in _rows(line, paper, language)],
            notes=notes,
            signatures=[] if paper.outside else [_("Handed out by"), _("Storekeeper"), _("Coordinator")],
            link="" if paper.outside else f"{settings.base_url}{paper.link}",
            wide=True,
        )


def _sent(request: Request, paper: DistributionPaper, settings: Settings) -> Response:
    language = language_of(request)
    name = "".join(sign if sign.isalnum() or sign in "-_." else "-" for sign in paper.number)
    return Response(
        print_document(document(paper, language, settings), language),
        media_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}-report.pdf"'},
    )


@router.get("/points/{point_id}/report.pdf")
def point_report(
    request: Request,
    point_id: UUID,
    actor: CurrentActor,
    uow: Uow,
    settings: CurrentSettings,
    readers: For = "inside",
) -> Response:
    """The report of a distribution point."""
    return _sent(request, papers.of_point(actor, point_id, uow=uow, outside=readers == "outside"), settings)


@router.get("/sessions/{session_id}/kits/report.pdf")
def session_report(
    request: Request,
    session_id: UUID,
    actor: CurrentActor,
    uow: Uow,
    settings: CurrentSettings,
    readers: For = "inside",
) -> Response:
    """The report of the kits of a session."""
    return _sent(
        request, papers.of_session(actor, session_id, uow=uow, outside=readers == "outside"), settings
    )
