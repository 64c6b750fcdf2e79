"""SQL of tickets and their batches."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table, Uuid, and_, bindparam, exists, false, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from app.platform.asked import Asked
from app.registration.rules.tickets import TicketKind, TicketState
from app.registration.tables import Ticket, TicketBatch, TicketUse, UnlistedTicket


def last_number(db: Session, session_id: UUID) -> int:
    """The highest ticket number of a session so far, 0 when there is none."""
    found = db.execute(
        select(func.coalesce(func.max(col(TicketBatch.last_number)), 0)).where(
            col(TicketBatch.session_id) == session_id
        )
    )
    return int(found.scalar_one())


def any_known(db: Session, hashes: Collection[str]) -> bool:
    """Whether one of these hashes is taken."""
    return db.execute(select(col(Ticket.id)).where(col(Ticket.hash).in_(hashes)).limit(1)).first() is not None


def add_batch(db: Session, batch: TicketBatch, rows: Sequence[dict[str, Any]]) -> None:
    """Insert a batch with its tickets."""
    db.add(batch)
    db.flush()
    db.execute(insert(Ticket), list(rows))


def batch(db: Session, batch_id: UUID) -> TicketBatch | None:
    """A batch, whoever asks."""
    return db.get(TicketBatch, batch_id)


def batches(db: Session, session_id: UUID) -> list[TicketBatch]:
    """The batches of a session, by number."""
    return list(
        db.exec(
            select_rows(TicketBatch)
            .where(TicketBatch.session_id == session_id)
            .order_by(col(TicketBatch.first_number))
        )
    )


def seal(db: Session, batch_id: UUID, at: datetime) -> None:
    """Destroy the seed of a batch: its codes cannot be made again."""
    db.execute(
        update(TicketBatch)
        .where(col(TicketBatch.id) == batch_id, col(TicketBatch.sealed_at).is_(None))
        .values(seed=None, sealed_at=at)
    )


def numbers_void(db: Session, batch_id: UUID) -> set[int]:
    """Numbers of a batch that were made void."""
    rows = db.execute(
        select(col(Ticket.number)).where(
            col(Ticket.batch_id) == batch_id, col(Ticket.state) == TicketState.VOID.value
        )
    )
    return set(rows.scalars())


def listing(db: Session, session_id: UUID, *, after: int, limit: int) -> list[Ticket]:
    """Tickets of a session by number; of those that guests draw only the used and the void ones."""
    return list(
        db.exec(
            select_rows(Ticket)
            .where(
                Ticket.session_id == session_id,
                col(Ticket.number) > after,
                or_(
                    col(Ticket.batch_id).in_(_of_sheets(session_id)),
                    col(Ticket.state) == TicketState.VOID.value,
                    _used(),
                ),
            )
            .order_by(col(Ticket.number))
            .limit(limit)
        )
    )


def _entered() -> Any:
    return exists().where(
        col(TicketUse.ticket_id) == col(Ticket.id), col(TicketUse.kind) == TicketKind.ENTRY.value
    )


def _used() -> Any:
    return exists().where(col(TicketUse.ticket_id) == col(Ticket.id))


def _sums() -> Any:
    session_id: Any = bindparam("session_id", type_=Uuid())
    size = col(TicketBatch.last_number) - col(TicketBatch.first_number) + 1
    not_drawn = select(func.coalesce(func.sum(size - col(TicketBatch.given)), 0)).where(
        col(TicketBatch.session_id) == session_id, col(TicketBatch.given).is_not(None)
    )
    unlisted = select(func.count()).where(col(UnlistedTicket.session_id) == session_id)
    return select(
        func.count(),
        func.count().filter(col(Ticket.state) == TicketState.VOID.value),
        func.count().filter(_entered()),
        not_drawn.scalar_subquery(),
        unlisted.scalar_subquery(),
    ).where(col(Ticket.session_id) == session_id)


_SUMS = Asked.just(_sums())


def sums(db: Session, session_id: UUID) -> tuple[int, int, int, int]:
    """Tickets that were made and that somebody holds (of those for guests the drawn ones), void ones, those that came
    in, and tickets shown that are on no list. One statement.
    """
    made, void, came, nobodys, strange = _SUMS.first(db.connection(), session_id=session_id)
    return int(made) - int(nobodys), int(void), int(came), int(strange)


def add_unlisted(db: Session, row: dict[str, Any]) -> None:
    """Keep an unlisted ticket; once a session."""
    make = sqlite.insert if db.get_bind().dialect.name == "sqlite" else postgresql.insert
    db.connection().execute(make(UnlistedTicket).values(row).on_conflict_do_nothing())


def pools(db: Session, session_id: UUID) -> list[TicketBatch]:
    """The batches of a session from which guests draw, by their places."""
    query = select_rows(TicketBatch).where(
        TicketBatch.session_id == session_id, col(TicketBatch.given).is_not(None)
    )
    return list(db.exec(query.order_by(col(TicketBatch.first_number))))


def give(db: Session, batch: TicketBatch, given: int) -> None:
    """So many codes of a batch of guests are given now. The session is held."""
    batch.given = given
    db.add(batch)
    db.flush()


def give_back(db: Session, hashes: Collection[str], reason: str) -> None:
    """Make unused tickets void, without a time or a person: nothing beside the word tells when or whose."""
    db.execute(
        update(Ticket)
        .where(col(Ticket.hash).in_(hashes), col(Ticket.state) == TicketState.ISSUED.value, ~_used())
        .values(state=TicketState.VOID.value, void_reason=reason),
        execution_options={"synchronize_session": False},
    )


def _of_sheets(session_id: UUID) -> Any:
    """The batches of a session that are printed as sheets."""
    return select(col(TicketBatch.id)).where(
        col(TicketBatch.session_id) == session_id, col(TicketBatch.given).is_(None)
    )


def make_void(
    db: Session, session_id: UUID, first: int, last: int, *, by: UUID, at: datetime, reason: str
) -> int:
    """Make the unused issued tickets of a range of sheets void; how many. The session is held: none is used meanwhile."""
    done = db.execute(
        update(Ticket)
        .where(
            col(Ticket.session_id) == session_id,
            col(Ticket.number).between(first, last),
            col(Ticket.batch_id).in_(_of_sheets(session_id)),
            col(Ticket.state) == TicketState.ISSUED.value,
            ~_used(),
        )
        .values(state=TicketState.VOID.value, voided_by=by, voided_at=at, void_reason=reason),
        execution_options={"synchronize_session": False},
    )
    return int(done.rowcount)  # type: ignore[attr-defined]


def in_range(db: Session, session_id: UUID, first: int, last: int) -> tuple[int, int]:
    """Of the tickets of sheets with these numbers: how many there are, and how many are void."""
    row = db.execute(
        select(func.count(), func.count().filter(col(Ticket.state) == TicketState.VOID.value)).where(
            col(Ticket.session_id) == session_id,
            col(Ticket.number).between(first, last),
            col(Ticket.batch_id).in_(_of_sheets(session_id)),
        )
    ).one()
    return int(row[0]), int(row[1])


def forget(db: Session, sessions: Table, spans: Sequence[tuple[date, date]]) -> int:
    """Destroy what is left of the codes of sessions held in these spans of days (both inclusive): hashes and seeds;
    how many hashes.
    """
    day = sessions.c.local_date
    old = select(sessions.c.id).where(
        or_(false(), *(and_(day >= first, day <= last) for first, last in spans))
    )
    options = {"synchronize_session": False}
    done = db.execute(
        update(Ticket)
        .where(col(Ticket.session_id).in_(old), col(Ticket.hash).is_not(None))
        .values(hash=None),
        execution_options=options,
    )
    db.execute(
        update(TicketBatch)
        .where(col(TicketBatch.session_id).in_(old), col(TicketBatch.seed).is_not(None))
        .values(seed=None),
        execution_options=options,
    )
    db.execute(
        update(UnlistedTicket)
        .where(col(UnlistedTicket.session_id).in_(old), col(UnlistedTicket.hash).is_not(None))
        .values(hash=None),
        execution_options=options,
    )
    return int(done.rowcount)  # type: ignore[attr-defined]


def seal_held(db: Session, sessions: Table, now: datetime) -> int:
    """Destroy the seeds of batches whose session is over; how many."""
    over = select(sessions.c.id).where(sessions.c.ends_at < now)
    done = db.execute(
        update(TicketBatch)
        .where(col(TicketBatch.session_id).in_(over), col(TicketBatch.seed).is_not(None))
        .values(seed=None, sealed_at=now),
        execution_options={"synchronize_session": False},
    )
    return int(done.rowcount)  # type: ignore[attr-defined]
