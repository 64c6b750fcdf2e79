"""What people are told, in which words, and when a letter is tried again. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from app.kernel.words import Words, _, _n


class NoticeKind(StrEnum):
    """What a notice is about."""

    PROPOSED = "proposed"
    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    CONFIRMED = "confirmed"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    POSTPONED = "postponed"
    REPORTED = "reported"
    SENT_BACK = "sent_back"
    TOMORROW = "tomorrow"
    OVERDUE = "overdue"
    REPORT_DUE = "report_due"
    REPORT_OVERDUE = "report_overdue"


class MailState(StrEnum):
    """Where the letter of a notice is: nobody wants one, it waits, it left, it could not be delivered."""

    NONE = "none"
    WAITING = "waiting"
    SENT = "sent"
    GIVEN_UP = "given_up"


_ONE: dict[NoticeKind, Words] = {
    NoticeKind.PROPOSED: _("%(organisation)s proposes %(code)s, %(title)s. It waits to be confirmed."),
    NoticeKind.INVITED: _("%(organisation)s invites you to %(code)s, %(title)s. Please accept or decline."),
    NoticeKind.ACCEPTED: _("%(organisation)s takes part in %(code)s, %(title)s."),
    NoticeKind.DECLINED: _("%(organisation)s does not take part in %(code)s, %(title)s."),
    NoticeKind.CONFIRMED: _("%(code)s, %(title)s, is confirmed."),
    NoticeKind.CHANGED: _("The plan of %(code)s, %(title)s, was changed."),
    NoticeKind.CANCELLED: _("%(code)s, %(title)s, is cancelled."),
    NoticeKind.POSTPONED: _("%(code)s, %(title)s, is postponed."),
    NoticeKind.REPORTED: _("The report of %(code)s, %(title)s, waits to be verified."),
    NoticeKind.SENT_BACK: _("The report of %(code)s, %(title)s, was sent back with a note."),
    NoticeKind.TOMORROW: _("%(code)s, %(title)s, is coming up. Is your tablet prepared?"),
    NoticeKind.OVERDUE: _("The report of %(code)s, %(title)s, is overdue. Please close the session."),
    NoticeKind.REPORT_DUE: _(
        "The donor report %(code)s, %(title)s, for %(from)s to %(to)s is due on %(due_on)s."
    ),
    NoticeKind.REPORT_OVERDUE: _(
        "The donor report %(code)s, %(title)s, for %(from)s to %(to)s was due on %(due_on)s and is not submitted."
    ),
}


def _several(kind: NoticeKind, n: int) -> Words:
    """What is said once about many sessions that one step touched: a series, an imported schedule."""
    match kind:
        case NoticeKind.PROPOSED:
            return _n("%(num)s session was proposed.", "%(num)s sessions were proposed.", n)
        case NoticeKind.INVITED:
            return _n("You are invited to %(num)s session.", "You are invited to %(num)s sessions.", n)
        case NoticeKind.CONFIRMED:
            return _n("%(num)s session was confirmed.", "%(num)s sessions were confirmed.", n)
        case NoticeKind.CANCELLED:
            return _n("%(num)s session was cancelled.", "%(num)s sessions were cancelled.", n)
        case _:
            return _n(
                "The plan of %(num)s session was changed.", "The plan of %(num)s sessions was changed.", n
            )


GROUPED = frozenset(
    {
        NoticeKind.PROPOSED,
        NoticeKind.INVITED,
        NoticeKind.CONFIRMED,
        NoticeKind.CANCELLED,
        NoticeKind.CHANGED,
    }
)
"""Kinds of which one transaction may have many; from the fourth on they are told as a number."""

TOLD_ONE_BY_ONE = 3


_DAYS = ("from", "to", "due_on")


def sentence(kind: NoticeKind, facts: Mapping[str, Any], day: Callable[[date], str]) -> Words:
    """The sentence of a notice, not yet in anybody's language; `day` writes the days it names."""
    number = int(facts.get("count", 1))
    if number > 1:
        return _several(kind, number)
    named = {name: str(facts.get(name, "")) for name in ("organisation", "code", "title")}
    days = {name: day(date.fromisoformat(facts[name])) for name in _DAYS if name in facts}
    return _ONE[kind] % {**named, **days}


TRIES = 8
TOO_OLD = timedelta(days=2)
"""A letter about yesterday's change helps; one of last week confuses."""

LEASE = timedelta(minutes=10)
"""Who took a letter to the post has this long; after that another process may take it."""


def next_try_after(tries: int) -> timedelta:
    """How long to wait after this many failed tries: 1, 2, 4 … minutes, at most 4 hours."""
    return min(timedelta(minutes=2 ** max(tries - 1, 0)), timedelta(hours=4))
