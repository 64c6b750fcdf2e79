"""A working day seen from the start page: what waits, what is on, what is in the stores."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from sqlmodel import Session

from app.kits.tables import Lot
from app.sessions.tables import SessionPlannedKit
from tests.factories import a_lot, a_session, an_indicator, move
from tests.world import an_id

NOW = datetime(2022, 8, 2, 7, 0, tzinfo=UTC)
"""Tuesday, 10:00 in Beirut: the third quarter, week 5."""

TODAY = date(2022, 8, 2)

WOMEN = ("ET", "f", "18-59")


def planned(db: Session, session_id: UUID, quantity: int, item: str = "DK") -> None:
    """So many of an item are planned for a session."""
    db.add(SessionPlannedKit(session_id=session_id, item_code=item, quantity=quantity))
    db.flush()


def bag(db: Session, label: str, session_id: UUID, quantity: int) -> None:
    """So many of a lot are loaded for a session."""
    move(db, label, "warehouse", "session_bag", quantity, "load", at=NOW, session_id=session_id)


def a_day(db: Session) -> None:
    """Caritas leads everything; LAW is partner in some; KAFA has nothing to do with any of it."""
    gift = [("DK", 38, *WOMEN)]
    a_session(
        db,
        day=date(2022, 7, 30),
        status="reported",
        code="BEY-2022-07-30-01",
        cells={WOMEN: 53},
        door=55,
        kits=gift,
        partners={"LAW": True},
    )
    a_session(
        db, day=date(2022, 7, 31), status="reported", code="BEY-2022-07-31-01", cells={WOMEN: 61}, door=74
    )
    a_session(
        db,
        day=date(2022, 8, 1),
        status="reported",
        code="BEY-2022-08-01-01",
        cells={WOMEN: 36},
        door=36,
        kits=gift,
    )
    for day in (date(2022, 7, 4), date(2022, 7, 5)):
        a_session(db, day=day, status="verified", cells={WOMEN: 100}, door=100, partners={"LAW": True})
    a_session(
        db, day=date(2022, 7, 6), status="verified", cells={WOMEN: 50}, door=50, partners={"LAW": False}
    )
    a_session(db, day=date(2022, 7, 7), status="cancelled")
    a_session(db, day=date(2022, 5, 7), status="verified", cells={WOMEN: 70}, door=70)
    a_session(
        db,
        day=date(2022, 8, 6),
        status="proposed",
        code="BEY-2022-08-06-01",
        partners={"LAW": None},
        facilitators=["Chantal"],
    )
    held = a_session(
        db,
        day=TODAY,
        status="in_progress",
        code="BEY-2022-08-02-01",
        facilitators=["Chantal"],
        cells={WOMEN: 9},
    )
    next_one = a_session(
        db, day=date(2022, 8, 4), status="confirmed", code="BEY-2022-08-04-01", facilitators=["Chantal"]
    )
    late = a_session(
        db, day=date(2022, 7, 20), status="confirmed", code="BEY-2022-07-20-01", facilitators=["Chantal"]
    )
    a_lot(db, "Lot 1", received=500)
    a_lot(db, "Lot 2", received=40)
    lot = db.get(Lot, an_id("lot Lot 2"))
    assert lot is not None
    lot.expires_on = TODAY + timedelta(days=30)
    planned(db, next_one, 40)
    bag(db, "Lot 1", next_one, 12)
    planned(db, held, 20)
    bag(db, "Lot 1", held, 20)
    _own_bag(db, late, 7)
    an_indicator(
        db,
        "1",
        targets=[
            (date(2022, 7, 1), date(2022, 9, 30), 1500),
            (date(2022, 10, 1), date(2022, 12, 31), 900),
        ],
    )


def _own_bag(db: Session, session_id: UUID, quantity: int) -> None:
    """A session's bag of its own still holds something."""
    from app.kits.tables import Balance, Location

    place = uuid4()
    db.add(
        Location(
            id=place, organisation_id=an_id("CARITAS"), name="Bag", kind="session_bag", session_id=session_id
        )
    )
    db.flush()
    db.add(Balance(location_id=place, lot_id=an_id("lot Lot 1"), quantity=quantity))
    db.flush()


def many(sessions: int) -> object:
    """A fact-maker: so many sessions in each state, spread over a few days around today."""

    def make(db: Session) -> None:
        for number in range(sessions):
            near = TODAY + timedelta(days=number % 6)
            past = TODAY - timedelta(days=1 + number % 40)
            a_session(db, day=past, status="verified", cells={WOMEN: 5}, partners={"LAW": True})
            a_session(db, day=past, status="reported", cells={WOMEN: 5}, door=5, facilitators=["Chantal"])
            a_session(db, day=past, status="in_progress", facilitators=["Chantal"])
            a_session(db, day=near, status="proposed", partners={"LAW": None})
            planned(db, a_session(db, day=near, status="confirmed", facilitators=["Chantal"]), 10)
        a_lot(db, "Lot 1", received=500)
        lot = db.get(Lot, an_id("lot Lot 1"))
        assert lot is not None
        lot.expires_on = TODAY

    return make
