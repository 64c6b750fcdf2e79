"""How the seats of a session fill, for those who plan and hold it."""

from __future__ import annotations

from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel.paging import cursor_unknown, from_cursor, to_cursor
from app.platform.unit_of_work import ReadTx, UnitOfWork
from app.registration.public.bookings import BOOKABLE, booked
from app.registration.rules.bookings import to_confirm
from app.registration.rules.links import LinkState
from app.registration.schemas.bookings import BookingsPage, BookingsPanel, BookingsView, CommunitySeats
from app.registration.store import booking_links as links
from app.registration.store import bookings as store
from app.registration.use_cases.booking_links import state_of
from app.sessions import public as sessions
from app.sessions.public import SessionFacts, SessionStatus
from app.vocabularies import public as vocabularies

_HELD = frozenset({SessionStatus.REPORTED, SessionStatus.VERIFIED})


def _came(session: SessionFacts) -> int | None:
    """People counted, once the report says so."""
    return session.reached_count if session.status in _HELD else None


def _after(cursor: str | None) -> int | None:
    if cursor is None:
        return None
    place = from_cursor(cursor, 1)[0]
    if not (place.isascii() and place.isdigit() and len(place) < 10):
        raise cursor_unknown()
    return int(place)


def overview(
    look: ReadTx, session: SessionFacts, *, cursor: str | None = None, limit: int = 50
) -> BookingsView:
    """The seats of a session and one page of its bookings."""
    seats = store.find_seats(look.db, session.id)
    confirmed, waiting = (seats.confirmed, seats.waiting) if seats else (0, 0)
    rows = store.listing(look.db, session.id, after=_after(cursor), limit=limit + 1) if seats else []
    shown = rows[:limit]
    lines = store.lines_of(look.db, [row.id for row in shown])
    sums = (
        {code: (sure, hope) for code, sure, hope in store.by_community(look.db, session.id)} if seats else {}
    )
    order = [code for code in vocabularies.community_names(look) if code in sums] if sums else []
    came = _came(session)
    return BookingsView(
        capacity=session.capacity,
        confirmed=confirmed,
        waiting=waiting,
        free=max(0, session.capacity - confirmed),
        came=came,
        show_up=came / confirmed if came is not None and confirmed else None,
        communities=[
            CommunitySeats(community=code, confirmed=sums[code][0], waiting=sums[code][1]) for code in order
        ],
        items=[store.view(row, lines[row.id]) for row in shown],
        next=to_cursor(shown[-1].place) if len(rows) > limit else None,
    )


def list_bookings(
    actor: Actor, session_id: UUID, *, uow: UnitOfWork, cursor: str | None = None, limit: int = 50
) -> BookingsView:
    """Seats by community and the bookings, without their references."""
    actor.require(Permission.FIGURES_SEE)
    with uow.read() as look:
        session = sessions.facts(look, actor.scope(Permission.FIGURES_SEE), session_id)
        return overview(look, session, cursor=cursor, limit=limit)


def bookings_page(
    actor: Actor, session_id: UUID, *, uow: UnitOfWork, cursor: str | None = None
) -> BookingsPage:
    """The planner's page of a session: seats, links (where they are this reader's), bookings."""
    actor.require(Permission.FIGURES_SEE)
    with uow.read() as look:
        session = sessions.facts(look, actor.scope(Permission.FIGURES_SEE), session_id)
        plans = actor.may(Permission.SESSION_SCHEDULE, *session.organisation_ids)
        rows = links.listing(look.db, session_id) if plans else []
        seats = overview(look, session, cursor=cursor)
        waits = store.waiting(look.db, session_id, seats.free) if seats.free and seats.waiting else []
        return BookingsPage(
            session=session.id,
            code=session.code,
            title=session.title,
            time_zone=session.time_zone,
            may_plan=plans,
            bookable=session.status in BOOKABLE,
            promotable=len(to_confirm(seats.free, waits)),
            seats=seats,
            names=vocabularies.community_names(look),
            links=[links.view(row, state_of(row, session)) for row in rows],
        )


def bookings_panel(actor: Actor, session_id: UUID, *, uow: UnitOfWork) -> BookingsPanel | None:
    """The section of the session page; None where nothing was booked and nothing can be."""
    with uow.read() as look:
        scope = actor.scope(Permission.FIGURES_SEE)
        session = sessions.facts(look, actor.scope(Permission.SESSION_SEE), session_id)
        if not sessions.reaches(scope, session):
            return None
        confirmed, waiting = booked(look, session_id)
        rows = links.listing(look.db, session_id)
        plans = actor.may(Permission.SESSION_SCHEDULE, *session.organisation_ids)
        if not rows and not (plans and session.status in BOOKABLE):
            return None
        came = _came(session)
        return BookingsPanel(
            session=session_id,
            capacity=session.capacity,
            confirmed=confirmed,
            waiting=waiting,
            free=max(0, session.capacity - confirmed),
            open_links=sum(state_of(row, session) is LinkState.OPEN for row in rows),
            came=came,
            show_up=came / confirmed if came is not None and confirmed else None,
            may_plan=plans,
        )
