"""Which refusals of the database pass by themselves: the batch is simply taken once more."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, IntegrityError

DatabaseRefused = DBAPIError
"""Everything a database may refuse."""

_PASSING_STATES = frozenset({"40001", "40P01"})
"""serialization_failure and deadlock_detected of PostgreSQL."""


def passes(refused: DBAPIError, *, hopeful: bool) -> bool:
    """Whether another try may do: a deadlock, or another request that stored the same event a moment ago.

    After a `hopeful` try, which did not look what is stored, every key that is taken is such an event's.
    """
    state = getattr(refused.orig, "sqlstate", None)
    return state in _PASSING_STATES or (
        isinstance(refused, IntegrityError) and (hopeful or "field_event" in str(refused.orig))
    )
