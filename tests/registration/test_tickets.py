from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from starlette.testclient import TestClient

from app.kernel import clock
from app.platform.unit_of_work import UnitOfWork
from app.registration.pages.ticket_paper import TEMPLATE, print_tickets, words_on_paper
from app.registration.rules.codes import read_code
from app.registration.rules.tickets import UNKNOWN_A_MINUTE
from app.registration.schemas.tickets import TicketSheet
from app.sessions.tables import AwarenessSession
from tests import world
from tests.attendance.held import a_session, put_in
from tests.conftest import Client
from tests.paper import pages_of, qr_signs, words_of
from tests.world import an_id

MORNING = world.WORLD_DAY - timedelta(hours=1)


def _make(api: Client, session: object, quantity: int = 5, **more: object) -> list[str]:
    sent = api("Bilal").post(
        f"/sessions/{session}/tickets", json={"id": str(uuid4()), "quantity": quantity, **more}
    )
    assert sent.status_code == 201, sent.text
    codes: list[str] = sent.json()["tickets"]
    return codes


def test_a_ticket_from_the_sheet_to_the_door(api: Client, uow: UnitOfWork) -> None:
    session = a_session(uow)
    chantal, tickets = api("Chantal"), f"/sessions/{session}/tickets"
    with clock.at(MORNING):
        body = {"id": str(uuid4()), "quantity": 5}
        first, again = (api("Bilal").post(tickets, json=body) for _time in range(2))
        assert (first.status_code, again.status_code) == (201, 200)
        assert first.json() == again.json()
        codes = first.json()["tickets"]
        assert len({read_code(code) for code in codes} - {None}) == 5
        assert api("Bilal").post(tickets, json={**body, "quantity": 6}).status_code == 409
        assert len(_make(api, session, 3)) == 3

        show = {"id": str(uuid4()), "ticket": codes[0].lower()}
        came, replayed = (chantal.post(f"{tickets}/check-in", json=show) for _time in range(2))
        assert (came.status_code, replayed.status_code) == (201, 200)
        assert came.json()["answer"] == replayed.json()["answer"] == "on_the_list"
        clock.advance(timedelta(minutes=12))
        second = chantal.post(f"{tickets}/check-in", json={"ticket": codes[0]})
        assert (second.status_code, second.json()["answer"]) == (200, "already_used")
        assert second.json()["used_at"] == MORNING.isoformat().replace("+00:00", "Z")

        void = {"from": 1, "to": 3, "reason": "The sheet fell into the water."}
        for _time in range(2):
            done = api("Bilal").post(f"{tickets}/void", json=void)
            assert (done.status_code, done.json()) == (200, {"from": 1, "to": 3, "void": 2, "used": 1})
        assert chantal.post(f"{tickets}/check-in", json={"ticket": codes[1]}).json()["answer"] == "void"
        for wrong in ({**void, "to": 9}, {**void, "from": 4, "to": 3}):
            refused = api("Bilal").post(f"{tickets}/void", json=wrong)
            assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "to")

    listed = chantal.get(tickets, params={"limit": 6}).json()
    assert [row["number"] for row in listed["items"]] == [1, 2, 3, 4, 5, 6]
    assert [row["state"] for row in listed["items"]][:4] == ["attended", "void", "void", "issued"]
    assert "code" not in listed["items"][0]
    rest = chantal.get(tickets, params={"cursor": listed["next"]}).json()
    assert [row["number"] for row in rest["items"]] == [7, 8]
    counts = chantal.get(f"/sessions/{session}/counts").json()
    assert (counts["tickets"], counts["total"], counts["door"]) == (1, 0, 0)
    with clock.at(world.WORLD_DAY + timedelta(days=1)):
        later = api("Bilal").post(tickets, json=body)
        assert (later.status_code, later.json()["sealed"], later.json()["tickets"]) == (200, True, [])


def test_the_house_keeps_hashes_only(api: Client, uow: UnitOfWork, app: object) -> None:
    session = a_session(uow)
    with clock.at(MORNING):
        plain = {"".join(code.split("-")) for code in _make(api, session, 20)}
    with uow.read() as look:
        connection = look.db.connection()
        from sqlalchemy import MetaData

        tables = MetaData()
        tables.reflect(connection)
        everything = "\n".join(
            str(tuple(row)) for table in tables.sorted_tables for row in connection.execute(table.select())
        )
    assert "tickets.made" in everything
    assert not [code for code in plain if code in everything or code[:10] in everything]


def test_a_ticket_nobody_knows_is_kept_to_be_looked_at_and_guessing_is_slow(
    api: Client, uow: UnitOfWork
) -> None:
    session, elsewhere = a_session(uow), a_session(uow)
    with clock.at(MORNING):
        _make(api, session)
        foreign = _make(api, elsewhere, UNKNOWN_A_MINUTE + 1)
    desk, path = api("Chantal"), f"/sessions/{session}/tickets/check-in"
    asked = {"id": str(uuid4()), "ticket": foreign[0], "record": True}
    for _time in range(2):
        told = desk.post(path, json=asked)
        assert (told.status_code, told.json()["answer"], told.json()["recorded"]) == (
            200,
            "not_on_the_list",
            True,
        )
    misread = desk.post(path, json={"ticket": foreign[1][:-1] + ("0" if foreign[1][-1] != "0" else "1")})
    assert (misread.status_code, misread.json()["errors"][0]["code"]) == (422, "ticket.misread")
    answers = [desk.post(path, json={"ticket": code}).status_code for code in foreign]
    assert (answers[0], answers[-1]) == (200, 429)


