"""Makes facts straight in the tables, where the way they came there is not what is tested.

The rollups on the session are kept in step with the ledgers, as `karama check` demands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update
from sqlmodel import Session, col

from app.attendance.tables import CountEntry, DoorEntry, SessionTotal
from app.closing.tables import Referral, SessionReport
from app.distributions.tables import HandOut
from app.kits.tables import Balance, Location, Lot, Movement
from app.platform.db import Database
from app.projects.tables import Indicator, Target
from app.sessions.tables import (
    AwarenessSession,
    SessionFacilitator,
    SessionPartner,
    SessionProject,
    SessionTopic,
)
from tests.world import an_id

CellPlace = tuple[str, str, str]
"""community, sex, age band"""


def a_session(
    db: Session,
    *,
    day: date = date(2022, 7, 30),
    status: str = "verified",
    cells: Mapping[CellPlace, int] | None = None,
    kits: Sequence[tuple[str, int, str, str | None, str | None]] = (),
    projects: Sequence[str] = ("LBNT39",),
    lead: str = "CARITAS",
    partners: Mapping[str, bool | None] | None = None,
    facilitators: Sequence[str] = (),
    topics: Sequence[str] = (),
    venue: str = "St Joseph hall",
    area: str = "LB11",
    activity_type: str = "awareness_session",
    audience: str = "community",
    language: str = "ar",
    campaign: str | None = None,
    door: int = 0,
    tickets: int = 0,
    late: int = 0,
    quiz: tuple[int, int, int] | None = None,
    referrals: Mapping[str, int] | None = None,
    code: str | None = None,
    reported_after: timedelta = timedelta(hours=3),
) -> UUID:
    """A session of that day, 09:30 to 11:30 in Beirut, with its ledgers; answers its id.

    `kits`: (item, quantity, community, sex, age band). `partners`: organisation -> accepted. `quiz`: asked,
    right before, right after.
    """
    identity = uuid4()
    start = datetime(day.year, day.month, day.day, 6, 30, tzinfo=UTC)
    ended = start + timedelta(hours=2)
    reported = ended + reported_after if status in {"reported", "verified"} else None
    reached = sum((cells or {}).values())
    db.add(
        AwarenessSession(
            id=identity,
            code=code or f"BEY-{day.isoformat()}-{identity.hex[:6]}",
            title="How to recognise trafficking",
            activity_type=activity_type,
            audience=audience,
            status="reported" if status == "verified" else status,
            starts_at=start,
            ends_at=ended,
            time_zone="Asia/Beirut",
            local_date=day,
            venue_id=an_id(venue),
            area_code=area,
            language_code=language,
            lead_organisation_id=an_id(lead),
            campaign_id=an_id(campaign) if campaign else None,
            capacity=200,
            reported_at=reported,
            verified_at=reported + timedelta(days=1) if reported and status == "verified" else None,
            reached_count=reached,
            late_count=late,
            door_count=door,
            tickets_count=tickets,
            kits_count=sum(quantity for item, quantity, *_ in kits if item == "DK"),
            created_at=start - timedelta(days=14),
            updated_at=start,
        )
    )
    db.flush()
    db.add(
        SessionPartner(
            session_id=identity, organisation_id=an_id(lead), role="lead", accepted=True, starts_at=start
        )
    )
    for organisation, accepted in (partners or {}).items():
        db.add(
            SessionPartner(
                session_id=identity,
                organisation_id=an_id(organisation),
                role="facilitator",
                accepted=accepted,
                starts_at=start,
            )
        )
    for project in projects:
        db.add(SessionProject(session_id=identity, project_id=an_id(project), starts_at=start))
    for person in facilitators:
        db.add(SessionFacilitator(session_id=identity, person_id=an_id(person), starts_at=start))
    for topic in topics:
        db.add(SessionTopic(session_id=identity, topic_code=topic))
    _counts(db, identity, cells or {}, door, start)
    for item, quantity, community, sex, age_band in kits:
        _hand_out(db, identity, lead, item, quantity, (community, sex, age_band), start)
    if quiz or referrals:
        _close_out(db, identity, quiz, referrals or {}, reached, door, ended)
    db.flush()
    if status == "verified":  # the last step, as in life: the sums by month follow it
        db.connection().execute(
            update(AwarenessSession).where(col(AwarenessSession.id) == identity).values(status=status)
        )
    return identity


def a_verified_session(db: Session, **facts: Any) -> UUID:
    """See `a_session`."""
    return a_session(db, status="verified", **facts)


def _counts(db: Session, session_id: UUID, cells: Mapping[CellPlace, int], door: int, at: datetime) -> None:
    for (community, sex, age_band), count in cells.items():
        place: dict[str, Any] = {
            "session_id": session_id,
            "community": community,
            "sex": sex,
            "age_band": age_band,
        }
        db.add(SessionTotal(**place, count=count))
        if count:
            db.add(
                CountEntry(id=uuid4(), **place, delta=count, source="grid", occurred_at=at, received_at=at)
            )
    if door:
        db.add(DoorEntry(id=uuid4(), session_id=session_id, delta=door, occurred_at=at, received_at=at))


def _place(db: Session, organisation: str, kind: str) -> UUID:
    """The organisation's place of a kind, made when missing."""
    identity = an_id(f"{kind} of {organisation}")
    if db.get(Location, identity) is None:
        db.add(
            Location(
                id=identity, organisation_id=an_id(organisation), name=f"{organisation} {kind}", kind=kind
            )
        )
        db.flush()
    return identity


