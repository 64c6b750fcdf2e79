"""From what a tablet sent to events that can be taken: each looked at by itself, one bad one spoils no other."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any, cast
from uuid import UUID

import orjson
from pydantic import ValidationError

from app.access.actor import Actor
from app.closing.public import CloseSession, note_problems
from app.field.rules.gaps import HIGHEST_SEQ
from app.field.rules.times import Clock
from app.field.rules.words import IN_ORDER, Kind, Outcome, Reason
from app.field.schemas.events import (
    VERSIONS,
    CloseEvent,
    CountPayload,
    Event,
    EventResult,
    NotACount,
    many_events,
    one_event,
)
from app.field.store.devices import Held
from app.kernel.guard import personal_data
from app.registration.public import FirstUse, ticket_hash
from app.sessions.public import SessionFacts

_HASH = re.compile(r"[0-9a-f]{32}")
_BY_SEQ = attrgetter("seq")
NOT_YET = datetime(2000, 1, 1, tzinfo=UTC)
_KINDS = {kind.value: kind for kind in Kind}
_MOST_KEPT = 4_000
"""Signs kept of something that was not understood."""


@dataclass(slots=True, eq=False)
class Delivery:
    """What one tablet sent at once. The lower fields are filled when its tablet is held.

    raw       the events as they came
    stints    who recorded something of it where
    results   the answer by place in what was sent
    refused   what will be kept in quarantine
    actor     the person the tablet was paired for
    """

    raw: list[Any]
    sent_at: datetime
    stints: list[Stint] = field(default_factory=list)
    results: dict[int, EventResult] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)
    device: Held = None  # type: ignore[assignment]  # filled before anybody looks
    actor: Actor = None  # type: ignore[assignment]  # filled before anybody looks
    clock: Clock = None  # type: ignore[assignment]  # filled before anybody looks


@dataclass(slots=True, eq=False)
class Stint:
    """What one person recorded at one session, as it came in one delivery: what is the same for all of it is looked at
    once. The lower fields are filled when its session is held.

    claimed   who is said to have recorded it, None: the person of the tablet
    actor     whose work it is
    """

    delivery: Delivery
    session_id: UUID
    claimed: UUID | None
    session: SessionFacts = None  # type: ignore[assignment]  # filled before anybody looks
    actor: Actor = None  # type: ignore[assignment]  # filled before anybody looks


@dataclass(slots=True, eq=False)
class Arrival:
    """An event on its way in. The lower fields are filled step by step while it is taken.

    stint     what it is a part of
    event     it as it was sent, and understood
    told_at   when it happened by its tablet's clock, in UTC
    payload   what is kept of it: a ticket only as its hash, and then no cell
    late      its session is verified: it stands in the ledgers but in no figure
    first     the use of its ticket that counts instead
    """

    stint: Stint
    place: int
    id: UUID
    seq: int
    event: Event
    told_at: datetime
    kind: Kind
    content: str
    payload: dict[str, Any]
    ticket: str | None = None
    report: CloseSession | None = None
    occurred_at: datetime = NOT_YET
    late: bool = False
    waits: bool = False
    first: FirstUse | None = None
    reasons: frozenset[Reason] = frozenset()

    @property
    def delivery(self) -> Delivery:
        """What it came with."""
        return self.stint.delivery

    @property
    def session_id(self) -> UUID:
        """Where it happened."""
        return self.stint.session_id

    @property
    def session(self) -> SessionFacts:
        """Where it happened, once that is held."""
        return self.stint.session

    @property
    def actor(self) -> Actor:
        """Whose work it is."""
        return self.stint.actor

    @property
    def recorded_by(self) -> UUID:
        """Whose work it is."""
        return self.stint.actor.person_id

    @property
    def reason(self) -> Reason | None:
        """What is told of several reasons."""
        return min(self.reasons, key=IN_ORDER.__getitem__) if self.reasons else None

    def flag(self, *reasons: Reason) -> None:
        """Something is odd about it, though it happened all the same."""
        self.reasons = self.reasons.union(reasons)

    def result(self) -> EventResult:
        """What the tablet is told."""
        if not self.reasons:
            return EventResult(self.id, Outcome.APPLIED)
        return EventResult(self.id, Outcome.CONFLICT, self.reason)


@dataclass(slots=True)
class Refused:
    """Something that cannot be taken: kept word for word but for its ticket."""

    place: int
    reason: Reason
    raw: Any

    @property
    def seq(self) -> int | None:
        """Its number, if it has one: it did arrive."""
        number = self.raw.get("seq") if isinstance(self.raw, dict) else None
        good = isinstance(number, int) and not isinstance(number, bool) and 0 < number <= HIGHEST_SEQ
        return number if good else None

    @property
    def event_id(self) -> UUID | None:
        """Its id, if it has one."""
        try:
            return UUID(self.raw["id"])
        except (KeyError, TypeError, ValueError, AttributeError):
            return None

    def body(self) -> str:
        """What is kept of it. A payload with a ticket keeps neither the ticket nor the cell."""
        raw = self.raw
        if isinstance(raw, dict) and isinstance(raw.get("payload"), dict) and "ticket" in raw["payload"]:
            raw = {**raw, "payload": {key: raw["payload"][key] for key in ("item",) if key in raw["payload"]}}
        return orjson.dumps(raw, option=orjson.OPT_NON_STR_KEYS).decode()[:_MOST_KEPT]

    def result(self) -> EventResult:
        """What the tablet is told."""
        said = self.raw.get("id") if isinstance(self.raw, dict) else None
        name = said[:64] if isinstance(said, str) else None
        return EventResult(name, Outcome.REJECTED, self.reason)


def read(delivery: Delivery) -> list[Arrival]:
    """The events that are understood, in the order of their numbers; the others are refused."""
    events = delivery.raw
    arrivals: list[Arrival] = []
    try:
        parsed: list[Event | Reason] = [*many_events.validate_python(events)]
    except ValidationError:
        parsed = [_one(raw) for raw in events]
    stints: dict[tuple[Any, Any], Stint] = {}
    for place, event in enumerate(parsed):
        known = event if isinstance(event, Reason) else _arrival(delivery, stints, place, event)
        if isinstance(known, Reason):
            delivery.refused.append(Refused(place, known, events[place]))
        else:
            arrivals.append(known)
    delivery.stints = list(stints.values())
    arrivals.sort(key=_BY_SEQ)
    return arrivals


def _stint(
    stints: dict[tuple[Any, Any], Stint], delivery: Delivery, raw: dict[str, Any], event: Event
) -> Stint:
    """What an event is a part of; known by the words it came in, which are compared quicker than ids."""
    said = (raw["session_id"], raw.get("actor_claimed"))
    stint = stints.get(said)
    if stint is None:
        stint = stints[said] = Stint(delivery, event["session_id"], event.get("actor_claimed"))
    return stint


def _one(raw: Any) -> Event | Reason:
    try:
        return one_event.validate_python(raw)
    except ValidationError:
        version = raw.get("payload_version") if isinstance(raw, dict) else None
        unknown = isinstance(version, int) and version not in VERSIONS
        return Reason.UNKNOWN_VERSION if unknown else Reason.MALFORMED


def _arrival(
    delivery: Delivery, stints: dict[tuple[Any, Any], Stint], place: int, event: Event
) -> Arrival | Reason:
    if event["payload_version"] not in VERSIONS:
        return Reason.UNKNOWN_VERSION
    try:
        told_at = event["occurred_at_device"].astimezone(UTC)
    except OverflowError:
        return Reason.MALFORMED
    kept = _cell(event["payload"]) if event["kind"] == "count" else _looked_at(event)
    if isinstance(kept, Reason):
        return kept
    report = _report(event) if event["kind"] == "close" else None
    if isinstance(report, Reason):
        return report
    return Arrival(
        _stint(stints, delivery, delivery.raw[place], event),
        place,
        event["id"],
        event["seq"],
        event,
        told_at,
        _KINDS[event["kind"]],
        _content(event, told_at, kept),
        kept,
        kept.get("ticket"),
        report,
    )


def _looked_at(event: NotACount) -> dict[str, Any] | Reason:
    """What is kept of anything but a count."""
    kept = event["payload"].model_dump(mode="json", by_alias=True, exclude_none=True)
    if any(personal_data(str(kept[name])) for name in ("reason",) if kept.get(name)):
        return Reason.MALFORMED
    if said := kept.get("ticket"):
        ticket = said if _HASH.fullmatch(said) else ticket_hash(event["session_id"], said)
        if ticket is None:
            return Reason.MALFORMED
        return {name: kept[name] for name in ("item", "quantity") if name in kept} | {"ticket": ticket}
    if event["kind"] == "kit" and "community" not in kept:
        return Reason.MALFORMED
    return kept


def _report(event: CloseEvent) -> CloseSession | Reason:
    try:
        report = CloseSession.model_validate({**event["payload"].report, "id": event["id"]})
    except (ValidationError, TypeError):
        return Reason.MALFORMED
    return Reason.MALFORMED if note_problems(report) else report


def _cell(said: CountPayload) -> dict[str, Any]:
    """What is kept of a count, which is most of what tablets send."""
    cell = cast("dict[str, Any]", said)
    if "sheet" in cell:
        sheet = cell.pop("sheet")
        if sheet is not None:
            cell["sheet"] = str(sheet)
    return cell


def _content(event: Event, told_at: datetime, payload: dict[str, Any]) -> str:
    """Tells the same event again from another one under its id. Neither tablet nor number belong to it: an event
    that comes by file or after the tablet was paired anew is the same.
    """
    said = (
        event["kind"],
        event["session_id"],
        payload,
        event["payload_version"],
        told_at,
        event.get("tz_offset", 0),
        event.get("actor_claimed"),
    )
    return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()
