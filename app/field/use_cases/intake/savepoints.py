"""A step that may be refused without spoiling the batch around it."""

from __future__ import annotations

from collections.abc import Callable

from app.kernel.errors import AppError
from app.platform.unit_of_work import Tx


def attempt(tx: Tx, step: Callable[[], None]) -> AppError | None:
    """Take the step behind a savepoint. Its refusal when there is one: then nothing of it stays, nor is recorded."""
    told = len(tx.happenings)
    try:
        with tx.db.begin_nested():
            step()
    except AppError as refusal:
        del tx.happenings[told:]
        return refusal
    return None
