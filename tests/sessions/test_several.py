"""Several invitations answered, several proposals confirmed: each for itself, from the inbox and by the API."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from app.kernel import clock
from app.kernel.ids import new_id
from tests.conftest import Client
from tests.sessions.asked import a_session, on_day, propose, step


@pytest.fixture(autouse=True)
def _summer() -> Iterator[None]:
    with clock.at(datetime(2022, 7, 28, 9, tzinfo=UTC)):
        yield


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Nothing is asked of the database here that one answer and one step do not ask of both."""
    return sqlite_url


def _ticked(page: str) -> int:
    return len(re.findall(r"\schecked\s*>", page))


def test_lina_answers_for_law_and_what_is_not_hers_is_refused_by_itself(api: Client) -> None:
    bilal, lina = api("Bilal"), api("Lina")
    hers, called_off = propose(bilal, on_day(1)), propose(bilal, on_day(2))
    alone = propose(bilal, on_day(3, partners=[]))
    step(bilal, called_off, "cancelled", "No electricity.")
    answers = [
        {"session": one["id"], "organisation": organisation, "accepted": True}
        for one, organisation in ((hers, "LAW"), (called_off, "LAW"), (alone, "LAW"), (hers, "CARITAS"))
    ]
    told = lina.post("/sessions/answers", json={"answers": answers})
    assert told.status_code == 200, told.text
    assert [(one["done"], one["code"]) for one in told.json()["outcomes"]] == [
        (True, None),
        (False, "session.step"),
        (False, "not_found"),
        (False, "forbidden"),
    ]
    [law] = [
        one for one in bilal.get(f"/sessions/{hers['id']}").json()["partners"] if one["organisation"] == "LAW"
    ]
    assert law["accepted"] is True
    assert lina.post("/sessions/answers", json={"answers": []}).status_code == 422
    assert api("Chantal").post("/sessions/answers", json={"answers": answers}).status_code == 403


def test_amina_confirms_what_can_be_confirmed(api: Client) -> None:
    bilal, amina = api("Bilal"), api("Amina")
    first, second, called_off = (propose(bilal, on_day(day)) for day in (1, 2, 3))
    step(bilal, called_off, "cancelled", "No electricity.")
    ids = [first["id"], called_off["id"], second["id"], str(new_id())]
    told = amina.post("/sessions/confirmations", json={"sessions": ids}).json()["outcomes"]
    assert [(one["session"], one["done"]) for one in told] == list(
        zip(ids, (True, False, True, False), strict=True)
    )
    assert {amina.get(f"/sessions/{one['id']}").json()["status"] for one in (first, second)} == {"confirmed"}
    assert bilal.post("/sessions/confirmations", json={"sessions": ids}).status_code == 403


def test_the_inbox_answers_and_confirms_all_that_was_chosen(api: Client, browser: Client) -> None:
    asked = [
        propose(api("Bilal"), a_session()),
        propose(api("Bilal"), on_day(1)),
        propose(api("Bilal"), on_day(2)),
    ]
    lina, amina = browser("Lina"), browser("Amina")
    assert _ticked(lina.get("/inbox").text) == 0
    assert _ticked(lina.get("/inbox?choose=invitations").text) == 3
    nothing = lina.post("/inbox/answers", data={"accepted": "true"})
    assert nothing.status_code == 422
    assert "Choose at least one session first." in nothing.text
    chosen = {"accepted": "true", "chosen": [f"{one['id']}/LAW" for one in asked[:2]]}
    assert lina.post("/inbox/answers", data=chosen).status_code == 303
    page = lina.get("/inbox").text
    assert "Taking part in 2 sessions." in page
    assert [one["code"] in page for one in asked] == [False, False, True]
    # One was called off meanwhile: the other two are confirmed, and the page says so.
    step(api("Bilal"), asked[1], "cancelled", "No electricity.")
    some = amina.post("/inbox/confirmations", data={"chosen": [one["id"] for one in asked]})
    assert some.status_code == 409
    assert "2 were saved." in some.text
    assert {api("Amina").get(f"/sessions/{one['id']}").json()["status"] for one in (asked[0], asked[2])} == {
        "confirmed"
    }
    assert "No proposal waits." in amina.get("/inbox").text
