"""One use case, one transaction. The only file that commits.

`begin()` commits at the end of its block, before any answer exists; any exception rolls back. A second
`begin()` inside the first raises: steps of other packages take the running `tx` instead. Rows written
without a recorded audit event do not commit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, Protocol, TypeVar, cast
from uuid import UUID

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import SessionTransaction
from sqlmodel import Session

from app.access.actor import Actor
from app.kernel import clock
from app.kernel.ids import new_id
from app.platform.db import Database

Key = TypeVar("Key", bound=Hashable)
Thing = TypeVar("Thing")


class UnrecordedWrite(RuntimeError):
    """Rows were written and nobody said what happened. A fault in Karama, never a user's."""


class NestedTransaction(RuntimeError):
    """A use case was called inside another one. A fault in Karama."""


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened, to what, by whom: one line of the audit trail."""

    id: UUID
    at: datetime
    action: str
    subject_kind: str
    subject_id: str
    organisation_id: UUID | None
    actor_id: UUID | None
    door: str
    data: Mapping[str, Any]


class KeepRecord(Protocol):
    """How happenings are stored; the audit package's store is handed in by main."""

    def __call__(self, db: Session, happenings: Sequence[Happening]) -> None:
        """Insert them in this transaction."""


@dataclass(slots=True)
class ReadTx:
    """A look at one moment. `db` runs statements; it cannot write.

    `remembered` keeps what was already read in this moment: several sections of one page ask the same things.
    """

    db: Session
    remembered: dict[Any, Any] = field(default_factory=dict)

    def once(self, what: Hashable, read: Callable[[], Thing]) -> Thing:
        """What `read` gives, read once in this moment. `what` names it."""
        if what not in self.remembered:
            self.remembered[what] = read()
        return cast("Thing", self.remembered[what])

    def each_once(
        self, what: str, keys: Iterable[Key], read: Callable[[set[Key]], Mapping[Key, Thing]]
    ) -> dict[Key, Thing]:
        """The things with these keys, each read once in this moment; unknown keys are missing from the answer."""
        known: dict[Key, Thing | None] = self.remembered.setdefault(what, {})
        wanted = set(keys)
        missing = wanted - known.keys()
        if missing:
            known.update(dict.fromkeys(missing))
            known.update(read(missing))
        return {key: thing for key in wanted if (thing := known[key]) is not None}

    def keep(self, what: str, things: Mapping[Key, Thing]) -> None:
        """Remember things that came in a list of another kind: `each_once` then need not read them."""
        known: dict[Key, Thing | None] = self.remembered.setdefault(what, {})
        known.update(things)


@dataclass(slots=True)
class Tx(ReadTx):
    """A running transaction. It may have written since, so it reads anew each time it is asked."""

    happenings: list[Happening] = field(default_factory=list)

    def once(self, what: Hashable, read: Callable[[], Thing]) -> Thing:  # noqa: ARG002 - named for readers only
        """What `read` gives now."""
        return read()

    def each_once(
        self,
        what: str,  # noqa: ARG002 - named for readers only
        keys: Iterable[Key],
        read: Callable[[set[Key]], Mapping[Key, Thing]],
    ) -> dict[Key, Thing]:
        """The things with these keys as they are now."""
        wanted = set(keys)
        return dict(read(wanted)) if wanted else {}

    def keep(self, what: str, things: Mapping[Key, Thing]) -> None:
        """Nothing is remembered."""

    def record(
        self,
        action: str,
        actor: Actor | None,
        subject_kind: str,
        subject_id: UUID | str,
        *,
        organisation_id: UUID | None = None,
        data: Mapping[str, Any] | None = None,
    ) -> None:
        """Say what happened (`session.scheduled`) to what, with before/after in `data` (JSON-ready).

        `organisation_id` chooses the hash chain; None is the house's own. Never put figures of a small
        group, tickets, tokens or personal data of participants in here.
        """
        self.happenings.append(
            Happening(
                id=new_id(),
                at=clock.now(),
                action=action,
                subject_kind=subject_kind,
                subject_id=str(subject_id),
                organisation_id=organisation_id,
                actor_id=actor.person_id if actor else None,
                door=actor.door.value if actor else "house",
                data=dict(data or {}),
            )
        )


