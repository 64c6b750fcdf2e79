"""The start page, help, and the trail."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from markupsafe import Markup

from app.home import use_cases
from app.home.rules import NextStep
from app.home.schemas import CoordinatorPart
from app.kernel.types import Text
from app.kernel.words import _
from app.platform import catalogues, formats
from app.platform.charts import Bar, bar_chart
from app.platform.web.deps import CurrentActor, CurrentSettings, MaybeActor, Uow
from app.platform.web.pages import language_of, render
from app.sessions.public import STATUS_NAMES, SessionStatus

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

STEP_LABELS = {NextStep.COUNT: _("Count people"), NextStep.CLOSE: _("Close the session")}

Word = Annotated[Text, Query(max_length=80)]
Cursor = Annotated[Text | None, Query(max_length=400)]


@router.get("/")
def start(request: Request, actor: CurrentActor, uow: Uow, settings: CurrentSettings) -> Response:
    """What each of the reader's roles has to do next."""
    start_page = use_cases.start_page(actor, uow=uow, time_zone=settings.time_zone)
    return render(
        request,
        "home/start.html",
        start=start_page,
        chart=_chart(start_page.coordinator, language_of(request)) if start_page.coordinator else None,
        chips=STATUS_CHIPS,
        status_names=STATUS_NAMES,
        step_labels=STEP_LABELS,
        time_zone=settings.time_zone,
    )


def _chart(part: CoordinatorPart, language: str) -> Markup:
    """People reached by month; a month with figures still to be verified is hatched."""
    with catalogues.speaking(language):
        return bar_chart(
            [
                Bar(
                    formats.short_month(one.month),
                    one.verified + one.unverified,
                    provisional=one.unverified > 0,
                )
                for one in part.months
            ],
            title=str(_("People reached by month")),
            description=str(_("Hatched months hold figures that are still to be verified.")),
            target=part.month_target,
            target_label=(
                str(_("target %(num)s a month") % {"num": formats.number(part.month_target)})
                if part.month_target
                else None
            ),
            right_to_left=catalogues.direction(language) == "rtl",
            number=formats.number,
        )


@router.get("/help")
def help_page(request: Request, actor: MaybeActor) -> Response:
    """What each role does and may do; everybody may read it."""
    return render(request, "home/help.html", roles=use_cases.help_for(actor))


@router.get("/audit")
def trail(
    request: Request,
    actor: CurrentActor,
    uow: Uow,
    settings: CurrentSettings,
    *,
    subject_kind: Word = "",
    subject_id: Word = "",
    cursor: Cursor = None,
) -> Response:
    """What happened, newest first; perhaps to one thing only."""
    subject = (subject_kind, subject_id) if subject_kind and subject_id else None
    page_of = use_cases.read_trail(actor, uow=uow, subject=subject, cursor=cursor)
    return render(
        request,
        "home/trail.html",
        lines=page_of.items,
        next_cursor=page_of.next,
        subject=subject,
        is_first=cursor is None,
        time_zone=settings.time_zone,
    )
