"""Slips at the form of a plan: sent twice, sent again changed, a number that belongs to nothing, a day long over."""

from __future__ import annotations

import re

from tests.conftest import Client
from tests.sessions.asked import a_session, propose
from tests.sessions.test_pages import sent, the_form, typed_in


def test_a_change_that_is_sent_twice_is_saved_once_and_nobody_else_is_blamed(
    browser: Client, api: Client
) -> None:
    bilal = browser("Bilal")
    where = sent(bilal, the_form())
    page = bilal.get(f"{where}/edit").text
    typed = the_form(version="1", title="Typed by Bilal", venue=typed_in(page, "venue"), capacity="60")
    typed |= {"facilitators.0": typed_in(page, "facilitators.0"), "facilitators.1": ""}
    typed |= {
        "partners.0.organisation": "LAW",
        "partners.0.role": "facilitator",
        "partners.1.organisation": "",
    }
    assert sent(bilal, typed, f"{where}/edit") == sent(bilal, typed, f"{where}/edit") == where
    assert api("Bilal").get(where).json()["version"] == 2


def test_a_stale_form_shows_only_what_differs(browser: Client, api: Client) -> None:
    bilal = browser("Bilal")
    alone = {"partners.1.organisation": ""}
    where = sent(bilal, the_form(**alone))
    api("Amina").patch(where, json={"title": "Saved by Amina"}, headers={"If-Match": '"1"'})
    stale = bilal.post(f"{where}/edit", data=the_form(**alone, version="1")).text
    compared = stale[stale.index("Where the two versions differ") : stale.index("</table>")]
    assert "Title" in compared
    assert "Partners" not in compared, "rows that name nobody say nothing"


def test_a_new_session_sent_again_with_other_answers_is_told_so(browser: Client) -> None:
    bilal = browser("Bilal")
    form = the_form()
    sent(bilal, form)
    changed = bilal.post("/sessions/new", data={**form, "title": "Another title"})
    assert changed.status_code == 409
    assert "This form was sent before, with other answers" in changed.text
    assert 'href="#id"' not in changed.text


def test_a_number_without_its_item_or_project_is_asked_about(browser: Client) -> None:
    numbers = {"planned_kits.1.quantity": "30", "projects.1.project": "", "projects.1.share": "40"}
    refused = browser("Bilal").post("/sessions/new", data=the_form(**numbers))
    assert refused.status_code == 422
    assert "Item 2: Please fill this in." in refused.text
    assert "Project 2: Please fill this in." in refused.text


def test_what_is_wrong_with_a_day_is_said_at_the_day(browser: Client) -> None:
    bilal = browser("Bilal")
    long_ago = bilal.post("/sessions/new", data=the_form(date="0202-07-30"))
    assert 'href="#date">Please write a year' in re.sub(r">\s+", ">", long_ago.text)
    timeless = bilal.post("/sessions/new", data=the_form(start="", end="")).text
    assert "Begins at: Please write a time." in timeless
    assert "Ends at: Please write a time." in timeless


def test_when_and_where_read_right_in_arabic(browser: Client, api: Client) -> None:
    where = f"/sessions/{propose(api('Bilal'), a_session())['id']}"
    bilal = browser("Bilal")
    bilal.post("/language/ar")
    page = bilal.get(where).text
    assert re.search(r'2022، <bdi dir="ltr" class="code">09:30–11:30</bdi>', page), "one piece, on one line"
    assert "</bdi>, " not in page
