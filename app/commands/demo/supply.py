"""How kits and materials came to the stores in time: deliveries and transfers that follow from the sessions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from app.commands.demo.plan import PlannedSession
from app.commands.demo.themes import BROCHURE, CLIPBOARD, KIT, PIN
from app.sessions.rules import SessionStatus

MAIN = {KIT: "iom", PIN: "unodc", CLIPBOARD: "unodc", BROCHURE: "unodc"}
"""The store at which deliveries of an item arrive."""

STORES = {
    "iom": ("IOM", "Warehouse of IOM, Beirut"),
    "caritas": ("CARITAS", "Store of Caritas, Beirut"),
    "kafa": ("KAFA", "Store of KAFA"),
    "unodc": ("UNODC", "Store of UNODC"),
}
KEEPS = {"iom": "Amina", "caritas": "Daoud", "kafa": "Maya", "unodc": "Farid"}
"""Who enters what happens at a store: its storekeeper, or a coordinator where there is none."""

MATERIALS_PAID_BY = "GLOS83"
"""The campaign pays for pins, clipboards and brochures."""

SLACK = 30
"""How many more than needed a delivery brings: something stays on the shelf."""

_LOADED = frozenset({SessionStatus.IN_PROGRESS, SessionStatus.REPORTED, SessionStatus.VERIFIED})
"""States in which the bag was packed; for a session that is only confirmed the kits still stand in the store."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A lot that arrives at a store on a day, with its goods received note."""

    key: str
    item: str
    store: str
    quantity: int
    project: str | None
    at: datetime
    expires_on: date | None
    unit_cost: str
    variant: str | None = None
    paper: str = ""

    @property
    def note(self) -> str:
        """The number of the goods received note, which is also the label of the lot."""
        return self.paper or f"GRN-{self.key}"


@dataclass(frozen=True, slots=True)
class Transfer:
    """Part of a delivery that goes on to another store, with a waybill."""

    key: str
    delivery: Delivery
    to: str
    quantity: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Season:
    """Sessions that live from the same deliveries, and who pays for the kits."""

    name: str
    begins: date
    ends: date
    project: str
    shelf_years: int


def store_of(session: PlannedSession, item: str) -> str:
    """The store from which a session is loaded."""
    own = {"CARITAS": "caritas", "KAFA": "kafa"}
    return own.get(session.lead, MAIN[item]) if item == KIT else MAIN[item]


def is_loaded(session: PlannedSession) -> bool:
    """Whether the story comes to the point where kits are loaded for it."""
    return bool(session.loaded) and session.tells_until in _LOADED


def _earmark(session: PlannedSession, item: str, season: Season) -> str | None:
    """Who paid for what this session is loaded with: the project that brings it, if the session is its; else nobody."""
    project = season.project if item == KIT else MATERIALS_PAID_BY
    return project if any(code == project for code, _share in session.projects) else None


def supply(sessions: Iterable[PlannedSession], season: Season) -> tuple[list[Delivery], list[Transfer]]:
    """Deliveries and transfers before the season, enough for every session that is loaded in it.

    What a project paid for goes to its own sessions; the others live from deliveries nobody earmarked.
    """
    needs: dict[tuple[str, str | None], Counter[str]] = defaultdict(Counter)
    for session in sessions:
        if is_loaded(session) and season.begins <= session.day <= season.ends:
            for item, quantity in session.loaded:
                needs[item, _earmark(session, item, season)][store_of(session, item)] += quantity
    arrives = datetime.combine(season.begins, datetime.min.time(), UTC) - timedelta(days=12, hours=-8)
    deliveries: list[Delivery] = []
    transfers: list[Transfer] = []
    for (item, project), by_store in sorted(needs.items(), key=lambda need: (need[0][0], need[0][1] or "")):
        expires = season.begins.replace(year=season.begins.year + season.shelf_years) if item == KIT else None
        delivery = Delivery(
            key=f"{season.name}-{item}" if project else f"{season.name}-{item}-FREE",
            item=item,
            store=MAIN[item],
            quantity=-(-(by_store.total() + SLACK) // 50) * 50,
            project=project,
            at=arrives,
            expires_on=expires,
            unit_cost={KIT: "14.50", PIN: "0.40", CLIPBOARD: "2.10", BROCHURE: "0.15"}[item],
        )
        deliveries.append(delivery)
        transfers.extend(
            Transfer(f"{delivery.key}-{store}", delivery, store, quantity, arrives + timedelta(days=5))
            for store, quantity in sorted(by_store.items())
            if store != MAIN[item]
        )
    return deliveries, transfers


YEAR_SEASONS = (
    Season("2022-01", date(2022, 2, 1), date(2022, 5, 31), "XMEX19", 3),
    Season("2022-02", date(2022, 6, 1), date(2022, 9, 30), "LBNT39", 3),
    Season("2022-03", date(2022, 10, 1), date(2023, 2, 28), "LBNT39", 3),
)


def present_season(today: date) -> Season:
    """The deliveries behind the sessions around today; the kits expire within the year."""
    begins = today - timedelta(days=30)
    return Season(f"{today.year}-{today.month:02d}", begins, today + timedelta(days=30), "LBNT39", 1)
