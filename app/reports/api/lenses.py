"""JSON face of lenses."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app.kernel.paging import Limit, Page
from app.kernel.types import Text
from app.platform.web.deps import CurrentActor, CurrentSettings, Uow
from app.platform.web.versions import SeenVersion
from app.reports.asked import AddLens, ChangeLens, LensView
from app.reports.use_cases import lenses

router = APIRouter(prefix="/lenses", tags=["reports"])


@router.get("", summary="List lenses")
def list_lenses(
    actor: CurrentActor, uow: Uow, cursor: Text | None = None, limit: Limit = 50
) -> Page[LensView]:
    """Lenses by name, page by page, of the projects whose whole report one makes."""
    return lenses.list_lenses(actor, uow=uow, cursor=cursor, limit=limit)


@router.post("", status_code=201, summary="Add a lens")
def add_lens(
    command: AddLens, actor: CurrentActor, uow: Uow, settings: CurrentSettings, response: Response
) -> LensView:
    """201 when added, 200 when the same request was taken before, 409 when its project has a lens of that name.

    `threshold` is 0 for inside use, else at least the donors' (`threshold.below_audience`). `age_bands` joins whole finest bands; to split one, or to name it in two unions, is refused with the reason.
    `areas`, `communities` and `activity_types` count only a part of the project; `rounding` takes the place of hiding; `formats` are the files its reports leave in.
    """
    outcome = lenses.add_lens(actor, command, uow=uow, settings=settings)
    response.status_code = 201 if outcome.fresh else 200
    return outcome.value


@router.get("/{lens_id}", summary="One lens")
def get_lens(lens_id: UUID, actor: CurrentActor, uow: Uow) -> LensView:
    """The lens with this id."""
    return lenses.get_lens(actor, lens_id, uow=uow)


@router.patch("/{lens_id}", summary="Change a lens")
def change_lens(
    lens_id: UUID,
    command: ChangeLens,
    actor: CurrentActor,
    uow: Uow,
    settings: CurrentSettings,
    seen: SeenVersion,
) -> LensView:
    """Needs If-Match with the version seen; 412 when stale. Submitted reports keep the lens they were made with.

    409 `lens.sent` where a report was submitted and another cut or rounding is asked for: add another lens.
    """
    return lenses.change_lens(actor, lens_id, command, seen, uow=uow, settings=settings)
