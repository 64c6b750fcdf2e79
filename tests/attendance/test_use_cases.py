from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.attendance import public, use_cases
from app.attendance.schemas import CountLine, CountsView, RecordCounts, RecordDoor, SaveGrid
from app.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from app.platform.unit_of_work import UnitOfWork
from tests import world
from tests.attendance.held import a_session, put_in

CHANTAL = world.actor("Chantal")


def line(
    delta: int, community: str = "ET", sex: str = "f", band: str = "18-59", entry: UUID | None = None
) -> CountLine:
    return CountLine.model_validate(
        {"id": entry or uuid4(), "community": community, "sex": sex, "age_band": band, "delta": delta}
    )


def count(
    uow: UnitOfWork, session: UUID, *lines: CountLine, by: str = "Chantal", request: UUID | None = None
) -> CountsView:
    command = RecordCounts(id=request or uuid4(), entries=list(lines))
    return use_cases.record_counts(world.actor(by), session, command, uow=uow).value


def check(uow: UnitOfWork) -> list[str]:
    with uow.read() as look:
        return public.differences(look)


def test_the_first_count_starts_a_confirmed_session(lone_uow: UnitOfWork) -> None:
    session = a_session(lone_uow)
    counts = count(lone_uow, session, line(12), line(2, sex="m"))
    assert (counts.total, counts.late) == (14, 0)
    assert {(cell.sex, cell.count) for cell in counts.cells} == {("f", 12), ("m", 2)}
    with lone_uow.read() as look:
        status, reached = look.db.execute(
            text("SELECT status, reached_count FROM awareness_session WHERE reached_count = 14")
        ).one()
        started = look.db.execute(text("SELECT to_status FROM session_step")).scalar_one()
    assert (status, reached, started) == ("in_progress", 14, "in_progress")
    assert check(lone_uow) == []


def test_the_same_request_twice_counts_once(lone_uow: UnitOfWork) -> None:
    session = a_session(lone_uow)
    command = RecordCounts(id=uuid4(), entries=[line(12)])
    first = use_cases.record_counts(CHANTAL, session, command, uow=lone_uow)
    second = use_cases.record_counts(CHANTAL, session, command, uow=lone_uow)
    assert (first.fresh, second.fresh) == (True, False)
    assert first.value == second.value
    put_in(lone_uow, session, "reported")
    assert use_cases.record_counts(CHANTAL, session, command, uow=lone_uow).value == first.value


def test_the_same_id_with_other_content_is_refused(lone_uow: UnitOfWork) -> None:
    session = a_session(lone_uow)
    request, entry = uuid4(), uuid4()
    count(lone_uow, session, line(12, entry=entry), request=request)
    with pytest.raises(Conflict, match=r"id\.reused"):
        count(lone_uow, session, line(13, entry=entry), request=request)
    with pytest.raises(Conflict) as refused:
        count(lone_uow, session, line(1), line(13, entry=entry))
    assert refused.value.errors[0].field == "entries.1.id"
    assert count(lone_uow, session, line(12, entry=entry), line(1)).total == 13
    assert count(lone_uow, session, line(5, entry=(twice := uuid4())), line(5, entry=twice)).total == 18


def test_an_entry_of_another_session_keeps_its_id(lone_uow: UnitOfWork) -> None:
    here, there, entry = a_session(lone_uow), a_session(lone_uow), uuid4()
    count(lone_uow, here, line(12, entry=entry))
    with pytest.raises(Conflict, match=r"id\.reused"):
        count(lone_uow, there, line(12, entry=entry))


def test_nobody_can_take_away_more_than_were_counted(lone_uow: UnitOfWork) -> None:
    session = a_session(lone_uow)
    count(lone_uow, session, line(12))
    with pytest.raises(Conflict) as refused:
        count(lone_uow, session, line(3, sex="m"), line(-13))
    error = refused.value.errors[0]
    assert (error.field, error.code) == ("entries.1.delta", "counts.negative")
    assert error.facts == {"counted": 12, "taken": 13}
    assert count(lone_uow, session, line(-12)).total == 0
    assert check(lone_uow) == []