_running: ContextVar[bool] = ContextVar("karama_transaction_running", default=False)
_looking: ContextVar[tuple[Database, ReadTx] | None] = ContextVar("karama_looking", default=None)
_WRITES = re.compile(
    r"^\s*(?:INSERT|UPDATE|DELETE|REPLACE|COPY|WITH\b.*\b(?:INSERT|UPDATE|DELETE)\b)",
    re.IGNORECASE | re.DOTALL,
)


@lru_cache(maxsize=1_000)
def _writes(statement: str) -> bool:
    """Whether a text changes rows; most are told again and again."""
    return _WRITES.match(statement) is not None


def _note_write(
    connection: Connection,
    _cursor: Any,
    statement: str,
    _parameters: Any,
    context: Any,
    _many: bool,  # noqa: FBT001 - SQLAlchemy calls with these six
) -> None:
    if context is not None and context.execution_options.get("tells_nothing"):
        return  # the register of used ids: what it holds is recorded by what the id was used for
    compiled = context is not None and (context.isinsert or context.isupdate or context.isdelete)
    if compiled or _writes(statement):
        connection.info["wrote"] = True


class _Held(Session):
    """The session of one transaction. It opens its one connection when it is first asked for, and hands it out as it is.

    SQLAlchemy's own way there (a transaction of the session around that of the connection, registers to find it in)
    costs a batch of a tablet as much as two statements. It is gone only when somebody asks for rows as objects.
    """

    def __init__(self, engine: Engine) -> None:
        super().__init__(expire_on_commit=False)
        self._engine = engine
        self._opened: Connection | None = None

    def connection(self, *_of_which: Any, **_how: Any) -> Connection:
        """The connection of the transaction."""
        if self._opened is None:
            self._opened = self._engine.connect()
            self._opened.begin()
        return self._opened

    def get_bind(self, *_of_what: Any, **_how: Any) -> Connection:
        """Where objects are read and written: on that connection too."""
        return self.connection()

    def begin_nested(self) -> SessionTransaction:
        """Set a savepoint: now, not when an object is first asked for after it."""
        savepoint = super().begin_nested()
        super().connection()
        return savepoint

    def commit(self) -> None:
        """Write what is left of objects, then commit."""
        if self.in_transaction():
            super().commit()
        if self._opened is not None:
            self._opened.commit()

    def close(self) -> None:
        """Give the connection back; what was not committed is rolled back."""
        try:
            if self.in_transaction():  # somebody asked for objects
                super().close()
        finally:
            if self._opened is not None:
                self._opened.close()


class UnitOfWork:
    """Opens transactions on a database and sees to it that every write is recorded."""

    def __init__(self, database: Database, keep_record: KeepRecord, *told: KeepRecord) -> None:
        """`keep_record` writes what happened into the trail; `told` hear of it in the same transaction."""
        self.database = database
        self._hear = (keep_record, *told)
        event.listen(database.writer, "before_cursor_execute", _note_write)

    @contextmanager
    def begin(self, housekeeping: str | None = None) -> Iterator[Tx]:
        """A writing transaction. Commits at the end of the block, rolls back on any exception.

        `housekeeping` names why a write needs no audit event (last use of a token, sealing the trail …).
        """
        if _running.get():
            message = "a use case is one transaction: pass tx to the other package's public step"
            raise NestedTransaction(message)
        running = _running.set(True)
        try:
            with _Held(self.database.writer) as db:
                connection = db.connection()
                connection.info.pop("wrote", None)
                tx = Tx(db)
                yield tx
                db.flush()
                if connection.info.pop("wrote", False) and not tx.happenings and housekeeping is None:
                    message = "rows were written but nothing was recorded"
                    raise UnrecordedWrite(message)
                if tx.happenings:
                    for hear in self._hear:
                        hear(db, tx.happenings)
                db.commit()
        finally:
            _running.reset(running)

    @contextmanager
    def read(self) -> Iterator[ReadTx]:
        """A reading transaction: one consistent moment, never blocks a writer, cannot write.

        Inside another one it is the same moment: a page made of several sections shows one state of things.
        """
        outer = _looking.get()
        if outer is not None and outer[0] is self.database:
            yield outer[1]
            return
        with _Held(self.database.reader) as db:
            look = ReadTx(db)
            before = _looking.set((self.database, look))
            try:
                yield look
            finally:
                _looking.reset(before)
            db.commit()  # nothing was written, but after a rollback psycopg forgets all that it had prepared
