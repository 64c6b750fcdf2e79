from __future__ import annotations

from uuid import UUID

import pytest
from starlette.testclient import TestClient

from app.attendance import pages, public
from app.kernel.errors import NotFound
from app.platform.unit_of_work import UnitOfWork
from tests import world
from tests.attendance.filled import fields_of
from tests.attendance.held import a_session, put_in
from tests.conftest import Client


def save(client: TestClient, path: str, shown: str, **typed: str) -> str:
    """Fill in the form that was shown, send it, and answer the page one ends on."""
    sent = client.post(path, data={**fields_of(shown), **typed})
    assert sent.status_code == 303, sent.text
    return client.get(sent.headers["location"]).text


@pytest.fixture
def held(uow: UnitOfWork) -> UUID:
    return a_session(uow)


def test_chantal_counts_with_the_form(browser: Client, uow: UnitOfWork, held: UUID) -> None:
    chantal, path = browser("Chantal"), f"/sessions/{held}/count"
    page = save(
        chantal,
        path,
        chantal.get(path).text,
        **{"ET/f/18-59": "٢٥", "ET/m/ns": "2", "ET/ns/ns": "-", "PH/m/18-59": "0", "door": "۵۵"},
    )
    assert "Saved. 27 people counted." in page
    shown = fields_of(page)
    assert shown["ET/f/18-59"] == ["25"]
    assert shown["ET/m/ns"] == ["2"]
    assert shown["ET/ns/ns"] == ["-"]
    assert shown["PH/m/18-59"] == ["0"]
    assert shown["BD/f/18-59"] == [""]
    assert shown["door"] == ["55"]
    assert "<script" not in page
    with uow.read() as look:
        assert public.differences(look) == []


def test_blank_zero_and_not_collected_change_into_each_other(browser: Client, held: UUID) -> None:
    chantal, path = browser("Chantal"), f"/sessions/{held}/count"
    page = chantal.get(path).text
    for typed in ("0", "-", "", "4", "-", "7", "", "0"):
        page = save(chantal, path, page, **{"BD/f/60+": typed})
        assert fields_of(page)["BD/f/60+"] == [typed]


def test_two_people_add_up_and_do_not_overwrite(browser: Client, held: UUID) -> None:
    path = f"/sessions/{held}/count"
    chantal, bilal = browser("Chantal"), browser("Bilal")
    seen_by_chantal, seen_by_bilal = chantal.get(path).text, bilal.get(path).text
    save(chantal, path, seen_by_chantal, **{"ET/f/18-59": "10", "door": "12"})
    page = save(bilal, path, seen_by_bilal, **{"ET/f/18-59": "4", "door": "5"})
    assert fields_of(page)["ET/f/18-59"] == ["14"]
    assert fields_of(page)["door"] == ["17"]


def test_a_double_click_shows_the_first_receipt(browser: Client, held: UUID) -> None:
    chantal, path = browser("Chantal"), f"/sessions/{held}/count"
    answers = {**fields_of(chantal.get(path).text), "ET/f/18-59": "10"}
    for _click in range(2):
        sent = chantal.post(path, data=answers)
        assert sent.status_code == 303
        assert "Saved. 10 people counted." in chantal.get(path).text


def test_going_back_to_a_saved_form_keeps_what_was_typed(browser: Client, held: UUID) -> None:
    chantal, path = browser("Chantal"), f"/sessions/{held}/count"
    first = chantal.get(path).text
    save(chantal, path, first, **{"ET/f/18-59": "10"})
    again = chantal.post(path, data={**fields_of(first), "ET/f/18-59": "12", "BD/m/ns": "1"})
    assert again.status_code == 409
    assert "This form was saved before." in again.text
    assert "now 10" in again.text
    page = save(chantal, path, again.text)
    assert fields_of(page)["ET/f/18-59"] == ["12"]
    assert fields_of(page)["BD/m/ns"] == ["1"]


def test_an_odd_number_is_asked_about_once_and_never_blocked(browser: Client, held: UUID) -> None:
    chantal, path = browser("Chantal"), f"/sessions/{held}/count"
    asked = chantal.post(path, data={**fields_of(chantal.get(path).text), "ET/f/18-59": "480", "door": "500"})
    assert asked.status_code == 422
    assert "You entered 480 for Ethiopian, Women, girls, 18-59. Is that right?" in asked.text
    assert 'href="#ET/f/18-59"' in asked.text
    assert "Yes, that is right: save" in asked.text
    other = chantal.post(path, data={**fields_of(asked.text), "ET/f/18-59": "490"})
    assert "You entered 490" in other.text
    page = save(chantal, path, other.text)
    assert fields_of(page)["ET/f/18-59"] == ["490"]
    page = save(chantal, path, page, **{"ET/m/18-59": "3"})
    assert fields_of(page)["ET/m/18-59"] == ["3"]


def test_what_is_no_number_stays_with_its_error(browser: Client, held: UUID) -> None:
    chantal, path = browser("Chantal"), f"/sessions/{held}/count"
    wrong = chantal.post(
        path, data={**fields_of(chantal.get(path).text), "ET/f/18-59": "lots", "ET/m/18-59": "3", "door": "-"}
    )
    assert wrong.status_code == 422
    assert fields_of(wrong.text)["ET/f/18-59"] == ["lots"]
    assert fields_of(wrong.text)["ET/m/18-59"] == ["3"]
    assert 'id="ET/f/18-59-wrong"' in wrong.text
    assert 'href="#door"' in wrong.text
    page = save(chantal, path, wrong.text, **{"ET/f/18-59": "5", "door": ""})
    assert fields_of(page)["ET/f/18-59"] == ["5"]


