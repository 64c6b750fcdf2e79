"""The round that reminds people in time: a session is coming up, a report is overdue."""

from __future__ import annotations

import logging

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.platform.unit_of_work import UnitOfWork
from app.sessions.public import telling

log = logging.getLogger("karama.sessions")


def remind(uow: UnitOfWork) -> None:
    """One round; who was reminded before is not reminded of the same again."""
    with uow.begin(housekeeping="reminders") as tx:
        telling.remind(tx.db)


def remind_quietly(uow: UnitOfWork) -> None:
    """A round; a busy or absent database is left for the next one."""
    try:
        remind(uow)
    except (DBAPIError, PoolTimeout) as busy:
        log.info("reminders wait: %s", type(busy).__name__)
