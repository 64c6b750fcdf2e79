"""From a lens to an accepted report by forms alone, as a coordinator and a donor do it."""

from __future__ import annotations

from starlette.testclient import TestClient

from tests.conftest import Client
from tests.factories import filled
from tests.reports.story import story
from tests.world import an_id

LENS = {
    "id": str(an_id("a lens")),
    "project": "LBNT39",
    "name": "Switzerland, quarterly",
    "from": "2022-01-01",
    "to": "2022-12-31",
    "attribution": "full",
    "threshold": "5",
    "language": "en",
}


def test_amina_makes_a_lens_writes_a_report_and_hanna_sends_it_back(
    browser: Client, database_url: str
) -> None:
    filled(database_url, story)
    amina, hanna = browser("Amina"), browser("Hanna")
    lens = {
        **LENS,
        "age_bands.0.name": "0-14",
        "age_bands.0.bands": "0-4 5-11 12-17",
    }
    assert amina.get("/reports/lenses/new").status_code == 200
    wrong = amina.post("/reports/lenses/new", data=lens)
    assert wrong.status_code == 422
    assert "would split the band 12-17" in wrong.text
    assert 'value="0-4 5-11 12-17"' in wrong.text
    right = amina.post("/reports/lenses/new", data={**lens, "age_bands.0.name": "0-17"})
    assert (right.status_code, right.headers["location"]) == (303, "/reports")
    assert "Switzerland, quarterly" in amina.get("/reports").text
    page = f"/reports/lenses/{an_id('a lens')}"
    assert 'value="0-17"' in amina.get(page).text
    changed = {key: value for key, value in lens.items() if key not in {"id", "project"}}
    changed |= {"age_bands.0.name": "0-17", "threshold": "10", "version": "1"}
    assert amina.post(page, data=changed).status_code == 303
    assert amina.post(page, data={**changed, "threshold": "11"}).status_code == 412

    draft = {"id": str(an_id("a draft")), "lens": lens["id"], "from": "2022-07-01", "to": "2023-09-30"}
    assert "The lens covers the days" in amina.post("/reports/new", data=draft).text
    begun = amina.post("/reports/new", data={**draft, "to": "2022-09-30"})
    assert begun.status_code == 303
    report = begun.headers["location"]
    shown = amina.get(report)
    assert "&lt;10" in shown.text
    assert "What was merged or hidden, and why" in shown.text
    assert "Fewer than 10 people: hidden so that nobody can be recognised." in shown.text
    assert "Withheld" in shown.text
    amina.post("/language/fr")
    assert "masqué pour que personne ne puisse être reconnu" in amina.get(report).text
    amina.post("/language/en")
    texts = {"version": "1", "achievements": "Three sessions.", "detail": "no_ages"}
    assert amina.post(report, data=texts).status_code == 303
    assert "Three sessions." in amina.get(report).text
    assert hanna.get(report).status_code == 404
    at_once = {"version": "1", "challenges": "The hall was too small."}
    assert amina.post(f"{report}/submit", data=at_once).status_code == 412, "what somebody wrote meanwhile"
    typed = {**at_once, "version": "2"}
    assert amina.post(f"{report}/submit", data=typed).status_code == 303
    sent = hanna.get(report)
    assert "The hall was too small." in sent.text, "what is typed is kept when it is submitted at once"
    assert "Withheld because" not in sent.text
    assert "Three sessions." in sent.text
    assert "Submit</button>" not in sent.text
    assert hanna.post(f"{report}/answer", data={"to": "sent_back"}).status_code == 422
    assert (
        hanna.post(f"{report}/answer", data={"to": "sent_back", "note": "Ages, please."}).status_code == 303
    )
    assert "Ages, please." in amina.get(report).text
    assert "sent back" in hanna.get("/reports").text


def _draft(amina: TestClient) -> str:
    """The page of a draft through a lens of LBNT39."""
    lens = LENS
    assert amina.post("/reports/lenses/new", data=lens).status_code == 303
    draft = {"id": str(an_id("a draft")), "lens": lens["id"], "from": "2022-07-01", "to": "2022-09-30"}
    return str(amina.post("/reports/new", data=draft).headers["location"])