def test_unknown_communities_and_bands_are_named(lone_uow: UnitOfWork) -> None:
    session = a_session(lone_uow)
    with pytest.raises(Invalid) as refused:
        count(lone_uow, session, line(1), line(1, community="XX"), line(1, band="7-9"))
    assert [error.field for error in refused.value.errors] == ["entries.1.community", "entries.2.age_band"]


@pytest.mark.parametrize("status", ["proposed", "cancelled", "postponed"])
def test_nobody_is_counted_where_nothing_is_held(lone_uow: UnitOfWork, status: str) -> None:
    session = a_session(lone_uow, status)
    with pytest.raises(Conflict, match=r"session\.step"):
        count(lone_uow, session, line(1), by="Amina")
    with pytest.raises(Conflict, match=r"session\.step"):
        use_cases.record_door(CHANTAL, session, RecordDoor(id=uuid4(), delta=1), uow=lone_uow)


def test_a_report_that_waits_must_be_sent_back_first(lone_uow: UnitOfWork) -> None:
    session = a_session(lone_uow, "reported")
    with pytest.raises(Conflict, match=r"counts\.reported") as refused:
        count(lone_uow, session, line(1))
    assert "sent back" in str(refused.value.message)


def test_after_verification_people_are_kept_apart(lone_uow: UnitOfWork) -> None:
    session = a_session(lone_uow)
    count(lone_uow, session, line(50))
    use_cases.record_door(CHANTAL, session, RecordDoor(id=uuid4(), delta=52), uow=lone_uow)
    put_in(lone_uow, session, "verified")
    counts = count(lone_uow, session, line(5), line(-2))
    assert (counts.total, counts.late) == (50, 3)
    late = use_cases.record_door(CHANTAL, session, RecordDoor(id=uuid4(), delta=4), uow=lone_uow).value
    assert (late.door, late.door_late) == (52, 4)
    assert sum(cell.count for cell in late.cells) == 50
    with pytest.raises(Conflict, match=r"counts\.negative"):
        count(lone_uow, session, line(-54))
    assert check(lone_uow) == []


def test_the_door_is_a_ledger_of_its_own(lone_uow: UnitOfWork) -> None:
    session = a_session(lone_uow)
    command = RecordDoor(id=uuid4(), delta=55)
    first = use_cases.record_door(CHANTAL, session, command, uow=lone_uow)
    again = use_cases.record_door(CHANTAL, session, command, uow=lone_uow)
    assert (first.fresh, again.fresh) == (True, False)
    assert (again.value.door, again.value.total) == (55, 0)
    with pytest.raises(Conflict, match=r"counts\.negative"):
        use_cases.record_door(CHANTAL, session, RecordDoor(id=uuid4(), delta=-56), uow=lone_uow)
    with pytest.raises(Conflict, match=r"id\.reused"):
        use_cases.record_door(CHANTAL, session, RecordDoor(id=command.id, delta=1), uow=lone_uow)
    assert check(lone_uow) == []


def test_who_may_count_where(lone_uow: UnitOfWork) -> None:
    assigned, foreign = a_session(lone_uow), a_session(lone_uow, facilitator=None)
    for name in ("Chantal", "Bilal", "Lina", "Amina", "Farid"):
        count(lone_uow, assigned, line(1), by=name)
    with pytest.raises(NotFound):
        count(lone_uow, foreign, line(1), by="Chantal")
    with pytest.raises(NotFound):
        count(lone_uow, assigned, line(1), by="Esther")
    with pytest.raises(Forbidden):
        count(lone_uow, assigned, line(1), by="Daoud")
    with pytest.raises(Forbidden):
        use_cases.see_counts(world.actor("Hanna"), assigned, uow=lone_uow)


def test_eight_people_counting_the_same_cell_add_up(lone_uow: UnitOfWork) -> None:
    session = a_session(lone_uow)
    names = ["Chantal", "Bilal", "Lina", "Amina"] * 2

    def five_times(name: str) -> None:
        for _ in range(5):
            count(lone_uow, session, line(3), line(1, community="BD"), by=name)

    with ThreadPoolExecutor(8) as crowd:
        list(crowd.map(five_times, names))
    counts = use_cases.see_counts(CHANTAL, session, uow=lone_uow)
    assert {(cell.community, cell.count) for cell in counts.cells} == {("ET", 120), ("BD", 40)}
    assert counts.total == 160
    assert check(lone_uow) == []


