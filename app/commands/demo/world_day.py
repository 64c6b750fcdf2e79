"""The World Day against Trafficking in Persons, 30 July 2022: joint sessions for more than 150 migrants.

What is public about that day (IOM Lebanon): sessions by IOM and UNODC with Caritas Lebanon, Legal Action
Worldwide, UPEL and KAFA on sexual exploitation, the kafala system and forced labour (child labour included),
and smuggling and trafficking in irregular migration, followed by the distribution of dignity kits. How the
people spread over sessions, sex and age is made up.
"""

from __future__ import annotations

from datetime import date, time, timedelta

from app.commands.demo.crowds import kits_for_women
from app.commands.demo.plan import VENUES, Cell, PlannedSession
from app.commands.demo.themes import KIT
from app.sessions.rules import ActivityType, Audience, PartnerRole

DAY = date(2022, 7, 30)
_PAID_BY = (("LBNT39", 40), ("GLOS83", 30), ("XMEX19", 30))
"""Switzerland, the Netherlands and Cyprus."""

_P = PartnerRole


def _session(
    *,
    key: str,
    title: str,
    topics: tuple[str, ...],
    at: time,
    venue: str,
    language: str,
    lead: str,
    facilitator: str,
    partners: tuple[tuple[str, PartnerRole], ...],
    cells: tuple[Cell, ...],
    door: int,
    loaded: int,
    quiz: tuple[int, int, int],
    **more: object,
) -> PlannedSession:
    return PlannedSession(
        key=f"world-day-{key}",
        title=title,
        activity=ActivityType.AWARENESS_SESSION,
        audience=Audience.COMMUNITY,
        day=DAY,
        at=at,
        lasts=timedelta(hours=2),
        venue=venue,
        language=language,
        topics=topics,
        lead=lead,
        facilitators=(facilitator,),
        capacity=min(60, VENUES[venue].capacity),
        partners=partners,
        projects=_PAID_BY,
        campaign="WD-TIP-2022",
        cells=cells,
        door=door,
        gifts=kits_for_women(cells, KIT, loaded),
        loaded=((KIT, loaded),),
        quiz=quiz,
        **more,  # type: ignore[arg-type]
    )


WORLD_DAY = (
    _session(
        key="exploitation",
        title="World Day 2022: sexual exploitation, its signs and where to find help",
        topics=("SEXUAL_EXPLOITATION",),
        at=time(9, 30),
        venue="cedar",
        language="am",
        lead="IOM",
        facilitator="Chantal",
        partners=(("CARITAS", _P.HOST), ("UNODC", _P.FACILITATOR)),
        cells=(("ET", "f", "18-59", 37), ("ET", "f", "12-17", 2), ("ET", "m", "18-59", 1)),
        door=40,
        loaded=40,
        quiz=(30, 9, 24),
        referrals=(("psychosocial", 3), ("shelter", 1)),
    ),
    _session(
        key="kafala",
        title="World Day 2022: the kafala system and forced labour",
        topics=("KAFALA", "FORCED_LABOUR"),
        at=time(9, 30),
        venue="centre",
        language="en",
        lead="UNODC",
        facilitator="Lina",
        partners=(("LAW", _P.FACILITATOR), ("IOM", _P.KIT_SUPPLIER)),
        cells=(
            ("KE", "f", "18-59", 8),
            ("LK", "f", "18-59", 7),
            ("LK", "m", "18-59", 1),
            ("PH", "f", "18-59", 17),
            ("PH", "f", "60+", 1),
        ),
        door=35,
        loaded=35,
        quiz=(28, 10, 23),
        referrals=(("legal", 6),),
    ),
    _session(
        key="safety",
        title="World Day 2022: safe at work, safe on the way home",
        topics=("SEXUAL_EXPLOITATION", "FORCED_LABOUR"),
        at=time(10, 30),
        venue="corniche",
        language="bn",
        lead="IOM",
        facilitator="Esther",
        partners=(("KAFA", _P.HOST),),
        cells=(("BD", "f", "18-59", 19), ("BD", "f", "12-17", 1), ("ET", "f", "18-59", 6)),
        door=26,
        loaded=30,
        quiz=(20, 5, 16),
        referrals=(("psychosocial", 2), ("protection", 1)),
    ),
    _session(
        key="children",
        title="World Day 2022: child labour, what families can do",
        topics=("CHILD_LABOUR", "FORCED_LABOUR"),
        at=time(12, 0),
        venue="grove",
        language="ar",
        lead="UNODC",
        facilitator="Ines",
        partners=(("UPEL", _P.HOST), ("IOM", _P.KIT_SUPPLIER)),
        cells=(
            ("SD", "f", "18-59", 7),
            ("SD", "m", "18-59", 14),
            ("SD", "m", "12-17", 4),
            ("SD", "f", "5-11", 2),
            ("SD", "m", "5-11", 3),
        ),
        door=31,
        loaded=15,
        quiz=(18, 7, 14),
        damaged=1,
        referrals=(("protection", 2),),
    ),
    _session(
        key="routes",
        title="World Day 2022: smuggling and trafficking in irregular migration",
        topics=("SMUGGLING", "SIGNS_AND_HOTLINE"),
        at=time(14, 30),
        venue="harbour",
        language="ar",
        lead="IOM",
        facilitator="Chantal",
        partners=(("CARITAS", _P.FACILITATOR), ("UNODC", _P.FACILITATOR), ("LAW", _P.FACILITATOR)),
        cells=(
            ("BD", "f", "18-59", 5),
            ("BD", "m", "18-59", 6),
            ("ET", "f", "18-59", 9),
            ("SD", "f", "18-59", 3),
            ("SD", "m", "18-59", 10),
        ),
        door=34,
        loaded=20,
        quiz=(25, 8, 19),
        referrals=(("legal", 2), ("voluntary_return", 3)),
    ),
)
"""163 people in five sessions of one day."""
