"""The start page: one look at the database, one part for each role the reader holds."""

from __future__ import annotations

from datetime import date

from app.access.actor import Actor
from app.access.permissions import Permission, Role
from app.home.schemas import StartPage
from app.home.use_cases.coordinator import coordinator_part
from app.home.use_cases.facilitator import facilitator_part
from app.home.use_cases.houses import administrator_part, donor_part
from app.home.use_cases.moment import moment_in
from app.home.use_cases.planner import planner_part
from app.home.use_cases.stock import storekeeper_part
from app.platform.unit_of_work import ReadTx, UnitOfWork
from app.reports.public import DueReport, reports_owed


def start_page(actor: Actor, *, uow: UnitOfWork, time_zone: str) -> StartPage:
    """Every part the reader's roles open, each in the scope of that role alone.

    Everybody signed in has a start page; somebody without a role sees an empty one.
    """
    moment = moment_in(time_zone)
    roles = actor.roles
    with uow.read() as look:
        return StartPage(
            name=actor.name,
            today=moment.today,
            coordinator=coordinator_part(look, actor, moment) if Role.COORDINATOR in roles else None,
            planner=planner_part(look, actor, moment) if Role.PLANNER in roles else None,
            facilitator=facilitator_part(look, actor, moment) if Role.FACILITATOR in roles else None,
            storekeeper=storekeeper_part(look, actor, moment) if Role.STOREKEEPER in roles else None,
            donor=donor_part(look, actor) if Role.DONOR in roles else None,
            administrator=(
                administrator_part(look, one_file=uow.database.is_sqlite)
                if Role.ADMINISTRATOR in roles
                else None
            ),
            due=_due(look, actor, moment.today) if actor.may(Permission.REPORT_READ) else (),
        )


def _due(look: ReadTx, actor: Actor, today: date) -> tuple[DueReport, ...]:
    """What is owed now; periods that still run are left to the page of reports."""
    return tuple(one for one in reports_owed(look, actor, today) if one.ended)
