"""Batches on their way in: who may go in together, and who goes alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from app.access.actor import Actor
from app.field.rules.gaps import Arrived, arrive
from app.field.rules.times import measured
from app.field.rules.words import Kind, Outcome
from app.field.schemas.events import BatchAnswer, SendBatch, as_told
from app.field.store.devices import Held
from app.field.use_cases.intake.reading import Arrival, Delivery, read
from app.kernel.words import Words, _

_IN_ANY_ORDER = frozenset({Kind.COUNT, Kind.DOOR, Kind.CHECK_IN})
"""Kinds of which it makes no difference whether one tablet's come after another's or all at once."""


@dataclass(slots=True, eq=False)
class Opened:
    """What was in a parcel. `arrived`: which numbers of its tablet have arrived once it is in."""

    delivery: Delivery
    arrivals: list[Arrival]
    arrived: Arrived = field(default_factory=Arrived)
    ids: frozenset[int] = frozenset()
    in_any_order: bool = False

    def __post_init__(self) -> None:
        """Its events by the numbers of their ids; fewer than there are events when one stands in it twice. And whether
        it holds nothing but people and tickets, and nothing that was typed in from a sheet of paper.
        """
        self.ids = frozenset([one.id.int for one in self.arrivals])
        self.in_any_order = _IN_ANY_ORDER.issuperset([one.kind for one in self.arrivals]) and not any(
            one.payload.get("sheet") for one in self.arrivals
        )

    def is_surely_new(self) -> bool:
        """Whether no number of it ever came before."""
        highest = self.delivery.device.arrived.highest
        return not self.arrivals or self.arrivals[0].seq > highest

    def arrive(self, device: Held, now: datetime) -> None:
        """Its tablet is held."""
        self.delivery.device, self.delivery.clock = device, measured(now, self.delivery.sent_at)
        numbers = [one.seq for one in self.arrivals]
        numbers += [one.seq for one in self.delivery.refused if one.seq is not None]
        self.arrived = arrive(device.arrived, numbers)


@dataclass(slots=True, eq=False)
class Parcel:
    """A batch on its way in.

    shown        the hash of the credential it came with; None for a file
    device_id    the tablet whose file it is
    brought_by   who brings it as a file
    """

    command: SendBatch
    key: bytes
    shown: str | None = None
    device_id: UUID | None = None
    brought_by: Actor | None = None
    _read: Opened | None = None

    def look(self) -> Opened:
        """What is in it; read once, in the thread that asks first."""
        if self._read is None:
            delivery = Delivery(self.command.events, self.command.sent_at_device)
            self._read = Opened(delivery, read(delivery))
        return self._read

    def unpack(self) -> Opened:
        """What is in it, to be written on: an attempt that fails leaves the next one a clean copy."""
        opened, self._read = self.look(), None
        return opened

    @property
    def goes_with_others(self) -> bool:
        """Whether it holds nothing but people and tickets, and nothing that was typed in from a sheet of paper."""
        return self.look().in_any_order


def who_go_together(parcels: Iterable[Parcel]) -> list[Parcel]:
    """Those that can be taken as one set: one of each tablet, and no event in two of them."""
    together: list[Parcel] = []
    shown: set[Any] = set()
    ids: set[int] = set()
    for parcel in parcels:
        if not parcel.goes_with_others or parcel.shown in shown:
            continue
        own = parcel.look().ids
        if ids.isdisjoint(own):
            together.append(parcel)
            shown.add(parcel.shown)
            ids |= own
    return together


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a batch that was taken. `fresh`: its events that are stored now."""

    opened: Opened
    fresh: Sequence[Arrival]
    received_at: datetime

    def answer(self) -> BatchAnswer:
        """What its tablet is told, in the language it asked in."""
        delivery = self.opened.delivery
        results = delivery.results
        for one in self.fresh:
            results[one.place] = one.result()
        for refusal in delivery.refused:
            results[refusal.place] = refusal.result()
        return BatchAnswer.model_construct(
            results=[results[place] for place in range(len(delivery.raw))],
            next_expected_seq=self.opened.arrived.next_expected,
            server_time=self.received_at,
            message=self._message(),
        )

    def as_json(self) -> bytes:
        """The same as it goes out. Nearly always all of it is new and nothing odd; then no results are made of it first."""
        if len(self.fresh) < len(self.opened.delivery.raw) or any(one.reasons for one in self.fresh):
            return self.answer().as_json()
        said = [{"id": one.id, "outcome": _APPLIED} for one in sorted(self.fresh, key=_PLACE)]
        return as_told(said, self.opened.arrived.next_expected, self.received_at, self._message())

    def _message(self) -> str | None:
        message = _clock_is_wrong(self.opened.delivery)
        return str(message) if message else None


_APPLIED = Outcome.APPLIED.value
_PLACE = attrgetter("place")


def _clock_is_wrong(delivery: Delivery) -> Words | None:
    if not delivery.clock.suspect:
        return None
    minutes = round(abs(delivery.clock.skew.total_seconds()) / 60)
    if delivery.clock.skew.total_seconds() < 0:
        return _("The clock of this tablet is %(minutes)s minutes fast.") % {"minutes": minutes}
    return _("The clock of this tablet is %(minutes)s minutes slow.") % {"minutes": minutes}
