"""An event as a tablet sends it, checked by validators that are compiled once, and what it is answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal, NotRequired
from uuid import UUID

import orjson
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, with_config
from typing_extensions import TypedDict

from app.attendance.public import MAX_DELTA, Delta
from app.field.rules.gaps import HIGHEST_SEQ
from app.field.rules.words import Outcome, Reason
from app.kernel.types import CODE_PATTERN, Command, Instant, NotNegative, Sex, Text, View, western_digits

MOST_EVENTS = 100
MOST_BYTES = 64 * 1024
VERSIONS = frozenset({1})
"""Payload versions that are understood: this one and the one before it, once there is one."""

_Code = Annotated[str, Field(min_length=1, max_length=64, pattern=CODE_PATTERN)]
"""A code as everywhere; its pattern alone refuses what cannot be printed, so no Python runs for each."""

_Steps = Annotated[
    Annotated[int, Field(strict=True, ge=1, le=MAX_DELTA)] | Delta, Field(union_mode="left_to_right")
]
"""A delta; the plain number that nearly all are is known without a look at its digits' script."""

_Why = Annotated[Text, Field(max_length=200)]
_Some = Annotated[int, BeforeValidator(western_digits), Field(ge=1, le=MAX_DELTA)]
_Ticket = Annotated[Text, Field(min_length=1, max_length=40)]


_STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True, populate_by_name=True)


class _Part(BaseModel):
    model_config = _STRICT


_plain = with_config(_STRICT)
"""What comes thirty times a grid is checked into a plain dictionary, which costs half of a model."""


@_plain
class CountPayload(TypedDict):
    """`delta` people more or fewer in a cell; typed in from a paper `sheet`, when there is one."""

    community: _Code
    sex: Literal["f", "m", "o", "ns"]
    age_band: _Code
    delta: _Steps
    sheet: NotRequired[UUID | None]


class DoorPayload(_Part):
    """`delta` people more or fewer through the door."""

    delta: _Steps


class CheckInPayload(_Part):
    """A ticket was shown: its code, or already its hash."""

    ticket: _Ticket


class KitPayload(_Part):
    """So many of an item went into hands: for a ticket, for people of a community, or both (stored apart)."""

    item: _Code
    quantity: _Some
    community: _Code | None = None
    sex: Sex | None = None
    age_band: _Code | None = None
    ticket: _Ticket | None = None


class TillPayload(_Part):
    """So many more of an item came back, were damaged, or cannot be explained. Additions, not totals."""

    item: _Code
    returned: NotNegative = 0
    damaged: NotNegative = 0
    unexplained: NotNegative = 0
    reason: _Why = ""


class LoadPayload(_Part):
    """So many of an item were loaded into the bag from a store."""

    item: _Code
    quantity: _Some
    from_id: UUID = Field(alias="from")


class RefusedPayload(_Part):
    """Somebody was not let in."""

    reason: _Why


class ClosePayload(_Part):
    """The report: the body of `POST /sessions/{id}/report` without its id."""

    report: dict[str, Any]


class VoidPayload(_Part):
    """An earlier event is taken back."""

    event_id: UUID
    reason: _Why = ""


class _Event(TypedDict):
    """What every event says. When it happened stays in the zone it was told in: whoever reads it brings it to UTC."""

    id: UUID
    seq: Annotated[int, Field(ge=1, le=HIGHEST_SEQ, strict=True)]
    session_id: UUID
    payload_version: Annotated[int, Field(strict=True)]
    occurred_at_device: AwareDatetime
    tz_offset: NotRequired[Annotated[int, Field(ge=-1080, le=1080)]]
    actor_claimed: NotRequired[UUID | None]


@_plain
class CountEvent(_Event):
    """Count."""

    kind: Literal["count"]
    payload: CountPayload


@_plain
class DoorEvent(_Event):
    """Door."""

    kind: Literal["door"]
    payload: DoorPayload


@_plain
class CheckInEvent(_Event):
    """Check-in."""

    kind: Literal["check_in"]
    payload: CheckInPayload


@_plain
class KitEvent(_Event):
    """Kit."""

    kind: Literal["kit"]
    payload: KitPayload


@_plain
class TillEvent(_Event):
    """Till."""

    kind: Literal["till"]
    payload: TillPayload


@_plain
class LoadEvent(_Event):
    """Load."""

    kind: Literal["load"]
    payload: LoadPayload


@_plain
class RefusedEvent(_Event):
    """Refused at the door."""

    kind: Literal["refused_at_door"]
    payload: RefusedPayload


@_plain
class CloseEvent(_Event):
    """Close."""

    kind: Literal["close"]
    payload: ClosePayload


@_plain
class VoidEvent(_Event):
    """Void."""

    kind: Literal["void"]
    payload: VoidPayload


NotACount = (
    DoorEvent | CheckInEvent | KitEvent | TillEvent | LoadEvent | RefusedEvent | CloseEvent | VoidEvent
)
Event = CountEvent | NotACount

one_event: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="kind")])
many_events: TypeAdapter[list[Event]] = TypeAdapter(list[Annotated[Event, Field(discriminator="kind")]])


class SendBatch(Command):
    """What a tablet sends: at most 100 events. Each event is looked at by itself, so here they are plain objects.

    `queue_length` is how many events wait on the tablet, these included; `oldest_at` when the first of them happened.
    """

    device_id: UUID
    sent_at_device: Instant
    app_version: Annotated[Text, Field(max_length=40)] = ""
    events: Annotated[list[Any], Field(max_length=MOST_EVENTS)]
    queue_length: Annotated[int, Field(ge=0, le=10_000_000)] | None = None
    oldest_at: Instant | None = None


@dataclass(slots=True)
class EventResult:
    """What became of one event. Plain, since there are a hundred of them in an answer."""

    id: UUID | str | None
    outcome: Outcome
    reason: Reason | None = None


class BatchAnswer(View):
    """The answer to a batch, always of this shape."""

    results: list[EventResult]
    next_expected_seq: int
    server_time: datetime
    message: str | None = None

    def as_json(self) -> bytes:
        """As it goes to the tablet; what is not known is left out."""
        results = [_said(one) for one in self.results]
        return as_told(results, self.next_expected_seq, self.server_time, self.message)


def as_told(
    results: Sequence[dict[str, Any]], next_expected_seq: int, server_time: datetime, message: str | None
) -> bytes:
    """The answer as it goes to the tablet."""
    said: dict[str, Any] = {
        "results": results,
        "next_expected_seq": next_expected_seq,
        "server_time": server_time,
    }
    if message is not None:
        said["message"] = message
    return orjson.dumps(said, option=orjson.OPT_UTC_Z)


def _said(result: EventResult) -> dict[str, Any]:
    if result.reason is None and result.id is not None:
        return {"id": result.id, "outcome": result.outcome}
    said = {"id": result.id, "outcome": result.outcome, "reason": result.reason}
    return {name: value for name, value in said.items() if value is not None}
