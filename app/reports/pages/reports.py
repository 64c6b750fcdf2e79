"""A report through a lens: begin it, write it, submit it, answer it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.access.permissions import Permission
from app.kernel import clock
from app.kernel.errors import AppError
from app.kernel.ids import new_id
from app.kernel.words import _
from app.platform import catalogues
from app.platform.web.deps import CurrentActor, CurrentSettings, Submitted, Uow
from app.platform.web.editing import Taken, answers_of, seen_version, take
from app.platform.web.forms import FormView, SubmittedForm
from app.platform.web.pages import go, language_of, render
from app.reports.asked import ReportView
from app.reports.lens_rules import (
    DETAIL_NAMES,
    NARRATIVES,
    PART_NAMES,
    REPORT_STATUS_NAMES,
    WORKED_ON,
    ReportStatus,
)
from app.reports.page_view.reasons import reasons
from app.reports.pages.sheet import downloads, sheet_of
from app.reports.pages.waiting import made_or_underway
from app.reports.report_commands import AddReport, AnswerReport, ChangeReport
from app.reports.rules import Period, days_of
from app.reports.schemas import DonorReport
from app.reports.use_cases import lenses, reports, submitting

router = APIRouter(prefix="/reports")


@router.get("/new")
def new(request: Request, actor: CurrentActor, uow: Uow, settings: CurrentSettings) -> Response:
    """Choose a lens and days; the last quarter is proposed."""
    actor.require(Permission.REPORT_MAKE)
    first, last = days_of(Period.LAST_QUARTER, clock.today(settings.time_zone))
    proposed = {"id": str(new_id()), "from": first.isoformat(), "to": last.isoformat()}
    return _begin(request, actor, uow, FormView({**proposed, "lens": request.query_params.get("lens", "")}))


@router.post("/new")
def add(request: Request, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Make the draft."""
    actor.require(Permission.REPORT_MAKE)
    taken = take(
        AddReport,
        answers_of(form),
        lambda command: reports.add_report(actor, command, uow=uow).value,
        kept={"id": form.get("id")},
    )
    if taken.form is not None or taken.value is None:
        return _begin(request, actor, uow, taken.form or FormView(), status=taken.status)
    return go(request, f"/reports/{taken.value.id}", _("The draft was begun."))


@router.get("/{report_id}")
def show(
    request: Request, report_id: UUID, actor: CurrentActor, uow: Uow, settings: CurrentSettings
) -> Response:
    """The report as it will be, or was, read; what to write and which step comes next."""

    def make() -> tuple[ReportView, DonorReport]:
        return _read(actor, uow, settings, report_id)

    made = made_or_underway(request, actor, make)
    if isinstance(made, Response):
        return made
    return _drawn(request, actor, uow, made, FormView())


@router.post("/{report_id}")
def write(
    *,
    request: Request,
    report_id: UUID,
    form: Submitted,
    actor: CurrentActor,
    uow: Uow,
    settings: CurrentSettings,
) -> Response:
    """Keep the texts and the breakdown."""
    refused = _keep(form, report_id, actor, uow)
    if refused is not None:
        return _page(request, actor, uow, settings, report_id, refused.form, status=refused.status)
    return go(request, f"/reports/{report_id}", _("Saved."))


@router.post("/{report_id}/submit")
def submit(
    *,
    request: Request,
    report_id: UUID,
    form: Submitted,
    actor: CurrentActor,
    uow: Uow,
    settings: CurrentSettings,
) -> Response:
    """Keep what stands in the form, look whether it may leave, then freeze it and let it leave.

    The look may take longer than a page waits; what it found is remembered, so that the report leaves at once when it is
    submitted again.
    """
    actor.require(Permission.REPORT_MAKE)
    if "version" in form.fields:
        refused = _keep(form, report_id, actor, uow)
        if refused is not None:
            return _page(request, actor, uow, settings, report_id, refused.form, status=refused.status)
    looked = made_or_underway(request, actor, lambda: _read(actor, uow, settings, report_id), leaves=True)
    if isinstance(looked, Response):
        return looked
    try:
        submitting.submit_report(actor, report_id, uow=uow, settings=settings)
    except AppError as refusal:
        if refusal.status != 409:
            raise
        again = FormView({}, {}, list(refusal.errors), refusal.message)
        return _page(request, actor, uow, settings, report_id, again, status=409)
    return go(request, f"/reports/{report_id}", _("Submitted. These figures stay as they are."))


