"""The indicators of a project below /settings, each with its table of targets."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel.errors import NotFound
from app.kernel.ids import new_id
from app.kernel.types import Code
from app.kernel.words import Words, _
from app.platform.unit_of_work import UnitOfWork
from app.platform.web.deps import CurrentActor, Submitted, Uow
from app.platform.web.editing import answers_of, row_places, seen_version, take, told_at_rows, values_of
from app.platform.web.forms import FormView, SubmittedForm
from app.platform.web.pages import go, language_of, render
from app.projects.rules import AGGREGATION_NAMES, DIMENSION_NAMES, MEASURE_NAMES
from app.projects.schemas import AddIndicator, ChangeIndicator, IndicatorView
from app.projects.use_cases import indicators, projects

router = APIRouter(prefix="/settings/projects/{code}/indicators")

ROWS = ("targets", "filter")
BLANK_TARGETS = 4
BLANK_FILTERS = 2

MEASURES = [(measure.value, name) for measure, name in MEASURE_NAMES.items()]
AGGREGATIONS = [(aggregation.value, name) for aggregation, name in AGGREGATION_NAMES.items()]
DIMENSIONS = [(dimension.value, name) for dimension, name in DIMENSION_NAMES.items()]

ProjectCode = Annotated[Code, Path()]


@router.get("/new")
def new(request: Request, code: ProjectCode, actor: CurrentActor, uow: Uow) -> Response:
    """An empty form with a fresh id in it."""
    actor.require(Permission.REFERENCE_MANAGE)
    filled = FormView({"id": str(new_id()), "baseline": "0"})
    return _show(request, actor, uow, code, filled, None)


@router.post("/new")
def add(request: Request, code: ProjectCode, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Take the form."""
    actor.require(Permission.REFERENCE_MANAGE)
    taken = take(
        AddIndicator,
        {**_answers(form), "project": code},
        lambda command: indicators.add_indicator(actor, command, uow=uow),
        kept={"id": form.get("id"), **_typed_filter(form)},
        rows=("targets",),
    )
    if taken.form is not None:
        return _show(request, actor, uow, code, _at_rows(taken.form, form), None, status=taken.status)
    return go(request, f"/settings/projects/{code}", _("Indicator added."))


@router.get("/{indicator_id}")
def edit(request: Request, code: ProjectCode, indicator_id: UUID, actor: CurrentActor, uow: Uow) -> Response:
    """The filled form."""
    actor.require(Permission.REFERENCE_MANAGE)
    saved = _found(actor, uow, code, indicator_id)
    return _show(request, actor, uow, code, FormView(_values(saved)), saved)


@router.post("/{indicator_id}")
def change(
    *,
    request: Request,
    code: ProjectCode,
    indicator_id: UUID,
    form: Submitted,
    actor: CurrentActor,
    uow: Uow,
) -> Response:
    """Take the changes; a stale version shows what was saved meanwhile."""
    actor.require(Permission.REFERENCE_MANAGE)
    saved = _found(actor, uow, code, indicator_id)
    answers = _answers(form)
    answers.pop("version", None)
    seen = seen_version(form)
    taken = take(
        ChangeIndicator,
        answers,
        lambda command: indicators.change_indicator(actor, indicator_id, command, seen, uow=uow),
        kept={"version": form.get("version"), **_typed_filter(form)},
        rows=("targets",),
        saved=lambda: _values(indicators.get_indicator(actor, indicator_id, uow=uow)),
    )
    if taken.form is not None:
        return _show(request, actor, uow, code, _at_rows(taken.form, form), saved, status=taken.status)
    return go(request, f"/settings/projects/{code}", _("Saved."))


def _found(actor: Actor, uow: UnitOfWork, code: str, indicator_id: UUID) -> IndicatorView:
    """The indicator, if it is one of this project's."""
    indicator = indicators.get_indicator(actor, indicator_id, uow=uow)
    if indicator.project != code:
        raise NotFound
    return indicator


def _answers(form: SubmittedForm) -> dict[str, Any]:
    """The command's shape: the filter's rows become dimension → codes, written with spaces between."""
    answers = answers_of(form, lists=("disaggregation",), rows=ROWS)
    rows = answers.pop("filter")
    answers["filter"] = {
        row.get("dimension", ""): codes[0] if len(codes) == 1 else codes
        for row in rows
        if (codes := row.get("codes", "").split()) or row.get("dimension")
    }
    return answers


def _at_rows(shown: FormView, form: SubmittedForm) -> FormView:
    rows = answers_of(form, rows=ROWS)["filter"]
    return told_at_rows(shown, "filter", rows, key="dimension", value="codes")


def _typed_filter(form: SubmittedForm) -> dict[str, str]:
    """The filter's rows as typed, blank ones left out."""
    rows = answers_of(form, rows=ROWS)["filter"]
    return {name: str(value) for name, value in values_of({"filter": rows}, rows=("filter",)).items()}


def _values(indicator: IndicatorView) -> dict[str, Any]:
    """The form's values of a saved indicator."""
    fields = set(ChangeIndicator.model_fields) | {"version"}
    kept = indicator.model_dump(mode="json", include=fields - {"filter"}, by_alias=True)
    rows = [
        {"dimension": dimension.value, "codes": codes if isinstance(codes, str) else " ".join(codes)}
        for dimension, codes in indicator.filter.items()
    ]
    return values_of({**kept, "filter": rows}, rows=ROWS)


def _show(
    request: Request,
    actor: Actor,
    uow: UnitOfWork,
    code: str,
    form: FormView,
    editing: IndicatorView | None,
    *,
    status: int = 200,
) -> Response:
    language = language_of(request)
    project = projects.get_project(actor, code, uow=uow)
    heading: str | Words = editing.title.in_language(language) if editing else _("Add an indicator")
    return render(
        request,
        "projects/indicator.html",
        status=status,
        form=form,
        editing=editing,
        measures=MEASURES,
        aggregations=AGGREGATIONS,
        dimensions=DIMENSIONS,
        target_places=row_places(form, "targets", BLANK_TARGETS),
        filter_places=row_places(form, "filter", BLANK_FILTERS),
        heading=heading,
        back_href=f"/settings/projects/{code}",
        back_label=project.title.in_language(language),
    )
