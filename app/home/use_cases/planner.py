"""The planner's part: her organisations' next seven days, questions to answer, reports to make."""

from __future__ import annotations

from dataclasses import replace

from app.access.actor import Actor
from app.access.permissions import Permission, Role
from app.home.schemas import PlannerPart
from app.home.use_cases.moment import Moment, row, scope_as
from app.home.use_cases.needs import with_needs
from app.home.use_cases.unfinished import OPEN_LISTS, unfinished
from app.platform.unit_of_work import ReadTx
from app.registration.public.bookings import booked_of
from app.sessions.public import SessionStatus
from app.sessions.public import glance as sessions
from app.sessions.public.glance import Coming, Invited, Waiting

MOST_IN_A_WEEK = 50
MOST_WAITING = 20


def planner_part(look: ReadTx, actor: Actor, moment: Moment) -> PlannerPart:
    """The same number of statements however many sessions there are."""
    scope = scope_as(actor, Role.PLANNER, Permission.SESSION_SCHEDULE)
    week, invited, proposed, *open_now = sessions.lists(
        look,
        scope,
        Coming(moment.day_begins, moment.week_ends, MOST_IN_A_WEEK),
        Invited(scope.organisations, moment.day_begins, MOST_WAITING),
        Waiting(SessionStatus.PROPOSED, MOST_WAITING),
        *OPEN_LISTS,
    )
    ids = [line.id for line in week]
    clashing = sessions.in_the_way(look, ids, moment.day_begins, moment.week_ends)
    seats = booked_of(look, ids)
    return PlannerPart(
        week=tuple(
            replace(one, booked=seats.get(one.id), clash=one.id in clashing)
            for one in with_needs(look, [row(line, moment) for line in week])
        ),
        invitations=tuple(row(line, moment) for line in invited),
        proposed=tuple(row(line, moment) for line in proposed),
        unreported=unfinished(open_now, moment, before=moment.now),
    )
