"""HTML face of the results of a project: its indicators against their targets."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from app.kernel.errors import Invalid
from app.kernel.types import Code
from app.kernel.words import _
from app.platform.web.deps import CurrentActor, CurrentSettings, Uow
from app.platform.web.forms import FormView, parse
from app.platform.web.pages import language_of, render
from app.reports.page_view import RowsBehind
from app.reports.pages.choosing import typed
from app.reports.rules import STANDING_NAMES, Standing
from app.reports.use_cases.results import ResultsQuery, project_results

router = APIRouter(prefix="/settings/projects")

CHIPS = {Standing.ON_TRACK: "ok", Standing.WATCH: "warn", Standing.OFF_TRACK: "stop"}


@router.get("/{code}/results")
def page(
    request: Request,
    code: Annotated[Code, Path()],
    actor: CurrentActor,
    uow: Uow,
    settings: CurrentSettings,
) -> Response:
    """This quarter until today, or the days that stand in the address."""
    given = typed(request)
    language = language_of(request)
    asked, problems = parse(ResultsQuery, {**given.data(), "lang": language})
    form = FormView.wrong(given, problems)
    found, status = None, 422
    if asked is not None:
        try:
            found, status = project_results(actor, code, asked, uow=uow, settings=settings), 200
            form = FormView({"from": found.from_date.isoformat(), "to": found.to_date.isoformat()})
        except Invalid as refusal:
            form = FormView.refused(given, refusal)
    if found is None:
        found_without = project_results(actor, code, ResultsQuery(), uow=uow, settings=settings)
        found = found_without.model_copy(update={"items": []})
    behind = RowsBehind(found.project, found.from_date, found.to_date)
    return render(
        request,
        "reports/results.html",
        status=status,
        form=form,
        found=found,
        rows={line.id: behind.of_measure(line.measure) for line in found.items},
        chips=CHIPS,
        standings=STANDING_NAMES,
        of_target=_("% of target"),
    )
