"""Split, repeated, reordered: the same events give the same ledgers, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, text

from app.commands.ledgers import differences
from app.platform.unit_of_work import UnitOfWork
from tests.attendance.held import a_session
from tests.closing.hall import Hall
from tests.field.tablet import Event, Tablet
from tests.field.test_conflicts import tickets
from tests.kits.shelves import Shelves


class Story:
    """What two tablets saw at one session: 25 events of every kind that has a ledger."""

    def __init__(self, uow: UnitOfWork, shelves: Shelves, tablets: tuple[Tablet, Tablet]) -> None:
        self.hall, self.tablets = Hall(uow), tablets
        one, two = tablets
        session = self.hall.session
        first, second, third = tickets(uow, session, 3)
        wrong, mistaken = one.count(session, 7), two.kit(session, community="BD")
        passed = two.event("door", session, {"delta": 4})
        self.told: list[tuple[Tablet, Event]] = [
            (one, one.event("load", session, {"item": "DK", "quantity": 8, "from": str(shelves.store)})),
            *((one, one.count(session, 1, sex=sex)) for sex in ("f", "f", "m", "ns")),
            (one, wrong),
            (two, two.count(session, 12, community="BD")),
            (two, two.count(session, -2, community="BD")),
            (one, one.event("door", session, {"delta": 20})),
            (two, passed),
            (one, one.event("check_in", session, {"ticket": first})),
            (two, two.event("check_in", session, {"ticket": first})),
            (two, two.event("check_in", session, {"ticket": second})),
            (one, one.kit(session, ticket=first)),
            (two, two.kit(session, ticket=first)),
            (two, two.kit(session, ticket=third, community="ET", sex="f")),
            (one, one.kit(session, community="ET", quantity=2)),
            (two, mistaken),
            (two, two.event("till", session, {"item": "DK", "returned": 1, "damaged": 1})),
            (two, two.event("refused_at_door", session, {"reason": "full"})),
            (one, one.void(wrong)),
            (two, two.void(mistaken)),
            (two, two.void(passed)),
            (one, one.void(wrong)),
        ]

    def deliver(self, order: list[int], cuts: set[int]) -> None:
        """In this order, with a new batch at each cut and wherever the tablet changes."""
        batch: list[Event] = []
        sender = self.tablets[0]
        for place, index in enumerate(order):
            tablet, told = self.told[index]
            if batch and (tablet is not sender or place in cuts):
                sender.send(*batch)
                batch = []
            sender = tablet
            batch.append(told)
        sender.send(*batch)


def ledgers(uow: UnitOfWork, session: UUID) -> dict[str, Any]:
    asked = {"id": session.hex if uow.database.is_sqlite else session}
    questions = {
        "sums": "SELECT reached_count, late_count, door_count, tickets_count, kits_count, status "
        "FROM awareness_session WHERE id = :id",
        "cells": "SELECT community, sex, age_band, count, late FROM session_total WHERE session_id = :id "
        "AND count <> 0 ORDER BY community, sex, age_band",
        "entries": "SELECT sum(delta), count(*) FROM count_entry WHERE session_id = :id",
        "door": "SELECT sum(delta), count(*) FROM door_entry WHERE session_id = :id",
        "uses": "SELECT kind, count(*) FROM ticket_use WHERE session_id = :id GROUP BY kind ORDER BY kind",
        "hands": "SELECT community, sex, sum(CASE WHEN reverses IS NULL THEN quantity ELSE -quantity END) "
        "FROM hand_out WHERE session_id = :id GROUP BY community, sex ORDER BY community, sex",
        "bag": "SELECT sum(b.quantity) FROM balance b JOIN location l ON l.id = b.location_id "
        "WHERE l.session_id = :id",
        "events": "SELECT count(*), count(DISTINCT id) FROM field_event WHERE session_id = :id",
    }
    with uow.read() as look:
        return {
            name: [tuple(row) for row in look.db.execute(text(asks), asked)]
            for name, asks in questions.items()
        }


EVENTS = 24


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_split_any_order_and_any_repetition_give_the_same_ledgers(
    sqlite_url: str, data: st.DataObject
) -> None:
    uow = _WORLDS.setdefault(sqlite_url, _World(sqlite_url)).uow
    world = _WORLDS[sqlite_url]
    story = Story(uow, world.shelves, world.tablets)
    assert len(story.told) == EVENTS
    order = data.draw(st.permutations(range(EVENTS)))
    again = data.draw(st.lists(st.integers(0, EVENTS - 1), max_size=8))
    cuts = data.draw(st.sets(st.integers(0, EVENTS + 8)))
    story.deliver([*order, *again], cuts)
    assert ledgers(uow, story.hall.session) == world.truth
    assert differences(uow) == []


class _World:
    """One database for all examples: a session each."""

    def __init__(self, url: str) -> None:
        from app.audit import public as audit
        from app.platform.db import Database

        self.uow = UnitOfWork(Database(url, pool_size=2), audit.keep_record)
        self.shelves = Shelves(self.uow)
        self.shelves.receive(self.shelves.lot("GRN-1"), 1000)
        self.tablets = (Tablet(self.uow), Tablet(self.uow))
        story = Story(self.uow, self.shelves, self.tablets)
        story.deliver(list(range(EVENTS)), set())
        self.truth = ledgers(self.uow, story.hall.session)
        assert self.truth["sums"] == [(14, 0, 20, 2, 5, "in_progress")]
        assert self.truth["bag"] == [(1,)]


_WORLDS: dict[str, _World] = {}


@contextmanager
def statements(uow: UnitOfWork) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(uow.database.writer, "before_cursor_execute", note)
    yield seen
    event.remove(uow.database.writer, "before_cursor_execute", note)


def test_a_hundred_events_cost_as_many_statements_as_one(lone_uow: UnitOfWork) -> None:
    hall, tablet = Hall(lone_uow), Tablet(lone_uow)
    hall.load(200)
    codes = tickets(lone_uow, hall.session, 60)
    tablet.send(tablet.count(hall.session), tablet.kit(hall.session, community="ET"))
    costs = {}
    for number in (1, 25):
        sent = [
            told
            for place in range(number)
            for told in (
                tablet.count(hall.session),
                tablet.event("door", hall.session, {"delta": 1}),
                tablet.event("check_in", hall.session, {"ticket": codes[number + place]}),
                tablet.kit(hall.session, ticket=codes[number + place], community="ET"),
            )
        ]
        with statements(lone_uow) as seen:
            assert set(tablet.outcomes(*sent)) == {("applied", None)}
        costs[number] = len([one for one in seen if "SAVEPOINT" not in one])
    assert costs[25] <= costs[1] + 1  # SQLAlchemy may send a long list of rows in two
    assert costs[1] < 45
    roomy = a_session(lone_uow, "in_progress", capacity=500)
    with statements(lone_uow) as one:
        tablet.send(tablet.count(roomy))
    with statements(lone_uow) as hundred:
        tablet.send(*[tablet.count(roomy) for _ in range(100)])
    assert len(hundred) == len(one) < 20
    assert differences(lone_uow) == []
