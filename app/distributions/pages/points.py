"""Distribution points on pages: the list."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from app.access.permissions import Permission
from app.distributions.rules.points import POINT_STATE_NAMES, PointState
from app.distributions.use_cases import points as use_cases
from app.platform.web.deps import CurrentActor, Uow
from app.platform.web.forms import FormView
from app.platform.web.pages import render

router = APIRouter(prefix="/points")


@router.get("")
def listing(
    request: Request,
    actor: CurrentActor,
    uow: Uow,
    state: Annotated[str, Query(max_length=20)] = "",
    cursor: Annotated[str | None, Query(max_length=1000)] = None,
) -> Response:
    """Distribution points, the latest day first."""
    wanted = PointState(state) if state in {one.value for one in PointState} else None
    page = use_cases.list_points(actor, uow=uow, state=wanted, cursor=cursor)
    more = f"?state={wanted.value if wanted else ''}&cursor={page.next}" if page.next else None
    return render(
        request,
        "distributions/points.html",
        points=page.items,
        states=[(one.value, name) for one, name in POINT_STATE_NAMES.items()],
        state_names=POINT_STATE_NAMES,
        form=FormView({"state": wanted.value if wanted else ""}),
        may_plan=actor.may(Permission.POINT_PLAN),
        next_href=more,
    )
