"""Puts waiting events into their chains, in the order they were committed."""

from __future__ import annotations

from app.audit import store
from app.platform.unit_of_work import UnitOfWork

BATCH = 500


def seal(uow: UnitOfWork) -> int:
    """Put every waiting event into its chain; the number sealed. Safe to run anywhere, at any time."""
    sealed = 0
    while True:
        with uow.read() as look:
            if not store.anything_waiting(look.db):
                return sealed
        with uow.begin(housekeeping="sealing the audit trail") as tx:
            store.lock_sealing(tx.db)
            events = store.waiting(tx.db, BATCH)
            if events:
                store.seal(tx.db, events)
            sealed += len(events)
