"""What can be done with a distribution point: one verb, one transaction."""

from __future__ import annotations

from app.distributions.use_cases.points.closing import approve, close, send_back
from app.distributions.use_cases.points.looking import (
    PointDesk,
    PointForm,
    desk_of,
    get_point,
    list_hand_outs,
    list_points,
    plan_form,
    plan_to_edit,
)
from app.distributions.use_cases.points.moving import bring_back, load
from app.distributions.use_cases.points.planning import call_off, change_point, check_plan, plan_point

__all__ = [
    "PointDesk",
    "PointForm",
    "approve",
    "bring_back",
    "call_off",
    "change_point",
    "check_plan",
    "close",
    "desk_of",
    "get_point",
    "list_hand_outs",
    "list_points",
    "load",
    "plan_form",
    "plan_point",
    "plan_to_edit",
    "send_back",
]
