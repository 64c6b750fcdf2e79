from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.attendance import use_cases
from app.attendance.pages.sheet_paper import TEMPLATE, print_sheets, words_on_paper
from app.commands.ledgers import differences
from app.platform.unit_of_work import UnitOfWork
from app.sessions.tables import AwarenessSession
from tests import world
from tests.attendance.held import a_session, put_in
from tests.conftest import Client
from tests.paper import pages_of, qr_signs, words_of
from tests.world import an_id

CHANTAL = world.actor("Chantal")


def _sheets(api: Client, session: UUID, quantity: int = 2, *communities: str) -> list[dict[str, Any]]:
    body = {"id": str(uuid4()), "quantity": quantity, "communities": list(communities)}
    sent, again = (api("Chantal").post(f"/sessions/{session}/sheets", json=body) for _time in range(2))
    assert (sent.status_code, again.status_code) == (201, 200)
    assert sent.json() == again.json()
    sheets: list[dict[str, Any]] = sent.json()["sheets"]
    return sheets


def test_each_sheet_counts_once_whoever_types_it_in(api: Client, uow: UnitOfWork) -> None:
    session = a_session(uow)
    first, second = _sheets(api, session, 2, "PH", "ET")
    assert (first["number"], first["communities"], first["entered_at"]) == (1, ["PH", "ET"], None)
    path = f"/sessions/{session}/sheets/{first['id']}/counts"
    women = {"community": "ET", "sex": "f", "age_band": "18-59", "delta": 12}

    def enter(_number: int) -> tuple[int, str]:
        body = {"id": str(uuid4()), "entries": [women], "door": 14}
        sent = api("Chantal" if _number % 2 else "Bilal").post(path, json=body)
        return sent.status_code, sent.json().get("code", "")

    with ThreadPoolExecutor(8) as crowd:
        told = list(crowd.map(enter, range(8)))
    assert sorted(told) == [(201, ""), *[(409, "sheet.entered")] * 7]
    body = {"id": str(uuid4()), "entries": [women]}
    other = f"/sessions/{session}/sheets/{second['id']}/counts"
    assert [api("Bilal").post(other, json=body).status_code for _time in range(2)] == [201, 200]
    refused = api("Lina").post(other, json={**body, "id": str(uuid4())}).json()
    assert "by Bilal on" in refused["detail"]
    counts = api("Chantal").get(f"/sessions/{session}/counts").json()
    assert (counts["total"], counts["door"]) == (24, 14)
    listed = api("Bilal").get(f"/sessions/{session}/sheets").json()["sheets"]
    assert listed[1]["entered_by"] == "Bilal"
    with uow.read() as look:
        from sqlalchemy import text

        kept = look.db.connection().execute(
            text("SELECT source, count(*) FROM count_entry WHERE sheet_id IS NOT NULL GROUP BY source")
        )
        assert [tuple(row) for row in kept] == [("paper", 2)]
    assert differences(uow) == []
    elsewhere = a_session(uow)
    lost = api("Chantal").post(f"/sessions/{elsewhere}/sheets/{second['id']}/counts", json=body)
    assert lost.status_code in {404, 409}
    assert api("Bilal").post(f"/sessions/{elsewhere}/sheets/{uuid4()}/counts", json={"id": str(uuid4())}).status_code == 404  # fmt: skip


def test_a_sheet_is_typed_in_on_the_page_and_a_second_time_refused_by_name(
    api: Client, browser: Client, uow: UnitOfWork
) -> None:
    session, chantal = a_session(uow), browser("Chantal")
    page = f"/sessions/{session}/sheets"
    made = chantal.post(page, data={"id": str(uuid4()), "quantity": "١", "communities": ["BD", "ET"]})
    assert made.headers["location"] == page
    (sheet,) = api("Bilal").get(page).json()["sheets"]
    address = f"{page}/{sheet['id']}"
    api("Chantal").post(
        f"/sessions/{session}/counts",
        json={
            "id": str(uuid4()),
            "entries": [{"id": str(uuid4()), "community": "ET", "sex": "f", "age_band": "18-59", "delta": 5}],
        },
    )
    form = chantal.get(address).text
    assert form.index("BD/f/18-59") < form.index("ET/f/18-59")
    assert "PH/f/18-59" not in form
    assert 'name="ET/f/18-59"\n value=""' in form
    typed = {"id": str(uuid4()), "base": "", "door_base": "0", "ET/f/18-59": "٧", "BD/m/ns": "2"}
    more = chantal.post(address, data={**typed, "step": "add-row", "community": "PH"})
    assert "PH/f/18-59" in more.text
    assert 'value="٧"' in more.text
    wrong = chantal.post(address, data={**typed, "ET/m/18-59": "many"})
    assert (wrong.status_code, 'value="many"' in wrong.text) == (422, True)
    assert chantal.post(address, data={**typed, "door": "9"}).headers["location"] == page
    counts = api("Chantal").get(f"/sessions/{session}/counts").json()
    assert (counts["total"], counts["door"]) == (14, 9)
    again = browser("Bilal").post(address, data={**typed, "id": str(uuid4())})
    assert again.status_code == 409
    shown = browser("Bilal").get(address).text
    for said in (again.text, shown):
        assert "Sheet 1 was entered before, by Chantal on" in said
    assert "9 people stand on it." in shown
    assert "Chantal" in browser("Bilal").get(page).text
    assert chantal.get(f"{page}.pdf").status_code == 409


def test_late_sheets_are_kept_apart(api: Client, uow: UnitOfWork) -> None:
    session = a_session(uow)
    (sheet,) = _sheets(api, session, 1)
    line = {"community": "ET", "sex": "f", "age_band": "18-59", "delta": 4}
    body = {"id": str(uuid4()), "entries": [line]}
    path = f"/sessions/{session}/sheets/{sheet['id']}/counts"
    put_in(uow, session, "reported")
    assert api("Chantal").post(path, json=body).json()["code"] == "counts.reported"
    put_in(uow, session, "verified")
    counts = api("Chantal").post(path, json=body).json()
    assert (counts["total"], counts["late"]) == (0, 4)
    assert differences(uow) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_paper_says_which_sheet_it_is_and_where_it_goes(api: Client, uow: UnitOfWork) -> None:
    session, base = a_session(uow), "https://karama.example/"
    sheets = _sheets(api, session, 2, "ET", "PH")
    paper = use_cases.sheets_to_print(CHANTAL, session, uow=uow)
    for language, community in (("en", "Ethiopian"), ("fr", "Éthiopienne"), ("ar", "18-59")):
        pdf = print_sheets(paper, language, base)
        words = words_of(pdf)
        assert pages_of(pdf) == 2
        assert community in words
        assert not [name for name in world.PEOPLE if name in words]
        if language == "en":
            said = ("Women, girls", "Sheet 2", "Dignity kit handed out", "St Joseph hall", "09:30")
            assert [one for one in said if one not in words] == []
    seen = qr_signs(TEMPLATE, words_on_paper(paper, "en", base), ppi=110, top=0.2)
    assert seen == [f"https://karama.example/sessions/{session}/sheets/{one['id']}" for one in sheets]
    with uow.begin("the story of a test") as tx:
        row = tx.db.get_one(AwarenessSession, session)
        row.venue_id = an_id("Safe house")
        tx.db.add(row)
    hidden = use_cases.sheets_to_print(CHANTAL, session, uow=uow)
    words = words_of(print_sheets(hidden, "en", base))
    assert not [secret for secret in ("Safe house", "09:30", "Tripoli") if secret in words]