def test_two_who_write_a_report_see_each_others_words(browser: Client, database_url: str) -> None:
    filled(database_url, story)
    amina = browser("Amina")
    page = _draft(amina)
    typed = {"version": "1", "achievements": "First line.\r\nSecond line.", "detail": "full", "parts": "yes"}
    assert amina.post(page, data=typed).status_code == 303
    assert amina.post(page, data=typed).status_code == 303, "pressed twice: nobody else saved anything"
    stale = amina.post(page, data={**typed, "achievements": "Typed in another tab."})
    assert stale.status_code == 412
    assert "Saved in the meantime: First line." in stale.text
    assert "Typed in another tab." in stale.text
    assert 'name="version" value="2"' in stale.text, "to save again is now a decision"


def test_a_report_submitted_in_another_tab_is_said_to_be_so(browser: Client, database_url: str) -> None:
    filled(database_url, story)
    amina = browser("Amina")
    page = _draft(amina)
    typed = {"version": "1", "achievements": "Three sessions.", "detail": "full", "parts": "yes"}
    assert amina.post(f"{page}/submit", data=typed).status_code == 303
    assert amina.post(f"{page}/submit", data=typed).status_code == 303, "pressed twice"
    late = amina.post(f"{page}/submit", data={**typed, "achievements": "Four."})
    assert late.status_code == 412
    assert "This report was submitted in the meantime" in late.text
    assert "then save again" not in late.text
    hanna = browser("Hanna")
    assert hanna.post(f"{page}/answer", data={"to": "accepted"}).status_code == 303
    assert hanna.post(f"{page}/answer", data={"to": "accepted"}).status_code == 303, "pressed twice"
    other = hanna.post(f"{page}/answer", data={"to": "sent_back", "note": "In another tab."})
    assert other.status_code == 409
    assert other.text.count("This step is not possible as the report stands now.") == 1
    assert 'href="#to"' not in other.text


def test_the_days_of_a_lens_are_told_as_dates_are_read(browser: Client, database_url: str) -> None:
    filled(database_url, story)
    amina = browser("Amina")
    _draft(amina)
    outside = {
        "id": str(an_id("outside")),
        "lens": str(an_id("a lens")),
        "from": "2021-07-01",
        "to": "2022-07-30",
    }
    told = amina.post("/reports/new", data=outside).text
    assert "from 1 January 2022 to 31 December 2022" in told


def test_what_is_wrong_with_age_bands_stands_where_it_was_typed(browser: Client) -> None:
    amina = browser("Amina")
    lens = {"id": str(an_id("a lens")), "project": "LBNT39", "name": "Bands", "attribution": "full"}

    def told(name: str, bands: str) -> str:
        typed = {**lens, "age_bands.0.name": name, "age_bands.0.bands": bands}
        sent = amina.post("/reports/lenses/new", data=typed)
        assert sent.status_code == 422
        return sent.text

    assert 'id="age_bands.0.bands-wrong"' in told("0-17", "")
    assert "Please fill this in." in told("0-17", "")
    assert 'id="age_bands.0.name-wrong"' in told("", "0-4 5-11")
    assert 'id="age_bands.0.name-wrong"' in told("under twelve", "0-4 5-11")
    assert 'id="age_bands.0.bands-wrong"' in told("0-11", "0-4 !")
    assert 'class="wrong" id="age_bands"' in told("0-11", "0-4 5-12"), "split bands are told above the table"


def test_a_number_that_may_be_a_persons_does_not_go_to_a_donor_unasked(
    browser: Client, api: Client, database_url: str
) -> None:
    filled(database_url, story)
    amina = browser("Amina")
    page = _draft(amina)
    typed = {"version": "1", "challenges": "Rana waits for a call: 03 123 456.", "detail": "full"}
    asked = amina.post(page, data=typed)
    assert asked.status_code == 422
    assert "This looks like a phone number: 03 123 456." in asked.text
    assert 'id="challenges-wrong"' in asked.text
    assert 'name="note_reason"' in asked.text
    assert "Rana waits for a call" in asked.text
    assert amina.post(f"{page}/submit", data=typed).status_code == 422, "nor when it is submitted at once"
    kept = {**typed, "note_reason": "It is the number of our own office."}
    assert amina.post(page, data=kept).status_code == 303
    assert 'name="note_reason"' not in amina.get(page).text
    again = {"version": "2", "challenges": typed["challenges"], "next_steps": "More.", "detail": "full"}
    assert amina.post(page, data=again).status_code == 303, "what was kept is not asked about again"
    trail = api("Amina").get(f"/audit?subject_id={an_id('a draft')}").text
    assert "the number of our own office" in trail
