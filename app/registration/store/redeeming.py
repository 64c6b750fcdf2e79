"""SQL of redemptions: the ledger, and which of its rows count."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table, delete, func, literal, select, union_all, update
from sqlalchemy.dialects import postgresql
from sqlmodel import Session, col

from app.platform.asked import Asked
from app.platform.bulk import Bulk, as_a_select
from app.platform.drivers import is_sqlite
from app.registration.rules.tickets import TicketKind
from app.registration.tables import Redemption, Ticket, TicketUse

_OF_A_USE = ("ticket_id", "session_id", "kind", "item_id", "late")
_redemption: Any = Redemption.__table__  # type: ignore[attr-defined]
_use: Any = TicketUse.__table__  # type: ignore[attr-defined]
_ticket: Any = Ticket.__table__  # type: ignore[attr-defined]
_ALL = [column.name for column in _redemption.columns]


def hold_sessions(db: Session, sessions: Table, ids: Collection[UUID]) -> None:
    """Lock these sessions, in the order of their ids: session first, then tickets, so that nobody waits in a ring."""
    db.connection().execute(
        select(sessions.c.id).where(sessions.c.id.in_(set(ids))).order_by(sessions.c.id).with_for_update()
    )


_BY_HASH = Asked(
    lambda among: select(
        _ticket.c.id, _ticket.c.session_id, _ticket.c.number, _ticket.c.state, _ticket.c.hash
    ).where(among(_ticket.c.hash, "hashes"))
)


def by_hash(db: Session, hashes: Collection[str]) -> dict[str, Any]:
    """Tickets by hash: id, session_id, number, state."""
    return {row.hash: row for row in _BY_HASH.rows(db.connection(), hashes=set(hashes))}


def _only_new(table: Any, columns: Sequence[str], key: str) -> Bulk:
    """An insert that leaves alone what is there and answers the keys of what is new."""
    return Bulk(table, columns, lambda insert: insert.on_conflict_do_nothing().returning(table.c[key]))


_APPEND = _only_new(_redemption, _ALL, "id")
_CLAIM = _only_new(_use, ("redemption_id", *_OF_A_USE), "redemption_id")


def append(db: Session, rows: Sequence[dict[str, Any]]) -> set[UUID]:
    """Append redemptions; answers the ids that are new (an id or event already there is left alone)."""
    return _insert(db, _APPEND, rows)


def claim(db: Session, rows: Sequence[dict[str, Any]]) -> set[UUID]:
    """Let redemptions count where none counts yet; answers those that do. The unique indexes decide."""
    return _insert(db, _CLAIM, rows)


def _claimed(insert: Any) -> Any:
    """Also let what is new count where nothing counts yet: one way there and back to PostgreSQL."""
    told = as_a_select(_redemption, _ALL, insert).on_conflict_do_nothing().returning(*_redemption.columns)
    new = told.cte("new")
    uses = select(new.c.id, *(new.c[name] for name in _OF_A_USE))
    claim = postgresql.insert(_use).from_select(["redemption_id", *_OF_A_USE], uses)
    return claim.on_conflict_do_nothing().returning(_use.c.redemption_id)


_BOTH_AT_ONCE = Bulk(_redemption, _ALL, _claimed)


def append_and_claim(db: Session, rows: Sequence[dict[str, Any]]) -> set[UUID]:
    """Append redemptions and let them count where none counts yet; answers those that do.

    In the order of tickets and things, so that two who redeem the same never wait for one another in a ring.
    """
    in_order = sorted(rows, key=lambda row: (row["ticket_id"], str(row["item_id"] or "")))
    if not is_sqlite(db.connection().dialect):
        return _insert(db, _BOTH_AT_ONCE, in_order)
    new = append(db, in_order)
    return claim(db, [use_row(row) for row in in_order if row["id"] in new])


def _insert(db: Session, what: Bulk, rows: Sequence[dict[str, Any]]) -> set[UUID]:
    return {key for (key,) in what.write(db.connection(), rows)}


def counting(db: Session, ticket_ids: Collection[UUID]) -> dict[tuple[UUID, UUID | None], Any]:
    """The redemptions that count, by ticket and item (None: entry)."""
    rows = db.execute(
        select(
            col(TicketUse.ticket_id),
            col(TicketUse.item_id),
            col(Redemption.id),
            col(Redemption.event_id),
            col(Redemption.device_id),
            col(Redemption.occurred_at),
        )
        .join(Redemption, col(Redemption.id) == col(TicketUse.redemption_id))
        .where(col(TicketUse.ticket_id).in_(set(ticket_ids)))
    )
    return {(row.ticket_id, row.item_id): row for row in rows}


def by_event(db: Session, event_id: UUID) -> Redemption | None:
    """The redemption an event caused (not the one it took back)."""
    found: Redemption | None = db.execute(
        select(Redemption).where(col(Redemption.event_id) == event_id, col(Redemption.reverses).is_(None))
    ).scalar_one_or_none()
    return found


def counts(db: Session, redemption_id: UUID) -> bool:
    """Whether this redemption is the one that counts."""
    found = db.execute(
        select(col(TicketUse.redemption_id)).where(col(TicketUse.redemption_id) == redemption_id)
    )
    return found.first() is not None


def stop_counting(db: Session, redemption_id: UUID) -> None:
    """This redemption counts no longer."""
    db.execute(delete(TicketUse).where(col(TicketUse.redemption_id) == redemption_id))


def is_reversed(db: Session, redemption_id: UUID) -> bool:
    """Whether it was taken back."""
    found = db.execute(select(col(Redemption.id)).where(col(Redemption.reverses) == redemption_id))
    return found.first() is not None


def next_in_line(db: Session, taken_back: Redemption) -> Redemption | None:
    """The earliest other redemption of the same ticket for the same thing that still stands."""
    undo = select(col(Redemption.reverses)).where(
        col(Redemption.ticket_id) == taken_back.ticket_id, col(Redemption.reverses).is_not(None)
    )
    found: Redemption | None = db.execute(
        select(Redemption)
        .where(
            col(Redemption.ticket_id) == taken_back.ticket_id,
            col(Redemption.kind) == taken_back.kind,
            col(Redemption.item_id).is_not_distinct_from(taken_back.item_id),
            col(Redemption.reverses).is_(None),
            col(Redemption.id) != taken_back.id,
            col(Redemption.id).not_in(undo),
        )
        .order_by(col(Redemption.occurred_at), col(Redemption.id))
        .limit(1)
    ).scalar_one_or_none()
    return found


def give_place(db: Session, drop: Redemption, keep: Redemption) -> None:
    """Let `keep` count in the place of `drop`."""
    db.execute(
        update(TicketUse)
        .where(col(TicketUse.redemption_id) == drop.id)
        .values(redemption_id=keep.id, late=keep.late)
    )


def use_row(redemption: Redemption | dict[str, Any]) -> dict[str, Any]:
    """The row of `ticket_use` for a redemption."""
    if isinstance(redemption, Redemption):
        redemption = {name: getattr(redemption, name) for name in ("id", *_OF_A_USE)}
    return {"redemption_id": redemption["id"], **{name: redemption[name] for name in _OF_A_USE}}


def marks(db: Session, session_ids: Collection[UUID]) -> tuple[list[Any], list[Any]]:
    """Tickets of these sessions that still have a hash, and the uses that count (ticket, item, when)."""
    tickets = db.execute(
        select(
            col(Ticket.id), col(Ticket.session_id), col(Ticket.number), col(Ticket.hash), col(Ticket.state)
        )
        .where(col(Ticket.session_id).in_(set(session_ids)), col(Ticket.hash).is_not(None))
        .order_by(col(Ticket.session_id), col(Ticket.number))
    )
    uses = db.execute(
        select(col(TicketUse.ticket_id), col(TicketUse.item_id), col(Redemption.occurred_at))
        .join(Redemption, col(Redemption.id) == col(TicketUse.redemption_id))
        .where(col(TicketUse.session_id).in_(set(session_ids)))
    )
    return list(tickets), list(uses)


def uses_of_tickets(db: Session, ticket_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """When each of these tickets came in."""
    rows = db.execute(
        select(col(TicketUse.ticket_id), col(Redemption.occurred_at))
        .join(Redemption, col(Redemption.id) == col(TicketUse.redemption_id))
        .where(col(TicketUse.ticket_id).in_(set(ticket_ids)), col(TicketUse.kind) == TicketKind.ENTRY.value)
    )
    return {row.ticket_id: row.occurred_at for row in rows}


def sessions_unlike_the_ledger(db: Session, sessions: Table) -> list[tuple[UUID, int]]:
    """Sessions whose ticket count is not the number of entries that count: (session, difference)."""
    entries: Any = select(col(TicketUse.session_id).label("session_id"), literal(1).label("amount")).where(
        col(TicketUse.kind) == TicketKind.ENTRY.value, col(TicketUse.late).is_(False)
    )
    kept: Any = select(
        sessions.c.id.label("session_id"), (literal(0) - sessions.c.tickets_count).label("amount")
    ).where(sessions.c.tickets_count != 0)
    both = union_all(entries, kept).subquery()
    total = func.sum(both.c.amount)
    rows = db.execute(
        select(both.c.session_id, total).group_by(both.c.session_id).having(total != 0).limit(100)
    )
    return [(session_id, int(amount)) for session_id, amount in rows]


def tickets_without_a_use(db: Session) -> list[UUID]:
    """Redemptions that stand while none of their ticket and thing counts, or that count though taken back."""
    undone = select(col(Redemption.reverses)).where(col(Redemption.reverses).is_not(None))
    standing = (
        select(col(Redemption.id))
        .outerjoin(
            TicketUse,
            (col(TicketUse.ticket_id) == col(Redemption.ticket_id))
            & (col(TicketUse.kind) == col(Redemption.kind))
            & col(TicketUse.item_id).is_not_distinct_from(col(Redemption.item_id)),
        )
        .where(
            col(Redemption.reverses).is_(None),
            col(Redemption.id).not_in(undone),
            col(TicketUse.redemption_id).is_(None),
        )
    )
    wrong = select(col(TicketUse.redemption_id)).where(col(TicketUse.redemption_id).in_(undone))
    return list(db.execute(union_all(standing, wrong).limit(100)).scalars())


def kits_of(db: Session, session_id: UUID) -> int:
    """How many tickets of a session got a kit or other material; a ticket counts once for each item."""
    return int(
        db.execute(
            select(func.count())
            .select_from(TicketUse)
            .where(col(TicketUse.session_id) == session_id, col(TicketUse.kind) == TicketKind.KIT.value)
        ).scalar_one()
    )
