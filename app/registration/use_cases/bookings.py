"""Book seats without a name, change and cancel by reference.

Everything that decides on seats holds the session first: bookings, changes, cancellations and edits of the plan
stand in one line, so 200 requests at once for 50 seats confirm exactly 50.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.access.actor import Actor
from app.kernel import clock
from app.kernel.errors import FieldError, Invalid, NotFound
from app.kernel.ids import new_id
from app.kernel.outcome import Outcome
from app.kernel.words import _
from app.platform.once import is_first
from app.platform.unit_of_work import ReadTx, Tx, UnitOfWork
from app.registration.public.bookings import BOOKABLE, EVERYBODY, settle
from app.registration.rules import booking_secrets as secrets_of
from app.registration.rules import bookings as rules
from app.registration.rules.bookings import Asked, BookingStatus
from app.registration.rules.links import WHY_NOT, LinkState
from app.registration.schemas.bookings import Book, BookingAnswer, BookLine, ChangeBooking
from app.registration.store import booking_links as links
from app.registration.store import bookings as store
from app.registration.tables import Booking, SessionSeats
from app.registration.use_cases.booking_links import may_plan, state_of
from app.registration.use_cases.guest_tickets import give_back
from app.registration.use_cases.holding import held, offers_tickets
from app.sessions import public as sessions
from app.sessions.public import SessionFacts
from app.vocabularies import public as vocabularies

LINK_UNKNOWN = _("This booking address is not known. Please check it, or ask for a new one.")


def _asked(lines: Sequence[BookLine]) -> list[Asked]:
    return [
        Asked(one.community, one.seats, one.sex.value if one.sex else None, one.age_band) for one in lines
    ]


def _check(look: ReadTx, lines: Sequence[BookLine], max_seats: int, capacity: int) -> list[Asked]:
    """The lines of a booking, when the link allows them and every code is known. Raises Invalid."""
    asked = _asked(lines)
    rules.check_size(asked, min(max_seats, capacity))
    try:
        vocabularies.check_codes(
            look,
            communities={line.community for line in asked},
            age_bands={line.age_band for line in asked if line.age_band},
        )
    except Invalid as wrong:
        raise Invalid([_at_its_line(one, asked) for one in wrong.errors]) from None
    return asked


def _at_its_line(error: FieldError, asked: Sequence[Asked]) -> FieldError:
    """An unknown code named after the line in which it stands: `lines.0.community`."""
    value = error.facts.get("value")
    number = next(n for n, line in enumerate(asked) if getattr(line, error.field) == value)
    return FieldError(f"lines.{number}.{error.field}", error.code, error.message, error.facts)


def _answer(look: ReadTx, row: Booking, secret: str) -> BookingAnswer:
    return BookingAnswer(
        reference=secrets_of.show_code(secrets_of.reference_of(secret, row.id)),
        status=BookingStatus(row.status),
        seats=row.seats,
        tickets=offers_tickets(row, links.by_id(look.db, row.link_id)),
    )


def _record(tx: Tx, what: str, session: SessionFacts, booking_id: UUID, actor: Actor | None = None) -> None:
    tx.record(
        f"booking.{what}",
        actor,
        "booking",
        booking_id,
        organisation_id=session.lead_organisation_id,
        data={"session": str(session.id)},
    )


def book(command: Book, *, uow: UnitOfWork, secret: str) -> Outcome[BookingAnswer]:
    """Book seats: confirmed when they are free, else on the waiting list.

    The same request again gives the same reference. Raises NotFound for an unknown token, Conflict
    (`booking.not_open`, `.closed`, `.revoked`, `.called_off`, `id.reused`), Invalid.
    """
    identity = command.id or new_id()
    with uow.begin() as tx:
        link = links.find(tx.db, secrets_of.token_hash(command.token))
        if link is None:
            raise NotFound("booking.link_unknown", LINK_UNKNOWN)
        session = sessions.hold(tx, EVERYBODY, link.session_id)
        content = [str(link.id), [line.model_dump(mode="json") for line in command.lines]]
        if not is_first(tx, "booking", identity, content):
            before = store.booking(tx.db, identity)
            assert before is not None  # noqa: S101 - the id and its booking were written together
            return Outcome(_answer(tx, before, secret), fresh=False)
        state = state_of(link, session)
        if state is not LinkState.OPEN:
            raise rules.refused(*WHY_NOT[state])
        asked = _check(tx, command.lines, link.max_seats, session.capacity)
        seats = store.seats(tx.db, session.id, session.capacity)
        row = _put_in_line(tx, seats, link.id, identity, asked, secret)
        settle(tx, session, seats, newest=identity)
        _record(tx, "made", session, identity)
        tx.db.refresh(row)
        return Outcome(_answer(tx, row, secret), fresh=True)


def _put_in_line(
    tx: Tx, seats: SessionSeats, link_id: UUID, identity: UUID, asked: Sequence[Asked], secret: str
) -> Booking:
    """A booking at the end of the waiting list: settling then decides whether it has to wait at all."""
    hashed = secrets_of.reference_hash(secret, secrets_of.reference_of(secret, identity))
    assert hashed is not None  # noqa: S101 - we drew it ourselves
    now = clock.now()
    seats.last_place += 1
    seats.waiting += rules.seats_of(asked)
    row = Booking(
        id=identity,
        session_id=seats.session_id,
        link_id=link_id,
        reference_hash=hashed,
        status=BookingStatus.WAITLISTED.value,
        seats=rules.seats_of(asked),
        place=seats.last_place,
        created_at=now,
        changed_at=now,
    )
    store.add(tx.db, row, asked)
    return row


def _check_time(session: SessionFacts) -> None:
    if session.status not in BOOKABLE or rules.over(session.ends_at, clock.now()):
        raise rules.refused("booking.over", _("The session is over or called off: nothing can be changed."))


def _take_back(tx: Tx, row: Booking, session: SessionFacts, secret: str) -> None:
    """Cancel a booking of a held session; its seats go to those who wait, its tickets let nobody in any more."""
    seats = store.seats(tx.db, session.id, session.capacity)
    if row.status == BookingStatus.CONFIRMED.value:
        seats.confirmed -= row.seats
    else:
        seats.waiting -= row.seats
    row.status = BookingStatus.CANCELLED.value
    row.changed_at = clock.now()
    tx.db.add(row)
    tx.db.flush()
    give_back(tx, session, row.id, 0, secret)
    settle(tx, session, seats)


def cancel(reference: str, *, uow: UnitOfWork, secret: str, link_token: str | None = None) -> BookingAnswer:
    """Give the seats of a booking back; a booking cancelled before stays so. Free seats go to those who wait.

    Raises NotFound `booking.unknown`, Conflict `booking.over` once the session has ended or was called off.
    """
    with uow.begin() as tx:
        row, session = held(tx, reference, secret, link_token)
        if row.status != BookingStatus.CANCELLED.value:
            _check_time(session)
            _take_back(tx, row, session, secret)
            _record(tx, "cancelled", session, row.id)
        return _answer(tx, row, secret)


def cancel_for(actor: Actor, session_id: UUID, booking_id: UUID, *, uow: UnitOfWork, secret: str) -> None:
    """A planner gives the seats of a booking back (somebody said so at the desk, or it was made in bad faith)."""
    with uow.begin() as tx:
        may_plan(tx, actor, session_id)
        session = sessions.hold(tx, EVERYBODY, session_id)
        row = store.booking(tx.db, booking_id)
        if row is None or row.session_id != session_id:
            raise NotFound
        if row.status != BookingStatus.CANCELLED.value:
            _check_time(session)
            _take_back(tx, row, session, secret)
            _record(tx, "cancelled", session, row.id, actor)


def promote(actor: Actor, session_id: UUID, *, uow: UnitOfWork) -> int:
    """Give free seats to those who wait, at a planner's word; how many bookings got theirs."""
    with uow.begin() as tx:
        may_plan(tx, actor, session_id)
        session = sessions.hold(tx, EVERYBODY, session_id)
        _check_time(session)
        promoted = settle(tx, session, store.seats(tx.db, session_id, session.capacity))
        tx.record(
            "booking.settled",
            actor,
            "session",
            session_id,
            organisation_id=session.lead_organisation_id,
        )
        return promoted


