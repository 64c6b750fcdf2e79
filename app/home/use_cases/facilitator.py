"""The facilitator's part: the sessions assigned to him, each with the one thing to do next."""

from __future__ import annotations

from app.access.actor import Actor
from app.access.permissions import Permission, Role
from app.home.schemas import FacilitatorPart
from app.home.use_cases.moment import Moment, row, scope_as
from app.home.use_cases.unfinished import unfinished
from app.platform.unit_of_work import ReadTx
from app.sessions import public as sessions

MOST_IN_A_WEEK = 50
MOST_UNFINISHED = 20


def facilitator_part(look: ReadTx, actor: Actor, moment: Moment) -> FacilitatorPart:
    """What began before today and is not closed, today's, and the next days'."""
    scope = scope_as(actor, Role.FACILITATOR, Permission.SESSION_COUNT)
    week = [
        row(line, moment)
        for line in sessions.upcoming(look, scope, moment.day_begins, moment.week_ends, MOST_IN_A_WEEK)
    ]
    return FacilitatorPart(
        unfinished=unfinished(look, scope, moment, before=moment.day_begins, limit=MOST_UNFINISHED),
        today=tuple(one for one in week if one.local_date <= moment.today),
        soon=tuple(one for one in week if one.local_date > moment.today),
    )
