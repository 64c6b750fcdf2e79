"""Which reports are owed, for whoever asks: her own to make, those she waits for, those her sessions hold up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from app.access.actor import Actor, Scope
from app.access.permissions import Permission
from app.platform.unit_of_work import ReadTx
from app.projects import public as projects
from app.reports.due import DuePeriod, DueReport, DueState, Sent, owed, periods_of
from app.reports.public.rights import paid_for
from app.reports.store import lenses as lens_store
from app.reports.store import reports as store
from app.reports.store.lenses import DatedLens
from app.sessions.public import glance as sessions


def reports_owed(look: ReadTx, actor: Actor, today: date) -> list[DueReport]:
    """Reports whose period has begun and that were not sent yet, the one due first in front.

    Makers see those of their projects with the draft that is there, donors those they will be sent, partners those
    that wait for sessions of theirs. The same number of statements however many lenses and periods there are.
    """
    made = actor.scope(Permission.REPORT_MAKE)
    paid = paid_for(look, actor)
    lines = owed_by_lens(look, today)
    waiting = _waiting(look, made, lines)
    spans = projects.spans_by_ids(look, {lens.project_id for lens, _period, _state in lines})
    drafts = _drafts(look, {lens.id for lens, _period, _state in lines})
    shown: list[DueReport] = []
    told: set[tuple[str, DuePeriod]] = set()
    for lens, period, state in lines:
        project = lens.project_id
        plain = DueReport(
            project=spans[project].code,
            from_date=period.from_date,
            to_date=period.to_date,
            due_on=period.due_on,
            state=state,
            days_left=(period.due_on - today).days,
        )
        if made.everything or project in made.projects:
            more = {
                "lens": lens.id,
                "lens_name": lens.name,
                "report": drafts.get((lens.id, period.from_date, period.to_date)),
                "waiting": waiting[project, period],
                "may_report": True,
            }
            shown.append(plain.model_copy(update=more))
        elif project in paid and lens.threshold:
            shown.append(plain.model_copy(update={"lens": lens.id, "lens_name": lens.name}))
        elif waiting[project, period] and (plain.project, period) not in told:
            told.add((plain.project, period))
            shown.append(plain.model_copy(update={"waiting": waiting[project, period]}))
    return sorted(shown, key=lambda one: (one.due_on, one.project, one.lens_name))


def owed_by_lens(look: ReadTx, today: date) -> list[tuple[DatedLens, DuePeriod, DueState]]:
    """Every lens with the periods it still owes, the longest ago first; two statements."""
    lenses = lens_store.with_dates(look.db)
    sent: dict[UUID, list[Sent]] = defaultdict(list)
    for lens_id, first, last in store.days_sent(look.db, [lens.id for lens in lenses]):
        sent[lens_id].append(Sent(first, last))
    return [
        (lens, period, state)
        for lens in lenses
        for period, state in owed(
            periods_of(lens_store.rule_of(lens), lens.from_date, lens.to_date), sent[lens.id], today
        )
    ]


def _waiting(
    look: ReadTx, made: Scope, lines: Iterable[tuple[DatedLens, DuePeriod, DueState]]
) -> dict[tuple[UUID, DuePeriod], int]:
    """How many sessions of each project and ended period still wait to be reported or verified."""
    wanted = {(lens.project_id, period) for lens, period, state in lines if state is not DueState.RUNNING}
    found: dict[tuple[UUID, DuePeriod], int] = defaultdict(int)
    if not wanted or made.nothing:
        return found
    days = sessions.unverified_by_day(
        look,
        made,
        {project for project, _period in wanted},
        min(period.from_date for _project, period in wanted),
        max(period.to_date for _project, period in wanted),
    )
    for project, day, many in days:
        for wanted_project, period in wanted:
            if project == wanted_project and period.from_date <= day <= period.to_date:
                found[project, period] += many
    return found


def _drafts(look: ReadTx, lens_ids: set[UUID]) -> dict[tuple[UUID, date, date], UUID]:
    """The newest report that is worked on, by lens and days."""
    found = store.worked_on(look.db, lens_ids)
    return {(lens, first, last): report for lens, first, last, report in found}
