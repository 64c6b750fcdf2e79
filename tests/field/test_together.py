"""Tablets that send at the same moment are taken as one set, and each is answered as if it had come alone."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, text

from app.commands.ledgers import differences
from app.field.schemas.events import SendBatch
from app.field.use_cases import pairing
from app.field.use_cases.intake import take_shown
from app.kernel.errors import AppError
from app.platform.unit_of_work import Tx, UnitOfWork
from app.registration.public import ticket_hash
from tests import world
from tests.attendance.held import a_session
from tests.field.tablet import KEY, Event, Tablet
from tests.field.test_conflicts import tickets
from tests.field.test_intake import exceptions, figures

Said = list[tuple[str, str | None]] | str


def send(uow: UnitOfWork, tablet: Tablet, events: Sequence[Event]) -> Said:
    """The outcomes, or the code of the refusal."""
    command = SendBatch.model_validate(tablet.body(*events))
    try:
        answer = take_shown(tablet.token, command, key=KEY, uow=uow)
    except AppError as refusal:
        return refusal.code
    return [(one.outcome.value, one.reason.value if one.reason else None) for one in answer.results]


def at_once(uow: UnitOfWork, sent: Sequence[tuple[Tablet, Sequence[Event]]]) -> tuple[list[Said], int]:
    """What each was told that came, in this order, while the line was held; and how many statements that took."""
    go, held, statements = threading.Event(), threading.Event(), 0

    def hold_the_line(_tx: Tx, _works: Sequence[None]) -> list[bool]:
        held.set()
        assert go.wait(30)
        return [True]

    def count(*_about: Any) -> None:
        nonlocal statements
        statements += 1

    with ThreadPoolExecutor(len(sent) + 1) as crowd:
        crowd.submit(lambda: uow.shared.attempt(None, hold_the_line, housekeeping="the line is held"))
        assert held.wait(30)
        said: list[Future[Said]] = []
        for place, (tablet, events) in enumerate(sent, 1):
            said.append(crowd.submit(send, uow, tablet, events))
            for _turn in range(30_000):
                if len(uow.shared._line) >= place:
                    break
                threading.Event().wait(0.001)
        event.listen(uow.database.writer, "before_cursor_execute", count)
        try:
            go.set()
            return [one.result(60) for one in said], statements
        finally:
            event.remove(uow.database.writer, "before_cursor_execute", count)


def grid(tablet: Tablet, session: UUID) -> list[Event]:
    return [tablet.count(session, 2, community, sex) for community in ("ET", "BD", "PH") for sex in "fm"]


def test_many_tablets_cost_the_statements_of_one(uow: UnitOfWork) -> None:
    crowd = [(Tablet(uow), a_session(uow)) for _ in range(5)]
    for tablet, session in crowd:  # the first record of a session starts it, which is told of
        tablet.send(tablet.count(session))
    (alone,), of_one = at_once(uow, [(crowd[0][0], grid(*crowd[0]))])
    said, of_all = at_once(uow, [(tablet, grid(tablet, session)) for tablet, session in crowd])
    assert alone == [("applied", None)] * 6
    assert said == [[("applied", None)] * 6] * 5
    assert of_all <= of_one + 5
    assert [figures(uow, session)[0] for _tablet, session in crowd] == [25, 13, 13, 13, 13]
    with uow.read() as look:
        for table in ("count_entry", "field_event"):
            told = look.db.execute(
                text(f"SELECT device_id, session_id, seq FROM {table} ORDER BY session_id, seq")  # noqa: S608
            )
            by_whom = [
                (str(device).replace("-", ""), str(where).replace("-", ""), n) for device, where, n in told
            ]
            assert [one for one in by_whom if one[1] in {session.hex for _tablet, session in crowd}] == [
                (tablet.id.hex, session.hex, number)
                for tablet, session in sorted(crowd, key=lambda pair: pair[1].hex)
                for number in range(1, tablet.seq + 1)
            ]
    assert differences(uow) == []


def test_each_is_answered_as_if_it_had_come_alone(lone_uow: UnitOfWork) -> None:
    uow = lone_uow
    session = a_session(uow, capacity=10)
    ticket = str(ticket_hash(session, tickets(uow, session)[0]))
    door, table, again, broken, revoked = (Tablet(uow) for _ in range(5))
    checked_in = [one.event("check_in", session, {"ticket": ticket}) for one in (door, table)]
    before = again.count(session, 3)
    again.send(before)
    pairing.revoke(world.actor("Amina"), revoked.id, uow=uow)
    nonsense = broken.count(session, community="XX")
    said, _statements = at_once(
        uow,
        [
            (door, [checked_in[0], door.count(session, 6)]),
            (table, [checked_in[1], table.count(session, 2)]),
            (again, [before, again.event("door", session, {"delta": 4})]),
            (broken, [nonsense, broken.count(session, -1)]),
            (revoked, [revoked.count(session)]),
        ],
    )
    assert said == [
        [("applied", None), ("applied", None)],
        [("conflict", "already_checked_in"), ("conflict", "over_capacity")],
        [("duplicate", None), ("applied", None)],
        [("rejected", "malformed"), ("applied", None)],
        "device.unknown",
    ]
    assert figures(uow, session)[:3] == (10, 0, 4)
    assert exceptions(uow) == {"already_checked_in": 1, "over_capacity": 1}
    assert [tablet.send(tablet.count(session, -1)).next_expected_seq for tablet in (door, broken)] == [4, 4]
    assert differences(uow) == []


@pytest.mark.parametrize("kind", ["same tablet", "another tablet", "stored before"])
def test_the_same_event_in_two_batches_counts_once(uow: UnitOfWork, kind: str) -> None:
    """By two tabs of one tablet; by a tablet that was paired anew; or long ago, under a number nobody can know of."""
    session, tablet, other, bystander = a_session(uow), Tablet(uow), Tablet(uow), Tablet(uow)
    tablet.send(tablet.count(session))
    one = tablet.count(session, 5)
    copy = one
    if kind != "same tablet":
        other.seq += 1
        copy = {**one, "seq": other.seq}
    if kind == "stored before":
        tablet.send(one)
    first = (tablet, [tablet.count(session, 2)] if kind == "stored before" else [one])
    second = (tablet if kind == "same tablet" else other, [copy])
    said, _statements = at_once(uow, [first, second, (bystander, [bystander.count(session, 7)])])
    assert said == [[("applied", None)], [("duplicate", None)], [("applied", None)]]
    assert figures(uow, session)[0] == 1 + 5 + 7 + (2 if kind == "stored before" else 0)
    assert differences(uow) == []
