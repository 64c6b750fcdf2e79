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
)
from app.distributions.use_cases.points.moving import bring_back, load
from app.distributions.use_cases.points.planning import call_off, plan_point

__all__ = [
    "PointDesk",
    "PointForm",
    "approve",
    "bring_back",
    "call_off",
    "close",
    "desk_of",
    "get_point",
    "list_hand_outs",
    "list_points",
    "load",
    "plan_form",
    "plan_point",
    "send_back",
]