def _keep(form: SubmittedForm, report_id: UUID, actor: CurrentActor, uow: Uow) -> Taken[ReportView] | None:
    """Keep the texts and the breakdown as they were typed; what to show again when they cannot be kept."""
    answers: dict[str, object] = {name: form.get(name) for name in NARRATIVES if name in form.fields}
    if form.get("note_reason"):
        answers["note_reason"] = form.get("note_reason")
    if form.get("detail"):
        answers["detail"] = form.get("detail")
    if form.get("parts"):
        answers["left_out"] = sorted(form.all("left_out"))
    taken = take(
        ChangeReport,
        answers,
        lambda command: reports.change_report(actor, report_id, command, seen_version(form), uow=uow),
        kept={"version": form.get("version")},
        saved=lambda: _values(reports.saved_report(actor, report_id, uow=uow)),
    )
    if taken.form is None:
        return None
    if taken.status == 412 and reports.saved_report(actor, report_id, uow=uow).status not in WORKED_ON:
        sentence = _("This report was submitted in the meantime: its texts stay as they are.")
        return Taken(412, form=FormView(message=sentence))
    return taken


def _values(report: ReportView) -> dict[str, Any]:
    """The form's values of a saved report."""
    return {
        **report.narratives,
        "detail": report.detail.value,
        "left_out": [part.value for part in report.left_out],
        "version": str(report.version),
    }


@router.post("/{report_id}/answer")
def answer(
    *,
    request: Request,
    report_id: UUID,
    form: Submitted,
    actor: CurrentActor,
    uow: Uow,
    settings: CurrentSettings,
) -> Response:
    """Accept it or send it back."""
    taken = take(
        AnswerReport,
        answers_of(form),
        lambda command: reports.answer_report(actor, report_id, command, uow=uow),
        kept={},
    )
    if taken.form is not None:
        # What came too late names no field to correct.
        again = taken.form if taken.status == 422 else FormView(message=taken.form.message)
        return _page(request, actor, uow, settings, report_id, again, status=taken.status)
    return go(request, f"/reports/{report_id}", _("Saved."))


def _begin(request: Request, actor: CurrentActor, uow: Uow, form: FormView, *, status: int = 200) -> Response:
    known = lenses.list_lenses(actor, uow=uow, limit=200).items
    return render(
        request,
        "reports/new.html",
        status=status,
        form=form,
        lenses=[(str(one.id), f"{one.project} · {one.name}") for one in known],
        languages=[(code, catalogues.LANGUAGES[code]) for code in ("en", "fr", "ar")],
    )


def _page(
    request: Request,
    actor: CurrentActor,
    uow: Uow,
    settings: CurrentSettings,
    report_id: UUID,
    form: FormView | None,
    *,
    status: int = 200,
) -> Response:
    """The page as the answer to something that was sent: it waits for the report."""
    read = _read(actor, uow, settings, report_id)
    return _drawn(request, actor, uow, read, form or FormView(), status=status)


def _read(
    actor: CurrentActor, uow: Uow, settings: CurrentSettings, report_id: UUID
) -> tuple[ReportView, DonorReport]:
    """Where a report stands, and the report itself."""
    shown = reports.get_report(actor, report_id, uow=uow, settings=settings)
    return shown, submitting.open_report(actor, report_id, language=None, uow=uow, settings=settings)


def _drawn(
    request: Request,
    actor: CurrentActor,
    uow: Uow,
    read: tuple[ReportView, DonorReport],
    form: FormView,
    *,
    status: int = 200,
) -> Response:
    shown, report = read
    report_id = shown.id
    view, sheet = sheet_of(request, actor, report)
    makes = lenses.may_report_code(actor, shown.project, uow=uow)
    worked_on = makes and shown.status in WORKED_ON
    with catalogues.speaking(language_of(request)):
        why = reasons(report.disaggregation, report.threshold) if worked_on else []
    return render(
        request,
        "reports/report.html",
        status=status,
        stay=f"/reports/{report_id}",
        form=FormView({**_values(shown), **form.values}, form.errors, form.problems, form.message),
        report=shown,
        status_name=REPORT_STATUS_NAMES[shown.status],
        worked_on=worked_on,
        answered=shown.status is ReportStatus.SUBMITTED,
        texts=list(NARRATIVES.items()),
        details=[(one.value, name) for one, name in DETAIL_NAMES.items()],
        parts=[(one.value, name) for one, name in PART_NAMES.items()],
        offers=[DETAIL_NAMES[one] for one in shown.offers],
        offers_without=[PART_NAMES[one] for one in shown.offers_without],
        reasons=why,
        view=view,
        sheet=sheet,
        downloads=[
            (kind, f"/api/v1/reports/{report_id}.{kind.value}?{urlencode(more)}")
            for kind, more in downloads(report)
        ],
    )
