"""The figures of a glance, for the home page: cheap, whatever the number of sessions."""

from __future__ import annotations

from datetime import date

from app.access.actor import Scope
from app.measures import store
from app.measures.schemas import Headline, MonthHeadline
from app.platform.unit_of_work import ReadTx


def headline(look: ReadTx, scope: Scope, from_date: date, to_date: date) -> Headline:
    """People reached, sessions held and kits given between two local days, inclusive; one statement."""
    reached, sessions, kits = store.headline(look.db, scope, from_date, to_date)
    return Headline(people_reached=reached, sessions_held=sessions, kits_given=kits)


def last_months(look: ReadTx, scope: Scope, until: date, months: int = 7) -> list[MonthHeadline]:
    """The same for each of the last `months` months, the one of `until` last; one statement.

    The last month holds the days up to its end, not only up to `until`: sessions are verified when held.
    """
    firsts = [_months_before(until, back) for back in range(months - 1, -1, -1)]
    after = _months_before(until, -1)
    found = store.by_month(look.db, scope, firsts[0], date.fromordinal(after.toordinal() - 1))
    return [
        MonthHeadline(month=first, people_reached=reached, sessions_held=sessions, kits_given=kits)
        for first in firsts
        for reached, sessions, kits in [found.get(f"{first:%Y-%m}", (0, 0, 0))]
    ]


def unverified_months(look: ReadTx, scope: Scope, until: date, months: int = 7) -> dict[date, int]:
    """First day of a month → people counted in its sessions that are not verified yet; one statement."""
    first, after = _months_before(until, months - 1), _months_before(until, -1)
    found = store.unverified_by_month(look.db, scope, first, date.fromordinal(after.toordinal() - 1))
    return {date.fromisoformat(f"{month}-01"): reached for month, reached in found.items() if reached}


def _months_before(day: date, back: int) -> date:
    """The first day of the month that lies `back` months before the day's (negative: after)."""
    months = day.year * 12 + day.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)