def test_twenty_copies_of_one_request_count_once(lone_uow: UnitOfWork) -> None:
    session = a_session(lone_uow)
    command = RecordCounts(id=uuid4(), entries=[line(3)])
    with ThreadPoolExecutor(8) as crowd:
        taken = list(
            crowd.map(lambda _: use_cases.record_counts(CHANTAL, session, command, uow=lone_uow), range(20))
        )
    assert sum(outcome.fresh for outcome in taken) == 1
    assert {outcome.value.total for outcome in taken} == {3}


def test_marks_stand_until_people_are_counted(lone_uow: UnitOfWork) -> None:
    session = a_session(lone_uow)
    said = SaveGrid.model_validate(
        {
            "id": uuid4(),
            "marks": [
                {"community": "ET", "sex": "ns", "age_band": "ns", "mark": "not_collected"},
                {"community": "ET", "sex": "m", "age_band": "ns", "mark": "zero"},
            ],
        }
    )
    counts = use_cases.save_grid(CHANTAL, session, said, uow=lone_uow).value
    assert [(mark.sex, mark.mark) for mark in counts.marks] == [("m", "zero"), ("ns", "not_collected")]
    assert [(cell.sex, cell.count) for cell in counts.cells] == [("m", 0)]
    counts = count(lone_uow, session, line(2, sex="m", band="ns"))
    assert [mark.sex for mark in counts.marks] == ["ns"]


def test_a_difference_is_found(lone_uow: UnitOfWork) -> None:
    session = a_session(lone_uow)
    count(lone_uow, session, line(12))
    with lone_uow.begin("a fault made on purpose") as tx:
        tx.db.execute(text("UPDATE session_total SET count = 13"))
        tx.db.execute(text("UPDATE awareness_session SET door_count = 7"))
    found = check(lone_uow)
    assert len(found) == 3
    assert any("cell ET/f/18-59: count differs from its entries by 1" in one for one in found)
    assert any("reached_count" in one for one in found)
    assert any("door_count differs from its ledger by 7" in one for one in found)


def test_every_count_is_in_the_audit_trail_without_figures(lone_uow: UnitOfWork) -> None:
    session = a_session(lone_uow)
    count(lone_uow, session, line(12))
    with lone_uow.read() as look:
        rows = look.db.execute(text("SELECT action, data FROM audit_event ORDER BY id")).all()
    assert sorted(action for action, _data in rows) == ["attendance.counted", "session.start"]
    assert not any("12" in str(data) for action, data in rows if action.startswith("attendance"))


_entries = st.lists(
    st.tuples(
        st.sampled_from(["ET", "BD", "NS"]),
        st.sampled_from(["f", "m", "ns"]),
        st.integers(-4, 9).filter(bool),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(_entries, min_size=1, max_size=4))
def test_totals_are_always_the_sums_whatever_comes(
    lone_uow: UnitOfWork, batches: list[list[tuple[str, str, int]]]
) -> None:
    """Random batches, each sent twice: refused ones change nothing, taken ones count once."""
    session = a_session(lone_uow)
    truth: Counter[tuple[str, str]] = Counter()
    for batch in batches:
        command = RecordCounts(id=uuid4(), entries=[line(d, c, s, "ns") for c, s, d in batch])
        after = truth.copy()
        for community, sex, delta in batch:
            after[community, sex] += delta
        for _time in range(2):
            try:
                counts = use_cases.record_counts(CHANTAL, session, command, uow=lone_uow).value
            except Conflict:
                assert min(after.values()) < 0
            else:
                assert min(after.values()) >= 0
                truth = after
                assert counts.total == sum(truth.values())
    shown = use_cases.see_counts(CHANTAL, session, uow=lone_uow)
    assert {(c.community, c.sex.value): c.count for c in shown.cells} == {k: n for k, n in truth.items() if n}
    assert check(lone_uow) == []
