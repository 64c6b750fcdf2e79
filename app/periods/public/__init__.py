"""What other packages may ask of reporting periods inside their own transaction."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from app.kernel import clock
from app.periods.public.gatekeeper import hang, standings
from app.periods.public.moments import freeze_with, reader_of_figures
from app.periods.rules import LATE_REASON_NAMES, LateReason, Phase, percent
from app.periods.schemas import Standing
from app.periods.store import periods as store
from app.periods.store import sessions as session_store
from app.periods.store.timeliness import beside_first_report, first_report, stands, timely
from app.platform.unit_of_work import ReadTx

__all__ = [
    "LATE_REASON_NAMES",
    "LateReason",
    "Phase",
    "Standing",
    "accepted_late",
    "beside_first_report",
    "days_to_forget",
    "first_report",
    "freeze_with",
    "hang",
    "percent",
    "reader_of_figures",
    "standings",
    "stands",
    "timely",
    "waiting",
]

KEEP_TICKETS: Final = timedelta(days=90)
"""Hashes of tickets are destroyed so long after their period was closed."""

KEEP_TICKETS_AT_MOST: Final = timedelta(days=365)
"""And so long after its last day even when nobody ever closed it."""

OVERDUE_AFTER: Final = timedelta(days=30)
"""A month that is not even closing so long after its end waits for a coordinator."""


def waiting(look: ReadTx) -> tuple[int, int]:
    """(periods closing, periods that should have been closed by now); one statement."""
    return store.waiting(look.db, clock.today() - OVERDUE_AFTER)


def days_to_forget(look: ReadTx) -> list[tuple[date, date]]:
    """The days (inclusive) of periods whose tickets need not be known any more."""
    now = clock.now()
    spans: list[tuple[date, date]] = []
    for first, last in store.spans(
        look.db, closed_before=now - KEEP_TICKETS, ended_before=(now - KEEP_TICKETS_AT_MOST).date()
    ):
        if spans and spans[-1][1] + timedelta(days=1) == first:
            spans[-1] = (spans[-1][0], last)
        else:
            spans.append((first, last))
    return spans


def accepted_late(look: ReadTx, first: date, last: date, since: datetime) -> list[LateReason]:
    """Why something late of these days was accepted since an instant, the most frequent reason first."""
    return [
        LateReason(reason) for reason, _many in session_store.accepted_between(look.db, first, last, since)
    ]
