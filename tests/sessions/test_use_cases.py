from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import func
from sqlmodel import Session, select

from app.access.actor import Scope
from app.access.permissions import Permission
from app.kernel.errors import Conflict, Forbidden, NotFound
from app.kernel.ids import new_id
from app.platform.unit_of_work import UnitOfWork
from app.sessions import public, use_cases
from app.sessions.public import glance
from app.sessions.rules import SessionStatus
from app.sessions.schemas import ProposeSession, SessionSearch, SessionView, TakeStep
from app.sessions.tables import AwarenessSession, SessionStep
from tests.conftest import Client
from tests.sessions.asked import a_session, on_day, propose, step, the_id
from tests.world import WORLD_DAY, actor, an_id

S = SessionStatus


def _together(work: Callable[[int], Any], times: int) -> list[Any]:
    """The answers of `times` threads that begin at the same moment."""
    gate = Barrier(times)

    def one(number: int) -> Any:
        gate.wait(timeout=30)
        return work(number)

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def _how_many(uow: UnitOfWork) -> int:
    with Session(uow.database.reader) as db:
        return db.exec(select(func.count()).select_from(AwarenessSession)).one()


@pytest.mark.parametrize("copies", [2, 20])
def test_one_of_many_simultaneous_requests_gets_the_hall(api: Client, uow: UnitOfWork, copies: int) -> None:
    bilal = api("Bilal")
    answers = _together(lambda _number: bilal.post("/sessions", json=a_session(facilitators=[])), copies)
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * (copies - 1)
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"session.clash"}
    assert _how_many(uow) == 1


def test_one_of_many_simultaneous_requests_gets_the_facilitator(api: Client, uow: UnitOfWork) -> None:
    amina = api("Amina")
    halls = [
        amina.post(
            "/venues", json={"id": str(new_id()), "name": f"Hall {n}", "area": "LB11", "capacity": 50}
        ).json()["id"]
        for n in range(6)
    ]
    answers = _together(lambda number: amina.post("/sessions", json=a_session(venue=halls[number])), 6)
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 5
    assert _how_many(uow) == 1


def test_twenty_copies_of_one_request_make_one_session_and_equal_answers(
    api: Client, uow: UnitOfWork
) -> None:
    bilal, body = api("Bilal"), a_session()
    answers = _together(lambda _number: bilal.post("/sessions", json=body), 20)
    assert sorted(answer.status_code for answer in answers) == [200] * 19 + [201]
    assert len({answer.text for answer in answers}) == 1
    assert _how_many(uow) == 1


def test_codes_stay_unique_when_many_come_at_once(api: Client, uow: UnitOfWork) -> None:
    bilal = api("Bilal")

    def at_hour(number: int) -> str:
        spans = {
            "starts_at": f"2022-07-30T{number + 4:02d}:00:00Z",
            "ends_at": f"2022-07-30T{number + 4:02d}:45:00Z",
        }
        return str(propose(bilal, a_session(**spans))["code"])

    assert sorted(_together(at_hour, 10)) == [f"BEY-2022-07-30-{n:02d}" for n in range(1, 11)]


def _planned(uow: UnitOfWork, **changed: Any) -> SessionView:
    command = ProposeSession.model_validate(a_session(**changed))
    return use_cases.propose_session(actor("Bilal"), command, uow=uow).value


