"""A real server in a storm: 20,000 events of eight tablets, ten kills with -9; each is there exactly once."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app.audit import public as audit
from app.platform.db import Database
from app.platform.unit_of_work import UnitOfWork
from tests.field.karama_process import Karama, karama
from tests.field.storm import Story
from tests.field.weather import Progress, Sender

EVENTS = 20_000
TABLETS = 8
KILLS = 10
SEED = 20_220_730
PATIENCE = 120
"""Seconds without the next two thousand events being safe."""


@pytest.mark.timeout(600)
def test_every_event_of_a_storm_is_there_exactly_once(database_url: str, tmp_path: Path) -> None:
    """Lost requests, lost answers, repetition, any order, parallel sending, and the server killed ten times."""
    with karama(database_url, tmp_path, again=True) as house:
        first_life = threading.Thread(target=house.serve)
        first_life.start()
        story = _told(database_url)
        first_life.join()
        _weather(house, story)
        _all_is_as_it_was_told(database_url, story)
        for command in (("check",), ("audit", "verify")):
            status, said = house.run(*command)
            assert status == 0, said
        assert house.lives == KILLS + 1
        assert "Traceback" not in house.log(), house.log()[-4000:]


def _told(database_url: str) -> Story:
    database = Database(database_url, pool_size=2)
    try:
        story = Story(
            UnitOfWork(database, audit.keep_record), tablets=TABLETS, sessions=6, tickets=360, seed=SEED
        )
    finally:
        database.close()
    story.tell(EVENTS)
    return story


def _weather(house: Karama, story: Story) -> None:
    """The storm itself: tablets send, the server dies whenever another eleventh of the events is safe."""
    progress = Progress()
    senders = [
        Sender(tablet, story.told[tablet.id], house.port, progress, (SEED, number))
        for number, tablet in enumerate(story.tablets)
    ]
    threads = [threading.Thread(target=sender.send_all) for sender in senders]
    progress.server_is_up.set()
    for thread in threads:
        thread.start()
    for kill in range(1, KILLS + 1):
        assert progress.wait_for(EVENTS * kill // (KILLS + 1), PATIENCE), progress.faults
        house.kill()
        progress.server_is_up.clear()
        house.serve()
        progress.server_is_up.set()
    assert progress.wait_for(EVENTS, PATIENCE), progress.faults
    for thread in threads:
        thread.join()
    assert not progress.faults


def _all_is_as_it_was_told(database_url: str, story: Story) -> None:
    database = Database(database_url, pool_size=1)
    try:
        with UnitOfWork(database, audit.keep_record).read() as look:

            def ask(question: str, **about: Any) -> list[Any]:
                return [tuple(row) for row in look.db.execute(text(question), about)]

            stored = [_plain(row[0]) for row in ask("SELECT id FROM field_event")]
            sent = {event["id"].replace("-", "") for events in story.told.values() for event in events}
            assert len(stored) == EVENTS
            assert set(stored) == sent
            assert ask("SELECT count(*) FROM field_quarantine") == [(0,)]
            for session in story.sessions:
                identity = session.hex if database.is_sqlite else session
                assert _figures(ask, identity) == story.truth.sums(session)
                cells = ask(
                    "SELECT community, sex, count FROM session_total WHERE session_id = :id AND count <> 0",
                    id=identity,
                )
                assert {(community, sex): number for community, sex, number in cells} == {
                    cell: number
                    for (where, *cell_), number in story.truth.cells.items()
                    if where == session and number and (cell := tuple(cell_))
                }
            gaps = ask("SELECT highest_seq, missing FROM device WHERE label LIKE 'Tablet %'")
            assert [(highest, str(missing)) for highest, missing in gaps] == [
                (EVENTS // TABLETS, "[]")
            ] * TABLETS
    finally:
        database.close()


def _plain(identity: Any) -> str:
    return str(identity).replace("-", "")


def _figures(ask: Any, session: Any) -> dict[str, int]:
    """The session's own figures, its tickets, and what is left in its bag."""
    ((reached, door, entries, kits),) = ask(
        "SELECT reached_count, door_count, tickets_count, kits_count FROM awareness_session WHERE id = :id",
        id=session,
    )
    ((kit_tickets,),) = ask(
        "SELECT count(*) FROM ticket_use WHERE session_id = :id AND kind = 'kit'",
        id=session,
    )
    ((bag,),) = ask(
        "SELECT coalesce(sum(b.quantity), 0) FROM balance b JOIN location l ON l.id = b.location_id "
        "WHERE l.session_id = :id AND l.kind = 'session_bag'",
        id=session,
    )
    return {
        "reached": reached,
        "door": door,
        "entries": entries,
        "kit_tickets": kit_tickets,
        "kits": kits,
        "bag": int(bag),
    }
