"""What tablets tell is taken exactly once, whatever comes of it, on both databases."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from app.commands.ledgers import differences
from app.field.use_cases import pairing, roster
from app.kernel.errors import Unauthorised
from app.platform.unit_of_work import UnitOfWork
from tests import world
from tests.attendance.held import a_session
from tests.field.tablet import Tablet
from tests.world import an_id


def figures(uow: UnitOfWork, session: object) -> tuple[int, int, int, str]:
    with uow.read() as look:
        row = look.db.execute(
            text(
                "SELECT reached_count, late_count, door_count, status FROM awareness_session WHERE id = :id"
            ),
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
    sent = [
        tablet.count(session, 12),
        tablet.count(session, -2),
        tablet.event("door", session, {"delta": 11}),
    ]
    first = tablet.send(*sent, queue_length=3)
    assert [result.outcome for result in first.results] == ["applied"] * 3
    assert first.next_expected_seq == 4
    assert first.message is None
    assert tablet.outcomes(*sent) == [("duplicate", None)] * 3
    assert figures(lone_uow, session) == (10, 0, 11, "in_progress")
    assert differences(lone_uow) == []


def test_numbers_that_are_new_do_not_make_an_event_new(uow: UnitOfWork) -> None:
    """A tablet that was paired anew brings under new numbers what its earlier pairing had sent already."""
    session = a_session(uow)
    before, anew = Tablet(uow), Tablet(uow)
    told = [before.count(session), before.event("door", session, {"delta": 1})]
    assert before.outcomes(*told) == [("applied", None)] * 2
    again = [{**event, "seq": anew.seq + place} for place, event in enumerate(told, 1)]
    anew.seq += len(again)
    assert anew.outcomes(*again, anew.count(session)) == [
        ("duplicate", None),
        ("duplicate", None),
        ("applied", None),
    ]
    other = {**told[0], "seq": anew.seq + 1, "payload": {**told[0]["payload"], "delta": 5}}
    assert anew.outcomes(other) == [("rejected", "id_reused")]
    assert differences(uow) == []


def test_only_the_bad_events_of_a_batch_are_rejected(lone_uow: UnitOfWork) -> None:
    session, tablet = a_session(lone_uow), Tablet(lone_uow)
    good = tablet.count(session, 3)
    no_delta = tablet.event("count", session, {"community": "ET", "sex": "f", "age_band": "18-59"})
    unknown = tablet.count(uuid4())
    newer = tablet.count(session, payload_version=7)
    nowhere = tablet.count(session, community="XX")
    phone = tablet.event("refused_at_door", session, {"reason": "call 03 123 456"})
    foreign = tablet.count(a_session(lone_uow, facilitator=None))
    with lone_uow.begin("the story of a test") as tx:
        tx.db.execute(text("UPDATE session_partner SET accepted = NULL"))
    sent: list[Any] = [no_delta, good, unknown, newer, "nonsense", nowhere, phone, foreign]
    assert tablet.outcomes(*sent) == [
        ("rejected", "malformed"),
        ("applied", None),
        ("rejected", "unknown_session"),
        ("rejected", "unknown_version"),
        ("rejected", "malformed"),
        ("rejected", "malformed"),
        ("rejected", "malformed"),
        ("conflict", "actor_revoked"),
    ]
    tablet.send(*sent)
    with lone_uow.read() as look:
        kept = Counter(look.db.execute(text("SELECT reason FROM field_quarantine")).scalars())
    assert kept == {"malformed": 4, "unknown_session": 1, "unknown_version": 1}
    assert figures(lone_uow, session)[0] == 3
    assert tablet.send(tablet.count(session)).next_expected_seq == tablet.seq + 1
    assert differences(lone_uow) == []


def test_another_content_under_the_same_id_is_kept_apart(lone_uow: UnitOfWork) -> None:
    session, tablet = a_session(lone_uow), Tablet(lone_uow)
    first = tablet.count(session, 2)
    other = {**first, "payload": {**first["payload"], "delta": 5}, "seq": 2}
    assert tablet.outcomes(first, other) == [("applied", None), ("rejected", "id_reused")]
    assert tablet.outcomes(other, first) == [("rejected", "id_reused"), ("duplicate", None)]
    assert Tablet(lone_uow).outcomes(first) == [("duplicate", None)]  # by file, or after pairing anew
    with lone_uow.read() as look:
        kept = look.db.execute(text("SELECT reason, body FROM field_quarantine")).all()
    assert [reason for reason, _body in kept] == ["id_reused"]
    assert '"delta":5' in kept[0][1]
    assert figures(lone_uow, session)[0] == 2


def test_what_is_taken_back_is_taken_back_once_in_any_order(lone_uow: UnitOfWork) -> None:
    here, there = a_session(lone_uow), a_session(lone_uow)
    tablet, people = Tablet(lone_uow), Tablet(lone_uow).count(here)
    for session, order in ((here, (0, 1, 2, 3)), (there, (3, 1, 2, 0))):
        tablet = Tablet(lone_uow)
        people, door = tablet.count(session, 4), tablet.event("door", session, {"delta": 9})
        sent = [people, door, tablet.void(people), tablet.void(door)]
        for place in order:
            assert tablet.outcomes(sent[place]) == [("applied", None)]
        assert tablet.outcomes(tablet.void(people)) == [("applied", None)]
        assert tablet.outcomes(tablet.void(tablet.void(people))) == [("applied", None)]
        assert figures(lone_uow, session)[:3] == (0, 0, 0)
    assert tablet.outcomes(
        Tablet(lone_uow).void(tablet.count(there)), tablet.void({**people, "session_id": str(here)})
    ) == [
        ("applied", None),
        ("rejected", "malformed"),
    ]
    assert differences(lone_uow) == []


@pytest.mark.parametrize(
    ("status", "reason", "counted"),
    [
        ("reported", "late", (5, 0)),
        ("verified", "late", (0, 5)),
        ("cancelled", "session_cancelled", (5, 0)),
        ("proposed", "session_cancelled", (5, 0)),
    ],
)
def test_what_happened_is_kept_and_flagged(
    lone_uow: UnitOfWork, status: str, reason: str, counted: tuple[int, int]
) -> None:
    session, tablet = a_session(lone_uow, status), Tablet(lone_uow)
    sent = [tablet.count(session, 2), tablet.count(session, 3), tablet.event("door", session, {"delta": 5})]
    assert tablet.outcomes(*sent) == [("conflict", reason)] * 3
    assert tablet.outcomes(*sent) == [("conflict", reason)] * 3
    assert figures(lone_uow, session)[:2] == counted
    assert figures(lone_uow, session)[2:] == (0 if status == "verified" else 5, status)
    assert exceptions(lone_uow) == {reason: 1}
    assert differences(lone_uow) == []


def test_who_left_meanwhile_still_delivers(lone_uow: UnitOfWork) -> None:
    session, tablet = a_session(lone_uow), Tablet(lone_uow)
    mine, hers = tablet.count(session), tablet.count(session, actor_claimed=str(an_id("Bilal")))
    nobody = tablet.count(session, actor_claimed=str(uuid4()))
    with lone_uow.begin("the story of a test") as tx:
        tx.db.execute(text("UPDATE person SET active = false WHERE name = 'Chantal'"))
    assert tablet.outcomes(mine, hers, nobody) == [
        ("conflict", "actor_revoked"),
        ("applied", None),
        ("conflict", "actor_revoked"),
    ]
    assert figures(lone_uow, session)[0] == 3
    with lone_uow.read() as look:
        authors = look.db.execute(text("SELECT recorded_by FROM count_entry ORDER BY seq")).scalars().all()
    assert [str(one).replace("-", "") for one in authors] == [
        an_id(name).hex for name in ("Chantal", "Bilal", "Chantal")
    ]


def test_a_clock_three_hours_ahead_and_one_two_days_behind(lone_uow: UnitOfWork) -> None:
    session = a_session(lone_uow)
    for off, said in ((timedelta(hours=3), "180 minutes fast"), (timedelta(days=-2), "2880 minutes slow")):
        tablet = Tablet(lone_uow, clock_off=off)
        answer = tablet.send(tablet.count(session))
        assert [(one.outcome, one.reason) for one in answer.results] == [("conflict", "clock_suspect")]
        assert said in str(answer.message)
    right = Tablet(lone_uow)
    future = right.count(session, occurred_at_device="2099-01-01T00:00:00Z")
    assert right.outcomes(future) == [("conflict", "clock_suspect")]
    with lone_uow.read() as look:
        ahead = look.db.execute(
            text("SELECT count(*) FROM field_event WHERE occurred_at > received_at")
        ).scalar_one()
        drifts = look.db.execute(text("SELECT drift_seconds FROM device ORDER BY paired_at, id")).scalars()
        assert [round(one / 60) for one in drifts] == [180, -2880, 0]
    assert ahead == 0


def test_more_people_than_the_hall_holds(lone_uow: UnitOfWork) -> None:
    session, tablet = a_session(lone_uow, capacity=5), Tablet(lone_uow)
    sent = [
        tablet.count(session, 5),
        tablet.count(session, 1),
        tablet.count(session, -1),
        tablet.count(session, 4),
    ]
    assert tablet.outcomes(*sent) == [
        ("applied", None),
        ("conflict", "over_capacity"),
        ("applied", None),
        ("conflict", "over_capacity"),
    ]
    assert exceptions(lone_uow) == {"over_capacity": 1}
    assert figures(lone_uow, session)[0] == 9


def test_a_revoked_tablet_sends_no_more(lone_uow: UnitOfWork) -> None:
    session, tablet = a_session(lone_uow), Tablet(lone_uow)
    event = tablet.count(session)
    pairing.revoke(world.actor("Amina"), tablet.id, uow=lone_uow)
    with pytest.raises(Unauthorised):
        tablet.send(event)


def test_missing_numbers_are_known_until_they_arrive(lone_uow: UnitOfWork) -> None:
    session, tablet = a_session(lone_uow), Tablet(lone_uow)
    sent = [tablet.count(session) for _ in range(6)]
    assert tablet.send(sent[1], sent[4]).next_expected_seq == 1
    row = roster.list_devices(world.actor("Amina"), uow=lone_uow).items[0]
    assert (row.missing, row.how_many_missing, row.next_expected_seq) == ([(1, 1), (3, 4)], 3, 1)
    assert tablet.send(sent[0], sent[2]).next_expected_seq == 4
    assert tablet.send(*sent).next_expected_seq == 7
    assert roster.list_devices(world.actor("Amina"), uow=lone_uow).items[0].missing == []
