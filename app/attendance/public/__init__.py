"""What other packages may do with the attendance ledgers inside their own transaction."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from app.access.actor import Actor
from app.attendance import store
from app.attendance.public.sheets import use_sheet
from app.attendance.rules import MAX_DELTA, SEX_NAMES, CellKey, Mark, Source
from app.attendance.schemas import Cell, CountRow, Delta, DoorRow, NewEntry
from app.attendance.store import tablets
from app.kernel import clock
from app.kernel.errors import Conflict, FieldError, Invalid
from app.kernel.ids import new_id
from app.kernel.words import _
from app.platform.sheaves import Sheaf
from app.platform.unit_of_work import ReadTx, Tx
from app.sessions import public as sessions
from app.sessions.public.tablets import Sums, add_to_many
from app.vocabularies import public as vocabularies

__all__ = [
    "MAX_DELTA",
    "SEX_NAMES",
    "Cell",
    "CountRow",
    "Delta",
    "DoorRow",
    "Mark",
    "NewEntry",
    "Source",
    "accept_late",
    "append",
    "cells",
    "cells_of_many",
    "differences",
    "doors_table",
    "entries_table",
    "record_counts",
    "record_door",
    "record_marks",
    "sheets_of_many",
    "totals_table",
    "use_sheet",
]

entries_table, doors_table = store.ledger_tables()
"""`count_entry` and `door_entry`. Read only."""

totals_table = store.totals_table()
"""`session_total`: session_id, community, sex, age_band, count, late, mark. Read only."""


def cells(look: ReadTx, session_id: UUID) -> list[Cell]:
    """All cells of a session of which anything was said."""
    return look.once(("cells", session_id), lambda: store.cells(look.db, session_id))


def _check_cells(look: ReadTx, cells_in_order: Sequence[CellKey], field: str) -> None:
    """Every community and age band is on the lists, retired or not.

    Raises Invalid naming `field.N.community` and `field.N.age_band`.
    """
    try:
        vocabularies.check_codes(
            look,
            communities={community for community, _sex, _band in cells_in_order},
            age_bands={band for _community, _sex, band in cells_in_order},
        )
    except Invalid as unknown:
        errors = [
            FieldError(f"{field}.{number}.{error.field}", error.code, error.message, error.facts)
            for number, (community, _sex, band) in enumerate(cells_in_order)
            for error in unknown.errors
            if error.facts["value"] == (community if error.field == "community" else band)
        ]
        raise Invalid(errors[:20]) from unknown


def _only_new(tx: Tx, session_id: UUID, entries: Sequence[NewEntry]) -> list[NewEntry]:
    """Entries not in the ledger yet. The same entry sent again is left out, another one under its id refused."""
    known = store.stored_entries(tx.db, {entry.id for entry in entries})
    fresh = []
    for number, entry in enumerate(entries):
        content = (session_id, entry.cell, entry.delta)
        before = known.setdefault(entry.id, content)
        if before != content:
            said = _("This id was already used for another entry.")
            raise Conflict("id.reused", said, [FieldError(f"entries.{number}.id", "id.reused", said)])
        if before is content:
            fresh.append(entry)
    return fresh


def below_zero(field: str, counted: int, taken: int) -> Conflict:
    """The refusal of a correction that takes away more people than were counted."""
    said = _("That would take away %(taken)s people where only %(counted)s were counted.") % {
        "taken": taken,
        "counted": counted,
    }
    facts = {"counted": counted, "taken": taken}
    return Conflict("counts.negative", said, [FieldError(field, "counts.negative", said, facts)])


def record_counts(
    tx: Tx,
    actor: Actor,
    session: sessions.SessionFacts,
    entries: Sequence[NewEntry],
    *,
    source: Source,
    late: bool = False,
    request_id: UUID | None = None,
    device_id: UUID | None = None,
    sheet_id: UUID | None = None,
    may_go_below_zero: bool = False,
) -> int:
    """Append entries and move totals and the session's sum with them; answers how many were new.

    The caller holds the session's row. An entry already stored with the same content is left out, with
    other content refused (`id.reused`); a cell that would fall below zero is refused (`counts.negative`)
    unless `may_go_below_zero`. `late` keeps the entries apart from every figure.
    """
    fresh = _only_new(tx, session.id, entries)
    if not fresh:
        return 0
    _check_cells(tx, [entry.cell for entry in entries], "entries")
    now = clock.now()
    store.add_entries(
        tx.db,
        [
            {
                "id": entry.id,
                "session_id": session.id,
                "community": entry.community,
                "sex": entry.sex.value,
                "age_band": entry.age_band,
                "delta": entry.delta,
                "source": source.value,
                "device_id": device_id,
                "seq": entry.seq,
                "recorded_by": actor.person_id,
                "occurred_at": entry.occurred_at or now,
                "sent_at": entry.sent_at,
                "received_at": now,
                "request_id": request_id,
                "sheet_id": sheet_id,
                "reverses": entry.reverses,
                "late": late,
            }
            for entry in fresh
        ],
    )
    deltas: Counter[CellKey] = Counter()
    for entry in fresh:
        deltas[entry.cell] += entry.delta
    moved = store.add_to_totals(tx.db, session.id, deltas, late=late)
    if not may_go_below_zero:
        positions = {entry.cell: number for number, entry in reversed(list(enumerate(entries)))}
        for cell, count, count_late in moved:
            if count + (count_late if late else 0) < 0:
                counted = count + (count_late if late else 0) - deltas[cell]
                raise below_zero(f"entries.{positions[cell]}.delta", counted, -deltas[cell])
    total = sum(deltas.values())
    sessions.add_counts(tx, session.id, reached=0 if late else total, late=total if late else 0)
    tx.record(
        "attendance.counted",
        actor,
        "session",
        session.id,
        organisation_id=session.lead_organisation_id,
        data={"entries": len(fresh), "source": source.value, "late": late},
    )
    return len(fresh)


def record_marks(
    tx: Tx, actor: Actor, session: sessions.SessionFacts, marks: Mapping[CellKey, Mark | None]
) -> None:
    """Say of cells that nobody was there, that they were not collected, or (None) nothing any more."""
    if not marks:
        return
    _check_cells(tx, list(marks), "marks")
    now = clock.now()
    store.add_marks(
        tx.db,
        [
            {
                "id": new_id(),
                "session_id": session.id,
                "community": community,
                "sex": sex,
                "age_band": band,
                "mark": mark.value if mark else None,
                "recorded_by": actor.person_id,
                "received_at": now,
            }
            for (community, sex, band), mark in marks.items()
        ],
    )
    store.set_marks(tx.db, session.id, {cell: mark.value if mark else None for cell, mark in marks.items()})
    tx.record(
        "attendance.marked",
        actor,
        "session",
        session.id,
        organisation_id=session.lead_organisation_id,
        data={"cells": len(marks)},
    )


def record_door(
    tx: Tx,
    actor: Actor,
    session: sessions.SessionFacts,
    entry_id: UUID,
    delta: int,
    *,
    late: bool = False,
    field: str = "delta",
) -> None:
    """Append to the door's own ledger and move the session's door count with it (not when `late`).

    The caller holds the session's row. Raises Conflict `counts.negative` on `field` below zero.
    """
    counted = session.door_count + (store.late_at_the_door(tx.db, session.id) if late else 0)
    if counted + delta < 0:
        raise below_zero(field, counted, -delta)
    store.add_door(tx.db, entry_id, session.id, delta, by=actor.person_id, at=clock.now(), late=late)
    if not late:
        sessions.add_counts(tx, session.id, door=delta)
    tx.record(
        "attendance.door_counted",
        actor,
        "session",
        session.id,
        organisation_id=session.lead_organisation_id,
        data={"late": late},
    )


def accept_late(tx: Tx, actor: Actor, session: sessions.SessionFacts) -> tuple[int, int]:
    """What came late to a held session counts from now on: taken out of the late entries, entered anew.

    Answers how many people more count, in the grid and at the door. Raises Conflict `counts.negative` when a late
    correction takes away more people than were counted.
    """
    late = [(cell, cell.late) for cell in cells(tx, session.id) if cell.late]
    for is_late, sign in ((True, -1), (False, 1)):
        entries = [NewEntry(new_id(), c.community, c.sex, c.age_band, sign * n) for c, n in late]
        if entries:
            record_counts(tx, actor, session, entries, source=Source.GRID, late=is_late)
    door = store.late_at_the_door(tx.db, session.id)
    if door:
        record_door(tx, actor, session, new_id(), -door, late=True)
        record_door(tx, actor, session, new_id(), door)
    return sum(n for _cell, n in late), door


def append(tx: Tx, counts: Sequence[Sheaf], doors: Sequence[DoorRow]) -> dict[UUID, Sums]:
    """Append whole entries of any held sessions, and move totals and sessions with them. `counts` are sheaves of
    `CountRow`, each of one session.

    For the intake of tablets, which has looked at ids, codes and rights before and records what happened; what
    already happened may also take a cell below zero. Answers what was added to each session.
    """
    moved: dict[UUID, dict[CellKey, list[int]]] = defaultdict(dict)
    for sheaf in counts:
        cells_of_it = moved[sheaf.same["session_id"]]
        for community, sex, band, delta, is_late in zip(*map(sheaf.column, _COUNTED), strict=True):
            key = (community, sex, band)
            if (cell := cells_of_it.get(key)) is None:
                cell = cells_of_it[key] = [0, 0]
            cell[is_late] += delta
    sums: dict[UUID, Sums] = defaultdict(Sums)
    for session_id, cells_of_it in moved.items():
        reached, late = map(sum, zip(*cells_of_it.values(), strict=True))
        sums[session_id] = Sums(reached=reached, late=late)
    for door in doors:
        sums[door["session_id"]].door += 0 if door["late"] else door["delta"]
    if counts:
        tablets.append_entries(tx.db, counts)
        tablets.add_to_cells(tx.db, [_grown(session_id, moved[session_id]) for session_id in sorted(moved)])
    if doors:
        tablets.append_doors(tx.db, doors)
    add_to_many(tx, sums)
    return sums


_COUNTED = ("community", "sex", "age_band", "delta", "late")


def _grown(session_id: UUID, moved: Mapping[CellKey, Sequence[int]]) -> Sheaf:
    """What the cells of a session grow by, in their order."""
    keys = sorted(moved)
    communities, sexes, bands = zip(*keys, strict=True)
    grown, late = zip(*map(moved.__getitem__, keys), strict=True)
    return Sheaf.of(
        {"session_id": session_id},
        {"community": communities, "sex": sexes, "age_band": bands, "count": grown},
        {"late": late},
    )


def cells_of_many(look: ReadTx, session_ids: Sequence[UUID]) -> list[tuple[UUID, str, str, str, int]]:
    """(session, community, sex, age band, people) of every cell with people in it; one statement."""
    return tablets.cells_of_many(look.db, session_ids) if session_ids else []


def sheets_of_many(look: ReadTx, session_ids: Sequence[UUID]) -> list[Any]:
    """(session, sheet, number, when typed in or None) of every tally sheet of these sessions."""
    return store.sheets_of_many(look.db, session_ids) if session_ids else []


def differences(look: ReadTx) -> list[str]:
    """Totals that are not the sums of their entries, one line each; empty when all is well."""
    lines = []
    for late in (False, True):
        kind = "late count" if late else "count"
        lines += [
            f"session {session} cell {community}/{sex}/{band}: {kind} differs from its entries by {-amount}"
            for session, community, sex, band, amount in store.cells_unlike_the_ledger(look.db, late=late)
        ]
    for name, rows in store.sessions_unlike_the_ledger(look.db, sessions.sessions_table).items():
        lines += [
            f"session {session}: {name} differs from its ledger by {-amount}" for session, amount in rows
        ]
    return lines
