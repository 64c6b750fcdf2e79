"""HTML face of the monthly page: people reached by community, sex and age, to print and to take away."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.kernel.errors import Invalid, NotFound
from app.kernel.words import _
from app.platform import catalogues, formats
from app.platform.web.deps import CurrentActor, CurrentSettings, Uow
from app.platform.web.forms import FormView, parse
from app.platform.web.pages import language_of, render
from app.reports.asked import MonthQuery, MonthTable
from app.reports.pages.choosing import typed
from app.reports.rules import AUDIENCE_NAMES
from app.reports.use_cases import monthly

router = APIRouter()


def _address(shown: MonthTable, month: date | None, ending: str = "") -> str | None:
    """The page of another month (or this month's file) of the same people for the same audience."""
    if month is None:
        return None
    query = {"month": f"{month:%Y-%m}", "of": shown.of, "audience": shown.audience.value}
    return f"/monthly{ending}?{urlencode(query)}"


def _rows_behind(shown: MonthTable, status: str = "verified") -> str | None:
    """The sessions of the month in a status ("" for all); for a donor the report it stands in."""
    if shown.report is not None:
        return f"/reports/{shown.report}"
    kind, _colon, code = shown.of.partition(":")
    query = {
        **({"status": status} if status else {}),
        "from": shown.days[0].isoformat(),
        "to": shown.days[1].isoformat(),
    }
    if kind == "partner":
        query["organisation"] = code
    return None if kind == "donor" else f"/sessions?{urlencode(query)}"


def _span(shown: MonthTable) -> str:
    """The month that is shown; of a donor's report over several months its days, or a quarter would pass for a month."""
    first, last = shown.days
    if (first.year, first.month) == (last.year, last.month):
        return formats.month(shown.month)
    return f"{formats.full_date(first)} – {formats.full_date(last)}"


@router.get("/monthly")
def page(request: Request, actor: CurrentActor, uow: Uow, settings: CurrentSettings) -> Response:
    """The table of a month with its totals; what is asked stands in the address."""
    given = typed(request)
    asked, problems = parse(MonthQuery, dict(given.data()))
    form = FormView(given.values()) if asked else FormView.wrong(given, problems)
    shown = None
    if asked is not None:
        try:
            shown = monthly.month_table(
                actor, asked, language=language_of(request), uow=uow, settings=settings
            )
        except Invalid as refusal:
            form = FormView.refused(given, refusal)
    span = ""
    if shown is not None:
        with catalogues.speaking(language_of(request)):
            span = _span(shown)
        form = FormView({"month": f"{shown.month:%Y-%m}", "of": shown.of, "audience": shown.audience.value})
    return render(
        request,
        "reports/monthly.html",
        status=422 if form.problems else 200,
        form=form,
        shown=shown,
        span=span,
        tables=monthly.tables_of(shown, language_of(request)) if shown else [],
        subjects=[(one.value, one.label) for one in shown.subjects] if shown else [],
        audiences=[(one.value, AUDIENCE_NAMES[one]) for one in shown.audiences] if shown else [],
        audience=AUDIENCE_NAMES[shown.audience] if shown else "",
        before=_address(shown, shown.before) if shown else None,
        after=_address(shown, shown.after) if shown else None,
        files=[(ending, _address(shown, shown.month, ending)) for ending in (".xlsx", ".csv")]
        if shown
        else [],
        rows=_rows_behind(shown) if shown else None,
        every_row=_rows_behind(shown, "") if shown else None,
    )


def _file(
    request: Request, actor: CurrentActor, uow: Uow, settings: CurrentSettings, ending: str
) -> Response:
    asked, problems = parse(MonthQuery, dict(typed(request).data()))
    if asked is None:
        raise Invalid(problems)
    language = language_of(request)
    shown = monthly.take_month(actor, asked, language=language, uow=uow, settings=settings)
    if shown is None:
        raise NotFound
    with catalogues.speaking(language):
        heading = str(
            _("People reached, %(month)s: %(whom)s") % {"month": _span(shown), "whom": shown.subject}
        )
    content, media_type = monthly.file_of(shown, ending, language, heading)
    name = f"{shown.of.replace(':', '_')}_{shown.month:%Y-%m}{ending}"
    return Response(
        content,
        media_type=media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@router.get("/monthly.csv")
def csv_file(request: Request, actor: CurrentActor, uow: Uow, settings: CurrentSettings) -> Response:
    """Every value of the page at the same address, a row each."""
    return _file(request, actor, uow, settings, ".csv")


@router.get("/monthly.xlsx")
def workbook(request: Request, actor: CurrentActor, uow: Uow, settings: CurrentSettings) -> Response:
    """The tables of the page at the same address."""
    return _file(request, actor, uow, settings, ".xlsx")
