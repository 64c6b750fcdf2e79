"""Check a ticket in at a desk; make a range void."""

from __future__ import annotations

from uuid import UUID, uuid4

from app.access.actor import Actor
from app.access.permissions import Permission
from app.items import public as items
from app.kernel import clock
from app.kernel.errors import Invalid
from app.kernel.ids import new_id
from app.kernel.outcome import Outcome
from app.kernel.words import _
from app.platform.once import is_first
from app.platform.unit_of_work import Tx, UnitOfWork
from app.registration.public import redeeming
from app.registration.rules.codes import ticket_hash
from app.registration.rules.tickets import CheckInAnswer, TicketKind, check_may_check_in
from app.registration.schemas.redeeming import RedeemAnswer, Redeeming
from app.registration.schemas.tickets import CheckedIn, CheckIn, VoidedTickets, VoidTickets
from app.registration.store import redeeming as uses
from app.registration.store import tickets as store
from app.sessions import public as sessions
from app.sessions.public import SessionFacts
from app.sessions.public.gate import Doing, pass_gate

_ANSWERS = {
    RedeemAnswer.REDEEMED: CheckInAnswer.ON_THE_LIST,
    RedeemAnswer.ALREADY: CheckInAnswer.ALREADY_USED,
    RedeemAnswer.VOID: CheckInAnswer.VOID,
    RedeemAnswer.UNKNOWN: CheckInAnswer.NOT_ON_THE_LIST,
}


OF_GUESTS = _("Guests drew these tickets themselves. They become void when their booking is cancelled.")


def misread() -> Invalid:
    """The refusal of a code whose check sign is wrong: somebody misread or mistyped a sign."""
    return Invalid.of(
        "ticket", "ticket.misread", _("One sign is misread or missing. Please compare with the paper.")
    )


def check_in(actor: Actor, session_id: UUID, command: CheckIn, *, uow: UnitOfWork) -> Outcome[CheckedIn]:
    """Let a ticket in, once; the first starts a confirmed session. The same request again answers the same.

    A code on no list is answered so; with `record` it is kept to be looked at. Raises Invalid `ticket.misread`.
    """
    actor.require(Permission.SESSION_COUNT)
    identity = command.id or new_id()
    hashed = ticket_hash(session_id, command.ticket)
    with uow.begin() as tx:
        session = sessions.hold(tx, actor.scope(Permission.SESSION_COUNT), session_id)
        if hashed is None:
            raise misread()
        if not is_first(tx, "check_in", identity, [str(session_id), hashed, command.record]):
            return Outcome(_answer_again(tx, session, hashed, identity, record=command.record), fresh=False)
        check_may_check_in(session.status)
        pass_gate(tx, Doing.COUNT, [session.local_date], session.id)
        return _check_in(tx, actor, session, hashed, identity, record=command.record)


def _answer_again(tx: Tx, session: SessionFacts, hashed: str, identity: UUID, *, record: bool) -> CheckedIn:
    """What the same request was told before; nothing is written."""
    ticket = uses.by_hash(tx.db, [hashed]).get(hashed)
    if ticket is None or ticket.session_id != session.id:
        return CheckedIn(answer=CheckInAnswer.NOT_ON_THE_LIST, recorded=record)
    if uses.by_event(tx.db, identity) is None:
        return CheckedIn(answer=CheckInAnswer.VOID, number=ticket.number)
    first = uses.counting(tx.db, [ticket.id]).get((ticket.id, None))
    if first is not None and first.event_id == identity:
        answer, used_at = CheckInAnswer.ON_THE_LIST, None
    else:
        answer, used_at = CheckInAnswer.ALREADY_USED, first.occurred_at if first else None
    return CheckedIn(answer=answer, number=ticket.number, used_at=used_at, kits=_kits_of(tx, hashed))


