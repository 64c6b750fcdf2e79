"""The tickets of a session: numbers and states, never codes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel.errors import Conflict
from app.kernel.paging import Page, cursor_unknown, from_cursor, to_cursor
from app.kernel.words import Words
from app.platform.unit_of_work import ReadTx, UnitOfWork
from app.registration.rules.tickets import ShownState, check_may_check_in, check_may_make
from app.registration.schemas.tickets import BatchView, TicketSums, TicketView
from app.registration.store import redeeming as uses
from app.registration.store import tickets as store
from app.registration.use_cases.making_tickets import may_print
from app.sessions import public as sessions
from app.sessions.public import SessionFacts


def list_tickets(
    actor: Actor, session_id: UUID, *, uow: UnitOfWork, cursor: str | None = None, limit: int = 50
) -> Page[TicketView]:
    """Tickets by number with their states."""
    actor.require(Permission.FIGURES_SEE)
    with uow.read() as look:
        session = sessions.facts(look, actor.scope(Permission.FIGURES_SEE), session_id)
        return _listed(look, session.id, _number(cursor), limit)


def _number(cursor: str | None) -> int:
    if cursor is None:
        return 0
    (text,) = from_cursor(cursor, 1)
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise cursor_unknown()
    return int(text)


def _listed(look: ReadTx, session_id: UUID, after: int, limit: int) -> Page[TicketView]:
    rows = store.listing(look.db, session_id, after=after, limit=limit + 1)
    came = uses.uses_of_tickets(look.db, [row.id for row in rows[:limit]])
    shown = [
        TicketView(
            number=row.number,
            state=ShownState.ATTENDED if row.id in came else ShownState(row.state),
            entry_at=came.get(row.id),
            void_reason=row.void_reason,
        )
        for row in rows[:limit]
    ]
    return Page(items=shown, next=to_cursor(shown[-1].number) if len(rows) > limit else None)


def _sums(look: ReadTx, session_id: UUID) -> TicketSums:
    made, void, attended, unlisted = store.sums(look.db, session_id)
    return TicketSums(made=made, void=void, attended=attended, unlisted=unlisted)


@dataclass(frozen=True, slots=True)
class TicketDesk:
    """Everything of the ticket page. The reasons say why a form is not there."""

    session: SessionFacts
    sums: TicketSums
    batches: list[BatchView]
    tickets: Page[TicketView]
    may_make: bool
    may_check_in: bool
    why_not_make: Words | None
    why_not_check_in: Words | None


def ticket_desk(
    actor: Actor, session_id: UUID, *, uow: UnitOfWork, cursor: str | None = None, limit: int = 100
) -> TicketDesk:
    """The ticket page of a session."""
    actor.require(Permission.FIGURES_SEE)
    with uow.read() as look:
        session = sessions.facts(look, actor.scope(Permission.FIGURES_SEE), session_id)
        return TicketDesk(
            session=session,
            sums=_sums(look, session.id),
            batches=[
                BatchView(
                    id=batch.id,
                    first_number=batch.first_number,
                    last_number=batch.last_number,
                    made_at=batch.made_at,
                    may_print=batch.given is None and may_print(batch, session),
                    given=batch.given,
                )
                for batch in store.batches(look.db, session.id)
            ],
            tickets=_listed(look, session.id, _number(cursor), limit),
            may_make=sessions.reaches(actor.scope(Permission.SESSION_SCHEDULE), session),
            may_check_in=sessions.reaches(actor.scope(Permission.SESSION_COUNT), session),
            why_not_make=_why_not(check_may_make, session),
            why_not_check_in=_why_not(check_may_check_in, session),
        )


def _why_not(check: Callable[[str], None], session: SessionFacts) -> Words | None:
    try:
        check(session.status)
    except Conflict as refusal:
        return refusal.message
    return None


@dataclass(frozen=True, slots=True)
class TicketPanel:
    """The section of the session page."""

    sums: TicketSums
    may_make: bool
    may_check_in: bool


def ticket_panel(actor: Actor, session_id: UUID, *, uow: UnitOfWork) -> TicketPanel | None:
    """Tickets in short, or None for who may not see figures."""
    if not actor.may(Permission.FIGURES_SEE):
        return None
    with uow.read() as look:
        session = sessions.facts(look, actor.scope(Permission.FIGURES_SEE), session_id)
        return TicketPanel(
            sums=_sums(look, session.id),
            may_make=_why_not(check_may_make, session) is None
            and sessions.reaches(actor.scope(Permission.SESSION_SCHEDULE), session),
            may_check_in=_why_not(check_may_check_in, session) is None
            and sessions.reaches(actor.scope(Permission.SESSION_COUNT), session),
        )
