"""What a session of the story is, before anything of it is told: pure facts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from app.kernel import clock
from app.sessions.rules import ActivityType, Audience, PartnerRole, SessionStatus

ZONE = "Asia/Beirut"
AGAIN = "-again"
"""The end of the key of a session that takes the place of a postponed one."""

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
    gap         coded reason why the door and the grid differ
    sent_back   why the first report was sent back
    moved_to    when it is held instead, for a postponed one
    instead_of  when the session would have started whose place this one takes
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
    gap: str = ""
    sent_back: str = ""
    moved_to: tuple[date, time] | None = None
    instead_of: datetime | None = None
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

    def again(self, tells_until: SessionStatus) -> PlannedSession:
        """The session that takes the place of this postponed one."""
        if self.moved_to is None:
            message = f"{self.key} is not postponed"
            raise ValueError(message)
        day, at = self.moved_to
        return replace(
            self,
            key=f"{self.key}{AGAIN}",
            day=day,
            at=at,
            moved_to=None,
            instead_of=self.starts_at,
            reason="",
            tells_until=tells_until,
        )

    def moved(self, day: date, at: time) -> PlannedSession:
        """The same session at another time."""
        return replace(self, day=day, at=at)


@dataclass(frozen=True, slots=True)
class PlannedVenue:
    """A hall of the story, and the organisation that keeps it."""

    name: str
    area: str
    capacity: int
    organisation: str
    accessible: bool = True
    sensitive: bool = False


VENUES = {
    "cedar": PlannedVenue("Cedar community hall", "LB11", 80, organisation="CARITAS"),
    "centre": PlannedVenue("Community centre, Beirut", "LB11", 120, organisation="IOM"),
    "corniche": PlannedVenue("Corniche meeting room", "LB11", 40, organisation="LAW"),
    "coast": PlannedVenue("Community room, Jounieh", "LB35", 60, organisation="CARITAS"),
    "harbour": PlannedVenue("Harbour hall", "LB56", 60, accessible=False, organisation="CARITAS"),
    "grove": PlannedVenue("Orange grove centre", "LB61", 50, organisation="UPEL"),
    "hillside": PlannedVenue("Hillside school theatre", "LB32", 150, organisation="KAFA"),
    "plain": PlannedVenue("Plain school hall, Zahle", "LB25", 150, organisation="UNODC"),
    "mall": PlannedVenue("City mall atrium", "LB36", 300, organisation="UNODC"),
    "seminar": PlannedVenue("Seminar room for justice officials", "LB11", 35, organisation="MOJ"),
    "shelter": PlannedVenue("Shelter common room", "LB32", 20, sensitive=True, organisation="KAFA"),
    "health": PlannedVenue("Health post", "LB32", 35, sensitive=True, organisation="UNODC"),
}
"""Halls by the story's own short names; those of the reference data are found by their full name."""