def test_a_number_beyond_all_measure_is_not_called_no_number(browser: Client, held: UUID) -> None:
    chantal, path = browser("Chantal"), f"/sessions/{held}/count"
    slip = {"ET/f/18-59": "99999999999", "door": "9999999"}
    wrong = chantal.post(path, data={**fields_of(chantal.get(path).text), **slip}).text
    assert "Ethiopian, Women, girls, 18-59: Please write 1000000 or less." in wrong
    assert "Door count: Please write 1000000 or less." in wrong


def test_a_row_is_added_and_what_was_typed_stays(browser: Client, held: UUID) -> None:
    chantal, path = browser("Chantal"), f"/sessions/{held}/count"
    page = chantal.get(path).text
    assert "NS/f/18-59" not in fields_of(page)
    page = chantal.post(
        path, data={**fields_of(page), "ET/f/18-59": "10", "step": "add-row", "community": "NS"}
    ).text
    assert fields_of(page)["ET/f/18-59"] == ["10"]
    page = save(chantal, path, page, **{"NS/ns/ns": "3"})
    assert fields_of(page)["NS/ns/ns"] == ["3"]
    assert fields_of(page)["ET/f/18-59"] == ["10"]


def test_a_form_somebody_bent_is_refused_in_words(browser: Client, held: UUID) -> None:
    chantal, path = browser("Chantal"), f"/sessions/{held}/count"
    whole = fields_of(chantal.get(path).text)
    for bent in ({"base": "x"}, {"id": "1"}, {"door_base": "y"}, {"base": "XX/f/ns=5"}, {"row": "\x00"}):
        assert chantal.post(path, data={**whole, **bent}).status_code in {303, 422}
    assert chantal.post(path, data={}).status_code == 422


def test_more_taken_away_than_counted_is_said_at_the_cell(browser: Client, held: UUID) -> None:
    chantal, bilal, path = browser("Chantal"), browser("Bilal"), f"/sessions/{held}/count"
    save(chantal, path, chantal.get(path).text, **{"ET/f/18-59": "10"})
    seen = bilal.get(path).text
    save(chantal, path, chantal.get(path).text, **{"ET/f/18-59": "2"})
    refused = bilal.post(path, data={**fields_of(seen), "ET/f/18-59": "1"})
    assert refused.status_code == 409
    assert 'id="ET/f/18-59-wrong"' in refused.text
    assert "only 2 were counted" in refused.text


@pytest.mark.parametrize("status", ["proposed", "cancelled", "postponed", "reported"])
def test_where_nobody_can_be_counted_the_reason_stands(browser: Client, uow: UnitOfWork, status: str) -> None:
    page = browser("Chantal").get(f"/sessions/{a_session(uow, status)}/count")
    assert page.status_code == 200
    assert 'class="why"' in page.text
    assert "ET/f/18-59" not in page.text
    assert f'href="{str(page.url.path).replace("/count", "/kits")}"' in page.text, (
        "from counting on to handing out"
    )


def test_after_verification_the_form_says_late(browser: Client, uow: UnitOfWork, held: UUID) -> None:
    chantal, path = browser("Chantal"), f"/sessions/{held}/count"
    save(chantal, path, chantal.get(path).text, **{"ET/f/18-59": "50", "door": "52"})
    put_in(uow, held, "verified")
    page = chantal.get(path).text
    assert "kept apart as late" in page
    page = save(chantal, path, page, **{"ET/f/18-59": "55", "door": "60"})
    assert fields_of(page)["ET/f/18-59"] == ["55"]
    assert "Saved. 50 people counted; counted late, kept apart: 5." in page
    made = pages.panel(world.actor("Chantal"), held, uow)
    assert made is not None
    counts = made.view["page"].counts
    assert (counts.total, counts.late, counts.door, counts.door_late) == (50, 5, 52, 8)


def test_the_panel_shows_what_is_not_collected(browser: Client, uow: UnitOfWork, held: UUID) -> None:
    chantal, path = browser("Chantal"), f"/sessions/{held}/count"
    typed = {"ET/f/18-59": "25", "ET/m/18-59": "2", "ET/ns/ns": "-", "SD/f/ns": "0", "SD/m/18-59": "3"}
    save(chantal, path, chantal.get(path).text, **typed)
    made = pages.panel(world.actor("Chantal"), held, uow)
    assert made is not None
    summary = made.view["summary"]
    said = [[(s.count, s.not_collected) for s in row.sums] for row in summary.rows]
    assert said == [[(25, False), (2, False), (None, True)], [(0, False), (3, False), (None, False)]]
    assert [row.total for row in summary.rows] == [27, 3]
    assert summary.totals == [25, 5, 0]
    put_in(uow, held, "reported")
    after = pages.panel(world.actor("Chantal"), held, uow)
    assert after is not None
    assert after.view["summary"].rows[1].sums[2].count == 0


def test_no_panel_and_no_page_for_who_may_not_see(browser: Client, uow: UnitOfWork, held: UUID) -> None:
    assert pages.panel(world.actor("Daoud"), held, uow) is None
    with pytest.raises(NotFound):
        pages.panel(world.actor("Esther"), held, uow)
    assert browser("Esther").get(f"/sessions/{held}/count").status_code == 404
    assert browser("Daoud").get(f"/sessions/{held}/count").status_code == 403
    assert browser("").get(f"/sessions/{held}/count").status_code == 303
