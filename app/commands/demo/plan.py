"""What a session of the story is, before anything of it is told: pure facts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from app.kernel import clock
from app.sessions.rules import ActivityType, Audience, PartnerRole, SessionStatus

ZONE = "Asia/Beirut"

Cell = tuple[str, str, str, int]
"""community, sex, age band, people"""


@dataclass(frozen=True, slots=True)
class Gift:
    """`quantity` of an item handed out to people of a community; `sex` None where nobody was asked."""

    item: str
    community: str
    sex: str | None
    quantity: int


@dataclass(frozen=True, slots=True)
class PlannedSession:
    """A session of the story. `key` names it for ever: all ids follow from it.

    cells       what is counted, none of them twice
    door        people counted at the door
    gifts       what is handed out
    loaded      (item, quantity) taken along: given + damaged + unexplained + returned
    quiz        asked, correct before, correct after
    tells_until the state in which the story leaves it
    reason      why it was cancelled, postponed, or scheduled in spite of a clash
    """

    key: str
    title: str
    activity: ActivityType
    audience: Audience
    day: date
    at: time
    lasts: timedelta
    venue: str
    language: str
    topics: tuple[str, ...]
    lead: str
    facilitators: tuple[str, ...]
    capacity: int
    partners: tuple[tuple[str, PartnerRole], ...] = ()
    projects: tuple[tuple[str, int | None], ...] = ()
    campaign: str | None = None
    cells: tuple[Cell, ...] = ()
    door: int = 0
    gifts: tuple[Gift, ...] = ()
    loaded: tuple[tuple[str, int], ...] = ()
    damaged: int = 0
    unexplained: int = 0
    quiz: tuple[int, int, int] | None = None
    referrals: tuple[tuple[str, int], ...] = ()
    note: str = ""
    tells_until: SessionStatus = SessionStatus.VERIFIED
    reason: str = ""

    @property
    def starts_at(self) -> datetime:
        """The aware instant at which it starts, in UTC."""
        return datetime.combine(self.day, self.at, clock.zone(ZONE)).astimezone(UTC)

    @property
    def ends_at(self) -> datetime:
        """The aware instant at which it ends, in UTC."""
        return self.starts_at + self.lasts

    @property
    def people(self) -> int:
        """People counted in the grid."""
        return sum(count for *_cell, count in self.cells)

    @property
    def reports(self) -> str:
        """Who closes it: the first of its facilitators."""
        return self.facilitators[0]

    @property
    def verifies(self) -> str:
        """Who verifies: the coordinator who did not report."""
        return "Farid" if self.reports == "Amina" else "Amina"

    def moved(self, day: date, at: time) -> PlannedSession:
        """The same session at another time."""
        return replace(self, day=day, at=at)


@dataclass(frozen=True, slots=True)
class PlannedVenue:
    """A hall of the story."""

    name: str
    area: str
    capacity: int
    accessible: bool = True
    sensitive: bool = False
    organisation: str | None = None


VENUES = {
    "parish": PlannedVenue("Parish hall, Achrafieh", "LB11", 90, organisation="CARITAS"),
    "centre": PlannedVenue("Community centre, Beirut", "LB11", 120),
    "north": PlannedVenue("Municipal library, Tripoli", "LB56", 70),
    "coast": PlannedVenue("Community room, Jounieh", "LB35", 60, organisation="CARITAS"),
    "south": PlannedVenue("Women's centre, Saida", "LB61", 50, accessible=False),
    "valley": PlannedVenue("Public school, Zahle", "LB25", 150),
    "metn": PlannedVenue("Public school, Metn", "LB36", 180),
    "mall": PlannedVenue("Shopping mall, main hall, Metn", "LB36", 600),
    "rooms": PlannedVenue("Training rooms, Beirut", "LB11", 40, organisation="UNODC"),
    "safe": PlannedVenue("Counselling rooms", "LB11", 30, sensitive=True, organisation="KAFA"),
    "clinic": PlannedVenue("Health post, Baabda", "LB32", 35, sensitive=True, organisation="UNODC"),
}
