"""HTML face of reports: choose, look, take away."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.access.permissions import Permission
from app.kernel import clock
from app.kernel.errors import AppError, FieldError
from app.platform import catalogues
from app.platform.web.deps import CurrentActor, CurrentSettings, Uow
from app.platform.web.forms import FormView, SubmittedForm, parse
from app.platform.web.pages import language_of, render
from app.reports import use_cases
from app.reports.asked import Disclosure
from app.reports.lens_rules import REPORT_STATUS_NAMES
from app.reports.pages.sheet import downloads, sheet_of
from app.reports.pages.waiting import made_or_underway
from app.reports.rules import AUDIENCE_NAMES, PERIOD_NAMES, Period, days_of
from app.reports.schemas import DonorReport
from app.reports.use_cases import due, lenses, reports

router = APIRouter(prefix="/reports")


def typed(request: Request) -> SubmittedForm:
    """What was asked in the address, as a form would send it."""
    return SubmittedForm(
        {
            name: [value.replace("\x00", "") for value in request.query_params.getlist(name)]
            for name in request.query_params
        }
    )


def _choosing(
    request: Request,
    actor: CurrentActor,
    uow: Uow,
    settings: CurrentSettings,
    form: FormView,
    status: int = 200,
) -> Response:
    """The form."""
    offered = use_cases.choices(actor, uow=uow)
    language = language_of(request)
    return render(
        request,
        "reports/index.html",
        status=status,
        form=form,
        projects=[(one.code, f"{one.code} · {one.title.in_language(language)}") for one in offered.projects],
        periods=[(period.value, name) for period, name in PERIOD_NAMES.items()],
        languages=list(catalogues.LANGUAGES.items()),
        audiences=[(one.value, AUDIENCE_NAMES[one]) for one in offered.audiences],
        makes=actor.may_everywhere(Permission.REPORT_MAKE),
        lenses=lenses.list_lenses(actor, uow=uow).items if actor.may(Permission.REPORT_MAKE) else [],
        reports=reports.list_reports(actor, uow=uow).items,
        due=due.list_due(actor, uow=uow, settings=settings),
        statuses=REPORT_STATUS_NAMES,
    )


@router.get("")
def choose(request: Request, actor: CurrentActor, uow: Uow, settings: CurrentSettings) -> Response:
    """Choose project, period, language and audience; what stands in the address is filled in."""
    first, last = days_of(Period.THIS_QUARTER, clock.today(settings.time_zone))
    proposed = {
        "period": Period.THIS_QUARTER.value,
        "from": first.isoformat(),
        "to": last.isoformat(),
        "lang": language_of(request),
    }
    return _choosing(request, actor, uow, settings, FormView({**proposed, **typed(request).values()}))


@router.get("/preview")
def preview(request: Request, actor: CurrentActor, uow: Uow, settings: CurrentSettings) -> Response:
    """The report on a sheet, with everything in it, and the files to take away."""
    given = typed(request)
    asked, problems = parse(use_cases.AskReport, _answers(given, settings.time_zone))
    if asked is None:
        return _choosing(request, actor, uow, settings, FormView.wrong(given, _named_as_typed(problems)), 422)

    def make() -> tuple[DonorReport, tuple[Disclosure, ...]]:
        report = use_cases.make_report(actor, asked, uow=uow, settings=settings)
        return report, use_cases.discloses(actor, asked, report, uow=uow)

    try:
        made = made_or_underway(request, actor, make)
    except AppError as refusal:
        if refusal.status != 422:
            raise
        return _choosing(request, actor, uow, settings, FormView.refused(given, refusal), 422)
    if isinstance(made, Response):
        return made
    report, discloses = made
    view, sheet = sheet_of(request, actor, report)
    query = {
        "from": asked.from_date.isoformat(),
        "to": asked.to_date.isoformat(),
        "lang": asked.language,
        **({"audience": asked.audience.value} if asked.audience else {}),
    }
    return render(
        request,
        "reports/preview.html",
        view=view,
        sheet=sheet,
        discloses=discloses,
        downloads=[
            (kind, f"/api/v1/projects/{asked.project}/report.{kind.value}?{urlencode({**query, **more})}")
            for kind, more in downloads(report)
        ],
        back=f"/reports?{urlencode({**query, 'project': asked.project, 'period': Period.CUSTOM.value})}",
    )


def _answers(typed: SubmittedForm, time_zone: str) -> dict[str, object]:
    """The command's shape: a ready-made period stands for its days."""
    answers: dict[str, object] = dict(typed.data())
    try:
        period = Period(str(answers.pop("period", Period.CUSTOM)))
    except ValueError:
        period = Period.CUSTOM
    if period is not Period.CUSTOM:
        answers["from"], answers["to"] = days_of(period, clock.today(time_zone))
    return answers


def _named_as_typed(problems: list[FieldError]) -> list[FieldError]:
    """Errors beside the fields as they are called in the form."""
    names = {"from_date": "from", "to_date": "to", "language": "lang"}
    return [FieldError(names.get(one.field, one.field), one.code, one.message, one.facts) for one in problems]