def test_a_session_lives_from_proposal_to_verification(lone_uow: UnitOfWork) -> None:
    session = _planned(lone_uow)

    def take(name: str, to: SessionStatus, reason: str = "") -> SessionView:
        command = TakeStep(to=to, reason=reason)
        return use_cases.take_step(actor(name), session.id, command, uow=lone_uow)

    def report(name: str) -> None:
        with lone_uow.begin() as tx:
            held = public.hold(tx, actor(name).scope(Permission.SESSION_CLOSE), session.id)
            assert public.step(tx, actor(name), held, S.REPORTED).reported_by == actor(name).person_id

    with pytest.raises(Forbidden):
        take("Bilal", S.CONFIRMED)
    assert take("Amina", S.CONFIRMED).status is S.CONFIRMED
    with lone_uow.begin() as tx:
        chantal = actor("Chantal")
        begun = public.start(
            tx, chantal, public.hold(tx, chantal.scope(Permission.SESSION_COUNT), session.id)
        )
        assert (begun.status, begun.version) == (S.IN_PROGRESS, 3)
        assert public.start(tx, chantal, begun) is begun
        public.add_counts(tx, session.id, reached=7, door=9, kits=5)
    with pytest.raises(Conflict, match="Close the session"):
        take("Chantal", S.REPORTED)
    report("Amina")
    with pytest.raises(Conflict, match="your own"):
        take("Amina", S.VERIFIED)
    assert take("Farid", S.IN_PROGRESS, "Count the children again.").status is S.IN_PROGRESS
    report("Chantal")
    verified = take("Amina", S.VERIFIED)
    assert (verified.status, verified.reached, verified.door, verified.kits) == (S.VERIFIED, 7, 9, 5)
    for to in S:
        with pytest.raises(Conflict):
            take("Farid", to, "Once more.")
    page = use_cases.session_page(actor("Bilal"), session.id, uow=lone_uow)
    assert [(one.to, one.who, one.sent_back) for one in page.history] == [
        (S.PROPOSED, "Bilal", False),
        (S.CONFIRMED, "Amina", False),
        (S.IN_PROGRESS, "Chantal", False),
        (S.REPORTED, "Amina", False),
        (S.IN_PROGRESS, "Farid", True),
        (S.REPORTED, "Chantal", False),
        (S.VERIFIED, "Amina", False),
    ]
    with pytest.raises(Conflict):
        use_cases.session_to_edit(actor("Bilal"), session.id, uow=lone_uow)


def test_records_do_not_start_what_is_not_confirmed(lone_uow: UnitOfWork) -> None:
    session = _planned(lone_uow)
    chantal = actor("Chantal")
    with pytest.raises(Conflict) as refused, lone_uow.begin() as tx:
        public.start(tx, chantal, public.hold(tx, chantal.scope(Permission.SESSION_COUNT), session.id))
    assert refused.value.code == "session.step"
    with Session(lone_uow.database.reader) as db:
        assert [one.to_status for one in db.exec(select(SessionStep))] == ["proposed"]


def test_the_door_keeps_strangers_out(lone_uow: UnitOfWork) -> None:
    session = _planned(lone_uow)
    with lone_uow.read() as look:
        for name, sees in [("Bilal", True), ("Lina", True), ("Chantal", True), ("Esther", False)]:
            scope = actor(name).scope(Permission.SESSION_SEE)
            if sees:
                assert public.facts(look, scope, session.id).code == session.code
            else:
                with pytest.raises(NotFound):
                    public.facts(look, scope, session.id)
        paid = Scope(projects=frozenset({an_id("GLOT59")}))
        assert public.facts(look, paid, session.id).projects == ((an_id("LBNT39"), 60), (an_id("GLOT59"), 40))
        joint = Scope(within=frozenset({(an_id("LAW"), an_id("GLOT59"))}))
        assert public.facts(look, joint, session.id).organisation_ids == {an_id("CARITAS"), an_id("LAW")}
        with pytest.raises(NotFound):
            public.facts(look, Scope(), session.id)
        assert public.labels(look, [session.id])[session.id].code == session.code
        assert public.labels(look, []) == {}


def test_start_pages_get_what_comes_and_what_waits(api: Client, uow: UnitOfWork) -> None:
    first, second = propose(api("Bilal"), on_day(1)), propose(api("Bilal"), on_day(2))
    step(api("Amina"), first, "confirmed")
    with uow.read() as look:
        for name, sees in [("Amina", True), ("Lina", True), ("Chantal", True), ("Esther", False)]:
            scope = actor(name).scope(Permission.SESSION_SEE)
            coming, waiting = glance.lists(
                look,
                scope,
                glance.Coming(WORLD_DAY, WORLD_DAY.replace(month=9), 10),
                glance.Waiting(S.PROPOSED, 5),
            )
            assert [one.code for one in coming] == ([first["code"], second["code"]] if sees else [])
            assert [one.id for one in waiting] == ([the_id(second)] if sees else [])
            counts = public.counts_by_status(look, scope)
            assert counts == {S.PROPOSED: sees, S.CONFIRMED: sees, S.IN_PROGRESS: 0, S.REPORTED: 0}
        assert set(public.counts_by_status(look, Scope()).values()) == {0}


def test_all_pages_of_a_list_come_one_after_another(api: Client, uow: UnitOfWork) -> None:
    codes = {propose(api("Bilal"), on_day(day))["code"] for day in range(1, 6)}
    pages = use_cases.every_page(actor("Bilal"), SessionSearch(), uow=uow)
    assert {one.code for page in pages for one in page} == codes
    with pytest.raises(Forbidden):
        use_cases.every_page(actor("Hanna"), SessionSearch(), uow=uow)
