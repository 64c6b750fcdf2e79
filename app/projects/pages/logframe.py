"""Importing a logframe on a page: the template, a look, then the import."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel.errors import AppError, FieldError
from app.kernel.types import Code
from app.kernel.words import _, _n
from app.platform import catalogues
from app.platform.sheets.problems import MOST_PROBLEMS
from app.platform.unit_of_work import UnitOfWork
from app.platform.web.deps import CurrentActor, Submitted, Uow
from app.platform.web.forms import FormView
from app.platform.web.pages import go, language_of, render
from app.projects.schemas import LogframeImport
from app.projects.use_cases import logframe, projects

router = APIRouter(prefix="/settings/projects/{code}/logframe")

ProjectCode = Annotated[Code, Path()]


def _show(
    request: Request,
    actor: Actor,
    code: str,
    uow: UnitOfWork,
    form: FormView,
    found: LogframeImport | None = None,
    status: int = 200,
) -> Response:
    project = projects.get_project(actor, code, uow=uow)
    return render(
        request,
        "projects/logframe.html",
        status=status,
        project=project,
        form=form,
        found=found,
        many=found is not None and len(found.errors) >= MOST_PROBLEMS,
    )


@router.get("")
def choose(request: Request, code: ProjectCode, actor: CurrentActor, uow: Uow) -> Response:
    """The template and the field for a file."""
    actor.require(Permission.REFERENCE_MANAGE)
    return _show(request, actor, code, uow, FormView({"do": "look"}))


@router.post("")
def send(request: Request, code: ProjectCode, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Look at a file, or import it: all rows or none."""
    actor.require(Permission.REFERENCE_MANAGE)
    sent, look = form.files.get("file"), form.get("do") != "import"
    if sent is None:
        problem = FieldError("file", "missing", _("Choose a file first."))
        view = FormView(dict(form.values()), {"file": problem.message}, [problem])
        return _show(request, actor, code, uow, view, status=422)
    try:
        with catalogues.speaking(language_of(request)):
            found = logframe.import_logframe(actor, code, sent.content, dry_run=look, uow=uow)
    except AppError as refusal:
        if refusal.status not in {413, 422}:
            raise
        problems = list(refusal.errors) or [FieldError("file", refusal.code, refusal.message)]
        view = FormView.wrong(form, problems)
        return _show(request, actor, code, uow, view, status=refusal.status)
    if found.written:
        done = found.counts.new + found.counts.changed
        said = _n("%(num)s indicator imported.", "%(num)s indicators imported.", done)
        return go(request, f"/settings/projects/{code}", said)
    status = 422 if found.errors else 200
    return _show(
        request, actor, code, uow, FormView({"do": "look" if found.errors else "import"}), found, status
    )
