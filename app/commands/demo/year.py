"""Twelve months of sessions, February 2022 to January 2023, drawn from the themes by a seed."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

from app.commands.demo.crowds import crowd, kits_for_women, split
from app.commands.demo.plan import VENUES, Gift, PlannedSession
from app.commands.demo.themes import KIT, LANGUAGES, THEMES, Theme
from app.commands.demo.world_day import DAY, WORLD_DAY
from app.sessions.rules import SessionStatus

SEED = 2022
FIRST_MONTH = (2022, 2)

CALLED_OFF = {
    "signs-2-1": "The roads were closed on that day; the group met with the next session.",
    "contracts-6-0": "No interpreter was available.",
}
LATECOMERS = "rights-3-0"
SENT_BACK = {"signs-1-0": "The grid has no men, the note speaks of two. Please look again."}
POSTPONED = {
    "rights-5-1": "No electricity in the hall.",
    "schools-9-0": "The school moved its examinations to that week.",
}
MOVED_BY = 9
"""Days: off the weekday of all others of its kind, so the hall is free."""

NOTES = {
    "signs": "Several women asked how to get a passport back from the sponsor.",
    "routes": "The film was well received; a second speaker from the community would help.",
    "rights": "Many questions on days off and on changing the sponsor.",
}
"""The story's own touches, by the key of a session or of a theme."""


def year() -> tuple[PlannedSession, ...]:
    """All sessions of the twelve months in order of their start; the same ones each time."""
    chance = Random(SEED)  # noqa: S311 - made-up data, not cryptography
    diary = _Diary(WORLD_DAY)
    drawn = [session for theme in THEMES for session in _of_theme(theme, chance, diary)]
    return tuple(sorted((*WORLD_DAY, *drawn), key=lambda session: (session.starts_at, session.key)))


class _Diary:
    """Keeps halls and people from being in two places at once, with an hour to travel."""

    def __init__(self, known: tuple[PlannedSession, ...]) -> None:
        self._taken: list[tuple[str, datetime, datetime]] = []
        for session in known:
            self.note(session)

    def free(self, session: PlannedSession) -> bool:
        needed = {session.venue, *session.facilitators}
        return not any(
            who in needed and begins < session.ends_at and session.starts_at < ends
            for who, begins, ends in self._taken
        )

    def note(self, session: PlannedSession) -> None:
        travel = timedelta(hours=1)
        self._taken.extend(
            (who, session.starts_at - travel, session.ends_at + travel)
            for who in (session.venue, *session.facilitators)
        )


def _of_theme(theme: Theme, chance: Random, diary: _Diary) -> Iterator[PlannedSession]:
    for month in theme.months:
        for number in range(theme.each):
            key = f"{theme.name}-{month}-{number}"
            session = replace(_drawn(theme, chance, key), tells_until=_ends(key))
            while True:
                session = session.moved(_day(theme, month, chance), chance.choice(theme.starts))
                if session.day != DAY and diary.free(session):
                    break
            diary.note(session)
            yield _touched(session)


def _touched(session: PlannedSession) -> PlannedSession:
    """The session with what the story wants of it in particular."""
    key = session.key
    session = replace(
        session,
        reason=CALLED_OFF.get(key) or POSTPONED.get(key, ""),
        sent_back=SENT_BACK.get(key, ""),
        moved_to=(session.day + timedelta(days=MOVED_BY), session.at) if key in POSTPONED else None,
    )
    if key == LATECOMERS:
        return replace(session, door=session.people + 6, gap="late_arrivals")
    return session


def _ends(key: str) -> SessionStatus:
    if key in CALLED_OFF:
        return SessionStatus.CANCELLED
    return SessionStatus.POSTPONED if key in POSTPONED else SessionStatus.VERIFIED


def _day(theme: Theme, month: int, chance: Random) -> date:
    """A day of that month of the story on one of the theme's weekdays."""
    months = FIRST_MONTH[1] - 1 + month
    year_, number = FIRST_MONTH[0] + months // 12, months % 12 + 1
    days = [
        date(year_, number, day)
        for day in range(1, calendar.monthrange(year_, number)[1] + 1)
        if date(year_, number, day).weekday() in theme.weekdays
    ]
    return chance.choice(days)


def _drawn(theme: Theme, chance: Random, key: str) -> PlannedSession:
    """A session of a theme with its crowd and what they took home; day and time come later."""
    people = split(chance, chance.randint(*theme.size), theme.crowd)
    cells = crowd(chance, people, theme.ages)
    total = sum(people.values())
    most = max(people, key=lambda community: (people[community], community))
    venue = chance.choice(theme.venues)
    gifts = kits_for_women(cells, KIT, chance.randint(18, 30)) if theme.kits else ()
    gifts += tuple(
        Gift(item, community, None, number // one_in)
        for item, one_in in theme.handouts
        for community, number in people.items()
        if number >= one_in
    )
    damaged = 1 if theme.kits and chance.random() < 0.12 else 0
    unexplained = 1 if key in {"signs-4-0", "routes-8-0"} else 0
    loaded = {gift.item: 0 for gift in gifts}
    for gift in gifts:
        loaded[gift.item] += gift.quantity
    if KIT in loaded:
        loaded[KIT] += damaged + unexplained
    quiz = None
    if theme.quiz:
        asked = total * 3 // 5
        before = round(asked * chance.uniform(0.2, 0.45))
        quiz = (asked, before, min(asked, before + round(asked * chance.uniform(0.3, 0.5))))
    return PlannedSession(
        key=key,
        title=chance.choice(theme.titles),
        activity=theme.activity,
        audience=theme.audience,
        day=DAY,
        at=theme.starts[0],
        lasts=timedelta(minutes=theme.minutes),
        venue=venue,
        language=LANGUAGES.get(most, theme.language),
        topics=theme.topics,
        lead=theme.lead,
        facilitators=theme.facilitators,
        capacity=min(VENUES[venue].capacity, max(30, theme.size[1] + 10)),
        partners=theme.partners,
        projects=theme.projects,
        campaign=theme.campaign,
        cells=cells,
        door=total + chance.choice((0, 0, 0, 1, 1, 2)),
        gifts=gifts,
        loaded=tuple((item, -(-count // 5) * 5) for item, count in loaded.items()),
        damaged=damaged,
        unexplained=unexplained,
        quiz=quiz,
        referrals=tuple(
            (service, chance.randint(1, 3)) for service in theme.referrals if chance.random() < 0.6
        ),
        note=NOTES.get(theme.name, "") if chance.random() < 0.3 else "",
    )
