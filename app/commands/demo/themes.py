"""The kinds of sessions that make up the year around the World Day of 2022."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from app.commands.demo import crowds
from app.sessions.rules import ActivityType, Audience, PartnerRole

SUNDAY, MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY = 6, 0, 1, 2, 3, 4, 5
KIT, PIN, CLIPBOARD, BROCHURE = "DK", "PIN", "CLIPBOARD", "BROCHURE"
ALL_YEAR = tuple(range(12))
"""Months of the story, 0 is February 2022."""


@dataclass(frozen=True, slots=True)
class Theme:
    """A kind of session that is held again and again.

    months      in which months of the story (0 is February 2022), `each` times
    crowd       communities with their weights; `size` people from … to
    languages   by community that is most of the crowd; `language` for all others
    kits        whether women take a dignity kit home; `handouts` are promotional items: (item, one in n people)
    """

    name: str
    titles: tuple[str, ...]
    topics: tuple[str, ...]
    activity: ActivityType
    audience: Audience
    lead: str
    facilitators: tuple[str, ...]
    venues: tuple[str, ...]
    weekdays: tuple[int, ...]
    starts: tuple[time, ...]
    minutes: int
    crowd: dict[str, int]
    size: tuple[int, int]
    ages: tuple[tuple[str, float], ...] = crowds.GROWN_UPS
    months: tuple[int, ...] = ALL_YEAR
    each: int = 1
    partners: tuple[tuple[str, PartnerRole], ...] = ()
    projects: tuple[tuple[str, int | None], ...] = (("LBNT39", None),)
    campaign: str | None = None
    language: str = "ar"
    kits: bool = False
    handouts: tuple[tuple[str, int], ...] = ()
    quiz: bool = False
    referrals: tuple[str, ...] = ()


LANGUAGES = {"ET": "am", "BD": "bn", "PH": "tl", "LK": "si", "KE": "en", "GH": "en", "SL": "en", "CM": "fr"}
"""The language a session is held in when one community is most of it."""

_A, _P = ActivityType, PartnerRole
_MORNING, _LATE, _AFTERNOON = time(10, 0), time(12, 30), time(15, 0)

THEMES = (
    Theme(
        name="rights",
        titles=(
            "Know your rights: work and the kafala system",
            "Kafala: what the sponsor may and may not do",
        ),
        topics=("KAFALA", "RIGHTS_AT_WORK"),
        activity=_A.AWARENESS_SESSION,
        audience=Audience.COMMUNITY,
        lead="CARITAS",
        facilitators=("Chantal",),
        venues=("cedar", "coast"),
        weekdays=(SUNDAY,),
        starts=(_MORNING, _AFTERNOON),
        minutes=120,
        crowd={"ET": 50, "PH": 16, "LK": 12, "KE": 10, "GH": 6, "CM": 6},
        size=(22, 46),
        each=2,
        partners=(("LAW", _P.FACILITATOR),),
        quiz=True,
        referrals=("legal",),
    ),
    Theme(
        name="signs",
        titles=("Recognising trafficking and where to find help", "When work becomes trafficking"),
        topics=("SIGNS_AND_HOTLINE", "FORCED_LABOUR", "HYGIENE"),
        activity=_A.AWARENESS_SESSION,
        audience=Audience.COMMUNITY,
        lead="CARITAS",
        facilitators=("Chantal",),
        venues=("cedar", "centre"),
        weekdays=(SATURDAY, SUNDAY),
        starts=(_MORNING, _AFTERNOON),
        minutes=120,
        crowd={"ET": 48, "BD": 22, "PH": 10, "LK": 8, "SL": 6, "KE": 6},
        size=(24, 44),
        each=2,
        partners=(("IOM", _P.KIT_SUPPLIER),),
        projects=(("LBNT39", 60), ("XMEX19", 40)),
        kits=True,
        quiz=True,
        referrals=("psychosocial", "shelter"),
    ),
    Theme(
        name="contracts",
        titles=("Contracts, passports and unpaid wages",),
        topics=("KAFALA", "RIGHTS_AT_WORK"),
        activity=_A.AWARENESS_SESSION,
        audience=Audience.COMMUNITY,
        lead="LAW",
        facilitators=("Lina",),
        venues=("centre", "coast"),
        weekdays=(SUNDAY,),
        starts=(_LATE,),
        minutes=150,
        crowd={"PH": 40, "KE": 25, "LK": 20, "GH": 15},
        size=(16, 34),
        language="en",
        referrals=("legal",),
    ),
    Theme(
        name="safety",
        titles=("Sexual exploitation: signs, safety and support",),
        topics=("SEXUAL_EXPLOITATION", "SERVICES"),
        activity=_A.AWARENESS_SESSION,
        audience=Audience.COMMUNITY,
        lead="KAFA",
        facilitators=("Esther",),
        venues=("shelter",),
        weekdays=(WEDNESDAY, SATURDAY),
        starts=(_MORNING, _AFTERNOON),
        minutes=120,
        crowd={"ET": 45, "BD": 20, "SY": 35},
        size=(10, 18),
        projects=(("XMEX19", None),),
        kits=True,
        referrals=("psychosocial", "shelter", "protection"),
    ),
    Theme(
        name="children",
        titles=("Child labour and children on the move",),
        topics=("CHILD_LABOUR", "FORCED_LABOUR"),
        activity=_A.AWARENESS_SESSION,
        audience=Audience.COMMUNITY,
        lead="UPEL",
        facilitators=("Ines",),
        venues=("centre", "grove"),
        weekdays=(TUESDAY, THURSDAY),
        starts=(_MORNING,),
        minutes=120,
        crowd={"SY": 55, "SD": 30, "EG": 15},
        size=(20, 40),
        ages=crowds.FAMILIES,
        months=(0, 1, 3, 4, 6, 7, 9, 10),
        partners=(("UNODC", _P.HOST),),
        projects=(("GLOS83", None),),
        referrals=("protection",),
    ),
    Theme(
        name="routes",
        titles=(
            "Smuggling and trafficking in irregular migration",
            "Promises at sea: smuggling and its price",
        ),
        topics=("SMUGGLING", "SIGNS_AND_HOTLINE"),
        activity=_A.AWARENESS_SESSION,
        audience=Audience.COMMUNITY,
        lead="IOM",
        facilitators=("Chantal",),
        venues=("harbour",),
        weekdays=(SATURDAY,),
        starts=(_LATE,),
        minutes=120,
        crowd={"SD": 30, "SY": 30, "BD": 20, "ET": 20},
        size=(24, 44),
        partners=(("CARITAS", _P.FACILITATOR), ("LAW", _P.FACILITATOR)),
        projects=(("LBNT39", 50), ("XMEX19", 50)),
        kits=True,
        referrals=("legal", "voluntary_return"),
    ),
    Theme(
        name="schools",
        titles=("Blue Heart school conference",),
        topics=("BLUE_HEART", "CHILD_LABOUR"),
        activity=_A.SCHOOL_CONFERENCE,
        audience=Audience.STUDENTS,
        lead="UNODC",
        facilitators=("Farid",),
        venues=("hillside", "plain"),
        weekdays=(TUESDAY, WEDNESDAY, THURSDAY),
        starts=(time(9, 0),),
        minutes=90,
        crowd={"LB": 88, "SY": 12},
        size=(70, 130),
        ages=crowds.PUPILS,
        months=(0, 1, 2, 3, 8, 9, 10, 11),
        projects=(("GLOS83", None),),
        campaign="BLUE-HEART",
        handouts=((PIN, 1), (BROCHURE, 2)),
        quiz=True,
    ),
    Theme(
        name="booths",
        titles=("Blue Heart booth: pins, clipboards and brochures",),
        topics=("BLUE_HEART",),
        activity=_A.PUBLIC_BOOTH,
        audience=Audience.PUBLIC,
        lead="UNODC",
        facilitators=("Farid",),
        venues=("mall",),
        weekdays=(FRIDAY, SATURDAY),
        starts=(time(16, 0),),
        minutes=240,
        crowd={"LB": 90, "SY": 10},
        size=(150, 260),
        ages=crowds.NOT_ASKED,
        months=(1, 3, 5, 7, 8, 10),
        projects=(("GLOS83", None),),
        campaign="BLUE-HEART",
        handouts=((PIN, 2), (CLIPBOARD, 6), (BROCHURE, 1)),
    ),
    Theme(
        name="courts",
        titles=(
            "Training for prosecutors and judges: evidence in trafficking cases",
            "Training for border officials: first questions, first protection",
        ),
        topics=("JUSTICE_TRAINING", "BORDER_TRAINING"),
        activity=_A.TRAINING,
        audience=Audience.OFFICIALS,
        lead="UNODC",
        facilitators=("Farid",),
        venues=("seminar",),
        weekdays=(MONDAY, TUESDAY),
        starts=(time(9, 0),),
        minutes=360,
        crowd={"LB": 100},
        size=(16, 26),
        ages=crowds.OFFICIALS,
        months=(0, 2, 4, 7, 9, 11),
        partners=(("MOJ", _P.HOST),),
        projects=(("GLOT59", None),),
        quiz=True,
    ),
    Theme(
        name="health",
        titles=("HIV prevention outreach with women at risk",),
        topics=("HIV_PREVENTION", "SEXUAL_EXPLOITATION"),
        activity=_A.OUTREACH,
        audience=Audience.COMMUNITY,
        lead="UNODC",
        facilitators=("Farid",),
        venues=("health",),
        weekdays=(THURSDAY,),
        starts=(time(17, 0),),
        minutes=120,
        crowd={"SY": 40, "ET": 35, "LB": 25},
        size=(10, 22),
        months=(1, 2, 4, 6, 8, 10),
        projects=(("GLOT59", None),),
        handouts=((BROCHURE, 1),),
        referrals=("health",),
    ),
)
