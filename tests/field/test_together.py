"""Tablets that send at the same moment are taken as one set, and each is answered as if it had come alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, text

from app.commands.ledgers import differences
from app.field.schemas.events import BatchAnswer, SendBatch
from app.field.use_cases import pairing
from app.field.use_cases.intake import Parcel, Taken, take_alone, take_together
from app.kernel.errors import AppError
from app.kernel.ids import fingerprint
from app.platform.line import Line
from app.platform.unit_of_work import UnitOfWork
from app.registration.public import ticket_hash
from tests import world
from tests.attendance.held import a_session
from tests.field.tablet import KEY, Event, Tablet
from tests.field.test_conflicts import tickets
from tests.field.test_intake import exceptions, figures

Said = list[tuple[str, str | None]] | str


def said(answered: Callable[[], BatchAnswer]) -> Said:
    """The outcomes, or the code of the refusal."""
    try:
        return [(one.outcome.value, one.reason.value if one.reason else None) for one in answered().results]
    except AppError as refusal:
        return refusal.code


def at_once(uow: UnitOfWork, sent: Sequence[tuple[Tablet, Sequence[Event]]]) -> tuple[list[Said], int]:
    """What each was told of those who waited in this order, and how many statements that took. As at the door: who
    gets no answer with the others goes alone.
    """
    statements = 0

    def count(*_about: Any) -> None:
        nonlocal statements
        statements += 1

    def answer(parcel: Parcel, taken: Taken | AppError | None) -> BatchAnswer:
        if isinstance(taken, AppError):
            raise taken
        return taken.answer() if taken else take_alone(parcel, uow=uow)

    waiting = [
        Parcel(SendBatch.model_validate(tablet.body(*events)), KEY, shown=fingerprint(tablet.token))
        for tablet, events in sent
    ]
    line: Line[Sequence[Parcel], Sequence[Taken | AppError | None]] = Line(
        lambda sets: [take_together(parcels, uow=uow) for parcels in sets]
    )
    event.listen(uow.database.writer, "before_cursor_execute", count)
    try:
        told = line.join(waiting).result(60) or [None] * len(waiting)
        return [said(partial(answer, *one)) for one in zip(waiting, told, strict=True)], statements
    finally:
        event.remove(uow.database.writer, "before_cursor_execute", count)


def grid(tablet: Tablet, session: UUID) -> list[Event]:
    return [tablet.count(session, 2, community, sex) for community in ("ET", "BD", "PH") for sex in "fm"]


def test_many_tablets_cost_the_statements_of_one(uow: UnitOfWork) -> None:
    crowd = [(Tablet(uow), a_session(uow)) for _ in range(5)]
    for tablet, session in crowd:  # the first record of a session starts it, which is told of
        tablet.send(tablet.count(session))
    (alone,), of_one = at_once(uow, [(crowd[0][0], grid(*crowd[0]))])
    told, of_all = at_once(uow, [(tablet, grid(tablet, session)) for tablet, session in crowd])
    assert alone == [("applied", None)] * 6
    assert told == [[("applied", None)] * 6] * 5
    assert of_all <= of_one + 5
    assert [figures(uow, session)[0] for _tablet, session in crowd] == [25, 13, 13, 13, 13]
    with uow.read() as look:
        for table in ("count_entry", "field_event"):
            rows = look.db.execute(
                text(f"SELECT device_id, session_id, seq FROM {table} ORDER BY session_id, seq")  # noqa: S608
            )
            by_whom = [
                (str(device).replace("-", ""), str(where).replace("-", ""), n) for device, where, n in rows
            ]
            assert [one for one in by_whom if one[1] in {session.hex for _tablet, session in crowd}] == [
                (tablet.id.hex, session.hex, number)
                for tablet, session in sorted(crowd, key=lambda pair: pair[1].hex)
                for number in range(1, tablet.seq + 1)
            ]
    assert differences(uow) == []


def test_a_ticket_at_the_door_takes_a_handful_of_statements(uow: UnitOfWork) -> None:
    tablet, session = Tablet(uow), a_session(uow)
    first, second = tickets(uow, session, 2)
    tablet.send(tablet.event("check_in", session, {"ticket": first}))  # starts the session, which is told of
    (told,), statements = at_once(uow, [(tablet, [tablet.event("check_in", session, {"ticket": second})])])
    assert told == [("applied", None)]
    assert statements <= (13 if uow.database.is_sqlite else 11)
    assert figures(uow, session)[0] == 0


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
    told, _statements = at_once(
        uow,
        [
            (door, [checked_in[0], door.count(session, 6)]),
            (table, [checked_in[1], table.count(session, 2)]),
            (again, [before, again.event("door", session, {"delta": 4})]),
            (broken, [nonsense, broken.count(session, -1)]),
            (revoked, [revoked.count(session)]),
        ],
    )
    assert told == [
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
    told, _statements = at_once(uow, [first, second, (bystander, [bystander.count(session, 7)])])
    assert told == [[("applied", None)], [("duplicate", None)], [("applied", None)]]
    assert figures(uow, session)[0] == 1 + 5 + 7 + (2 if kind == "stored before" else 0)
    assert differences(uow) == []
