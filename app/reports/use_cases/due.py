"""Which reports are due, and the round that tells coordinators of it in time."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from datetime import date
from uuid import UUID

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.access.actor import Actor
from app.access.permissions import Permission, Role
from app.accounts import public as accounts
from app.kernel import clock
from app.notices import public as notices
from app.notices.public import NoticeKind, Told
from app.platform.settings import Settings
from app.platform.unit_of_work import Tx, UnitOfWork
from app.projects import public as projects
from app.reports.due import DuePeriod, DueReport, DueState, news_of
from app.reports.public.owed import owed_by_lens, reports_owed
from app.reports.store.lenses import DatedLens

log = logging.getLogger("karama.reports")

_KINDS = {DueState.DUE: NoticeKind.REPORT_DUE, DueState.OVERDUE: NoticeKind.REPORT_OVERDUE}


def list_due(actor: Actor, *, uow: UnitOfWork, settings: Settings) -> list[DueReport]:
    """The reports that are owed and concern this person, the one due first in front."""
    actor.require(Permission.REPORT_READ)
    with uow.read() as look:
        return reports_owed(look, actor, clock.today(settings.time_zone))


def remind_of_reports(uow: UnitOfWork, settings: Settings) -> None:
    """Tell coordinators which reports are due within a week or overdue; the same of a report only once each."""
    today = clock.today(settings.time_zone)
    with uow.begin(housekeeping="reminders of donor reports") as tx:
        news = [
            (lens, period, state)
            for lens, period, _state in owed_by_lens(tx, today)
            if (state := news_of(period, today)) is not None
        ]
        if news:
            makers = _makers(tx, {lens.project_id for lens, _period, _state in news})
            codes = projects.spans_by_ids(tx, makers)
            notices.tell(
                tx.db,
                (
                    told
                    for lens, period, state in news
                    for told in _told(
                        lens, period, state, codes[lens.project_id].code, makers[lens.project_id]
                    )
                ),
            )


def _makers(tx: Tx, project_ids: AbstractSet[UUID]) -> dict[UUID, set[UUID]]:
    """Coordinators of each project: of its agency (where it has none, all), and those of this grant alone."""
    staff = accounts.staff(tx, (), {Role.COORDINATOR})
    everybody = {person for people in staff.values() for person in people}
    alone = accounts.staff_of_projects(tx, project_ids, Role.COORDINATOR)
    return {
        key: set(staff.get(project.agency_id, everybody)) | alone.get(key, set())
        for key, project in projects.by_ids(tx, project_ids).items()
    }


def _told(
    lens: DatedLens, period: DuePeriod, state: DueState, project: str, people: AbstractSet[UUID]
) -> Iterator[Told]:
    days: dict[str, date] = {"from": period.from_date, "to": period.to_date, "due_on": period.due_on}
    facts = {"code": project, "title": lens.name, **{name: day.isoformat() for name, day in days.items()}}
    for person in people:
        yield Told(
            person_id=person,
            kind=_KINDS[state],
            subject_kind="lens",
            subject_id=lens.id,
            facts=facts,
            once=f"{_KINDS[state].value}:{lens.id}:{period.to_date}:{period.due_on}",
        )


def remind_quietly(uow: UnitOfWork, settings: Settings) -> None:
    """A round; a busy or absent database is left for the next one."""
    try:
        remind_of_reports(uow, settings)
    except (DBAPIError, PoolTimeout) as busy:
        log.info("reminders of reports wait: %s", type(busy).__name__)
