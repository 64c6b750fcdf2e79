"""The coordinator's part: the quarter at a glance, and what waits for her."""

from __future__ import annotations

from app.access.actor import Actor, Scope
from app.access.permissions import Permission, Role
from app.home.rules import quarter_of
from app.home.schemas import CoordinatorPart, MonthReach
from app.home.use_cases.moment import Moment, row, scope_as
from app.home.use_cases.stock import SOON
from app.items import public as items
from app.kits.public import glance as kits
from app.measures import public as measures
from app.platform.unit_of_work import ReadTx
from app.projects import public as projects
from app.sessions import public as sessions
from app.sessions.public import SessionStatus
from app.sessions.public import glance as sessions_glance
from app.sessions.public.glance import Waiting

MONTHS = 7
MOST_TO_VERIFY = 20
MOST_TO_CONFIRM = 10


def coordinator_part(look: ReadTx, actor: Actor, moment: Moment) -> CoordinatorPart:
    """The same number of statements however much there is."""
    scope = scope_as(actor, Role.COORDINATOR, Permission.FIGURES_SEE)
    quarter = quarter_of(moment.today)
    glance = measures.headline(look, scope, quarter.first, quarter.last)
    counts = sessions_glance.period_counts(look, scope, quarter.first, quarter.last)
    open_now = sessions.counts_by_status(look, scope)
    target = projects.target_of(
        look,
        projects.Measure.PEOPLE_REACHED,
        None if scope.everything else scope.projects,
        quarter.first,
        quarter.last,
    )
    in_stock, expiring = _dignity_kits(look, actor, moment)
    to_verify, to_confirm = sessions_glance.lists(
        look,
        scope,
        Waiting(SessionStatus.REPORTED, MOST_TO_VERIFY),
        Waiting(SessionStatus.PROPOSED, MOST_TO_CONFIRM),
    )
    return CoordinatorPart(
        quarter=quarter,
        people_reached=glance.people_reached,
        target=target,
        sessions_held=glance.sessions_held,
        joint=counts.joint,
        cancelled=counts.cancelled,
        kits_given=glance.kits_given,
        kits_in_stock=in_stock,
        kits_expiring=expiring,
        reported=open_now[SessionStatus.REPORTED],
        proposed=open_now[SessionStatus.PROPOSED],
        to_verify=tuple(row(line, moment) for line in to_verify),
        to_confirm=tuple(row(line, moment) for line in to_confirm),
        months=_months(look, scope, moment),
        month_target=round(target / 3) if target else None,
    )


def _dignity_kits(look: ReadTx, actor: Actor, moment: Moment) -> tuple[int, int]:
    """Dignity kits in the stores, and how many of them expire within 90 days."""
    scope = scope_as(actor, Role.COORDINATOR, Permission.STOCK_SEE)
    shelves = kits.on_shelves(look, scope, moment.today + SOON)
    known = items.by_ids(look, {shelf.item_id for shelf in shelves})
    dignity = [shelf for shelf in shelves if known[shelf.item_id].kind is items.ItemKind.DIGNITY_KIT]
    return sum(shelf.quantity for shelf in dignity), sum(shelf.expiring for shelf in dignity)


def _months(look: ReadTx, scope: Scope, moment: Moment) -> tuple[MonthReach, ...]:
    """The last seven months; what is counted but not verified yet stands apart."""
    unverified = measures.unverified_months(look, scope, moment.today, MONTHS)
    return tuple(
        MonthReach(one.month, one.people_reached, unverified.get(one.month, 0))
        for one in measures.last_months(look, scope, moment.today, MONTHS)
    )
