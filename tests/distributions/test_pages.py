from __future__ import annotations

import re
from uuid import UUID

import pytest

from app.kernel.ids import new_id
from app.platform.unit_of_work import UnitOfWork
from tests.attendance.held import a_session, put_in
from tests.conftest import Client
from tests.distributions.market import Market
from tests.kits.shelves import Shelves


@pytest.fixture
def shelves(uow: UnitOfWork) -> Shelves:
    made = Shelves(uow)
    made.receive(made.lot("GRN-1", project="LBNT39"), 60)
    return made


@pytest.fixture
def session_id(uow: UnitOfWork) -> UUID:
    return a_session(uow)


def test_daoud_loads_the_bag_and_chantal_hands_out(
    browser: Client, shelves: Shelves, session_id: UUID
) -> None:
    page = f"/sessions/{session_id}/kits"
    daoud, chantal = browser("Daoud"), browser("Chantal")
    assert "Load the bag" in daoud.get(page).text
    assert "Hand out kits" not in daoud.get(page).text
    load = {"id": str(new_id()), "from": str(shelves.store), "item": "DK", "quantity": "40"}
    assert daoud.post(f"{page}/loads", data=load).status_code == 303
    assert "40 loaded." in daoud.get(page).text
    assert "Load the bag" not in chantal.get(page).text
    card = daoud.get(f"/kits/places/{shelves.store}").text
    assert card.count(f'href="/sessions/{session_id}"') == 1, "the bag is called like its session"

    given = {"id": str(new_id()), "item": "DK", "quantity": "38", "community": "ET", "sex": "f"}
    assert chantal.post(f"{page}/hand-outs", data=given).status_code == 303
    assert chantal.post(f"{page}/hand-outs", data=given).status_code == 303
    shown = chantal.get(page)
    assert ">38<" in shown.text
    assert "<b>2</b>" in shown.text
    much = chantal.post(f"{page}/hand-outs", data={**given, "id": str(new_id()), "quantity": "3"})
    assert much.status_code == 409
    assert 'id="quantity-wrong"' in much.text
    assert "has only 2. You asked for 3." in much.text


def test_a_form_with_errors_keeps_what_was_typed(browser: Client, shelves: Shelves, session_id: UUID) -> None:
    page = f"/sessions/{session_id}/kits"
    sent = browser("Chantal").post(f"{page}/hand-outs", data={"id": str(new_id()), "quantity": "ten"})
    assert sent.status_code == 422
    assert 'value="ten"' in sent.text
    assert 'href="#community"' in sent.text
    load = {"id": str(new_id()), "from": str(shelves.store), "item": "DK", "quantity": "900"}
    sent = browser("Daoud").post(f"{page}/loads", data=load)
    assert sent.status_code == 409
    assert "has only 60" in sent.text
    assert 'href="#load-quantity"' in sent.text
    assert browser("Daoud").post(f"{page}/loads", data={}).status_code == 422


def test_a_hand_out_is_taken_back_with_a_reason(browser: Client, shelves: Shelves, session_id: UUID) -> None:
    page = f"/sessions/{session_id}/kits"
    chantal = browser("Chantal")
    given = {
        "id": str(new_id()),
        "item": "DK",
        "quantity": "2",
        "community": "ET",
        "from": str(shelves.store),
    }
    assert chantal.post(f"{page}/hand-outs", data=given).status_code == 303
    address = f"{page}/hand-outs/{given['id']}/reverse"
    assert chantal.post(address, data={"id": str(new_id())}).status_code == 422
    back = {"id": str(new_id()), "reason": "counted twice"}
    assert chantal.post(address, data=back).status_code == 303
    assert "taken back" in chantal.get(page).text
    assert chantal.post(address, data={**back, "id": str(new_id())}).status_code == 409


def test_the_panel_says_whether_the_till_closes(
    browser: Client, shelves: Shelves, session_id: UUID, uow: UnitOfWork
) -> None:
    chantal = browser("Chantal")
    assert "Nothing is loaded yet" in chantal.get(f"/sessions/{session_id}").text
    load = {"id": str(new_id()), "from": str(shelves.store), "item": "DK", "quantity": "4"}
    browser("Daoud").post(f"/sessions/{session_id}/kits/loads", data=load)
    assert "4 still to account for" in chantal.get(f"/sessions/{session_id}").text
    given = {"id": str(new_id()), "item": "DK", "quantity": "4", "community": "ET"}
    chantal.post(f"/sessions/{session_id}/kits/hand-outs", data=given)
    assert "The till closes" in chantal.get(f"/sessions/{session_id}").text


def test_after_the_report_the_reason_stands_where_the_form_was(
    browser: Client, shelves: Shelves, session_id: UUID, uow: UnitOfWork
) -> None:
    put_in(uow, session_id, "reported")
    page = f"/sessions/{session_id}/kits"
    shown = browser("Chantal").get(page)
    assert "The report of this session was sent." in shown.text
    given = {"id": str(new_id()), "item": "DK", "quantity": "1", "community": "ET"}
    refused = browser("Chantal").post(f"{page}/hand-outs", data=given)
    assert refused.status_code == 409
    assert 'role="alert"' in refused.text


def test_who_has_nothing_to_do_with_it_finds_nothing(
    browser: Client, shelves: Shelves, session_id: UUID
) -> None:
    page = f"/sessions/{session_id}/kits"
    esther = browser("Esther")
    assert esther.get(page).status_code == 404
    given = {"id": str(new_id()), "item": "DK", "quantity": "1", "community": "ET"}
    for form in (given, {}):
        assert esther.post(f"{page}/hand-outs", data=form).status_code == 404
    assert browser("Daoud").post(f"{page}/hand-outs", data=given).status_code == 403
    assert browser("Chantal").post(f"{page}/loads", data={}).status_code == 403
    assert browser("").get(page).status_code == 303


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_page_speaks_three_languages(
    browser: Client, shelves: Shelves, session_id: UUID, language: str
) -> None:
    chantal = browser("Chantal")
    chantal.post(f"/language/{language}")
    assert chantal.get(f"/sessions/{session_id}/kits").status_code == 200
    assert chantal.get(f"/sessions/{session_id}").status_code == 200


def test_each_form_of_a_point_is_corrected_in_its_own_fields(browser: Client, uow: UnitOfWork) -> None:
    market = Market(uow, loaded=0)
    daoud, page = browser("Daoud"), f"/points/{market.id}"
    load = daoud.post(f"{page}/loads", data={"item": "DK", "quantity": ""}).text
    assert 'href="#load-quantity">How many? Please fill this in.' in re.sub(r">\s+", ">", load)
    back = daoud.post(f"{page}/returns", data={"item": "DK", "quantity": "3", "what": "returned"})
    assert back.status_code == 409
    assert 'href="#back-quantity">The bag holds only 0. You asked for 3.' in re.sub(r">\s+", ">", back.text)
    why = daoud.post(f"{page}/call-off", data={"reason": ""}).text
    assert 'href="#why-off">Why? Please fill this in.' in re.sub(r">\s+", ">", why)
