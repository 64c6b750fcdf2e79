"""A quarter of LBNT39: three verified sessions, one waiting, one cancelled, an earlier one, a lot, a logframe."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from tests.factories import a_lot, a_session, a_verified_session, an_indicator, move
from tests.feedback.sheets import a_sheet

Q3 = (date(2022, 7, 1), date(2022, 9, 30))


def story(db: Session) -> None:
    """Put the quarter into the world."""
    a_verified_session(db, day=date(2022, 5, 1), cells={("ET", "f", "18-59"): 10}, code="BEY-2022-05-01-01")
    world_day = a_verified_session(
        db,
        cells={
            ("ET", "f", "18-59"): 21,
            ("BD", "m", "18-59"): 11,
            ("BD", "m", "60+"): 2,
            ("PH", "f", "18-59"): 19,
        },
        kits=[("DK", 38, "ET", "f", "18-59"), ("PIN", 12, "PH", None, None), ("DK", 2, "PH", "f", None)],
        projects=("LBNT39", "GLOT59"),
        partners={"LAW": True},
        door=55,
        quiz=(40, 12, 30),
        referrals={"legal": 3},
        code="BEY-2022-07-30-01",
    )
    _feedback(db, world_day)
    a_verified_session(
        db,
        day=date(2022, 8, 2),
        cells={("ET", "f", "18-59"): 12, ("SD", "f", "12-17"): 6},
        venue="Safe house",
        area="LB56",
        reported_after=timedelta(days=9),
        code="TRP-2022-08-02-01",
    )
    a_verified_session(
        db,
        day=date(2022, 8, 4),
        cells={("PH", "f", "18-59"): 18},
        lead="CARITAS",
        code="BEY-2022-08-04-01",
    )
    a_session(db, day=date(2022, 8, 9), status="reported", cells={("ET", "f", "18-59"): 70})
    a_session(db, day=date(2022, 8, 10), status="cancelled")
    _stock(db)
    by = ("sex", "community", "area")
    an_indicator(db, "1.1", targets=[(*Q3, 120)], position=1, disaggregation=by)
    an_indicator(db, "1.2", narrowed={"sex": "f"}, position=2)
    an_indicator(db, "1.3", measure="door_count", targets=[(*Q3, 0)], position=3)
    an_indicator(db, "1.4", measure="sessions_held", targets=[(*Q3, 3)], position=4)
    an_indicator(db, "1.5", measure="door_count", narrowed={"sex": "f"}, position=5)
    an_indicator(db, "1.6", narrowed={"community": "BD", "age_band": "60+"}, targets=[(*Q3, 10)], position=6)


def _feedback(db: Session, session_id: UUID) -> None:
    """Forty asked: three did not get the whole kit, thirty of forty are content, four answered about quality."""
    said = {
        ("full_kit", "yes"): 37,
        ("full_kit", "no"): 3,
        ("overall", "5"): 30,
        ("overall", "2"): 10,
        ("quality", "4"): 4,
        ("respect", "yes"): 33,
    }
    a_sheet(db, session_id, ("ET", "f", "18-59"), asked=40, said=said)


def _stock(db: Session) -> None:
    lot = "CH-2022-01"
    a_lot(db, lot, received=200, on=datetime(2022, 6, 1, 9, tzinfo=UTC))
    a_lot(db, lot, received=100, on=datetime(2022, 7, 5, 9, tzinfo=UTC))
    move(db, lot, "warehouse", "beneficiaries", 40, "hand_out")
    move(db, lot, "warehouse", "session_bag", 8, "load")
    move(db, lot, "session_bag", "warehouse", 5, "return")
    move(db, lot, "session_bag", "loss", 3, "loss")
    move(db, lot, "warehouse", "beneficiaries", 7, "hand_out", at=datetime(2022, 10, 1, 9, tzinfo=UTC))
