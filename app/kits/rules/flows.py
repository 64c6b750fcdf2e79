"""What came, what stands, what went: the sums of a ledger in double entry, and what follows from them. Pure."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from uuid import UUID, uuid5

from app.kits.rules import LocationKind

MONTHS_LOOKED_AT = 6
"""Issues are averaged over so many whole months (standards.md 5.2: months of stock = balance / average monthly issues)."""


def workbench_of(organisation_id: UUID) -> UUID:
    """The place at which an organisation turns components into kits: one each, its id follows from the organisation."""
    return uuid5(organisation_id, "karama:assembly")


@dataclass(frozen=True, slots=True)
class Flow:
    """Pieces up to an instant, over the places a reader sees.

    received   from suppliers, less what went back to them
    assembled  made at the workbench; below zero: used up there for kits
    passed     taken over from places the reader does not see, less what was given to them
    in_stock   in stores and session bags
    on_the_road  sent, not yet received
    handed_out   with people; lost: damaged, expired, lost, missing in counts, less what was found

    Double entry makes `received + assembled + passed = in_stock + on_the_road + handed_out + lost`, always.
    """

    received: int = 0
    assembled: int = 0
    in_stock: int = 0
    on_the_road: int = 0
    handed_out: int = 0
    lost: int = 0

    @property
    def held(self) -> int:
        """On shelves, in bags and on the road."""
        return self.in_stock + self.on_the_road

    @property
    def passed(self) -> int:
        """What is left when everything seen is accounted for went to, or came from, where the reader sees nothing."""
        return self.held + self.handed_out + self.lost - self.received - self.assembled

    def __add__(self, other: Flow) -> Flow:
        return Flow(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))

    def __sub__(self, other: Flow) -> Flow:
        return Flow(*(getattr(self, one.name) - getattr(other, one.name) for one in fields(self)))


def flow_of(kind: LocationKind | None, net: int, *, transit: bool, bench: bool) -> Flow:
    """The flow of what places of one kind gained; None: all places inside an organisation together."""
    if kind is LocationKind.SUPPLIER:
        return Flow(assembled=-net) if bench else Flow(received=-net)
    if kind is LocationKind.BENEFICIARIES:
        return Flow(handed_out=net)
    if kind is LocationKind.LOSS:
        return Flow(lost=net)
    return Flow(on_the_road=net) if transit else Flow(in_stock=net)


@dataclass(frozen=True, slots=True)
class Statement:
    """A period: opening + received + assembled + passed - distributed - lost = closing."""

    opening: int
    received: int
    assembled: int
    passed: int
    distributed: int
    lost: int

    @property
    def closing(self) -> int:
        """What is left at the end."""
        return self.opening + self.received + self.assembled + self.passed - self.distributed - self.lost

    @property
    def empty(self) -> bool:
        """Nothing was there and nothing moved."""
        return not any(getattr(self, one.name) for one in fields(self))

    def __add__(self, other: Statement) -> Statement:
        return Statement(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


def statement_of(before: Flow, after: Flow) -> Statement:
    """The period between two instants."""
    period = after - before
    return Statement(
        before.held,
        period.received,
        period.assembled,
        period.passed,
        period.handed_out,
        period.lost,
    )


def months_before(day: date, months: int) -> date:
    """The first day of the month so many months before that of `day`."""
    at = day.year * 12 + day.month - 1 - months
    return date(at // 12, at % 12 + 1, 1)


def months_of_stock(balance: int, issued: int, months: int = MONTHS_LOOKED_AT) -> float | None:
    """For how many months a balance lasts if issues go on as in the last months; None when nothing was issued."""
    if issued <= 0:
        return None
    return round(max(balance, 0) * months / issued, 1)
