"""What other packages may ask of the trail."""

from __future__ import annotations

import logging
from uuid import UUID

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.audit import rules, sealing, store
from app.platform.unit_of_work import ReadTx, UnitOfWork

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
