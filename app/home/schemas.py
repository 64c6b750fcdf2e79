"""What the start page shows: one part for each role a person holds, and nothing that is not shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from app.access.permissions import Role
from app.home.rules import PARTS, Agreement, NextStep, Quarter
from app.kernel.types import Names
from app.kernel.words import Words
from app.projects.public import ProjectView
from app.reports.public import DueReport, ProtectedCube
from app.sessions.public import SessionStatus


@dataclass(frozen=True, slots=True)
class KitNeed:
    """How many of an item are planned for a session, and how many are in its bag already."""

    names: Names
    planned: int
    loaded: int

    @property
    def missing(self) -> int:
        """How many are still to be loaded."""
        return max(self.planned - self.loaded, 0)


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session in a list of the start page. `organisations` are codes, the lead first.

    `booked` seats are None where nobody ever booked; a `clash` is another session at its hall or with its people.
    """

    id: UUID
    code: str
    title: str
    status: SessionStatus
    local_date: date
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    venue: str
    organisations: tuple[str, ...]
    reached: int
    door: int
    kits: int
    agreement: Agreement
    next_step: NextStep
    capacity: int
    needs: tuple[KitNeed, ...] = ()
    in_bag: int = 0
    booked: int | None = None
    clash: bool = False


@dataclass(frozen=True, slots=True)
class MonthReach:
    """People reached in a month (its first day): verified, and counted but still to be verified."""

    month: date
    verified: int
    unverified: int


@dataclass(frozen=True, slots=True)
class CoordinatorPart:
    """The programme in this quarter, and what waits for a coordinator.

    `target` is what the running projects want in this quarter, None when none says. `joint` is None when
    there are too many sessions to tell. `reported` and `proposed` are numbers of sessions; 1,000 means that or more.
    `tablets` hold unsent work for more than a day. `periods_to_close` ended a month ago and are open still.
    """

    quarter: Quarter
    people_reached: int
    target: int | None
    sessions_held: int
    joint: int | None
    cancelled: int
    kits_given: int
    kits_in_stock: int
    kits_expiring: int
    reported: int
    proposed: int
    to_verify: tuple[SessionRow, ...]
    to_confirm: tuple[SessionRow, ...]
    months: tuple[MonthReach, ...]
    month_target: int | None
    exceptions: int = 0
    tablets: int = 0
    counts_to_approve: int = 0
    periods_closing: int = 0
    periods_to_close: int = 0

    @property
    def share(self) -> float | None:
        """Reached of the target; None without one."""
        return self.people_reached / self.target if self.target else None


@dataclass(frozen=True, slots=True)
class PlannerPart:
    """The work of a planner's organisations in the next seven days, and what waits for an answer or a report."""

    week: tuple[SessionRow, ...]
    invitations: tuple[SessionRow, ...]
    proposed: tuple[SessionRow, ...]
    unreported: tuple[SessionRow, ...]


@dataclass(frozen=True, slots=True)
class FacilitatorPart:
    """The sessions somebody runs: those still to be closed, today's, the next seven days'."""

    unfinished: tuple[SessionRow, ...]
    today: tuple[SessionRow, ...]
    soon: tuple[SessionRow, ...]


@dataclass(frozen=True, slots=True)
class ShelfRow:
    """What a store holds of an item. Below zero: somebody handed out what was never entered."""

    place_id: UUID
    place: str
    names: Names
    quantity: int
    expiring: int


@dataclass(frozen=True, slots=True)
class ExpiringRow:
    """A lot that expires soon, or has (`over`)."""

    label: str
    names: Names
    place: str
    quantity: int
    expires_on: date
    over: bool


@dataclass(frozen=True, slots=True)
class RoadRow:
    """A shipment from or to one of the reader's stores that was sent and is not received."""

    id: UUID
    number: str
    from_place: str
    to_place: str
    sent_at: datetime
    quantity: int


@dataclass(frozen=True, slots=True)
class StorekeeperPart:
    """What leaves, what is on the road, what expires, what stands where, and bags that never came back."""

    leaving: tuple[SessionRow, ...]
    on_the_road: tuple[RoadRow, ...]
    expiring: tuple[ExpiringRow, ...]
    shelves: tuple[ShelfRow, ...]
    bags_out: tuple[SessionRow, ...]

    @property
    def below_zero(self) -> int:
        """How many shelves hold less than nothing."""
        return sum(1 for shelf in self.shelves if shelf.quantity < 0)


