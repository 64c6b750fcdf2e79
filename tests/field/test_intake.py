"""What tablets tell is taken exactly once, whatever comes of it, on both databases."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from app.commands.ledgers import differences
from app.kernel.errors import Unauthorised
from app.platform.unit_of_work import UnitOfWork
from tests import world
from tests.attendance.held import a_session, put_in
from tests.field.tablet import Tablet
from tests.world import an_id


def figures(uow: UnitOfWork, session: object) -> tuple[int, int, int, str]:
    with uow.read() as look:
        row = look.db.execute(
            text("SELECT reached_count, late_count, door_count, status FROM awareness_session WHERE id = :id"),
            {"id": str(session).replace("-", "") if uow.database.is_sqlite else session},
        ).one()
    return tuple(row)


def exceptions(uow: UnitOfWork) -> dict[str, int]:
    with uow.read() as look:
        return dict(
            Counter(
                look.db.execute(text("SELECT reason FROM field_exception WHERE state = 'open'")).scalars()
            )
        )


def test_people_and_the_door_are_counted_once_however_often_they_are_sent(lone_uow: UnitOfWork) -> None:
    session, tablet = a_session(lone_uow), Tablet(lone_uow)
    sent = [tablet.count(session, 12), tablet.count(session, -2), tablet.event("door", session, {"delta": 11})]
    first = tablet.send(*sent, queue_length=3)
    assert [result.outcome for result in first.results] == ["applied"] * 3
    assert first.next_expected_seq == 4
    assert first.message is None
    assert tablet.outcomes(*sent) == [("duplicate", None)] * 3
    assert figures(lone_uow, session) == (10, 0, 11, "in_progress")
    assert differences(lone_uow) == []
