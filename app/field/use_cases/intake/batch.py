"""One batch while it is being taken: what came, what is known of it so far, what will be answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from app.access.actor import Actor
from app.field.rules.times import Clock
from app.field.rules.words import OF_A_TICKET, Kind, Reason
from app.field.schemas.events import EventResult
from app.field.store.devices import Held
from app.field.use_cases.intake.reading import Arrival, Refused
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
    """What the steps of the intake hand to one another.

    fresh       events that were not stored before, in the order of their numbers
    refused     what will be kept in quarantine
    results     the answer by place in what was sent
    actor       the person the tablet was paired for
    a_report_waits  a report of these sessions that came earlier did not add up yet
    key         the house's secret: ties a hand-out to a ticketed event in a way the database alone cannot
    """

    tx: Tx
    device: Held
    clock: Clock
    sent_at: datetime
    raw: list[Any]
    key: bytes
    actor: Actor
    fresh: list[Arrival]
    refused: list[Refused]
    results: dict[int, EventResult] = field(default_factory=dict)
    sessions: dict[UUID, SessionFacts] = field(default_factory=dict)
    a_report_waits: bool = False

    def of_kind(self, *kinds: Kind) -> list[Arrival]:
        """The fresh events of these kinds."""
        return [arrival for arrival in self.fresh if arrival.kind in kinds]

    def refuse(self, arrivals: Iterable[Arrival], reason: Reason) -> None:
        """These cannot be taken after all."""
        out = {arrival.place for arrival in arrivals}
        if out:
            self.refused += [Refused(place, reason, self.raw[place]) for place in sorted(out)]
            self.fresh = [arrival for arrival in self.fresh if arrival.place not in out]
