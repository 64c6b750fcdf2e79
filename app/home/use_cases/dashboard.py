"""The dashboard: a month in figures, map and trend; for donors what was last sent to them."""

from __future__ import annotations

from datetime import date, timedelta

from app.access.actor import Actor, Scope
from app.access.permissions import Permission
from app.field import public as field
from app.home.rules import months_ago
from app.home.schemas import AreaReach, Board, Dashboard, GrantBoard, MonthReach, StockRow
from app.home.use_cases.coordinator import UNSENT_TOO_LONG
from app.home.use_cases.moment import Moment, moment_in
from app.home.use_cases.stock import SOON
from app.items import public as items
from app.kernel import clock
from app.kits.public import glance as kits
from app.measures import public as measures
from app.periods import public as periods
from app.places import public as places
from app.platform.unit_of_work import ReadTx, UnitOfWork
from app.projects import public as projects
from app.reports import public as reports
from app.sessions import public as sessions
from app.sessions.public import SessionStatus
from app.sessions.public import glance as sessions_glance

MONTHS = 12
MOST_SHELVES = 60


def dashboard(
    actor: Actor, month: date | None, *, language: str, uow: UnitOfWork, time_zone: str
) -> Dashboard:
    """The month (its first day; None: this one) as somebody who makes reports sees it, and a donor's grants.

    The same number of statements however many sessions there are.
    """
    actor.require(Permission.REPORT_READ)
    moment = moment_in(time_zone)
    with uow.read() as look:
        grants = sorted(
            projects.by_ids(look, reports.paid_for(look, actor)).values(), key=lambda one: one.code
        )
        return Dashboard(
            board=(
                _board(look, actor, month or moment.today.replace(day=1), moment)
                if actor.may(Permission.REPORT_MAKE)
                else None
            ),
            grants=tuple(
                GrantBoard(project, reports.cube_for(look, actor, project.id, language=language))
                for project in grants
            ),
        )


def _board(look: ReadTx, actor: Actor, month: date, moment: Moment) -> Board:
    scope = actor.scope(Permission.REPORT_MAKE)
    wide = scope.everything or bool(scope.projects)
    last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    before, [now] = measures.trend_and_months(look, scope, months_ago(month, MONTHS - 1), month, last)
    trend: list[measures.MonthPeople | measures.MonthHeadline] = [*before, now]
    target = (
        projects.target_of(
            look, projects.Measure.PEOPLE_REACHED, None if scope.everything else scope.projects, month, last
        )
        if wide
        else None
    )
    coordinates = actor.may(Permission.EXCEPTION_RESOLVE)
    closing, to_close = periods.waiting(look) if coordinates else (None, None)
    return Board(
        month=month,
        last=last,
        today=moment.today,
        reached=now.people_reached,
        unverified=now.unverified,
        sessions_held=now.sessions_held,
        kits_given=now.kits_given,
        kits_at_points=now.kits_at_points,
        target=target,
        months=tuple(MonthReach(one.month, one.people_reached, one.unverified) for one in trend),
        areas=_areas(look, scope, month, last),
        reported=sessions.counts_by_status(look, scope)[SessionStatus.REPORTED],
        not_reported=sessions_glance.not_reported(look, scope, moment.today - timedelta(days=1)),
        stock=_stock(look, actor, moment),
        exceptions=field.exceptions_open(look) if coordinates else None,
        tablets=field.tablets_waiting(look, clock.now() - UNSENT_TOO_LONG) if coordinates else None,
        closing=closing,
        to_close=to_close,
    )


def _areas(look: ReadTx, scope: Scope, first: date, last: date) -> tuple[AreaReach, ...]:
    """Districts in which sessions were held, by governorate and name; one statement for them and two for their names."""
    found = measures.areas(look, scope, first, last)
    known = places.areas_by_codes(look, {area for area, _reached, _held in found})
    wider = places.areas_by_codes(look, {one.governorate or one.code for one in known.values()})
    rows = [
        AreaReach(
            code=area,
            names=known[area].names,
            governorate=known[area].governorate or area,
            governorate_names=wider[known[area].governorate or area].names,
            reached=reached,
            sessions=held,
        )
        for area, reached, held in found
    ]
    return tuple(sorted(rows, key=lambda row: (row.governorate, row.code)))


def _stock(look: ReadTx, actor: Actor, moment: Moment) -> tuple[StockRow, ...]:
    """What the stores hold of each item, and how much of it expires soon."""
    if not actor.may(Permission.STOCK_SEE):
        return ()
    shelves = kits.on_shelves(look, actor.scope(Permission.STOCK_SEE), moment.today + SOON, MOST_SHELVES)
    known = items.by_ids(look, {one.item_id for one in shelves})
    return tuple(
        StockRow(one.location_id, one.place, known[one.item_id].names, one.quantity, one.expiring)
        for one in shelves
    )
