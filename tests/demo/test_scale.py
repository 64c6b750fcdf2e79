"""Generated sessions: every total equals its ledger, and the same seed makes the same ones."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text

from app.commands.demo.scale import ScaleSummary, fill
from app.commands.ledgers import differences
from app.kernel import clock
from app.kernel.errors import Conflict
from app.platform.unit_of_work import UnitOfWork

NOW = datetime(2025, 6, 12, 10, 0, tzinfo=UTC)
SESSIONS = 300


@pytest.fixture
def filled(lone_uow: UnitOfWork) -> UnitOfWork:
    with clock.at(NOW):
        fill(lone_uow, SESSIONS)
    return lone_uow


def rows(uow: UnitOfWork, question: str) -> list[tuple[Any, ...]]:
    with uow.read() as look:
        return [tuple(row) for row in look.db.connection().execute(text(question))]


def number(uow: UnitOfWork, question: str) -> int:
    return int(rows(uow, question)[0][0])


def test_there_are_as_many_as_asked_for_with_ten_cells_each_held(filled: UnitOfWork) -> None:
    assert number(filled, "SELECT count(*) FROM awareness_session") == SESSIONS
    held = number(filled, "SELECT count(*) FROM awareness_session WHERE status IN ('reported', 'verified')")
    assert held > SESSIONS * 0.9
    assert number(filled, "SELECT count(*) FROM session_total") == held * 10
    assert number(filled, "SELECT count(*) FROM count_entry") == held * 10


def test_totals_equal_their_sums(filled: UnitOfWork) -> None:
    sums = {
        "reached_count": "SELECT session_id, sum(delta) AS n FROM count_entry GROUP BY session_id",
        "door_count": "SELECT session_id, sum(delta) AS n FROM door_entry GROUP BY session_id",
        "kits_count": "SELECT session_id, sum(quantity) AS n FROM hand_out GROUP BY session_id",
    }
    for rollup, sum_of_entries in sums.items():
        wrong = f"""SELECT count(*) FROM awareness_session AS s LEFT JOIN ({sum_of_entries}) AS e
                    ON e.session_id = s.id WHERE s.{rollup} <> coalesce(e.n, 0)"""  # noqa: S608
        assert number(filled, wrong) == 0, rollup
        assert number(filled, f"SELECT sum({rollup}) FROM awareness_session") > 0  # noqa: S608
    assert differences(filled) == []


def test_balances_equal_their_movements_and_no_store_is_below_zero(filled: UnitOfWork) -> None:
    moved = rows(
        filled,
        """SELECT place, lot, sum(n) FROM (
             SELECT to_location_id AS place, lot_id AS lot, quantity AS n FROM movement
             UNION ALL SELECT from_location_id, lot_id, -quantity FROM movement) AS m
           GROUP BY place, lot""",
    )
    balances = rows(filled, "SELECT location_id, lot_id, quantity FROM balance")
    assert sorted(map(str, moved)) == sorted(map(str, balances))
    assert (
        rows(
            filled,
            """SELECT l.name FROM balance AS b JOIN location AS l ON l.id = b.location_id
           WHERE b.quantity < 0 AND l.kind <> 'supplier'""",
        )
        == []
    )


def test_no_hall_and_no_facilitator_is_in_two_sessions_at_once(filled: UnitOfWork) -> None:
    assert (
        rows(
            filled, "SELECT venue_id FROM awareness_session GROUP BY venue_id, starts_at HAVING count(*) > 1"
        )
        == []
    )
    assert (
        rows(
            filled,
            "SELECT person_id FROM session_facilitator GROUP BY person_id, starts_at HAVING count(*) > 1",
        )
        == []
    )


def test_codes_go_on_from_their_numbers(filled: UnitOfWork) -> None:
    with clock.at(NOW):
        fill(filled, 50)
    assert number(filled, "SELECT count(DISTINCT code) FROM awareness_session") == SESSIONS + 50
    assert number(filled, "SELECT sum(last) FROM session_number") == SESSIONS + 50


def test_every_session_ends_its_history_where_it_stands(filled: UnitOfWork) -> None:
    wrong = """SELECT s.code FROM awareness_session AS s WHERE s.status <> (
                 SELECT to_status FROM session_step AS t WHERE t.session_id = s.id ORDER BY at DESC LIMIT 1)"""
    assert rows(filled, wrong) == []
    assert number(filled, "SELECT count(*) FROM awareness_session WHERE verified_by = reported_by") == 0
    leads = """SELECT count(*) FROM session_partner AS p JOIN awareness_session AS s ON s.id = p.session_id
               WHERE p.role = 'lead' AND p.organisation_id = s.lead_organisation_id AND p.starts_at = s.starts_at"""
    assert number(filled, leads) == SESSIONS


def test_the_same_seed_makes_the_same_sessions(sqlite_url: str, postgres_url: str) -> None:
    from app.audit import public as audit
    from app.platform.db import Database

    told: list[tuple[ScaleSummary, list[tuple[Any, ...]]]] = []
    for url in (sqlite_url, postgres_url):
        database = Database(url, pool_size=2)
        uow = UnitOfWork(database, audit.keep_record)
        with clock.at(NOW):
            summary = fill(uow, 60, seed=7)
        told.append(
            (
                summary,
                rows(uow, "SELECT code, reached_count, kits_count FROM awareness_session ORDER BY code"),
            )
        )
        database.close()
    assert told[0] == told[1]


def test_without_reference_lists_it_says_so(lone_uow: UnitOfWork) -> None:
    with lone_uow.begin(housekeeping="an empty list of topics") as tx:
        tx.db.connection().execute(text("DELETE FROM topic"))
    with pytest.raises(Conflict) as refusal:
        fill(lone_uow, 10)
    assert refusal.value.code == "demo.no_reference_data"