def _check_in(
    tx: Tx, actor: Actor, session: SessionFacts, hashed: str, identity: UUID, *, record: bool
) -> Outcome[CheckedIn]:
    asked = Redeeming(
        id=identity,
        session_id=session.id,
        ticket_hash=hashed,
        kind=TicketKind.ENTRY,
        event_id=identity,
        occurred_at=clock.now(),
        recorded_by=actor.person_id,
    )
    told = redeeming.redeem(tx, [asked])[identity]
    answer = _ANSWERS[told.outcome]
    if answer is CheckInAnswer.ON_THE_LIST:
        sessions.start(tx, actor, session)
        tx.record(
            "ticket.checked_in",
            actor,
            "session",
            session.id,
            organisation_id=session.lead_organisation_id,
            data={"number": told.number},
        )
    elif answer is CheckInAnswer.ALREADY_USED:
        tx.record(
            "ticket.shown_again",
            actor,
            "session",
            session.id,
            organisation_id=session.lead_organisation_id,
            data={"number": told.number},
        )
    if record and answer is CheckInAnswer.NOT_ON_THE_LIST:
        _keep_unlisted(tx, actor, session, hashed)
    return Outcome(
        CheckedIn(
            answer=answer,
            number=told.number,
            used_at=told.first.occurred_at if told.first else None,
            kits=_kits_of(tx, hashed),
            recorded=record and answer is CheckInAnswer.NOT_ON_THE_LIST,
        ),
        fresh=answer is CheckInAnswer.ON_THE_LIST,
    )


def _kits_of(tx: Tx, hashed: str) -> tuple[str, ...]:
    """Codes of the items this ticket already got."""
    ticket = uses.by_hash(tx.db, [hashed]).get(hashed)
    if ticket is None:
        return ()
    got = [item for _ticket, item in uses.counting(tx.db, [ticket.id]) if item is not None]
    return tuple(sorted(item.code for item in items.by_ids(tx, got).values())) if got else ()


def _keep_unlisted(tx: Tx, actor: Actor, session: SessionFacts, hashed: str) -> None:
    store.add_unlisted(
        tx.db,
        {
            "id": uuid4(),
            "session_id": session.id,
            "hash": hashed,
            "recorded_by": actor.person_id,
            "recorded_at": clock.now(),
        },
    )
    tx.record(
        "ticket.not_on_the_list", actor, "session", session.id, organisation_id=session.lead_organisation_id
    )


def void_tickets(actor: Actor, session_id: UUID, command: VoidTickets, *, uow: UnitOfWork) -> VoidedTickets:
    """Make the unused tickets of a range void; used ones stay as they are. The same again changes nothing.

    Raises Invalid `tickets.backwards`, `tickets.no_such_number` when the range reaches beyond the tickets made, or
    `tickets.of_guests` when it holds no ticket of a sheet.
    """
    actor.require(Permission.SESSION_SCHEDULE)
    with uow.begin() as tx:
        session = sessions.hold(tx, actor.scope(Permission.SESSION_SCHEDULE), session_id)
        if command.last < command.first:
            raise Invalid.of("to", "tickets.backwards", _("The range ends before it begins."))
        made = store.last_number(tx.db, session.id)
        if command.last > made:
            said = _("Tickets were made up to number %(last)s.") % {"last": made}
            raise Invalid.of("to", "tickets.no_such_number", said, last=made)
        done = store.make_void(
            tx.db,
            session.id,
            command.first,
            command.last,
            by=actor.person_id,
            at=clock.now(),
            reason=command.reason,
        )
        tx.record(
            "tickets.voided",
            actor,
            "session",
            session.id,
            organisation_id=session.lead_organisation_id,
            data={"numbers": [command.first, command.last], "void": done, "reason": command.reason},
        )
        there, void = store.in_range(tx.db, session.id, command.first, command.last)
        if not there:
            raise Invalid.of("from", "tickets.of_guests", OF_GUESTS)
        return VoidedTickets(first=command.first, last=command.last, void=void, used=there - void)