@pytest.mark.parametrize("status", ["proposed", "reported", "verified", "cancelled"])
def test_tickets_follow_the_life_of_the_session(api: Client, uow: UnitOfWork, status: str) -> None:
    session = a_session(uow)
    with clock.at(MORNING):
        code = _make(api, session, 1)[0]
    put_in(uow, session, status)
    shown = api("Chantal").post(f"/sessions/{session}/tickets/check-in", json={"ticket": code})
    assert (shown.status_code, shown.json()["code"]) == (409, "session.step")
    made = api("Bilal").post(f"/sessions/{session}/tickets", json={"quantity": 1})
    assert made.status_code == (201 if status == "proposed" else 409)


def test_no_number_is_given_twice(api: Client, uow: UnitOfWork) -> None:
    session = a_session(uow)
    with ThreadPoolExecutor(6) as crowd:
        made = list(crowd.map(lambda _n: _make(api, session, 7), range(6)))
    assert sum(map(len, made)) == 42
    rows = api("Bilal").get(f"/sessions/{session}/tickets", params={"limit": 200}).json()["items"]
    assert [row["number"] for row in rows] == list(range(1, 43))


def _in_a_safe_house(uow: UnitOfWork, session: UUID) -> None:
    with uow.begin("the story of a test") as tx:
        row = tx.db.get_one(AwarenessSession, session)
        row.venue_id = an_id("Safe house")
        tx.db.add(row)


def _print(browser: TestClient, session: UUID, batch: str, language: str = "en") -> tuple[int, bytes]:
    sent = browser.post(f"/sessions/{session}/tickets/{batch}/sheet.pdf", data={"lang": language})
    return sent.status_code, sent.content


def test_the_sheet_is_printed_until_it_is_sealed(api: Client, browser: Client, uow: UnitOfWork) -> None:
    session, bilal = a_session(uow), browser("Bilal")
    batch, page = str(uuid4()), f"/sessions/{session}/tickets"
    with clock.at(MORNING):
        assert bilal.post(page, data={"id": batch, "quantity": "٢٣"}).headers["location"] == page
        codes = api("Bilal").post(page, json={"id": batch, "quantity": 23}).json()["tickets"]
        void = {"from": "23", "to": "23", "reason": "torn"}
        assert bilal.post(f"{page}/void", data=void).status_code == 303
        status, pdf = _print(bilal, session, batch)
        words = words_of(pdf).replace("\u2011", "-")
        assert (status, pages_of(pdf)) == (200, 2)
        assert [code in words for code in codes] == [True] * 22 + [False]
        assert "St Joseph hall" in words
        assert "09:30" in words
        for language in ("fr", "ar"):
            assert _print(bilal, session, batch, language)[1].startswith(b"%PDF")
        _in_a_safe_house(uow, session)
        words = words_of(_print(bilal, session, batch)[1])
        assert not [hidden for hidden in ("Safe house", "09:30", "Tripoli") if hidden in words]
        shown = bilal.get(page).text
        assert f"{batch}/sheet.pdf" in shown
        assert not [code for code in codes if code in shown]
        assert _print(browser("Chantal"), session, batch)[0] == 403
        assert _print(browser("Esther"), session, batch)[0] == 404
        assert bilal.post(f"{page}/{batch}/seal").status_code == 303
        assert _print(bilal, session, batch)[0] == 409
        assert "sealed" in bilal.get(page).text
    trail = {line["action"] for line in api("Amina").get("/audit", params={"limit": 50}).json()["items"]}
    assert {"tickets.made", "tickets.printed", "tickets.sealed", "tickets.voided"} <= trail


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_camera_reads_every_ticket_of_the_sheet(language: str) -> None:
    codes = ["7Q2M9XKD4PZ", "00000000000", "ZZZZZZZZZZ4"]
    sheet = TicketSheet(
        code="BEY-2022-07-30-01",
        title="حقوقك في العمل" if language == "ar" else "Know your rights",
        day=world.WORLD_DAY.date(),
        starts_at=world.WORLD_DAY,
        time_zone="Asia/Beirut",
        venue=None,
        made_at=MORNING,
        tickets=[(number, codes[number % 3]) for number in range(1, 7)],
    )
    seen = qr_signs(TEMPLATE, words_on_paper(sheet, language), ppi=80, top=0.4)
    assert sorted(seen) == sorted(code for _number, code in sheet.tickets)
    assert pages_of(print_tickets(sheet, language)) == 1


def test_the_desk_answers_on_the_page(api: Client, browser: Client, uow: UnitOfWork) -> None:
    session = a_session(uow)
    with clock.at(MORNING):
        codes = _make(api, session, 2)
    chantal, page = browser("Chantal"), f"/sessions/{session}/tickets"

    def show(code: str, **more: str) -> str:
        return chantal.post(f"{page}/check-in", data={"id": str(uuid4()), "ticket": code, **more}).text

    assert "On the list" in show(codes[0])
    assert "Already used" in show(codes[0])
    unknown = show("7Q2M9XKD4PZ")
    assert "Not on the list of this session" in unknown
    assert "Record for checking" in unknown
    assert "invalid" not in unknown.lower()
    assert "Recorded to be checked" in show("7Q2M9XKD4PZ", record="true")
    wrong = chantal.post(f"{page}/check-in", data={"id": str(uuid4()), "ticket": "7Q2M9XKD4PX"})
    assert wrong.status_code == 422
    assert 'value="7Q2M9XKD4PX"' in wrong.text
    shown = chantal.get(f"/sessions/{session}").text
    assert "2 made · 1 came in · 1 not used yet · 0 void" in shown
    assert "1 ticket was shown that is on no list." in shown
