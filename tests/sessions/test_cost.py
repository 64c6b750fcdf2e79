"""What a list costs: the index it walks, and a number of statements that does not depend on its rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, event
from sqlmodel import Session

from app.access.actor import Scope
from app.main import create_app
from app.platform.db import Database
from app.platform.settings import Settings
from app.sessions.rules import SessionStatus
from app.sessions.store import listing
from app.sessions.store.listing import Wanted
from tests.conftest import Client
from tests.sessions.asked import on_day, propose, the_id
from tests.world import WORLD_DAY, an_id

EVERYTHING = Scope(everything=True)
CARITAS = Scope(organisations=frozenset({an_id("CARITAS")}))
CHANTAL = Scope(person_id=an_id("Chantal"))
JOINT = Scope(organisations=frozenset({an_id("CARITAS"), an_id("LAW")}))
WITHIN = Scope(within=frozenset({(an_id("CARITAS"), an_id("LBNT39"))}))
GRANT = Scope(projects=frozenset({an_id("LBNT39")}))

LISTS: list[tuple[str, Scope, Wanted, str]] = [
    ("all", EVERYTHING, Wanted(), "ix_awareness_session_start"),
    ("oldest first", EVERYTHING, Wanted(newest_first=False), "ix_awareness_session_start"),
    (
        "waiting",
        EVERYTHING,
        Wanted(status=SessionStatus.REPORTED),
        "ix_awareness_session_status_start",
    ),
    (
        "verified",
        EVERYTHING,
        Wanted(status=SessionStatus.VERIFIED),
        "ix_awareness_session_status_start",
    ),
    ("area", EVERYTHING, Wanted(areas=frozenset({"LB1", "LB11"})), "ix_awareness_session_area"),
    (
        "days",
        EVERYTHING,
        Wanted(from_day=date(2022, 7, 1), to_day=date(2022, 7, 31)),
        "ix_awareness_session_start",
    ),
    ("project", EVERYTHING, Wanted(project_id=an_id("LBNT39")), "ix_session_project_project"),
    ("organisation", EVERYTHING, Wanted(organisation_id=an_id("LAW")), "ix_session_partner_organisation"),
    ("own", CARITAS, Wanted(), "ix_session_partner_organisation"),
    ("own verified", CARITAS, Wanted(status=SessionStatus.VERIFIED), "ix_session_partner_organisation"),
    ("own waiting", CARITAS, Wanted(status=SessionStatus.PROPOSED), "ix_awareness_session_status_start"),
    ("own in a hall", CARITAS, Wanted(venue_id=an_id("St Joseph hall")), "ix_awareness_session_venue"),
    ("of two", JOINT, Wanted(), "ix_session_partner_organisation"),
    ("assigned", CHANTAL, Wanted(), "ix_session_facilitator_person"),
    ("within a grant", WITHIN, Wanted(), "ix_session_partner_organisation"),
    ("of a grant", GRANT, Wanted(), "ix_session_project_project"),
]


@contextmanager
def statements(engine: Engine) -> Iterator[list[tuple[str, Any]]]:
    """What the engine is asked while the block runs."""
    asked: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        asked.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    yield asked
    event.remove(engine, "before_cursor_execute", note)


def test_every_list_walks_its_index_and_sorts_nothing_but_the_page(sqlite_url: str) -> None:
    database = Database(sqlite_url, pool_size=1)
    with Session(database.reader) as db:
        for name, scope, wanted, index in LISTS:
            with statements(database.reader) as asked:
                listing.page(db, scope, wanted, after=(WORLD_DAY, UUID(int=1)), limit=51)
            statement, parameters = asked[-1]
            raw = db.connection().connection.driver_connection
            assert raw is not None
            plan = [str(row[3]) for row in raw.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)]
            assert any(index in line for line in plan), (name, plan)
            # Only what was already cut to a page (anon_…) may be walked whole; one sort, of that page.
            assert not [line for line in plan if line.startswith("SCAN") and "anon_" not in line], (
                name,
                plan,
            )
            assert plan.count("USE TEMP B-TREE FOR ORDER BY") <= 1, (name, plan)
    database.close()


@pytest.fixture
def app(sqlite_url: str, tmp_path: Any) -> Iterator[FastAPI]:
    """Statements are counted on one database; they are the same on the other."""
    made = create_app(
        Settings(database_url=sqlite_url, data_dir=tmp_path, base_url="http://testserver"), seal=False
    )
    yield made
    made.state.uow.database.close()


def test_more_sessions_cost_no_more_statements(api: Client, browser: Client, app: FastAPI) -> None:
    first = propose(api("Bilal"), on_day(1))
    where = f"/sessions/{the_id(first)}"
    faces = [(api("Bilal"), "/sessions"), (browser("Bilal"), "/sessions"), (browser("Bilal"), where)]

    def costs() -> list[int]:
        counted = []
        for client, address in faces:
            with statements(app.state.uow.database.reader) as asked:
                assert client.get(address).status_code == 200
            counted.append(len(asked))
        return counted

    alone = costs()
    for day in range(2, 20):
        propose(api("Bilal"), on_day(day))
    assert costs() == alone
    assert alone[0] <= 10, alone
    assert alone[2] <= 60, alone
