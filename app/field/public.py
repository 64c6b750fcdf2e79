"""What other packages may ask of tablets: what waits for a coordinator, and whether every event is in its ledger."""

from __future__ import annotations

from datetime import datetime

from app.attendance import public as attendance
from app.field.rules.words import Kind
from app.field.store import checks, devices, exceptions
from app.platform.unit_of_work import ReadTx

__all__ = ["differences", "exceptions_open", "tablets_waiting"]


def exceptions_open(look: ReadTx) -> int:
    """How many exceptions nobody has settled; one statement."""
    return exceptions.how_many_open(look.db)


def tablets_waiting(look: ReadTx, before: datetime) -> int:
    """How many good tablets hold unsent work that happened before an instant; one statement."""
    return devices.how_many_waiting(look.db, before)


def differences(look: ReadTx) -> list[str]:
    """Events of tablets that are not exactly once in their ledgers; empty when all is well."""
    entries, doors = attendance.entries_table, attendance.doors_table
    lines = [
        f"event {one}: counted, but not in the grid's ledger"
        for one, _entry in checks.counts_unlike_the_events(look.db, entries)
    ]
    lines += [
        f"event {one}: not in the door's ledger"
        for one in checks.events_missing_from(look.db, doors, Kind.DOOR)
    ]
    lines += [
        f"event {one}: taken back, but not once in the grid's ledger"
        for one in checks.counts_taken_back_wrongly(look.db, entries)
    ]
    for name, ledger in (("grid", entries), ("door", doors)):
        lines += [
            f"{name} entry {one}: of a tablet, but no event stands behind it"
            for one in checks.entries_of_no_event(look.db, ledger)
        ]
    return lines
