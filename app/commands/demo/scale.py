"""`karama seed --scale N`: N sessions for load tests, the same ones for the same seed."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from sqlalchemy import delete, func
from sqlmodel import col, select

from app.audit.tables import AuditEvent
from app.commands.demo import ground as grounds
from app.commands.demo.bulk import BulkWriter
from app.commands.demo.foreign_keys import looked_at_once
from app.commands.demo.minted import SeededIds
from app.commands.demo.scale_columns import COLUMNS
from app.commands.demo.scale_days import DAYS, PAST_DAYS, ZONE, slots
from app.commands.demo.scale_rows import SessionRows
from app.kernel import clock
from app.measures import public as measures
from app.platform.unit_of_work import ReadTx, Tx, UnitOfWork
from app.sessions.tables import SessionNumber

SESSIONS_A_FLUSH = 2_000
MANY_SESSIONS = 2_000
"""From so many on foreign keys are looked at once for all rows."""

ACTION = "demo.scaled"


@dataclass(frozen=True, slots=True)
class ScaleSummary:
    """What was made: sessions, people reached in them, kits handed out, and rows written in all."""

    sessions: int
    reached: int
    kits: int
    rows: int


def fill(uow: UnitOfWork, sessions: int, seed: int = 2022) -> ScaleSummary:
    """Add `sessions` generated sessions over the last three years, in one transaction.

    The same seed on the same day in a database with the same reference data gives the same sessions. A second
    call adds other ones. Raises Conflict when the reference data is not there.
    """
    with uow.begin() as tx:
        chance = Random(f"{seed}/{_fillings(tx)}")  # noqa: S311 - made-up data, not cryptography
        ground = grounds.prepare(tx, sessions / DAYS)
        now, today = clock.now(), clock.today(ZONE)
        first = today - timedelta(days=PAST_DAYS)
        ids = SeededIds(chance)
        writer = BulkWriter(tx, COLUMNS)
        generated = SessionRows(ground, writer, ids, chance, _numbers(tx, first))
        many = sessions >= MANY_SESSIONS
        with looked_at_once(tx, writer.tables) if many else nullcontext():
            for count, slot in enumerate(slots(ground, sessions, today, chance), start=1):
                generated.add(slot, now)
                if count % SESSIONS_A_FLUSH == 0:
                    writer.flush()
            generated.kits.receive(datetime.combine(first, time(), UTC) - timedelta(days=1))
            _number_anew(tx, writer, first, generated.numbers)
            writer.flush()
            measures.make_anew(tx)
        summary = ScaleSummary(sessions, generated.reached, generated.kits.given, writer.written)
        figures = {"sessions": sessions, "reached": summary.reached, "kits": summary.kits}
        tx.record(ACTION, None, "demo", str(seed), data=figures)
    return summary


def _fillings(look: ReadTx) -> int:
    """How often this was done before, so that a second filling adds and does not repeat."""
    return int(look.db.exec(select(func.count()).where(AuditEvent.action == ACTION)).one())


def _numbers(look: ReadTx, first: date) -> dict[tuple[str, date], int]:
    """The last session number of each prefix and day from `first` on."""
    rows = look.db.exec(select(SessionNumber).where(SessionNumber.day >= first))
    return {(row.prefix, row.day): row.last for row in rows}


def _number_anew(tx: Tx, writer: BulkWriter, first: date, numbers: dict[tuple[str, date], int]) -> None:
    """Keep the last numbers in place of those that were read."""
    tx.db.connection().execute(delete(SessionNumber).where(col(SessionNumber.day) >= first))
    writer.rows[SessionNumber].extend(
        (prefix, day.isoformat(), last) for (prefix, day), last in numbers.items()
    )
