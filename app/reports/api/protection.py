"""JSON face of protection: thresholds by audience, and which projects show figures to everybody."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from app.kernel.types import Code
from app.platform.web.deps import CurrentActor, CurrentSettings, Uow
from app.platform.web.versions import SeenVersion
from app.reports.asked import PublicFiguresView, SetPublicFigures, SetThreshold, ThresholdView
from app.reports.rules import Outside
from app.reports.use_cases import protecting

router = APIRouter(tags=["reports"])


@router.get("/thresholds", summary="List the thresholds of small counts")
def list_thresholds(actor: CurrentActor, uow: Uow, settings: CurrentSettings) -> list[ThresholdView]:
    """From how many people on a count is shown, by audience, and who answers for it. Inside use hides nothing."""
    return protecting.list_thresholds(actor, uow=uow, settings=settings)


@router.patch("/thresholds/{audience}", summary="Set a threshold")
def set_threshold(
    *,
    audience: Annotated[Outside, Path(examples=["donor"])],
    command: SetThreshold,
    actor: CurrentActor,
    uow: Uow,
    settings: CurrentSettings,
    seen: SeenVersion,
) -> ThresholdView:
    """Needs If-Match with the version seen ("0" while nobody set it). Reports that were sent stay as they are."""
    return protecting.set_threshold(actor, audience, command, seen, uow=uow, settings=settings)


@router.get("/public-figures", summary="List what is public")
def list_public_figures(actor: CurrentActor, uow: Uow) -> list[PublicFiguresView]:
    """Every project, and whether it shows rounded figures to everybody."""
    return protecting.list_public_figures(actor, uow=uow)


@router.patch("/public-figures/{code}", summary="Open or close a project's public figures")
def set_public_figures(
    *,
    code: Annotated[Code, Path(examples=["LBNT39"])],
    command: SetPublicFigures,
    actor: CurrentActor,
    uow: Uow,
    seen: SeenVersion,
) -> PublicFiguresView:
    """Needs If-Match with the version seen ("0" while nobody said so). Open: /figures/{code}, without sign-in."""
    return protecting.set_public_figures(actor, code, command, seen, uow=uow)
