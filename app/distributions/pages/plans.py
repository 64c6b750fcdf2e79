"""The plan of a distribution point on pages: a new one, a look at it before it is saved, and changing it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.access.actor import Actor
from app.access.permissions import Permission
from app.distributions.schemas.points import ChangePoint, PlanPoint, PointView
from app.distributions.use_cases import points as use_cases
from app.kernel.errors import AppError, FieldError
from app.kernel.ids import new_id
from app.kernel.words import _
from app.places.public import labels_of, venue_named
from app.platform import catalogues
from app.platform.unit_of_work import UnitOfWork
from app.platform.web.deps import CurrentActor, Submitted, Uow
from app.platform.web.editing import seen_version, take, values_of
from app.platform.web.forms import FormView, SubmittedForm, parse
from app.platform.web.pages import go, language_of, render
from app.sessions.public import Finding

router = APIRouter(prefix="/points")

_ROWS = 4
"""How many items the form has room for; one that plans more by the API has room for these and one more."""

_NUMBERS = frozenset(str(row) for row in range(51))

_FIELDS = ("organisation", "partner", "held_on", "project", "handed_out_by")
_MAY_BE_EMPTY = ("partner", "project", "handed_out_by")


Offered = tuple[use_cases.PointForm, dict[str, str]]


def _offered(request: Request, actor: Actor, uow: UnitOfWork, *sought: str) -> Offered:
    """What can be chosen, and label → id of the venues: those called for by name or id are among them."""
    offer = use_cases.plan_form(actor, uow=uow, sought=[one for one in sought if one])
    return offer, labels_of(offer.venues, language_of(request))


def _form(
    request: Request,
    form: FormView,
    offered: Offered,
    *,
    status: int = 200,
    editing: PointView | None = None,
    rows: int = _ROWS,
    findings: list[Finding] | None = None,
) -> Response:
    return render(
        request,
        "distributions/point_new.html",
        status=status,
        offer=offered[0],
        venues=[(label, "") for label in offered[1]],
        form=form,
        planned=range(max(_ROWS, rows)),
        editing=editing,
        findings=findings,
    )


@router.get("/new")
def new(request: Request, actor: CurrentActor, uow: Uow) -> Response:
    """The form of a new point."""
    return _form(request, FormView({"id": str(new_id())}), _offered(request, actor, uow))


def _filled(form: SubmittedForm) -> list[int]:
    """The rows of the form in which something was typed."""
    numbers = {
        int(name.split(".")[1])
        for name in form.fields
        if name.startswith("planned.") and name.split(".")[1] in _NUMBERS
    }
    return sorted(
        row for row in numbers if any(form.get(f"planned.{row}.{part}") for part in ("item", "quantity"))
    )


def _answers(form: SubmittedForm, labels: dict[str, str]) -> tuple[dict[str, Any], list[FieldError]]:
    answers: dict[str, Any] = {name: value for name in _FIELDS if (value := form.get(name))}
    answers["planned"] = [
        {part: value for part in ("item", "quantity") if (value := form.get(f"planned.{row}.{part}"))}
        for row in _filled(form)
    ]
    venue, unknown = venue_named(form.get("venue"), labels)
    if venue is not None:
        answers["venue"] = venue
    return answers, [unknown] if unknown is not None else []


def _beside(problems: list[FieldError], unknown: list[FieldError]) -> list[FieldError]:
    """What is wrong; of a venue that is not known only that."""
    return [one for one in problems if not unknown or one.field != "venue"] + unknown


def _at_rows(problems: list[FieldError], rows: list[int]) -> list[FieldError]:
    """Errors at the rows of the form as they were typed, empty rows among them."""
    named = []
    for error in problems:
        parts = error.field.split(".")
        field = error.field
        if parts[0] == "planned" and len(parts) > 1:
            field = f"planned.{rows[int(parts[1])]}.{parts[2] if len(parts) > 2 else 'item'}"
        named.append(FieldError(field, error.code, error.message, error.facts))
    return named


@router.post("/new")
def plan(request: Request, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Plan a point. The button `check` saves nothing: the form comes back with what was found."""
    actor.require(Permission.POINT_PLAN)
    rows, offered = _filled(form), _offered(request, actor, uow, form.get("venue"))
    answers, unknown = _answers(form, offered[1])
    answers |= {"id": identity} if (identity := form.get("id")) else {}
    command, problems = parse(PlanPoint, answers)
    if command is None or unknown:
        view = FormView.wrong(form, _at_rows(_beside(problems, unknown), rows))
        return _form(request, view, offered, status=422)
    try:
        if form.get("check"):
            found = _looked_at(request, actor, uow, command)
            return _form(request, FormView.wrong(form, []), offered, findings=found)
        point = use_cases.plan_point(actor, command, uow=uow).value
    except AppError as refusal:
        if refusal.status in {403, 404}:
            raise
        view = FormView.wrong(form, _at_rows(list(refusal.errors), rows), message=refusal.message)
        return _form(request, view, offered, status=refusal.status)
    return go(request, f"/points/{point.id}", _("%(code)s is planned.") % {"code": point.code})


