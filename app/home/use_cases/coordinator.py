"""The coordinator's part: the quarter at a glance, and what waits for her."""

from __future__ import annotations

from datetime import timedelta

from app.access.actor import Actor
from app.access.permissions import Permission, Role
from app.field import public as field
from app.home.rules import months_ago, quarter_of
from app.home.schemas import CoordinatorPart, MonthReach
from app.home.use_cases.moment import Moment, row, scope_as
from app.home.use_cases.stock import SOON
from app.items import public as items
from app.kernel import clock
from app.kits.public import glance as kits
from app.measures import public as measures
from app.periods import public as periods
from app.platform.unit_of_work import ReadTx
from app.projects import public as projects
from app.sessions import public as sessions
from app.sessions.public import SessionStatus
from app.sessions.public import glance as sessions_glance
from app.sessions.public.glance import Waiting

MONTHS = 7
UNSENT_TOO_LONG = timedelta(days=1)
MOST_TO_VERIFY = 20
MOST_TO_CONFIRM = 10


def coordinator_part(look: ReadTx, actor: Actor, moment: Moment) -> CoordinatorPart:
    """The same number of statements however much there is."""
    scope = scope_as(actor, Role.COORDINATOR, Permission.FIGURES_SEE)
    quarter = quarter_of(moment.today)
    # The chart begins before the quarter does: its months hold the quarter's too.
    chart_begins = months_ago(moment.today, MONTHS - 1)
    before, in_quarter = measures.trend_and_months(look, scope, chart_begins, quarter.first, quarter.last)
    months: list[measures.MonthPeople | measures.MonthHeadline] = [*before, *in_quarter]
    counts = sessions_glance.period_counts(look, scope, quarter.first, quarter.last)
    open_now = sessions.counts_by_status(look, scope)
    target = projects.target_of(
        look,
        projects.Measure.PEOPLE_REACHED,
        None if scope.everything else scope.projects,
        quarter.first,
        quarter.last,
    )
    closing, to_close = periods.waiting(look)
    in_stock, expiring = _dignity_kits(look, actor, moment)
    to_verify, to_confirm = sessions_glance.lists(
        look,
        scope,
        Waiting(SessionStatus.REPORTED, MOST_TO_VERIFY),
        Waiting(SessionStatus.PROPOSED, MOST_TO_CONFIRM),
    )
    return CoordinatorPart(
        quarter=quarter,
        people_reached=sum(one.people_reached for one in in_quarter),
        target=target,
        sessions_held=sum(one.sessions_held for one in in_quarter),
        joint=counts.joint,
        cancelled=counts.cancelled,
        kits_given=sum(one.kits_given for one in in_quarter),
        kits_in_stock=in_stock,
        kits_expiring=expiring,
        reported=open_now[SessionStatus.REPORTED],
        proposed=open_now[SessionStatus.PROPOSED],
        to_verify=tuple(row(line, moment) for line in to_verify),
        to_confirm=tuple(row(line, moment) for line in to_confirm),
        months=tuple(MonthReach(one.month, one.people_reached, one.unverified) for one in months[:MONTHS]),
        month_target=round(target / 3) if target else None,
        exceptions=field.exceptions_open(look),
        counts_to_approve=kits.counts_to_approve(
            look, scope_as(actor, Role.COORDINATOR, Permission.STOCK_APPROVE)
        ),
        tablets=field.tablets_waiting(look, clock.now() - UNSENT_TOO_LONG),
        periods_closing=closing,
        periods_to_close=to_close,
    )


def _dignity_kits(look: ReadTx, actor: Actor, moment: Moment) -> tuple[int, int]:
    """Dignity kits in the stores, and how many of them expire within 90 days."""
    scope = scope_as(actor, Role.COORDINATOR, Permission.STOCK_SEE)
    shelves = kits.on_shelves(look, scope, moment.today + SOON)
    kinds = items.dignity_kits(look)
    dignity = [shelf for shelf in shelves if shelf.item_id in kinds]
    return sum(shelf.quantity for shelf in dignity), sum(shelf.expiring for shelf in dignity)
