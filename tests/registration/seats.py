"""A session that is still to come, with a booking link, for tests that book seats."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from app.kernel.ids import new_id
from app.platform.unit_of_work import UnitOfWork
from app.registration.schemas.bookings import Book, BookLine, MakeLink, NewLinkView
from app.registration.use_cases import booking_links
from app.sessions.tables import AwarenessSession, SessionFacilitator, SessionPartner, SessionTopic
from tests import world
from tests.world import an_id

TO_COME = datetime(2035, 7, 28, 6, 30, tzinfo=UTC)
"""09:30 in Beirut, on a Saturday that is far away."""

SECRET = "a house key for tests"


def a_session_to_come(
    uow: UnitOfWork, capacity: int = 50, *, venue: str = "St Joseph hall", status: str = "confirmed"
) -> UUID:
    """Led by Caritas with LAW as partner, in Amharic; answers its id."""
    session_id = new_id()
    with uow.begin("the story of a test") as tx:
        tx.db.add(
            AwarenessSession(
                id=session_id,
                code=f"BEY-2035-07-28-{session_id.hex[-6:]}",
                title="Know your rights: work and the kafala system",
                activity_type="awareness_session",
                audience="community",
                status=status,
                starts_at=TO_COME,
                ends_at=TO_COME + timedelta(hours=2),
                time_zone="Asia/Beirut",
                local_date=TO_COME.date(),
                venue_id=an_id(venue),
                area_code="LB11",
                language_code="am",
                lead_organisation_id=an_id("CARITAS"),
                capacity=capacity,
                proposed_by=an_id("Bilal"),
                created_at=world.EPOCH,
                updated_at=world.EPOCH,
            )
        )
        tx.db.flush()
        for organisation, role in (("CARITAS", "lead"), ("LAW", "host")):
            tx.db.add(
                SessionPartner(
                    session_id=session_id,
                    organisation_id=an_id(organisation),
                    role=role,
                    accepted=True,
                    starts_at=TO_COME,
                )
            )
        tx.db.add(SessionFacilitator(session_id=session_id, person_id=an_id("Chantal"), starts_at=TO_COME))
        tx.db.add(SessionTopic(session_id=session_id, topic_code="KAFALA"))
    return session_id


def a_link(uow: UnitOfWork, session_id: UUID, *, secret: str = SECRET, **how: Any) -> NewLinkView:
    """A booking link made by Bilal."""
    command = MakeLink.model_validate({"max_seats": 8, **how})
    return booking_links.make_link(
        world.actor("Bilal"), session_id, command, uow=uow, secret=secret, base_url="http://testserver"
    ).value


def asking(token: str, *lines: tuple[str, int], booking_id: UUID | None = None) -> Book:
    """A booking of (community, seats) lines."""
    return Book(
        token=token,
        id=booking_id or uuid4(),
        lines=[BookLine(community=community, seats=seats) for community, seats in lines],
    )
