"""JSON face of distribution points."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from app.distributions.rules.points import PointState
from app.distributions.schemas.points import (
    BringBack,
    ChangePoint,
    ClosePoint,
    LoadPoint,
    PlanFinding,
    PlanPoint,
    PointRow,
    PointView,
    SayWhy,
    SettlePoint,
)
from app.distributions.use_cases import points as use_cases
from app.kernel.outcome import Outcome
from app.kernel.paging import Limit, Page
from app.kernel.types import Text
from app.platform import catalogues
from app.platform.web.deps import CurrentActor, Uow
from app.platform.web.pages import language_of
from app.platform.web.versions import SeenVersion

router = APIRouter(prefix="/distribution-points", tags=["kits"])

FirstDay = Annotated[date | None, Query(alias="from", description="First day, included")]
LastDay = Annotated[date | None, Query(alias="to", description="Last day, included")]


def _answer(outcome: Outcome[PointView], response: Response) -> PointView:
    response.status_code = 201 if outcome.fresh else 200
    return outcome.value


@router.get("", summary="List distribution points")
def list_points(
    actor: CurrentActor,
    uow: Uow,
    state: PointState | None = None,
    organisation: Annotated[Text | None, Query(max_length=64)] = None,
    from_date: FirstDay = None,
    to_date: LastDay = None,
    cursor: Annotated[Text | None, Query(max_length=1000)] = None,
    limit: Limit = 50,
) -> Page[PointRow]:
    """Points of your organisations and grants, and those at which you hand out; the latest day first."""
    return use_cases.list_points(
        actor,
        uow=uow,
        state=state,
        organisation=organisation,
        since=from_date,
        until=to_date,
        cursor=cursor,
        limit=limit,
    )


@router.post("", status_code=201, summary="Plan a distribution point")
def plan_point(command: PlanPoint, actor: CurrentActor, uow: Uow, response: Response) -> PointView:
    """A place and a day without a session, with its number and its bag. 201, 200 on replay."""
    return _answer(use_cases.plan_point(actor, command, uow=uow), response)


@router.post("/check", summary="Look at a plan before it is saved")
def check_plan(command: PlanPoint, request: Request, actor: CurrentActor, uow: Uow) -> list[PlanFinding]:
    """Whether the kits it plans are free; nothing is saved. With the `id` of a point, that point is not in its own way."""
    with catalogues.speaking(language_of(request)):
        return [
            PlanFinding(
                weight=one.weight.value,
                field=one.field,
                code=one.code,
                message=str(one.message),
                facts=dict(one.facts),
            )
            for one in use_cases.check_plan(actor, command, uow=uow)
        ]


@router.get("/{point_id}", summary="One distribution point")
def get_point(point_id: UUID, actor: CurrentActor, uow: Uow, response: Response) -> PointView:
    """With its till as it stands: planned, loaded, given, returned, damaged, unexplained."""
    point = use_cases.get_point(actor, point_id, uow=uow)
    response.headers["ETag"] = f'"{point.version}"'
    return point


@router.patch("/{point_id}", summary="Change the plan of a distribution point")
def change_point(
    point_id: UUID, command: ChangePoint, actor: CurrentActor, uow: Uow, seen: SeenVersion
) -> PointView:
    """Needs If-Match with the version seen; 412 when something changed since.

    409 `point.step` once it is closed, `point.in_use` for what is counted already.
    """
    return use_cases.change_point(actor, point_id, command, seen, uow=uow)


@router.post("/{point_id}/loads", status_code=201, summary="Load the bag of a distribution point")
def load(point_id: UUID, command: LoadPoint, actor: CurrentActor, uow: Uow, response: Response) -> PointView:
    """From a store whose stock you move; 409 `kits.insufficient` with the numbers, `point.step` once closed."""
    return _answer(use_cases.load(actor, point_id, command, uow=uow), response)


@router.post("/{point_id}/returns", status_code=201, summary="Take kits back from a distribution point")
def bring_back(
    point_id: UUID, command: BringBack, actor: CurrentActor, uow: Uow, response: Response
) -> PointView:
    """To the store they came from, or written off as damaged; 409 `till.open` when the bag holds less."""
    return _answer(use_cases.bring_back(actor, point_id, command, uow=uow), response)


@router.post("/{point_id}/close", status_code=201, summary="Close a distribution point")
def close(
    point_id: UUID, command: ClosePoint, actor: CurrentActor, uow: Uow, response: Response
) -> PointView:
    """Totals of each item: loaded = given + returned + damaged + unexplained, else 409 `till.open` with the numbers.

    What is unexplained needs a reason (422). Above two pieces and 5 % of what was loaded the state becomes
    `approval` until a second person approves.
    """
    return _answer(use_cases.close(actor, point_id, command, uow=uow), response)


@router.post("/{point_id}/approve", status_code=201, summary="Approve what is unexplained")
def approve(
    point_id: UUID, command: SettlePoint, actor: CurrentActor, uow: Uow, response: Response
) -> PointView:
    """By somebody who did not close it (409 `point.own_till`)."""
    return _answer(use_cases.approve(actor, point_id, command, uow=uow), response)


@router.post("/{point_id}/send-back", status_code=201, summary="Send a till back")
def send_back(
    point_id: UUID, command: SayWhy, actor: CurrentActor, uow: Uow, response: Response
) -> PointView:
    """A till that waits is opened again, with a reason."""
    return _answer(use_cases.send_back(actor, point_id, command, uow=uow), response)


@router.post("/{point_id}/call-off", status_code=201, summary="Call a distribution point off")
def call_off(point_id: UUID, command: SayWhy, actor: CurrentActor, uow: Uow, response: Response) -> PointView:
    """Before anything was loaded (409 `point.in_use`); the reason is kept."""
    return _answer(use_cases.call_off(actor, point_id, command, uow=uow), response)