def change(
    reference: str, command: ChangeBooking, *, uow: UnitOfWork, secret: str, link_token: str | None = None
) -> BookingAnswer:
    """Give a booking other lines. It keeps its place; seats it gives up go to those who wait.

    A confirmed booking that asks for more seats than are free stays as it was. Raises NotFound
    `booking.unknown`, Conflict (`booking.over`, `booking.cancelled`, `booking.full`), Invalid.
    """
    with uow.begin() as tx:
        row, session = held(tx, reference, secret, link_token)
        if row.status == BookingStatus.CANCELLED.value:
            raise rules.refused("booking.cancelled", _("This booking was cancelled. Please book again."))
        _check_time(session)
        link = links.by_id(tx.db, row.link_id)
        asked = _check(tx, command.lines, link.max_seats, session.capacity)
        if asked == [
            Asked(one.community, one.seats, one.sex.value if one.sex else None, one.age_band)
            for one in store.lines_of(tx.db, [row.id])[row.id]
        ]:
            return _answer(tx, row, secret)
        seats = store.seats(tx.db, session.id, session.capacity)
        more = rules.seats_of(asked) - row.seats
        if row.status == BookingStatus.CONFIRMED.value:
            free = max(0, session.capacity - seats.confirmed)
            if more > free:
                message = _("So many seats are not free. Free seats: %(free)s. Your booking stays as it was.")
                raise rules.refused("booking.full", message % {"free": free}, "seats")
            seats.confirmed += more
        else:
            seats.waiting += more
        row.seats += more
        row.changed_at = clock.now()
        tx.db.add(row)
        store.replace_lines(tx.db, row.id, asked)
        give_back(tx, session, row.id, row.seats, secret)
        settle(tx, session, seats, newest=row.id)
        _record(tx, "changed", session, row.id)
        tx.db.refresh(row)
        return _answer(tx, row, secret)