def _looked_at(request: Request, actor: Actor, uow: UnitOfWork, command: PlanPoint) -> list[Finding]:
    with catalogues.speaking(language_of(request)):
        return use_cases.check_plan(actor, command, uow=uow)


def _saved(actor: Actor, point_id: UUID, uow: UnitOfWork, labels: dict[str, str]) -> dict[str, Any]:
    """The values of the form as they are saved; the venue by its label."""
    found = use_cases.plan_to_edit(actor, point_id, uow=uow)
    venue = next((label for label, one in labels.items() if one == str(found.plan.venue)), "")
    values = values_of(found.plan.model_dump(mode="json", exclude={"id"}), rows=("planned",))
    return {**values, "venue": venue, "version": str(found.point.version)}


def _beside_typed(saved: dict[str, Any], answers: dict[str, Any], labels: dict[str, str]) -> dict[str, Any]:
    """What is saved, to be compared with what was typed: another venue by its label, the same one by its id."""
    typed = answers.get("venue", "")
    return {**saved, "venue": typed} if labels.get(saved["venue"]) == typed else saved


@router.get("/{point_id}/edit")
def edit(request: Request, point_id: UUID, actor: CurrentActor, uow: Uow) -> Response:
    """The plan as it is saved."""
    found = use_cases.plan_to_edit(actor, point_id, uow=uow)
    offered = _offered(request, actor, uow, str(found.plan.venue))
    view = FormView(_saved(actor, point_id, uow, offered[1]))
    return _form(request, view, offered, editing=found.point, rows=len(found.plan.planned) + 1)


@router.post("/{point_id}/edit")
def change(request: Request, point_id: UUID, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Take the changes; a stale version shows what was saved meanwhile, and nothing typed is lost."""
    found = use_cases.plan_to_edit(actor, point_id, uow=uow)
    rows, size = _filled(form), len(found.plan.planned) + 1
    offered = _offered(request, actor, uow, str(found.plan.venue), form.get("venue"))
    answers, unknown = _answers(form, offered[1])

    def again(view: FormView, status: int = 200, findings: list[Finding] | None = None) -> Response:
        return _form(request, view, offered, status=status, editing=found.point, rows=size, findings=findings)

    if unknown or form.get("check"):
        asked = {**answers, "id": point_id, "organisation": found.point.organisation}
        command, problems = parse(PlanPoint, asked)
        if command is not None and not unknown:
            try:
                return again(FormView.wrong(form, []), findings=_looked_at(request, actor, uow, command))
            except AppError as refusal:
                if refusal.status in {403, 404}:
                    raise
                problems = list(refusal.errors)
        return again(FormView.wrong(form, _at_rows(_beside(problems, unknown), rows)), 422)
    answers.pop("organisation", None)
    for name in _MAY_BE_EMPTY:
        answers.setdefault(name, None)
    taken = take(
        ChangePoint,
        answers,
        lambda command: use_cases.change_point(actor, point_id, command, seen_version(form), uow=uow),
        kept={"version": form.get("version")},
        rows=("planned",),
        saved=lambda: _beside_typed(_saved(actor, point_id, uow, offered[1]), answers, offered[1]),
    )
    if taken.form is not None:
        taken.form.values["venue"] = form.get("venue")
        return again(taken.form, taken.status)
    return go(request, f"/points/{point_id}", _("Saved."))
