"""Counts and doors go to their ledgers, and so does the opposite of what was taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

from app.attendance import public as attendance
from app.attendance.public import CountRow, DoorRow, Source
from app.field.rules.words import Kind, Reason
from app.field.use_cases.intake.batch import Batch, TakenBack
from app.field.use_cases.intake.reading import Arrival
from app.kernel.errors import Conflict, NotFound

_PAPER, _TAP = Source.PAPER.value, Source.TAP.value


def _count_row(
    batch: Batch, one: Arrival, identity: UUID, said: Mapping[str, Any], reverses: UUID | None
) -> CountRow:
    return {
        "id": identity,
        "session_id": one.session.id,
        "community": said["community"],
        "sex": said["sex"],
        "age_band": said["age_band"],
        "delta": said["delta"] if reverses is None else -said["delta"],
        "source": _PAPER if "sheet" in said else _TAP,
        "device_id": one.delivery.device.id,
        "seq": one.seq,
        "recorded_by": one.recorded_by,
        "occurred_at": one.occurred_at,
        "sent_at": one.delivery.sent_at,
        "received_at": batch.received_at,
        "reverses": reverses,
        "late": one.late,
        "sheet_id": UUID(said["sheet"]) if "sheet" in said else None,
    }


def _door_row(batch: Batch, one: Arrival, identity: UUID, delta: int) -> DoorRow:
    return {
        "id": identity,
        "session_id": one.session.id,
        "delta": delta,
        "device_id": one.delivery.device.id,
        "seq": one.seq,
        "recorded_by": one.recorded_by,
        "occurred_at": one.occurred_at,
        "received_at": batch.received_at,
        "late": one.late,
    }


def count(batch: Batch, backs: Sequence[TakenBack]) -> None:
    """Append everything that was counted, then its opposites; a fixed number of statements."""
    counts = [_count_row(batch, one, one.id, one.payload, None) for one in batch.of_kind(Kind.COUNT)]
    counts += [
        _count_row(batch, back.told_by, back.void_id, back.payload, back.target_id)
        for back in backs
        if back.kind is Kind.COUNT
    ]
    doors = [_door_row(batch, one, one.id, one.payload["delta"]) for one in batch.of_kind(Kind.DOOR)]
    doors += [
        _door_row(batch, back.told_by, back.void_id, -back.payload["delta"])
        for back in backs
        if back.kind is Kind.DOOR
    ]
    if counts or doors:
        attendance.append(batch.tx, counts, doors)


def use_sheets(batch: Batch) -> None:
    """A paper sheet counts once, whoever typed it in: what another entry of it says is kept apart for a person to see.

    The tablet sends a sheet as several events, perhaps in several batches; together they are one entry of it.
    """
    sheets: dict[tuple[UUID, UUID, UUID], list[Arrival]] = {}
    for one in batch.of_kind(Kind.COUNT):
        if sheet := one.payload.get("sheet"):
            entry = (one.session.id, UUID(str(sheet)), one.delivery.device.id)
            sheets.setdefault(entry, []).append(one)
    for (_session, sheet, tablet), counts in sorted(sheets.items()):
        entry_id = uuid5(tablet, str(sheet))
        try:
            attendance.use_sheet(batch.tx, counts[0].delivery.actor, counts[0].session, sheet, entry_id)
        except NotFound:
            batch.refuse(counts, Reason.MALFORMED)
        except Conflict:
            batch.refuse(counts, Reason.ID_REUSED)


def flag_too_many(batch: Batch) -> None:
    """People beyond the capacity of the hall are counted all the same: capacity is a plan, attendance a fact."""
    running = {session.id.int: session.reached_count for session in batch.sessions.values()}
    for one in batch.of_kind(Kind.COUNT):
        if one.late:
            continue
        delta, number = one.payload["delta"], one.session.id.int
        reached = running[number] = running[number] + delta
        if delta > 0 and reached > one.session.capacity:
            one.flag(Reason.OVER_CAPACITY)
