"""What a look at a report found is there again when the report is submitted, and for whoever looks next."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import ParamSpec, TypeVar, cast

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.kernel import clock
from app.platform.unit_of_work import UnitOfWork
from app.reports.disclosure.remembering import remembering
from app.reports.store import answers as store

log = logging.getLogger(__name__)

_KEPT = timedelta(days=30)

P = ParamSpec("P")
T = TypeVar("T")


def answers_are_kept(use_case: Callable[P, T]) -> Callable[P, T]:
    """A use case (that takes `uow=`) whose questions are answered from what was found before.

    New answers are written down after it, when it refuses too: who asks again should not wait again. A busy database is
    left alone; then the next one who asks has to wait.
    """

    @wraps(use_case)
    def kept(*args: P.args, **more: P.kwargs) -> T:
        memory = _Answers(cast("UnitOfWork", more["uow"]))
        try:
            with remembering(memory):
                return use_case(*args, **more)
        finally:
            memory.write_down()

    return kept


class _Answers:
    """Answers in the database, and those given since."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._new: dict[str, str] = {}

    def recall(self, name: str) -> str | None:
        """The answer of that name."""
        if name in self._new:
            return self._new[name]
        with self._uow.read() as look:
            return store.answer(look.db, name)

    def keep(self, name: str, answer: str) -> None:
        """Keep it until it is written down."""
        self._new[name] = answer

    def write_down(self) -> None:
        """Into the database, in one short transaction; what is old is forgotten."""
        if not self._new:
            return
        now = clock.now()
        try:
            with self._uow.begin(housekeeping="what a look found") as tx:
                store.keep(tx.db, self._new, now)
                store.forget(tx.db, now - _KEPT)
        except (DBAPIError, PoolTimeout) as busy:
            log.info("answers are not kept: %s", type(busy).__name__)
