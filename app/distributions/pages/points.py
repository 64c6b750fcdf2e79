"""Distribution points on pages: the list, and the same list as a file."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from app.access.permissions import Permission
from app.distributions.rules.points import POINT_STATE_NAMES, PointState
from app.distributions.use_cases import points as use_cases
from app.kernel.types import Text
from app.kernel.words import _
from app.platform.web.deps import CurrentActor, Uow
from app.platform.web.forms import FormView
from app.platform.web.pages import render
from app.platform.web.tables_sent import table_sent

router = APIRouter(prefix="/points")

MOST_IN_A_FILE = 10_000
"""The most points in a file, the latest days of them."""

State = Annotated[Text, Query(max_length=20)]


def _wanted(state: str) -> PointState | None:
    return PointState(state) if state in set(PointState) else None


@router.get("")
def listing(
    request: Request,
    actor: CurrentActor,
    uow: Uow,
    state: State = "",
    cursor: Annotated[Text | None, Query(max_length=1000)] = None,
) -> Response:
    """Distribution points, the latest day first."""
    wanted = _wanted(state)
    page = use_cases.list_points(actor, uow=uow, state=wanted, cursor=cursor)
    more = f"?state={wanted.value if wanted else ''}&cursor={page.next}" if page.next else None
    asked = f"?state={wanted.value}" if wanted else ""
    return render(
        request,
        "distributions/points.html",
        points=page.items,
        states=[(one.value, name) for one, name in POINT_STATE_NAMES.items()],
        state_names=POINT_STATE_NAMES,
        form=FormView({"state": wanted.value if wanted else ""}),
        may_plan=actor.may(Permission.POINT_PLAN),
        next_href=more,
        downloads=[(kind, f"/points/list.{kind}{asked}") for kind in ("xlsx", "csv", "excel.csv")],
    )


@router.get("/list.xlsx")
@router.get("/list.csv")
@router.get("/list.excel.csv")
def listing_file(request: Request, actor: CurrentActor, uow: Uow, state: State = "") -> Response:
    """The same points as a file, the latest day first."""
    page = use_cases.list_points(actor, uow=uow, state=_wanted(state), limit=MOST_IN_A_FILE)
    return table_sent(
        request,
        "distribution-points",
        _("Distribution points"),
        [
            _("No."),
            _("Day"),
            _("Place"),
            _("Organisation"),
            _("Partner"),
            _("Project"),
            _("Status"),
            _("Kits given"),
        ],
        [
            (
                one.code,
                one.held_on,
                one.venue_name,
                one.organisation,
                one.partner,
                one.project,
                POINT_STATE_NAMES[one.state],
                one.kits_given,
            )
            for one in page.items
        ],
    )
