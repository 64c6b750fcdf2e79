"""What other packages may ask of the trail."""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.audit import rules, sealing, store
from app.audit.schemas import AuditLine
from app.kernel.errors import Invalid
from app.kernel.paging import Page, from_cursor, to_cursor
from app.kernel.words import _
from app.platform.unit_of_work import ReadTx, UnitOfWork

__all__ = [
    "AuditLine",
    "head",
    "keep_record",
    "lines",
    "seal",
    "seal_quietly",
    "seal_state",
]

log = logging.getLogger("karama.audit")

keep_record = store.keep_record
"""How the unit of work stores happenings (handed over by main)."""


def seal(uow: UnitOfWork) -> int:
    """Put every waiting event into its chain; the number sealed."""
    return sealing.seal(uow)


def seal_quietly(uow: UnitOfWork) -> None:
    """Seal; a busy or absent database is left for the next time."""
    try:
        sealing.seal(uow)
    except (DBAPIError, PoolTimeout) as busy:
        log.info("sealing waits: %s", type(busy).__name__)


def head(look: ReadTx, organisation_id: UUID | None) -> str:
    """The hash of the last sealed event of an organisation's chain (64 zeros when not begun)."""
    chain = str(organisation_id) if organisation_id else rules.HOUSE
    return store.heads(look.db, {chain}).get(chain, (0, rules.FIRST))[1]


def lines(
    look: ReadTx, *, subject: tuple[str, str] | None = None, cursor: str | None = None, limit: int = 50
) -> Page[AuditLine]:
    """A page of the trail, newest first, perhaps of one subject (kind, id) only; one statement.

    The caller has asked for the right. Raises Invalid for a cursor that we did not make.
    """
    found = store.lines(look.db, subject=subject, organisations=None, before=_before(cursor), limit=limit + 1)
    shown = found[:limit]
    return Page(
        items=shown, next=to_cursor(shown[-1].at.isoformat(), shown[-1].id) if len(found) > limit else None
    )


def _before(cursor: str | None) -> tuple[datetime, UUID] | None:
    if not cursor:
        return None
    at, last = from_cursor(cursor, 2)
    try:
        return datetime.fromisoformat(at), UUID(last)
    except ValueError:
        raise Invalid.of(
            "cursor", "cursor.unknown", _("This page of the list is not known. Start again.")
        ) from None


def seal_state(look: ReadTx) -> tuple[int, datetime | None]:
    """How many events wait for their seal (1,000 means that or more), and when the newest event happened."""
    return store.count_waiting(look.db), store.newest(look.db)
