"""Housekeeping: what is not needed any more is destroyed; counts stay."""

from __future__ import annotations

from datetime import date

from app.kernel import clock
from app.platform.unit_of_work import UnitOfWork
from app.registration.public.tickets import forget_tickets
from app.registration.store import tickets as store
from app.sessions import public as sessions


def tidy_tickets(uow: UnitOfWork, forget_before: date | None) -> tuple[int, int]:
    """Seal the batches of sessions that are over, and destroy the hashes of sessions held before a day.

    `forget_before` is the day after the last period that ended 90 days ago, None to forget nothing.
    Answers (batches sealed, hashes destroyed). For `karama tidy`.
    """
    with uow.begin(housekeeping="old tickets are sealed and forgotten") as tx:
        sealed = store.seal_held(tx.db, sessions.sessions_table, clock.now())
        if sealed:
            tx.record("tickets.sealed", None, "house", "tickets", data={"batches": sealed})
        gone = forget_tickets(tx, forget_before) if forget_before else 0
        return sealed, gone
