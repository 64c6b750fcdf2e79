"""What other packages may do with notices: tell people, inside the transaction of what happened; count and show."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from sqlmodel import Session

from app.kernel import clock
from app.notices import store
from app.notices.rules import GROUPED, TOLD_ONE_BY_ONE, NoticeKind
from app.notices.schemas import Told
from app.platform.unit_of_work import ReadTx

__all__ = ["GROUPED", "TOLD_ONE_BY_ONE", "NoticeKind", "Told", "tell", "unread"]

COUNTED_BACK = timedelta(days=30)
"""The number beside "Inbox" speaks of the last month; older notices stay in the list."""


def tell(db: Session, told: Iterable[Told]) -> None:
    """Tell people in this transaction; the same thing (`once`) is told to a person once. Two statements."""
    store.add(db, told, clock.now())


def unread(look: ReadTx, person_id: UUID) -> int:
    """How many notices of the last month a person has not read; one statement."""
    return store.count_unread(look.db, person_id, clock.now() - COUNTED_BACK)