def a_lot(
    db: Session,
    label: str,
    *,
    item: str = "DK",
    project: str | None = "LBNT39",
    received: int = 0,
    on: datetime = datetime(2022, 1, 10, 9, tzinfo=UTC),
    organisation: str = "CARITAS",
) -> UUID:
    """A lot, received into the organisation's warehouse; answers its id. The same label again: more of it."""
    identity = an_id(f"lot {label}")
    if db.get(Lot, identity) is None:
        db.add(
            Lot(
                id=identity,
                item_id=an_id(item),
                item_version_id=an_id(f"{item} v1"),
                label=label,
                project_id=an_id(project) if project else None,
            )
        )
        db.flush()
    if received:
        move(db, label, "supplier", "warehouse", received, "receipt", at=on, organisation=organisation)
    return identity


def move(
    db: Session,
    label: str,
    source: str,
    target: str,
    quantity: int,
    reason: str,
    *,
    at: datetime = datetime(2022, 7, 30, 7, tzinfo=UTC),
    organisation: str = "CARITAS",
    session_id: UUID | None = None,
    reverses: UUID | None = None,
) -> UUID:
    """A movement of a lot between two kinds of places of an organisation, balances in step; answers its id."""
    identity = uuid4()
    lot, places = an_id(f"lot {label}"), [_place(db, organisation, kind) for kind in (source, target)]
    db.add(
        Movement(
            id=identity,
            lot_id=lot,
            from_location_id=places[0],
            to_location_id=places[1],
            quantity=quantity,
            reason=reason,
            effective_at=at,
            recorded_at=at,
            session_id=session_id,
            reverses=reverses,
        )
    )
    for place, change in zip(places, (-quantity, quantity), strict=True):
        balance = db.get(Balance, (place, lot)) or Balance(location_id=place, lot_id=lot, quantity=0)
        balance.quantity += change
        db.add(balance)
    db.flush()
    return identity


def _hand_out(
    db: Session,
    session_id: UUID,
    organisation: str,
    item: str,
    quantity: int,
    whom: tuple[str, str | None, str | None],
    at: datetime,
) -> None:
    label = f"{item} of {organisation}"
    a_lot(db, label, item=item, project=None, received=quantity, organisation=organisation)
    warehouse = _place(db, organisation, "warehouse")
    move(
        db,
        label,
        "warehouse",
        "beneficiaries",
        quantity,
        "hand_out",
        at=at,
        organisation=organisation,
        session_id=session_id,
    )
    community, sex, age_band = whom
    db.add(
        HandOut(
            id=uuid4(),
            session_id=session_id,
            location_id=warehouse,
            item_id=an_id(item),
            quantity=quantity,
            community=community,
            sex=sex,
            age_band=age_band,
            occurred_at=at,
            received_at=at,
        )
    )


def _close_out(
    db: Session,
    session_id: UUID,
    quiz: tuple[int, int, int] | None,
    referrals: Mapping[str, int],
    reached: int,
    door: int,
    at: datetime,
) -> None:
    asked, before, after = quiz or (None, None, None)
    report = SessionReport(
        id=uuid4(),
        session_id=session_id,
        number=1,
        quiz_asked=asked,
        quiz_before=before,
        quiz_after=after,
        reached=reached,
        door=door,
        tickets=0,
        at=at,
    )
    db.add(report)
    db.flush()
    for service, count in referrals.items():
        db.add(Referral(report_id=report.id, service=service, count=count))


def an_indicator(
    db: Session,
    code: str,
    *,
    project: str = "LBNT39",
    measure: str = "people_reached",
    narrowed: Mapping[str, Any] | None = None,
    aggregation: str = "sum",
    baseline: int = 0,
    targets: Sequence[tuple[date, date, int]] = (),
    position: int = 0,
    disaggregation: Sequence[str] = (),
) -> UUID:
    """A line of the logframe with its targets; answers its id."""
    identity = uuid4()
    db.add(
        Indicator(
            id=identity,
            project_id=an_id(project),
            code=code,
            title_en=f"Indicator {code}",
            measure=measure,
            filter=dict(narrowed or {}),
            aggregation=aggregation,
            baseline=baseline,
            position=position,
            disaggregation=list(disaggregation),
        )
    )
    db.flush()
    for from_date, to_date, value in targets:
        db.add(Target(indicator_id=identity, from_date=from_date, to_date=to_date, value=value))
    db.flush()
    return identity


def filled(url: str, *facts: Any) -> None:
    """Run each of `facts` (a function of a database session) on the database at `url`, and commit."""
    database = Database(url, pool_size=1)
    try:
        with Session(database.writer) as db:
            for make in facts:
                make(db)
            db.commit()
    finally:
        database.close()


def after(*facts: Callable[[Session], None]) -> pytest.MarkDecorator:
    """Marks tests that begin in a world in which `facts` have happened, as `filled` takes them; none undoes a mark.

    They are written once a run and copied with the world, for many tests begin after the same ones.
    """
    return pytest.mark.after.with_args(*facts)
