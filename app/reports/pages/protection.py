"""Who answers for which threshold, and which projects show figures to everybody: below /settings."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from app.access.permissions import Permission
from app.kernel.types import Code
from app.kernel.words import _
from app.platform.web.deps import CurrentActor, CurrentSettings, Submitted, Uow
from app.platform.web.editing import answers_of, seen_version, take
from app.platform.web.forms import FormView
from app.platform.web.pages import go, render
from app.reports.asked import SetPublicFigures, SetThreshold, ThresholdView
from app.reports.rules import AUDIENCE_NAMES, Outside, ReportAudience
from app.reports.use_cases import protecting

router = APIRouter(prefix="/settings/protection")


@router.get("")
def overview(request: Request, actor: CurrentActor, uow: Uow, settings: CurrentSettings) -> Response:
    """The thresholds with their owners, and what is public."""
    return render(
        request,
        "reports/protection.html",
        thresholds=protecting.list_thresholds(actor, uow=uow, settings=settings),
        figures=protecting.list_public_figures(actor, uow=uow),
        audiences={one: AUDIENCE_NAMES[ReportAudience(one.value)] for one in Outside},
        sets=actor.may(Permission.SETTINGS_MANAGE),
    )


@router.get("/{audience}")
def edit(
    request: Request, audience: Outside, actor: CurrentActor, uow: Uow, settings: CurrentSettings
) -> Response:
    """The form of one threshold."""
    actor.require(Permission.SETTINGS_MANAGE)
    saved = _saved(actor, audience, uow, settings)
    return _form(request, saved, FormView(_values(saved)))


@router.post("/{audience}")
def change(
    *,
    request: Request,
    audience: Outside,
    form: Submitted,
    actor: CurrentActor,
    uow: Uow,
    settings: CurrentSettings,
) -> Response:
    """Take the form."""
    actor.require(Permission.SETTINGS_MANAGE)
    answers = {name: value for name, value in answers_of(form).items() if name != "version"}
    seen = seen_version(form)
    taken = take(
        SetThreshold,
        answers,
        lambda command: protecting.set_threshold(actor, audience, command, seen, uow=uow, settings=settings),
        kept={"version": form.get("version")},
        saved=lambda: _values(_saved(actor, audience, uow, settings)),
    )
    if taken.form is not None:
        return _form(request, _saved(actor, audience, uow, settings), taken.form, status=taken.status)
    return go(request, "/settings/protection", _("Saved."))


@router.post("/figures/{code}")
def show_or_hide(
    *, request: Request, code: Annotated[Code, Path()], form: Submitted, actor: CurrentActor, uow: Uow
) -> Response:
    """Open or close a project's public figures."""
    command = SetPublicFigures(shown=form.get("shown") == "yes")
    protecting.set_public_figures(actor, code, command, seen_version(form), uow=uow)
    return go(request, "/settings/protection", _("Saved."))


def _saved(actor: CurrentActor, audience: Outside, uow: Uow, settings: CurrentSettings) -> ThresholdView:
    return next(
        one
        for one in protecting.list_thresholds(actor, uow=uow, settings=settings)
        if one.audience is audience
    )


def _values(saved: ThresholdView) -> dict[str, str]:
    return {
        "threshold": str(saved.threshold),
        "owner": saved.owner,
        "reason": saved.reason,
        "version": str(saved.version),
    }


def _form(request: Request, saved: ThresholdView, form: FormView, *, status: int = 200) -> Response:
    return render(
        request,
        "reports/threshold.html",
        status=status,
        form=form,
        editing=saved,
        heading=AUDIENCE_NAMES[ReportAudience(saved.audience.value)],
        back_href="/settings/protection",
        back_label=_("Protection of small counts"),
    )
