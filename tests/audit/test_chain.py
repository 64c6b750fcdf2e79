from __future__ import annotations

import threading
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.audit import use_cases
from app.audit.sealing import seal
from app.platform.unit_of_work import UnitOfWork
from tests import world
from tests.conftest import Client


def _say(uow: UnitOfWork, times: int, organisation: str | None = "CARITAS") -> None:
    for number in range(times):
        with uow.begin() as tx:
            tx.record(
                "test.said",
                world.actor("Bilal"),
                "thing",
                uuid4(),
                organisation_id=world.an_id(organisation) if organisation else None,
                data={"n": number, "words": "كرامة"},
            )


def test_the_chain_proves_itself_from_the_first_event(lone_uow: UnitOfWork) -> None:
    _say(lone_uow, 5)
    _say(lone_uow, 3, organisation=None)
    verdicts = {verdict.chain: verdict for verdict in use_cases.verify(lone_uow)}
    assert verdicts[str(world.an_id("CARITAS"))].events == 5
    assert verdicts["house"].events == 3
    assert all(verdict.broken_at is None for verdict in verdicts.values())


def _without_protection(uow: UnitOfWork, table: str, statement: str) -> None:
    """What somebody with the database in hand could do."""
    with uow.database.writer.connect() as connection:
        if uow.database.is_sqlite:
            connection.execute(text(f"DROP TRIGGER {table}_no_update"))
            connection.execute(text(f"DROP TRIGGER {table}_no_delete"))
        else:
            connection.execute(text(f"DROP TRIGGER {table}_append_only ON {table}"))
        connection.execute(text(statement))
        connection.commit()


@pytest.mark.parametrize(
    ("table", "statement"),
    [
        (
            "audit_event",
            "UPDATE audit_event SET action = 'test.unsaid' WHERE id = (SELECT min(CAST(id AS text)) FROM audit_event)",
        ),
        ("audit_seal", "DELETE FROM audit_seal WHERE position = 3"),
    ],
)
def test_an_edit_behind_our_back_is_found(lone_uow: UnitOfWork, table: str, statement: str) -> None:
    _say(lone_uow, 5)
    seal(lone_uow)
    if not lone_uow.database.is_sqlite:
        statement = statement.replace("min(CAST(id AS text))", "min(CAST(id AS text))::uuid")
    _without_protection(lone_uow, table, statement)
    assert any(verdict.broken_at is not None for verdict in use_cases.verify(lone_uow))


@pytest.mark.parametrize("statement", ["UPDATE audit_event SET action = 'x'", "DELETE FROM audit_event"])
def test_the_database_refuses_to_change_the_trail(lone_uow: UnitOfWork, statement: str) -> None:
    _say(lone_uow, 1)
    with pytest.raises(DBAPIError, match="append-only"), lone_uow.begin(housekeeping="an attack") as tx:
        tx.db.connection().execute(text(statement))


def test_many_writers_and_several_sealers_make_one_chain_without_gaps(lone_uow: UnitOfWork) -> None:
    work = [threading.Thread(target=_say, args=(lone_uow, 10)) for _ in range(4)]
    work += [threading.Thread(target=seal, args=(lone_uow,)) for _ in range(3)]
    for thread in work:
        thread.start()
    for thread in work:
        thread.join()
    verdicts = use_cases.verify(lone_uow)
    assert [(verdict.events, verdict.broken_at) for verdict in verdicts] == [(40, None)]


def test_the_trail_is_read_newest_first_in_pages(lone_uow: UnitOfWork) -> None:
    _say(lone_uow, 7)
    seen: list[int] = []
    cursor = None
    while True:
        page = use_cases.read_trail(world.actor("Amina"), uow=lone_uow, cursor=cursor, limit=3)
        seen += [line.data["n"] for line in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert seen == [6, 5, 4, 3, 2, 1, 0]


def test_planners_do_not_read_the_trail(api: Client) -> None:
    assert api("Bilal").get("/audit").status_code == 403
    assert api("Amina").get("/audit").status_code == 200
    assert api("Amina").get("/audit", params={"cursor": "nonsense"}).status_code == 422
