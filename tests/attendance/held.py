"""One session on the World Day, in whatever state a test needs it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from app.kernel.ids import new_id
from app.platform.unit_of_work import UnitOfWork
from app.sessions.public import SessionStatus
from app.sessions.tables import (
    AwarenessSession,
    SessionFacilitator,
    SessionPartner,
    SessionPlannedKit,
    SessionProject,
    SessionTopic,
)
from tests.world import WORLD_DAY, an_id


def a_session(
    uow: UnitOfWork, status: str = "confirmed", *, capacity: int = 60, facilitator: str | None = "Chantal"
) -> UUID:
    """Led by Caritas with LAW as partner, in the hall, for 20 kits; answers its id."""
    session_id = new_id()
    reported = status in {"reported", "verified"}
    with uow.begin("the story of a test") as tx:
        tx.db.add(
            AwarenessSession(
                id=session_id,
                code=f"BEY-2022-07-30-{session_id.hex[-6:]}",
                title="Know your rights: work and the kafala system",
                activity_type="awareness_session",
                audience="community",
                status=SessionStatus(status).value,
                starts_at=WORLD_DAY,
                ends_at=WORLD_DAY + timedelta(hours=2),
                time_zone="Asia/Beirut",
                local_date=WORLD_DAY.date(),
                venue_id=an_id("St Joseph hall"),
                area_code="LB11",
                language_code="ar",
                lead_organisation_id=an_id("CARITAS"),
                capacity=capacity,
                proposed_by=an_id("Bilal"),
                reported_by=an_id("Bilal") if reported else None,
                verified_by=an_id("Amina") if status == "verified" else None,
                created_at=WORLD_DAY,
                updated_at=WORLD_DAY,
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
                    starts_at=WORLD_DAY,
                )
            )
        if facilitator:
            tx.db.add(
                SessionFacilitator(session_id=session_id, person_id=an_id(facilitator), starts_at=WORLD_DAY)
            )
        tx.db.add(SessionProject(session_id=session_id, project_id=an_id("LBNT39"), starts_at=WORLD_DAY))
        tx.db.add(SessionTopic(session_id=session_id, topic_code="KAFALA"))
        tx.db.add(SessionPlannedKit(session_id=session_id, item_code="DK", quantity=20))
    return session_id


def put_in(uow: UnitOfWork, session_id: UUID, status: str) -> None:
    """Move a session to a state without taking the steps; its report is Bilal's, its verifier Amina."""
    with uow.begin("the story of a test") as tx:
        row = tx.db.get_one(AwarenessSession, session_id)
        row.status = SessionStatus(status).value
        if status in {"reported", "verified"}:
            row.reported_by = an_id("Bilal")
        if status == "verified":
            row.verified_by = an_id("Amina")
        tx.db.add(row)
