from __future__ import annotations

import threading
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, func, select, update

from app.audit.tables import AuditEvent
from app.kernel.errors import Conflict
from app.organisations.tables import Organisation
from app.platform.once import MintedId, is_first
from app.platform.unit_of_work import NestedTransaction, Tx, UnitOfWork, UnrecordedWrite
from tests import world


def _add(tx: Tx, code: str) -> Organisation:
    row = Organisation(id=uuid4(), code=code, name_en=code, kind="ngo")
    tx.db.add(row)
    tx.db.flush()
    return row


def _codes(uow: UnitOfWork) -> set[str]:
    with uow.read() as look:
        return set(look.db.exec(select(Organisation.code)))


def test_what_is_recorded_commits_with_its_audit_event(lone_uow: UnitOfWork) -> None:
    with lone_uow.begin() as tx:
        row = _add(tx, "NEW")
        tx.record("organisation.added", world.actor("Amina"), "organisation", row.id, data={"code": "NEW"})
    assert "NEW" in _codes(lone_uow)
    with lone_uow.read() as look:
        event = look.db.exec(select(AuditEvent).where(AuditEvent.action == "organisation.added")).one()
    assert event.actor_id == world.an_id("Amina")
    assert event.data == {"code": "NEW"}


def test_a_write_that_nobody_recorded_does_not_commit(lone_uow: UnitOfWork) -> None:
    with pytest.raises(UnrecordedWrite), lone_uow.begin() as tx:
        _add(tx, "SILENT")
    assert "SILENT" not in _codes(lone_uow)


def test_an_unrecorded_bulk_update_does_not_commit(lone_uow: UnitOfWork) -> None:
    with pytest.raises(UnrecordedWrite), lone_uow.begin() as tx:
        tx.db.connection().execute(update(Organisation).values(active=False))
    with lone_uow.read() as look:
        assert look.db.exec(select(func.count()).where(col(Organisation.active).is_(False))).one() == 0


def test_unrecorded_raw_sql_does_not_commit_either(lone_uow: UnitOfWork) -> None:
    with pytest.raises(UnrecordedWrite), lone_uow.begin() as tx:
        tx.db.connection().execute(text("DELETE FROM campaign"))


def test_any_exception_rolls_back(lone_uow: UnitOfWork) -> None:

    def half_a_use_case() -> None:
        with lone_uow.begin() as tx:
            row = _add(tx, "HALF")
            tx.record("organisation.added", None, "organisation", row.id)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half_a_use_case()
    assert "HALF" not in _codes(lone_uow)


def test_a_use_case_inside_a_use_case_is_refused(lone_uow: UnitOfWork) -> None:
    with pytest.raises(NestedTransaction), lone_uow.begin(), lone_uow.begin():
        pass


def test_a_reading_transaction_cannot_write(lone_uow: UnitOfWork) -> None:
    with pytest.raises(DBAPIError), lone_uow.read() as look:
        look.db.connection().execute(text("UPDATE organisation SET active = active"))


def test_housekeeping_needs_no_record_but_a_reason(lone_uow: UnitOfWork) -> None:
    with lone_uow.begin(housekeeping="a test") as tx:
        _add(tx, "QUIET")
    assert "QUIET" in _codes(lone_uow)


def test_twenty_copies_of_one_create_make_one_row(lone_uow: UnitOfWork) -> None:
    identity, answers = uuid4(), []
    gate = threading.Barrier(20)

    def create() -> None:
        gate.wait()
        with lone_uow.begin() as tx:
            fresh = is_first(tx, "organisation", identity, {"code": "ONCE"})
            if fresh:
                tx.db.add(Organisation(id=identity, code="ONCE", name_en="Once", kind="ngo"))
                tx.record("organisation.added", None, "organisation", identity)
        answers.append(fresh)

    threads = [threading.Thread(target=create) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [False] * 19 + [True]
    assert "ONCE" in _codes(lone_uow)


def test_the_same_id_for_something_else_is_a_conflict(lone_uow: UnitOfWork) -> None:
    identity = uuid4()
    with lone_uow.begin() as tx:
        assert is_first(tx, "organisation", identity, {"code": "A"})
        tx.record("test.minted", None, "organisation", identity)
    for kind, content in [("organisation", {"code": "B"}), ("venue", {"code": "A"})]:
        with pytest.raises(Conflict, match=r"id\.reused"), lone_uow.begin() as tx:
            is_first(tx, kind, identity, content)


def test_instants_come_back_aware_and_in_utc(lone_uow: UnitOfWork) -> None:
    moment = datetime.fromisoformat("2022-07-30T09:30:00+03:00")
    with lone_uow.begin(housekeeping="a test") as tx:
        tx.db.add(MintedId(id=world.an_id("moment"), kind="x", content="y", at=moment))
    with lone_uow.read() as look:
        held = look.db.exec(select(MintedId.at).where(MintedId.id == world.an_id("moment"))).one()
    assert held == moment
    assert held.tzinfo == UTC


def test_a_look_remembers_what_a_list_told_and_a_transaction_reads_anew(lone_uow: UnitOfWork) -> None:
    asked: list[set[int]] = []

    def read(wanted: set[int]) -> dict[int, str]:
        asked.append(wanted)
        return {one: f"read {one}" for one in wanted}

    with lone_uow.read() as look:
        look.keep("things", {1: "told"})
        assert look.each_once("things", [1, 2], read) == {1: "told", 2: "read 2"}
    assert asked == [{2}]
    with lone_uow.begin() as tx:
        tx.keep("things", {1: "told"})
        assert tx.each_once("things", [1], read) == {1: "read 1"}
