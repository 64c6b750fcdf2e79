"""Make, list and withdraw the booking links of a session."""

from __future__ import annotations

from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel import clock
from app.kernel.errors import Conflict, FieldError, NotFound
from app.kernel.ids import new_id
from app.kernel.outcome import Outcome
from app.kernel.words import _
from app.platform.once import is_first
from app.platform.unit_of_work import ReadTx, UnitOfWork
from app.registration.public.bookings import BOOKABLE, CALLED_OFF, EVERYBODY
from app.registration.rules import booking_secrets as secrets_of
from app.registration.rules.links import LinkState, check_languages, check_window, link_state
from app.registration.schemas.bookings import LinksView, LinkView, MakeLink, NewLinkView
from app.registration.store import booking_links as store
from app.registration.tables import BookingLink
from app.registration.use_cases.guest_tickets import make_ready
from app.sessions import public as sessions
from app.sessions.public import SessionFacts


def state_of(link: store.Row, session: SessionFacts) -> LinkState:
    """What somebody who follows this link meets now."""
    return link_state(
        store.window(link),
        ends_at=session.ends_at,
        called_off=session.status in CALLED_OFF,
        over=session.status not in BOOKABLE,
        now=clock.now(),
    )


def may_plan(look: ReadTx, actor: Actor, session_id: UUID) -> SessionFacts:
    """The session, for a planner of one of its organisations or a coordinator; else NotFound or Forbidden."""
    actor.require(Permission.SESSION_SEE)
    session = sessions.facts(look, actor.scope(Permission.SESSION_SEE), session_id)
    actor.require(Permission.SESSION_SCHEDULE, *session.organisation_ids)
    return session


def make_link(
    actor: Actor, session_id: UUID, command: MakeLink, *, uow: UnitOfWork, secret: str, base_url: str
) -> Outcome[NewLinkView]:
    """Make a booking link; its token is in the answer only. The same request again gives the same token.

    Raises NotFound, Forbidden, Invalid (`languages`, `closes_at`), Conflict `booking.called_off`.
    """
    identity = command.id or new_id()
    languages = check_languages(command.languages)
    with uow.begin() as tx:
        session = may_plan(tx, actor, session_id)
        if command.tickets:
            session = sessions.hold(tx, EVERYBODY, session_id)
        token = secrets_of.token_of(secret, identity)
        content = [str(session_id), command.model_dump(mode="json")]
        fresh = is_first(tx, "booking_link", identity, content)
        if fresh:
            check_window(command.opens_at, command.closes_at, clock.now())
            if session.status not in BOOKABLE:
                message = _("Seats are booked for a session that is still to come.")
                raise Conflict("booking.called_off", message, [FieldError("", "booking.called_off", message)])
            link = BookingLink(
                id=identity,
                session_id=session_id,
                token_hash=secrets_of.token_hash(token),
                opens_at=command.opens_at,
                closes_at=command.closes_at,
                max_seats=command.max_seats,
                tickets=command.tickets,
                languages=list(languages),
                created_at=clock.now(),
                created_by=actor.person_id,
            )
            store.add(tx.db, link)
            if command.tickets:
                make_ready(tx, actor, session, secret)
            tx.record(
                "booking_link.made",
                actor,
                "booking_link",
                identity,
                organisation_id=session.lead_organisation_id,
                data={"session": str(session_id), "max_seats": command.max_seats},
            )
        else:
            link = store.by_id(tx.db, identity)
        plain = store.view(link, state_of(link, session))
        return Outcome(
            NewLinkView(**plain.model_dump(), token=token, url=f"{base_url.rstrip('/')}/book/{token}"), fresh
        )


def time_zone_of(actor: Actor, session_id: UUID, *, uow: UnitOfWork) -> str:
    """The zone in whose hours a planner writes when a link opens and closes."""
    with uow.read() as look:
        return may_plan(look, actor, session_id).time_zone


def list_links(actor: Actor, session_id: UUID, *, uow: UnitOfWork) -> LinksView:
    """The booking links of a session, the newest first. Tokens are not in it."""
    with uow.read() as look:
        session = may_plan(look, actor, session_id)
        rows = store.listing(look.db, session_id)
        return LinksView(items=[store.view(row, state_of(row, session)) for row in rows])


def revoke_link(actor: Actor, session_id: UUID, link_id: UUID, *, uow: UnitOfWork) -> LinkView:
    """Withdraw a link: nobody books under it any more; what was booked stays and can still be cancelled."""
    with uow.begin() as tx:
        session = may_plan(tx, actor, session_id)
        link = store.of_session(tx.db, session_id, link_id, lock=True)
        if link is None:
            raise NotFound
        if link.revoked_at is None:
            store.revoke(tx.db, link, clock.now())
            tx.record(
                "booking_link.revoked",
                actor,
                "booking_link",
                link_id,
                organisation_id=session.lead_organisation_id,
                data={"session": str(session_id)},
            )
        return store.view(link, state_of(link, session))


def link_for_poster(
    actor: Actor, session_id: UUID, link_id: UUID, *, uow: UnitOfWork, secret: str
) -> tuple[LinkView, str]:
    """A link with its token, to be printed. Raises Conflict `link.secret_changed` when the house's key is another one."""
    with uow.read() as look:
        session = may_plan(look, actor, session_id)
        link = store.of_session(look.db, session_id, link_id)
        if link is None:
            raise NotFound
        token = secrets_of.token_of(secret, link_id)
        if secrets_of.token_hash(token) != link.token_hash:
            raise Conflict(
                "link.secret_changed",
                _("The secret key of this house was changed since this link was made. Make a new link."),
            )
        return store.view(link, state_of(link, session)), token
