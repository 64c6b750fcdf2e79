"""Counts and doors go to their ledgers, and so does the opposite of what was taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid5

from app.attendance import public as attendance
from app.attendance.public import DoorRow, Source
from app.field.rules.words import Kind, Reason
from app.field.use_cases.intake.batch import Batch, TakenBack, by_stint
from app.field.use_cases.intake.reading import Arrival, Stint
from app.kernel.errors import Conflict, NotFound
from app.platform.sheaves import Sheaf

_PAPER, _TAP = Source.PAPER.value, Source.TAP.value


def _counts(batch: Batch, stint: Stint, counts: Sequence[Arrival]) -> Sheaf:
    """The rows of what one person counted at one session."""
    said = [one.payload for one in counts]
    sheets = [cell.get("sheet") for cell in said]
    each: dict[str, Sequence[Any]] = {
        "id": [one.id for one in counts],
        "community": [cell["community"] for cell in said],
        "sex": [cell["sex"] for cell in said],
        "age_band": [cell["age_band"] for cell in said],
        "delta": [cell["delta"] for cell in said],
        "seq": [one.seq for one in counts],
        "occurred_at": [one.occurred_at for one in counts],
    }
    perhaps: dict[str, Sequence[Any]] = {
        "late": [one.late for one in counts],
        "source": [_PAPER if sheet else _TAP for sheet in sheets],
        "sheet_id": [UUID(sheet) if sheet else None for sheet in sheets],
    }
    return Sheaf.of({**_shared(batch, stint), "reverses": None}, each, perhaps)


def _opposite(batch: Batch, back: TakenBack) -> Sheaf:
    """The row that takes a count back."""
    said, one = back.payload, back.told_by
    return Sheaf.one(
        {
            **_shared(batch, one.stint),
            "id": back.void_id,
            "community": said["community"],
            "sex": said["sex"],
            "age_band": said["age_band"],
            "delta": -said["delta"],
            "seq": one.seq,
            "occurred_at": one.occurred_at,
            "reverses": back.target_id,
            "late": one.late,
            "source": _PAPER if "sheet" in said else _TAP,
            "sheet_id": UUID(said["sheet"]) if "sheet" in said else None,
        }
    )


def _shared(batch: Batch, stint: Stint) -> dict[str, Any]:
    return {
        "session_id": stint.session.id,
        "device_id": stint.delivery.device.id,
        "recorded_by": stint.actor.person_id,
        "sent_at": stint.delivery.sent_at,
        "received_at": batch.received_at,
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
    """Append everything that was counted, then its opposites."""
    counts = [_counts(batch, *part) for part in by_stint(batch.of_kind(Kind.COUNT)).items()]
    counts += [_opposite(batch, back) for back in backs if back.kind is Kind.COUNT]
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
        delta, number = one.payload["delta"], one.stint.session.id.int
        reached = running[number] = running[number] + delta
        if delta > 0 and reached > one.stint.session.capacity:
            one.flag(Reason.OVER_CAPACITY)