@dataclass(frozen=True, slots=True)
class DonorPart:
    """The projects a donor pays for. No figures: those stand in reports, where small numbers are protected."""

    projects: tuple[ProjectView, ...]


@dataclass(frozen=True, slots=True)
class AdministratorPart:
    """The state of the house. `unsealed` counts events that wait for their seal; 1,000 means that or more."""

    active: int
    invited: int
    inactive: int
    unsealed: int
    last_event: datetime | None
    one_file: bool


@dataclass(frozen=True, slots=True)
class StartPage:
    """One part for each role, in order; all None for somebody without a role.

    `due` are reports of periods that are over, still owed: to be made, to be sent to a donor, or held up by sessions.
    """

    name: str
    today: date
    coordinator: CoordinatorPart | None = None
    planner: PlannerPart | None = None
    facilitator: FacilitatorPart | None = None
    storekeeper: StorekeeperPart | None = None
    donor: DonorPart | None = None
    administrator: AdministratorPart | None = None
    due: tuple[DueReport, ...] = ()

    @property
    def due_stands_with(self) -> Role | None:
        """The role in whose part the reports that are owed are told, once."""
        parts = (Role.COORDINATOR, Role.PLANNER, Role.DONOR)
        return (
            next((role for role in parts if getattr(self, role.value) is not None), None)
            if self.due
            else None
        )

    @property
    def first(self) -> Role | None:
        """The role whose part stands on top: its heading is the title of the page."""
        return next((role for role in PARTS if getattr(self, role.value) is not None), None)


@dataclass(frozen=True, slots=True)
class RoleHelp:
    """One role on the help page; `mine` when the reader holds it."""

    code: str
    name: Words
    mine: bool
    steps: tuple[Words, ...]
    rights: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One line of the audit trail with names instead of ids where there is a name.

    `subject` is a readable name of what it happened to, or its id; `href` leads to it, None where the reader
    has no page for it. `facts` are what was noted with it, as JSON text.
    """

    at: datetime
    action: str
    subject_kind: str
    subject_id: str
    subject: str
    href: str | None
    organisation: str
    who: str
    door: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AreaReach:
    """People reached and sessions held in a district (or wider); `governorate` is the P-code it lies in, or its own."""

    code: str
    names: Names
    governorate: str
    governorate_names: Names
    reached: int
    sessions: int


@dataclass(frozen=True, slots=True)
class StockRow:
    """What a store holds of an item, and how much of it expires within 90 days."""

    place_id: UUID
    place: str
    names: Names
    quantity: int
    expiring: int


@dataclass(frozen=True, slots=True)
class Board:
    """A month in the reader's scope. `target` is what the running projects want in it, None without one or for partners.

    `kits_given` hold those `kits_at_points`. `months` end with the one shown. `not_reported` counts sessions of past days
    by status. `exceptions`, `tablets`, `closing` (periods that are being closed) and `to_close` (ended, open still) are
    None for whom they are not meant.
    """

    month: date
    last: date
    today: date
    reached: int
    unverified: int
    sessions_held: int
    kits_given: int
    kits_at_points: int
    target: int | None
    months: tuple[MonthReach, ...]
    areas: tuple[AreaReach, ...]
    reported: int
    not_reported: dict[SessionStatus, int]
    stock: tuple[StockRow, ...]
    exceptions: int | None = None
    tablets: int | None = None
    closing: int | None = None
    to_close: int | None = None

    @property
    def yesterday(self) -> date:
        """The last day whose sessions should be over."""
        return self.today - timedelta(days=1)

    @property
    def share(self) -> float | None:
        """Reached of the target; None without one."""
        return self.reached / self.target if self.target else None


@dataclass(frozen=True, slots=True)
class GrantBoard:
    """What was last sent of a grant to its donor, small counts protected; None: nothing yet."""

    project: ProjectView
    cube: ProtectedCube | None


@dataclass(frozen=True, slots=True)
class Dashboard:
    """The board of somebody who makes reports, or the boards of a donor's grants."""

    board: Board | None
    grants: tuple[GrantBoard, ...]
