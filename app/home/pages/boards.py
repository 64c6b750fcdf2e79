"""The dashboard: figures of a month that each lead to their rows, map and trend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from markupsafe import Markup

from app.home import use_cases
from app.home.schemas import AreaReach, Board, GrantBoard
from app.kernel.types import Text
from app.kernel.words import _
from app.places.public import outlines
from app.platform import catalogues, formats
from app.platform.charts import Bar, area_map, bar_chart, progress_bar
from app.platform.web.deps import CurrentActor, CurrentSettings, Uow
from app.platform.web.pages import language_of, render
from app.reports.public import SeriesPoint
from app.sessions.public import STATUS_NAMES

router = APIRouter()

Month = Annotated[Text, Query(pattern=r"^((19[7-9]|2\d\d)\d-(0[1-9]|1[0-2]))?$")]


@dataclass(frozen=True, slots=True)
class Pictures:
    """The drawings of a board; None where there is nothing to draw."""

    way: Markup | None
    land: Markup | None
    trend: Markup | None


@router.get("/dashboard")
def dashboard(
    request: Request, actor: CurrentActor, uow: Uow, settings: CurrentSettings, month: Month = ""
) -> Response:
    """A month of the programme or of the reader's organisation; for donors what was last sent of their grants."""
    language = language_of(request)
    shown = use_cases.dashboard(
        actor,
        date.fromisoformat(f"{month}-01") if month else None,
        language=language,
        uow=uow,
        time_zone=settings.time_zone,
    )
    with catalogues.speaking(language):
        return render(
            request,
            "home/dashboard.html",
            board=shown.board,
            drawn=_pictures(shown.board) if shown.board else None,
            grants=[(grant, _sent(grant)) for grant in shown.grants],
            months=_around(shown.board) if shown.board else (None, None),
            rows=_rows(shown.board) if shown.board else "",
            status_names=STATUS_NAMES,
        )


def _rows(board: Board) -> str:
    """The verified sessions of the month: further filters may be put behind it."""
    query = {"status": "verified", "from": board.month.isoformat(), "to": board.last.isoformat()}
    return f"/sessions?{urlencode(query)}"


def _around(board: Board) -> tuple[str | None, str | None]:
    """The months before and after; none after the present one."""
    number = board.month.year * 12 + board.month.month - 1
    before, after = (date(one // 12, one % 12 + 1, 1) for one in (number - 1, number + 1))
    return (
        f"/dashboard?month={before:%Y-%m}",
        f"/dashboard?month={after:%Y-%m}" if after <= board.today else None,
    )


def _pictures(board: Board) -> Pictures:
    target = (
        str(_("target %(num)s a month") % {"num": formats.number(board.target)}) if board.target else None
    )
    bars = [
        Bar(formats.short_month(one.month), one.verified + one.unverified, provisional=one.unverified > 0)
        for one in board.months
    ]
    trend = bar_chart(
        bars,
        title=str(_("People reached by month")),
        description=str(_("Hatched months hold figures that are still to be verified.")),
        target=board.target,
        target_label=target,
        right_to_left=_mirrored(),
        number=formats.number,
    )
    return Pictures(_way(board), _land(_by_governorate(board.areas)), trend)


def _mirrored() -> bool:
    return catalogues.direction(catalogues.current()) == "rtl"


def _way(board: Board) -> Markup | None:
    """Reached against the target of the month."""
    if not board.target:
        return None
    words = str(
        _("%(reached)s of %(target)s · %(share)s")
        % {
            "reached": formats.number(board.reached),
            "target": formats.number(board.target),
            "share": formats.percent(board.share),
        }
    )
    return progress_bar(
        board.reached,
        board.target,
        title=str(_("Reached against the target of the month")),
        description=words,
        label=words,
        right_to_left=_mirrored(),
    )


def _by_governorate(areas: Iterable[AreaReach]) -> dict[str, Bar]:
    language = catalogues.current()
    sums: dict[str, tuple[str, int]] = {}
    for one in areas:
        name, before = sums.get(one.governorate, (one.governorate_names.in_language(language), 0))
        sums[one.governorate] = (name, before + one.reached)
    return {code: Bar(name, reached) for code, (name, reached) in sums.items()}


def _land(values: Mapping[str, Bar]) -> Markup | None:
    """The map; None where no outline is known."""
    known = outlines(values)
    if not known:
        return None
    return area_map(
        known,
        values,
        title=str(_("People reached by area")),
        description="; ".join(f"{bar.label}: {bar.words(formats.number)}" for bar in values.values()),
        right_to_left=_mirrored(),
        number=formats.number,
    )


def _sent(grant: GrantBoard) -> Pictures | None:
    """Map and trend of what was sent, hidden values as their signs."""
    cube = grant.cube
    if cube is None:
        return None

    def bar(point: SeriesPoint, label: str) -> Bar:
        hidden = isinstance(point.value, str)
        return Bar(label, None if hidden else float(point.value), cube.words(point.value) if hidden else None)

    months = [
        bar(one, formats.short_month(date.fromisoformat(f"{one.code}-01"))) for one in cube.report.by_month
    ]
    trend = None
    if len(months) > 1:
        trend = bar_chart(
            months,
            title=str(_("People reached by month")),
            description="; ".join(f"{one.label}: {cube.words(one.value)}" for one in cube.report.by_month),
            right_to_left=_mirrored(),
            number=formats.number,
        )
    return Pictures(None, _land({one.code: bar(one, one.label) for one in cube.report.by_area}), trend)
