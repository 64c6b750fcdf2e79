"""Sessions around today, so that every home page has something to say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random

from app.commands.demo.crowds import GROWN_UPS, crowd, kits_for_women
from app.commands.demo.plan import VENUES, ZONE, PlannedSession
from app.commands.demo.themes import KIT
from app.kernel import clock
from app.sessions.rules import ActivityType, Audience, PartnerRole, SessionStatus

SEED = 30_07
LATE_SESSION = "present-late"
"""Of this session something arrived after its month began to close."""

CLOSES_BY = 7
"""From this day on the last month is closing for sure; before it, the late session lies a month earlier."""

_S, _P = SessionStatus, PartnerRole

_RIGHTS = ("KAFALA", "RIGHTS_AT_WORK")
_SIGNS = ("SIGNS_AND_HOTLINE", "SEXUAL_EXPLOITATION")


def present(today: date, now: datetime) -> tuple[PlannedSession, ...]:
    """Sessions of the weeks around `today` (in Beirut); `now` is an aware instant. The same for the same day."""
    chance = Random(SEED)  # noqa: S311 - made-up data, not cryptography
    days = timedelta
    caritas = _base("caritas", chance, "CARITAS", "Chantal", "cedar", _RIGHTS, "Know your rights at work")
    signs = _base(
        "signs", chance, "CARITAS", "Chantal", "coast", _SIGNS, "Recognising trafficking", kits=True
    )
    law = _base("law", chance, "LAW", "Lina", "centre", _RIGHTS, "Contracts, passports and unpaid wages")
    kafa = _base("kafa", chance, "KAFA", "Esther", "shelter", _SIGNS, "Signs, safety and support", kits=True)
    joint = replace(
        _base("joint", chance, "IOM", "Chantal", "centre", _SIGNS, "Safe migration, safe work", kits=True),
        partners=(("CARITAS", _P.HOST), ("LAW", _P.FACILITATOR)),
        projects=(("LBNT39", 60), ("XMEX19", 40)),
    )
    begun = _half_hour(now - timedelta(hours=1))
    told = (
        _at(caritas, "late", _last_evening(today), time(18, 30)),
        _at(caritas, "verified-1", today - days(24), time(10, 0)),
        _at(signs, "verified-2", today - days(19), time(15, 0)),
        _at(law, "verified-3", today - days(16), time(12, 30)),
        _at(joint, "verified-4", today - days(12), time(10, 0)),
        _at(kafa, "verified-5", today - days(9), time(10, 0)),
        _at(caritas, "waiting-1", today - days(3), time(10, 0), _S.REPORTED),
        _at(law, "waiting-2", today - days(2), time(12, 30), _S.REPORTED),
        _more_kits_than_women(_at(signs, "waiting-3", today - days(2), time(16, 0), _S.REPORTED)),
        _at(joint, "now", begun.date(), begun.time(), _S.IN_PROGRESS),
        _at(caritas, "soon-1", today + days(1), time(10, 0), _S.CONFIRMED),
        _at(joint, "soon-2", today + days(2), time(14, 0), _S.CONFIRMED),
        _at(kafa, "soon-3", today + days(4), time(10, 0), _S.CONFIRMED),
        replace(
            _at(law, "clash", today + days(2), time(15, 0), _S.CONFIRMED),
            reason="The hall has two rooms; both organisations agreed to share it.",
        ),
        _at(signs, "proposed-1", today + days(8), time(15, 0), _S.PROPOSED),
        _at(caritas, "proposed-2", today + days(10), time(10, 0), _S.PROPOSED),
        _at(law, "proposed-3", today + days(13), time(12, 30), _S.PROPOSED),
        _at(joint, "proposed-4", today + days(16), time(10, 0), _S.PROPOSED),
        replace(
            _at(kafa, "cancelled", today + days(3), time(15, 0), _S.CANCELLED),
            reason="The interpreter is ill and nobody can stand in.",
        ),
        replace(
            _at(caritas, "postponed", today + days(5), time(15, 0), _S.POSTPONED),
            reason="No electricity in the hall this week.",
            moved_to=(today + days(12), time(17, 0)),
        ),
    )
    return tuple(sorted(told, key=lambda session: (session.starts_at, session.key)))


def _base(
    key: str,
    chance: Random,
    lead: str,
    who: str,
    venue: str,
    topics: tuple[str, ...],
    title: str,
    *,
    kits: bool = False,
) -> PlannedSession:
    """A session without its day: the crowd, and what it took home."""
    people = {"ET": chance.randint(8, 12), "PH": chance.randint(2, 5), "BD": chance.randint(2, 3)}
    cells = crowd(chance, people, GROWN_UPS)
    total = sum(people.values())
    gifts = kits_for_women(cells, KIT, 25) if kits else ()
    given = sum(gift.quantity for gift in gifts)
    return PlannedSession(
        key=f"present-{key}",
        title=title,
        activity=ActivityType.AWARENESS_SESSION,
        audience=Audience.COMMUNITY,
        day=date(2022, 7, 30),
        at=time(10, 0),
        lasts=timedelta(hours=2),
        venue=venue,
        language="am",
        topics=topics,
        lead=lead,
        facilitators=(who,),
        capacity=min(60, VENUES[venue].capacity),
        projects=(("LBNT39", None),),
        cells=cells,
        door=total,
        gifts=gifts,
        loaded=((KIT, -(-given // 5) * 5),) if kits else (),
        quiz=(total // 2, total // 6, total // 3),
    )


def _at(
    session: PlannedSession, key: str, day: date, at: time, until: SessionStatus = SessionStatus.VERIFIED
) -> PlannedSession:
    return replace(session.moved(day, at), key=f"present-{key}", tells_until=until)


def _more_kits_than_women(session: PlannedSession) -> PlannedSession:
    """Somebody gave a second kit to sisters who could not come: it stands out and wants a look."""
    first = session.gifts[0]
    more = replace(first, quantity=session.people + 4 - sum(gift.quantity for gift in session.gifts[1:]))
    given = sum(gift.quantity for gift in (more, *session.gifts[1:]))
    return replace(
        session,
        gifts=(more, *session.gifts[1:]),
        loaded=((first.item, -(-given // 5) * 5),),
        note="Some women took a kit for a colleague who may not leave the house.",
    )


def _last_evening(today: date) -> date:
    """The last day of the newest month that is closing or closed; no session around today lies at its evening."""
    last = today.replace(day=1) - timedelta(days=1)
    return last if today.day >= CLOSES_BY else last.replace(day=1) - timedelta(days=1)


def _half_hour(instant: datetime) -> datetime:
    """The last half hour on the clock of Beirut."""
    local = instant.astimezone(clock.zone(ZONE))
    return local.replace(minute=local.minute // 30 * 30, second=0, microsecond=0)
