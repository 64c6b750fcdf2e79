"""What is kept of what was sent: the events as they came, what was not understood, exceptions, and one line of audit."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from app.field.rules.words import OF_A_TICKET, Outcome
from app.field.store import events
from app.field.store import exceptions as exception_store
from app.field.use_cases.intake.batch import Batch, about
from app.field.use_cases.intake.reading import Arrival, Delivery, Refused, Stint
from app.kernel.ids import new_id
from app.platform.sheaves import Sheaf

_APPLIED, _CONFLICT = Outcome.APPLIED.value, Outcome.CONFLICT.value


def keep(batch: Batch) -> None:
    """Store everything, set-based."""
    db = batch.tx.db
    _keep_refused(batch)
    if not batch.fresh:
        return
    parts = batch.stints
    events.append(db, [_stored(batch, stint, arrivals) for stint, arrivals in parts.items()])
    waiting = [one for one in batch.fresh if one.waits]
    if waiting:
        events.let_wait(db, [{"event_id": one.id, "session_id": one.session.id} for one in waiting])
    flagged = [one for one in batch.fresh if one.reasons]
    if flagged:
        _open_exceptions(batch, flagged)
    received: Counter[tuple[Delivery, UUID]] = Counter()
    for stint, arrivals in parts.items():
        received[stint.delivery, stint.session.id] += len(arrivals)
    for (delivery, session_id), number in received.items():
        batch.tx.record(
            "field.received",
            delivery.actor,
            "session",
            session_id,
            organisation_id=batch.sessions[session_id].lead_organisation_id,
            data={"events": number, "device": str(delivery.device.id)},
        )


def _keep_refused(batch: Batch) -> None:
    """What was not understood goes into quarantine, word for word."""
    rows = []
    for delivery in batch.deliveries:
        if delivery.refused:
            rows += [_quarantined(batch, delivery, one) for one in delivery.refused]
            batch.tx.record(
                "field.refused",
                delivery.actor,
                "device",
                delivery.device.id,
                organisation_id=delivery.device.organisation_id,
                data={"reasons": dict(Counter(one.reason.value for one in delivery.refused))},
            )
    if rows:
        events.quarantine(batch.tx.db, rows)


def _quarantined(batch: Batch, delivery: Delivery, one: Refused) -> dict[str, Any]:
    body = one.body()
    return {
        "id": new_id(),
        "device_id": delivery.device.id,
        "event_id": one.event_id,
        "seq": one.seq,
        "reason": one.reason.value,
        "body": body,
        "content": hashlib.sha256(body.encode()).hexdigest(),
        "received_at": batch.received_at,
    }


def _stored(batch: Batch, stint: Stint, arrivals: Sequence[Arrival]) -> Sheaf:
    """The rows of the events of a stint."""
    events = [one.event for one in arrivals]
    reasons = [one.reason for one in arrivals]
    same = {
        "device_id": stint.delivery.device.id,
        "session_id": stint.session.id,
        "sent_at": stint.delivery.sent_at,
        "received_at": batch.received_at,
        "actor_claimed": stint.claimed,
        "recorded_by": stint.actor.person_id,
    }
    each: dict[str, Sequence[Any]] = {
        "id": [one.id for one in arrivals],
        "seq": [one.seq for one in arrivals],
        "payload": [one.payload for one in arrivals],
        "content": [one.content for one in arrivals],
        "occurred_at_device": [one.told_at for one in arrivals],
        "occurred_at": [one.occurred_at for one in arrivals],
    }
    perhaps: dict[str, Sequence[Any]] = {
        "kind": [event["kind"] for event in events],
        "payload_version": [event["payload_version"] for event in events],
        "target_id": [event["payload"].event_id if event["kind"] == "void" else None for event in events],
        "tz_offset": [event.get("tz_offset", 0) for event in events],
        "outcome": [_CONFLICT if reason else _APPLIED for reason in reasons],
        "reason": [reason.value if reason else None for reason in reasons],
    }
    return Sheaf.of(same, each, perhaps)


def _open_exceptions(batch: Batch, flagged: list[Arrival]) -> None:
    """One for each ticket used twice; one for each tablet, session and other reason, however many events."""
    rows: dict[str, dict[str, Any]] = {}
    under: list[tuple[str, dict[str, Any]]] = []
    for one in flagged:
        for reason in sorted(one.reasons):
            subject = about(reason, one.session.id, one.delivery.device.id, one.id)
            rows.setdefault(
                subject,
                {
                    "id": new_id(),
                    "about": subject,
                    "reason": reason.value,
                    "session_id": one.session.id,
                    "state": "open",
                    "opened_at": batch.received_at,
                    "note": "",
                    "version": 1,
                },
            )
            under.append((subject, _link(one.id, one.delivery.device.id, one.occurred_at, 1)))
            if one.first is not None and reason in OF_A_TICKET:
                first = one.first
                under.append((subject, _link(first.event_id, first.device_id, first.occurred_at, 0)))
    exception_store.open_many(batch.tx.db, list(rows.values()), under)


def _link(event_id: Any, device_id: Any, occurred_at: Any, position: int) -> dict[str, Any]:
    return {
        "event_id": event_id,
        "device_id": device_id,
        "occurred_at": occurred_at,
        "position": position,
    }
