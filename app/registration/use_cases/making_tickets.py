"""Make tickets, print them again while that is allowed, seal them."""

from __future__ import annotations

from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel import clock
from app.kernel.errors import Conflict, NotFound
from app.kernel.ids import new_id
from app.kernel.outcome import Outcome
from app.kernel.words import _
from app.places import public as places
from app.platform.once import is_first
from app.platform.unit_of_work import UnitOfWork
from app.registration.rules.codes import show_code
from app.registration.rules.tickets import check_may_make
from app.registration.schemas.tickets import MadeTickets, MakeTickets, TicketSheet
from app.registration.store import tickets as store
from app.registration.tables import TicketBatch
from app.registration.use_cases.drawing import codes_of, draw
from app.sessions import public as sessions
from app.sessions.public import SessionFacts


def may_print(batch: TicketBatch, session: SessionFacts) -> bool:
    """Codes can be made again until the batch is sealed, and never once the session is over."""
    return batch.seed is not None and clock.now() < session.ends_at


def _answer(batch: TicketBatch, session: SessionFacts, key: str) -> MadeTickets:
    told = may_print(batch, session)
    return MadeTickets(
        id=batch.id,
        first_number=batch.first_number,
        last_number=batch.last_number,
        sealed=not told,
        tickets=[show_code(code) for code in codes_of(batch, key)] if told else [],
    )


def make_tickets(
    actor: Actor, session_id: UUID, command: MakeTickets, *, key: str, uow: UnitOfWork
) -> Outcome[MadeTickets]:
    """Make tickets for a session that is to come or being held. `key` is the house's secret key.

    The same request again answers the same codes until the batch is sealed or the session over, then none.
    """
    actor.require(Permission.SESSION_SCHEDULE)
    identity = command.id or new_id()
    with uow.begin() as tx:
        session = sessions.hold(tx, actor.scope(Permission.SESSION_SCHEDULE), session_id)
        content = [str(session_id), command.model_dump(mode="json")]
        if not is_first(tx, "tickets", identity, content):
            batch = store.batch(tx.db, identity)
            if batch is None:
                raise NotFound
            return Outcome(_answer(batch, session, key), fresh=False)
        check_may_make(session.status)
        batch = draw(tx, session, identity, command.quantity, key, made_by=actor.person_id)
        tx.record(
            "tickets.made",
            actor,
            "session",
            session.id,
            organisation_id=session.lead_organisation_id,
            data={"numbers": [batch.first_number, batch.last_number]},
        )
        made = MadeTickets(
            id=batch.id,
            first_number=batch.first_number,
            last_number=batch.last_number,
            sealed=False,
            tickets=[show_code(code) for code in codes_of(batch, key)],
        )
        return Outcome(made, fresh=True)


def ticket_sheet(actor: Actor, session_id: UUID, batch_id: UUID, *, key: str, uow: UnitOfWork) -> TicketSheet:
    """The tickets of a batch for paper, void ones left out. Each printing is recorded.

    Tickets that guests draw are on no sheet. Raises Conflict `tickets.sealed` when the codes cannot be made any more.
    """
    actor.require(Permission.SESSION_SCHEDULE)
    with uow.begin() as tx:
        session = sessions.facts(tx, actor.scope(Permission.SESSION_SCHEDULE), session_id)
        batch = store.batch(tx.db, batch_id)
        if batch is None or batch.session_id != session.id or batch.given is not None:
            raise NotFound
        if not may_print(batch, session):
            raise Conflict(
                "tickets.sealed",
                _("These tickets were sealed: their codes are not kept. Make new ones and void these."),
            )
        void = store.numbers_void(tx.db, batch.id)
        venue = places.venues_by_ids(tx, {session.venue_id})[session.venue_id]
        tx.record(
            "tickets.printed",
            actor,
            "session",
            session.id,
            organisation_id=session.lead_organisation_id,
            data={"numbers": [batch.first_number, batch.last_number]},
        )
        return TicketSheet(
            code=session.code,
            title=session.title,
            day=session.local_date,
            starts_at=session.starts_at,
            time_zone=session.time_zone,
            venue=None if venue.sensitive else venue.name,
            made_at=batch.made_at,
            tickets=[
                (number, code)
                for number, code in enumerate(codes_of(batch, key), batch.first_number)
                if number not in void
            ],
        )


def seal_tickets(actor: Actor, session_id: UUID, batch_id: UUID, *, uow: UnitOfWork) -> None:
    """Destroy what is needed to print a batch again; once or many times, the same."""
    actor.require(Permission.SESSION_SCHEDULE)
    with uow.begin() as tx:
        session = sessions.facts(tx, actor.scope(Permission.SESSION_SCHEDULE), session_id)
        batch = store.batch(tx.db, batch_id)
        if batch is None or batch.session_id != session.id or batch.given is not None:
            raise NotFound
        store.seal(tx.db, batch.id, clock.now())
        tx.record(
            "tickets.sealed",
            actor,
            "session",
            session.id,
            organisation_id=session.lead_organisation_id,
            data={"numbers": [batch.first_number, batch.last_number]},
        )
