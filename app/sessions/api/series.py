"""JSON face of series."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response

from app.platform import catalogues
from app.platform.web.deps import CurrentActor, Uow
from app.platform.web.pages import language_of
from app.platform.web.versions import SeenVersion
from app.sessions.api.checking import plan_checks
from app.sessions.schemas.series import (
    CancelSeries,
    ChangeSeries,
    ProposeSeries,
    SeriesChanged,
    SeriesPreview,
    SeriesView,
)
from app.sessions.use_cases import series as use_cases

router = APIRouter(prefix="/series", tags=["series"])

SeriesId = Annotated[UUID, Path(examples=["01981d3e-0000-7000-8000-000000000002"])]


@router.post("", status_code=201, summary="Propose a series of sessions")
def propose_series(
    command: ProposeSeries, request: Request, actor: CurrentActor, uow: Uow, response: Response
) -> SeriesView | SeriesPreview:
    """201 when proposed, 200 when the same request was taken before or with `dry_run`.

    409 `session.clash` lists every clash of every occurrence; then nothing was saved.
    """
    if command.dry_run:
        response.status_code = 200
        with catalogues.speaking(language_of(request)):
            return use_cases.preview_series(actor, command, more=plan_checks(request), uow=uow)
    outcome = use_cases.propose_series(actor, command, uow=uow)
    response.status_code = 201 if outcome.fresh else 200
    return outcome.value


@router.get("/{series_id}", summary="One series with its sessions")
def get_series(series_id: SeriesId, actor: CurrentActor, uow: Uow, response: Response) -> SeriesView:
    """The series and those of its sessions that exist for you."""
    found = use_cases.get_series(actor, series_id, uow=uow)
    response.headers["ETag"] = f'"{found.version}"'
    return found


@router.patch("/{series_id}", summary="Change one session of a series, it and later ones, or all")
def change_series(
    series_id: SeriesId,
    command: ChangeSeries,
    request: Request,
    actor: CurrentActor,
    uow: Uow,
    seen: SeenVersion,
) -> SeriesChanged:
    """Needs If-Match with the series' version. Sessions that were held or called off stay and are named.

    `this_and_later` makes these sessions a series of their own: the answer is that one.
    """
    with catalogues.speaking(language_of(request)):
        return use_cases.change_series(actor, series_id, command, seen, uow=uow)


@router.post("/{series_id}/cancel", summary="Cancel one session of a series, it and later ones, or all")
def cancel_series(
    series_id: SeriesId, command: CancelSeries, request: Request, actor: CurrentActor, uow: Uow
) -> SeriesChanged:
    """The reason is kept with each. 409 `session.step` when nothing is left to cancel."""
    with catalogues.speaking(language_of(request)):
        return use_cases.cancel_series(actor, series_id, command, uow=uow)
