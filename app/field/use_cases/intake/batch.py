"""What is being taken: what came, what is known of it so far, what will be answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from app.access.actor import Actor
from app.field.rules.words import OF_A_TICKET, Kind, Reason
from app.field.use_cases.intake.reading import Arrival, Delivery, Refused, Stint
from app.platform.unit_of_work import Tx
from app.sessions.public import SessionFacts


def about(reason: Reason, session_id: UUID, device_id: UUID, event_id: UUID) -> str:
    """What an exception is about: a use of a ticket, else all events of a tablet at a session with one reason."""
    if reason in OF_A_TICKET:
        return f"{reason.value}:{event_id}"
    return f"{reason.value}:{session_id}:{device_id}"


@dataclass(frozen=True, slots=True)
class TakenBack:
    """The effect of an event that is taken back now. `told_by` arrived in this batch: the void or, when that came
    before it, the event itself.
    """

    target_id: UUID
    kind: Kind
    payload: dict[str, Any]
    void_id: UUID
    told_by: Arrival


@dataclass(slots=True)
class Batch:
    """What is taken as one set, from one tablet or from several, and what the steps of the intake hand to one another.

    deliveries      what each tablet sent
    fresh           events that were not stored before: tablet after tablet, each in the order of their numbers
    received_at     the instant that counts as the arrival of all of it
    a_report_waits  a report of these sessions that came earlier did not add up yet
    key             the house's secret: ties a hand-out to a ticketed event in a way the database alone cannot
    """

    tx: Tx
    key: bytes
    received_at: datetime
    deliveries: list[Delivery]
    fresh: list[Arrival]
    people: dict[tuple[UUID, UUID], Actor]
    sessions: dict[UUID, SessionFacts] = field(default_factory=dict)
    a_report_waits: bool = False
    _by_kind: dict[Kind, list[Arrival]] | None = None
    _stints: dict[Stint, list[Arrival]] | None = None

    @property
    def stints(self) -> dict[Stint, list[Arrival]]:
        """The fresh events by what they are a part of."""
        if self._stints is None:
            self._stints = by_stint(self.fresh)
        return self._stints

    def of_kind(self, *kinds: Kind) -> list[Arrival]:
        """The fresh events of these kinds."""
        if self._by_kind is None:
            self._by_kind = defaultdict(list)
            for one in self.fresh:
                self._by_kind[one.kind].append(one)
        found = [self._by_kind[kind] for kind in kinds if kind in self._by_kind]
        if len(found) < 2:
            return found[0] if found else []
        return [one for one in self.fresh if one.kind in kinds]

    def refuse(self, arrivals: Collection[Arrival], reason: Reason) -> None:
        """These cannot be taken after all."""
        if arrivals:
            out = set(arrivals)
            for one in arrivals:
                one.delivery.refused.append(Refused(one.place, reason, one.delivery.raw[one.place]))
            self.fresh = [arrival for arrival in self.fresh if arrival not in out]
            self._by_kind = self._stints = None


def by_stint(arrivals: Iterable[Arrival]) -> dict[Stint, list[Arrival]]:
    """These events by what they are a part of."""
    parts: dict[Stint, list[Arrival]] = {}
    for one in arrivals:
        part = parts.get(one.stint)
        if part is None:
            part = parts[one.stint] = []
        part.append(one)
    return parts
