"""A tablet in the hands of Chantal: paired, it sends what happened and fetches what it needs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from app.field.rules.codes import read_code
from app.field.schemas.devices import ClaimDevice
from app.field.schemas.events import BatchAnswer, SendBatch
from app.field.use_cases import pairing
from app.field.use_cases.intake import take_batch
from app.field.use_cases.recognising import recognise
from app.kernel import clock
from app.kernel.ids import new_id
from app.platform.unit_of_work import UnitOfWork
from tests import world
from tests.world import an_id

KEY = b"a key of the tests"
Event = dict[str, Any]


def iso(instant: datetime) -> str:
    return instant.isoformat().replace("+00:00", "Z")


class Tablet:
    """Paired for a person; numbers its events without gaps. `clock_off` is how far its clock runs ahead."""

    def __init__(
        self,
        uow: UnitOfWork,
        person: str = "Chantal",
        *,
        label: str = "Tablet",
        clock_off: timedelta = timedelta(),
    ) -> None:
        self.uow = uow
        code = pairing.pair_from_command_line(label, world.email_of(person), uow=uow)
        assert read_code(code)
        made = pairing.claim(ClaimDevice(code=code), uow=uow)
        self.id, self.token, self.label = made.device_id, made.token, made.label
        self.seq = 0
        self.off = clock_off

    def event(self, kind: str, session: UUID, payload: dict[str, Any], **other: Any) -> Event:
        self.seq += 1
        return {
            "id": str(new_id()),
            "seq": self.seq,
            "kind": kind,
            "session_id": str(session),
            "payload": payload,
            "payload_version": 1,
            "occurred_at_device": iso(clock.now() + self.off),
            "tz_offset": 180,
            "actor_claimed": None,
            **other,
        }

    def count(
        self, session: UUID, delta: int = 1, community: str = "ET", sex: str = "f", **other: Any
    ) -> Event:
        payload = {"community": community, "sex": sex, "age_band": "18-59", "delta": delta}
        return self.event("count", session, payload, **other)

    def void(self, event: Event, **other: Any) -> Event:
        payload = {"event_id": event["id"], "reason": "mistake"}
        return self.event("void", UUID(event["session_id"]), payload, **other)

    def kit(self, session: UUID, **payload: Any) -> Event:
        return self.event("kit", session, {"item": "DK", "quantity": 1, **payload})

    def body(self, *events: Event, **other: Any) -> dict[str, Any]:
        return {
            "device_id": str(self.id),
            "sent_at_device": iso(clock.now() + self.off),
            "app_version": "1.0+test",
            "events": list(events),
            **other,
        }

    def send(self, *events: Event, uow: UnitOfWork | None = None, **other: Any) -> BatchAnswer:
        through = uow or self.uow
        device = recognise(self.token, uow=through)
        command = SendBatch.model_validate(self.body(*events, **other))
        return take_batch(device, command, key=KEY, uow=through)

    def outcomes(self, *events: Event) -> list[tuple[str, str | None]]:
        return [
            (result.outcome.value, result.reason.value if result.reason else None)
            for result in self.send(*events).results
        ]


def nobody() -> UUID:
    return uuid4()


__all__ = ["KEY", "Event", "Tablet", "an_id", "iso", "nobody"]
