"""Housekeeping: what is not needed any more is destroyed; counts stay."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.kernel import clock
from app.platform.unit_of_work import UnitOfWork
from app.registration.public.tickets import forget_tickets
from app.registration.store import tickets as store
from app.sessions import public as sessions


def tidy_tickets(uow: UnitOfWork, spans: Sequence[tuple[date, date]]) -> tuple[int, int]:
    """Seal the batches of sessions that are over, and destroy the hashes of sessions held in some days.

    `spans`: the days (inclusive) of the periods that were closed 90 days ago.
    Answers (batches sealed, hashes destroyed). For `karama tidy`.
    """
    with uow.begin(housekeeping="old tickets are sealed and forgotten") as tx:
        sealed = store.seal_held(tx.db, sessions.sessions_table, clock.now())
        if sealed:
            tx.record("tickets.sealed", None, "house", "tickets", data={"batches": sealed})
        gone = forget_tickets(tx, spans) if spans else 0
        return sealed, gone
