"""The projects below /settings, with their donors."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel.ids import new_id
from app.kernel.types import Code, Text
from app.kernel.words import _
from app.platform.unit_of_work import UnitOfWork
from app.platform.web.deps import CurrentActor, Submitted, Uow
from app.platform.web.editing import BLANK_ROWS, answers_of, row_places, seen_version, take, values_of
from app.platform.web.forms import FormView
from app.platform.web.listing import Column, Listing, Row, next_page
from app.platform.web.pages import go, language_of, render
from app.projects.rules import MEASURE_NAMES, STATUS_NAMES
from app.projects.schemas import AddProject, ChangeProject, ProjectView
from app.projects.use_cases import indicators, projects

router = APIRouter(prefix="/settings/projects")

ROWS = ("donors",)

ProjectCode = Annotated[Code, Path()]


@router.get("")
def listing(request: Request, actor: CurrentActor, uow: Uow, cursor: Text | None = None) -> Response:
    """All projects."""
    found = projects.list_projects(actor, uow=uow, cursor=cursor)
    manages = actor.may(Permission.REFERENCE_MANAGE)
    shown = Listing(
        title=_("Projects"),
        columns=(
            Column(_("Code"), "code"),
            Column(_("Title")),
            Column(_("Agency"), "code"),
            Column(_("Donors"), "code"),
            Column(_("First day"), "date"),
            Column(_("Last day"), "date"),
            Column(_("Status")),
        ),
        rows=[
            Row(
                (
                    one.code,
                    one.title.in_language(language_of(request)),
                    one.agency,
                    " ".join(donor.organisation for donor in one.donors),
                    one.starts_on,
                    one.ends_on,
                    STATUS_NAMES[one.status],
                ),
                f"/settings/projects/{one.code}",
            )
            for one in found.items
        ],
        add_href="/settings/projects/new" if manages else None,
        add_label=_("Add a project"),
        next_href=next_page(found.next),
    )
    return render(request, "settings/list.html", listing=shown)


@router.get("/new")
def new(request: Request, actor: CurrentActor, uow: Uow) -> Response:
    """An empty form with a fresh id in it."""
    actor.require(Permission.REFERENCE_MANAGE)
    return _show(request, actor, uow, FormView({"id": str(new_id())}), None)


@router.post("/new")
def add(request: Request, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Take the form."""
    actor.require(Permission.REFERENCE_MANAGE)
    taken = take(
        AddProject,
        answers_of(form, rows=ROWS),
        lambda command: projects.add_project(actor, command, uow=uow),
        kept={"id": form.get("id")},
        rows=ROWS,
    )
    if taken.value is None:
        return _show(request, actor, uow, taken.form or FormView(), None, status=taken.status)
    return go(request, f"/settings/projects/{taken.value.value.code}", _("Project added."))


@router.get("/{code}")
def edit(request: Request, code: ProjectCode, actor: CurrentActor, uow: Uow) -> Response:
    """The filled form with the indicators below; without the right to save for readers."""
    saved = projects.get_project(actor, code, uow=uow)
    return _show(request, actor, uow, FormView(_values(saved)), saved)


@router.post("/{code}")
def change(request: Request, code: ProjectCode, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Take the changes; a stale version shows what was saved meanwhile."""
    actor.require(Permission.REFERENCE_MANAGE)
    answers = answers_of(form, rows=ROWS)
    answers.pop("version", None)
    seen = seen_version(form)
    taken = take(
        ChangeProject,
        answers,
        lambda command: projects.change_project(actor, code, command, seen, uow=uow),
        kept={"version": form.get("version")},
        rows=ROWS,
        saved=lambda: _values(projects.get_project(actor, code, uow=uow)),
    )
    if taken.form is not None:
        saved = projects.get_project(actor, code, uow=uow)
        return _show(request, actor, uow, taken.form, saved, status=taken.status)
    return go(request, f"/settings/projects/{code}", _("Saved."))


def _values(project: ProjectView) -> dict[str, Any]:
    """The form's values of a saved project."""
    kept = project.model_dump(mode="json", include={"title", "agency", "starts_on", "ends_on", "version"})
    donors = [donor.model_dump(mode="json", exclude={"organisation_id"}) for donor in project.donors]
    return values_of({**kept, "donors": donors}, rows=ROWS)


def _show(
    request: Request,
    actor: Actor,
    uow: UnitOfWork,
    form: FormView,
    editing: ProjectView | None,
    *,
    status: int = 200,
) -> Response:
    language = language_of(request)
    manages = actor.may(Permission.REFERENCE_MANAGE)
    offered = projects.organisation_choices(actor, uow=uow)
    lines = (
        indicators.list_indicators(actor, uow=uow, project=editing.code, limit=200).items if editing else []
    )
    return render(
        request,
        "projects/project.html",
        status=status,
        form=form,
        editing=editing,
        organisations=[(one.code, f"{one.code} · {one.names.in_language(language)}") for one in offered],
        places=row_places(form, "donors", BLANK_ROWS),
        indicators=lines,
        measures=MEASURE_NAMES,
        status_name=STATUS_NAMES[editing.status] if editing else None,
        may_manage=manages,
        may_see_results=actor.may_everywhere(Permission.REPORT_MAKE),
        readonly=None if manages else _("Coordinators and administrators can change projects."),
        heading=editing.title.in_language(language) if editing else _("Add a project"),
        back_href="/settings/projects",
        back_label=_("Projects"),
    )
