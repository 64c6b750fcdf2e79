"""The facilitator's part: the sessions assigned to him, each with the one thing to do next."""

from __future__ import annotations

from app.access.actor import Actor
from app.access.permissions import Permission, Role
from app.home.schemas import FacilitatorPart
from app.home.use_cases.moment import Moment, row, scope_as
from app.home.use_cases.unfinished import OPEN_LISTS, unfinished
from app.platform.unit_of_work import ReadTx
from app.sessions.public import glance as sessions
from app.sessions.public.glance import Coming

MOST_IN_A_WEEK = 50


def facilitator_part(look: ReadTx, actor: Actor, moment: Moment) -> FacilitatorPart:
    """What began before today and is not closed, today's, and the next days'."""
    scope = scope_as(actor, Role.FACILITATOR, Permission.SESSION_COUNT)
    coming, *open_now = sessions.lists(
        look, scope, Coming(moment.day_begins, moment.week_ends, MOST_IN_A_WEEK), *OPEN_LISTS
    )
    week = [row(line, moment) for line in coming]
    return FacilitatorPart(
        unfinished=unfinished(open_now, moment, before=moment.day_begins),
        today=tuple(one for one in week if one.local_date <= moment.today),
        soon=tuple(one for one in week if one.local_date > moment.today),
    )
