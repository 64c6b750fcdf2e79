"""The world of the attacker's test: sessions whose smallest cells somebody could want to know, and what a reader knows of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from sqlmodel import Session

from app.projects.tables import ProjectDonor
from tests.factories import a_lot, a_verified_session, an_indicator, move
from tests.feedback.sheets import a_sheet
from tests.world import an_id

Place = tuple[str, str, str]
LOT = "CH-2022-01"
BOTH = ("LBNT39", "GLOT59")


@dataclass(frozen=True)
class Held:
    """A session as it was, in every count that any report tells of."""

    day: date
    area: str
    cells: Mapping[Place, int]
    projects: tuple[str, ...] = ("LBNT39",)
    kits: Mapping[Place, int] = field(default_factory=dict)
    door: int = 0
    referrals: int = 0
    quiz: tuple[int, int, int] | None = None
    said: tuple[int, int] | None = None
    asked: int = 0
    """How many were asked after a distribution; at least those who answered (`said`: good answers, answers)."""

    officials: bool = False
    law_too: bool = False
    """Whether LAW took part and knows what was counted."""

    @property
    def code(self) -> str:
        return f"BEY-{self.day}-01"

    @property
    def month(self) -> str:
        return f"{self.day:%Y-%m}"


G, T = "18-59", "12-17"

SESSIONS = (
    Held(date(2022, 5, 10), "LB11", {("ET", "f", G): 31, ("PH", "m", G): 3, ("BD", "f", G): 12}, kits={("ET", "f", G): 20}),
    Held(
        date(2022, 7, 12), "LB11",
        {("ET", "f", G): 33, ("ET", "f", T): 5, ("ET", "m", G): 12, ("PH", "f", G): 27, ("PH", "m", G): 3, ("BD", "f", G): 16, ("BD", "m", G): 9},
        kits={("ET", "f", G): 30, ("PH", "f", G): 12}, door=101, referrals=12, quiz=(40, 12, 30), said=(30, 40), asked=46,
    ),
    Held(
        date(2022, 7, 20), "LB21", {("ET", "f", G): 14, ("PH", "f", G): 6, ("BD", "m", G): 11}, BOTH,
        kits={("PH", "f", G): 3}, door=30,
    ),
    Held(
        date(2022, 8, 12), "LB21",
        {("ET", "f", G): 25, ("ET", "m", G): 4, ("PH", "f", G): 33, ("PH", "m", G): 11, ("BD", "f", G): 14, ("BD", "m", G): 2},
        kits={("PH", "f", G): 25, ("PH", "m", G): 6}, door=88, referrals=3, quiz=(12, 4, 8), said=(12, 18),
    ),
    Held(
        date(2022, 8, 23), "LB56", {("ET", "f", G): 22, ("PH", "m", G): 3, ("BD", "f", G): 8},
        kits={("ET", "f", G): 16}, door=33, law_too=True,
    ),
    Held(
        date(2022, 9, 12), "LB11",
        {("ET", "f", G): 31, ("ET", "m", G): 8, ("PH", "f", G): 3, ("PH", "m", G): 14, ("BD", "f", G): 22, ("BD", "m", G): 7},
        BOTH, kits={("ET", "f", G): 18}, door=90, referrals=9, quiz=(3, 1, 2), said=(10, 13),
    ),
    Held(date(2022, 9, 25), "LB56", {("ET", "f", G): 18, ("ET", "m", G): 6}, officials=True, law_too=True),
)  # fmt: skip

INDICATORS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "1": ("people_reached", {}),
    "2": ("people_reached", {"sex": "f"}),
    "3": ("people_reached", {"area": "LB11"}),
    "4": ("people_reached", {"area": "LB21", "sex": "m"}),
    "5": ("kits_given", {}),
    "6": ("kits_given", {"area": "LB11"}),
    "7": ("officials_trained", {}),
    "8": ("door_count", {"area": "LB11"}),
    "9": ("feedback_overall", {}),
    "10": ("people_reached", {"community": "PH"}),
    "11": ("kits_given", {"area": "LB56"}),
}
"""Code -> what it follows, and narrowed by what. Number 3 has a target of August alone, which is no period of its own."""

DISAGGREGATED = {
    "1": ["sex", "community"],
    "2": ["age_band", "area"],
    "4": ["community"],
    "5": ["sex", "community"],
}
AUGUST = (date(2022, 8, 1), date(2022, 8, 31), 200)


def a_year(db: Session) -> None:
    """Into the world, with a lot of kits and a logframe; Switzerland pays for both projects."""
    db.add(ProjectDonor(project_id=an_id("GLOT59"), organisation_id=an_id("CH"), grant_reference="CH-2"))
    for one in SESSIONS:
        session = a_verified_session(
            db, day=one.day, area=one.area, cells=one.cells, projects=one.projects, code=one.code,
            kits=[("DK", pieces, *place) for place, pieces in one.kits.items()],
            door=one.door, quiz=one.quiz, referrals={"legal": one.referrals} if one.referrals else None,
            activity_type="training" if one.officials else "awareness_session",
            audience="officials" if one.officials else "community",
            partners={"LAW": True} if one.law_too else {},
        )  # fmt: skip
        if one.said:
            good, n = one.said
            a_sheet(
                db,
                session,
                ("ET", "f", G),
                asked=max(one.asked, n),
                said={("overall", "5"): good, ("overall", "2"): n - good},
            )
    a_lot(db, LOT, received=200, on=datetime(2022, 6, 1, 9, tzinfo=UTC))
    for month, pieces in GIVEN.items():
        move(
            db,
            LOT,
            "warehouse",
            "beneficiaries",
            pieces,
            "hand_out",
            at=datetime(2022, month, 15, 9, tzinfo=UTC),
        )
    for position, (code, (measure, narrowed)) in enumerate(INDICATORS.items()):
        an_indicator(
            db, code, measure=measure, narrowed=narrowed, position=position,
            targets=[AUGUST] if code == "3" else (), disaggregation=DISAGGREGATED.get(code, ()),
        )  # fmt: skip


GIVEN = {7: 30, 8: 3, 9: 20}
"""Pieces of the lot handed out in each month."""
