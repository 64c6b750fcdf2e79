from __future__ import annotations

import re
from typing import Any

from starlette.testclient import TestClient

from app.kernel.ids import new_id
from tests.conftest import Client
from tests.sessions.asked import SAFE_HOUSE, a_session, on_day, propose, step


def the_form(**changed: Any) -> dict[str, Any]:
    """What Bilal types for the World Day."""
    typed: dict[str, Any] = {
        "id": str(new_id()),
        "title": "Know your rights",
        "activity_type": "awareness_session",
        "audience": "community",
        "date": "2022-07-30",
        "start": "09:30",
        "end": "11:30",
        "ends_on": "",
        "time_zone": "Asia/Beirut",
        "venue": "St Joseph hall · Beirut",
        "capacity": "٦٠",
        "language": "am",
        "topics": ["KAFALA", "FORCED_LABOUR"],
        "campaign": "",
        "lead_organisation": "CARITAS",
        "partners.0.organisation": "",
        "partners.0.role": "host",
        "partners.1.organisation": "LAW",
        "partners.1.role": "facilitator",
        "facilitators.0": "",
        "facilitators.1": "chantal",
        "projects.0.project": "LBNT39",
        "projects.0.share": "",
        "planned_kits.0.item": "DK",
        "planned_kits.0.quantity": "40",
        "planned_kits.1.item": "",
        "planned_kits.1.quantity": "",
        "note": "",
    }
    return {**typed, **changed}


def typed_in(page: str, field: str) -> str:
    """What stands in a field of a form."""
    found = re.search(rf'<input id="{re.escape(field)}"[^>]*\svalue="([^"]*)"', page)
    assert found, field
    return found[1]


def sent(client: TestClient, form: dict[str, Any], to: str = "/sessions/new") -> str:
    answer = client.post(to, data=form)
    assert answer.status_code == 303, re.findall(r'<div class="errors".*?</div>', answer.text, re.DOTALL)
    return str(answer.headers["location"])


def test_bilal_proposes_with_the_form(browser: Client, api: Client) -> None:
    bilal = browser("Bilal")
    empty = bilal.get("/sessions/new")
    assert empty.status_code == 200
    assert (typed_in(empty.text, "start"), typed_in(empty.text, "end")) == ("10:00", "12:00")
    assert 'value="Asia/Beirut"' in empty.text
    form = the_form()
    where = sent(bilal, form)
    assert where == f"/sessions/{form['id']}"
    shown = bilal.get(where).text
    assert "Session proposed." in shown
    again = bilal.get("/sessions/series/new").text
    assert (typed_in(again, "start"), typed_in(again, "end")) == ("09:30", "11:30")  # as planned last
    assert typed_in(browser("Esther").get("/sessions/new").text, "start") == "10:00"  # KAFA planned nothing
    assert "BEY-2022-07-30-01" in shown
    assert "Know your rights" in shown
    assert sent(bilal, form) == where
    saved = api("Bilal").get(where).json()
    assert (saved["starts_at"], saved["capacity"]) == ("2022-07-30T06:30:00Z", 60)
    assert saved["partners"] == [{"organisation": "LAW", "role": "facilitator"}]
    assert saved["facilitators"] == ["chantal@caritas.example"]
    assert saved["topics"] == ["KAFALA", "FORCED_LABOUR"]


def test_wrong_answers_stay_with_their_errors(browser: Client) -> None:
    wrong = the_form(
        **{
            "title": "",
            "date": "",
            "venue": "No such hall",
            "partners.1.organisation": "CARITAS",
            "projects.0.share": "40",
            "facilitators.0": "Esther",
            "facilitators.1": "esther@kafa.example",
        }
    )
    refused = browser("Bilal").post("/sessions/new", data=wrong)
    assert refused.status_code == 422
    folded = {
        words: bool(opened)
        for opened, words in re.findall(r'<details class="fold"( open)?>\s*<summary>([^<]+)<', refused.text)
    }
    assert folded == {
        "Ends after midnight, other time zone ": False,
        "More partners": True,
        "More facilitators": True,
        "More projects": False,
        "More items": False,
        "Campaign and note": False,
    }
    for field in ("title", "date", "venue", "facilitators.0"):
        assert f'href="#{field}"' in refused.text, field
    assert 'href="#start"' not in refused.text
    assert 'value="No such hall"' in refused.text
    mended = {
        **wrong,
        "facilitators.0": "",
        "title": "Rights",
        "date": "2022-07-30",
        "venue": "St Joseph hall · Beirut",
    }
    again = browser("Bilal").post("/sessions/new", data=mended)
    assert again.status_code == 422
    for field in ("partners.1.organisation", "projects.0.share", "facilitators.1"):
        assert f'href="#{field}"' in again.text, field


def test_a_time_that_the_clocks_skip_is_refused(browser: Client) -> None:
    # Beirut, 27 March 2022: at midnight the clocks went to one o'clock.
    skipped = browser("Bilal").post(
        "/sessions/new", data=the_form(date="2022-03-27", start="00:30", end="02:00")
    )
    assert skipped.status_code == 422
    assert "Did you mean 01:30?" in skipped.text


def test_a_clash_is_shown_beside_its_field_and_amina_may_say_why_not_to_mind(
    browser: Client, api: Client
) -> None:
    propose(api("Bilal"), a_session())
    clash = browser("Bilal").post("/sessions/new", data=the_form())
    assert clash.status_code == 409
    assert 'href="#venue"' in clash.text
    assert 'href="#facilitators.1"' in clash.text
    assert "BEY-2022-07-30-01" in clash.text
    assert "override_reason" not in clash.text
    amina = browser("Amina")
    form = the_form()
    assert 'name="override_reason"' in amina.post("/sessions/new", data=form).text
    sent(amina, {**form, "override_reason": "Two rooms."})


def test_a_stale_form_shows_both_versions_and_saves_again_knowingly(browser: Client, api: Client) -> None:
    bilal = browser("Bilal")
    where = sent(bilal, the_form())
    opened = bilal.get(f"{where}/edit")
    assert 'name="version" value="1"' in opened.text
    api("Amina").patch(where, json={"title": "Saved by Amina"}, headers={"If-Match": '"1"'})
    typed = the_form(version="1", title="Typed by Bilal")
    stale = bilal.post(f"{where}/edit", data=typed)
    assert stale.status_code == 412
    assert "Saved by Amina" in stale.text
    assert 'value="Typed by Bilal"' in stale.text
    assert 'name="version" value="2"' in stale.text
    assert api("Bilal").get(where).json()["title"] == "Saved by Amina"
    sent(bilal, {**typed, "version": "2"}, f"{where}/edit")
    assert api("Bilal").get(where).json()["title"] == "Typed by Bilal"


def test_an_unchanged_form_changes_nothing(browser: Client, api: Client) -> None:
    bilal = browser("Bilal")
    session = propose(
        api("Bilal"), a_session(starts_at="2022-07-30T20:00:00Z", ends_at="2022-07-30T22:00:00Z")
    )
    page = bilal.get(f"/sessions/{session['id']}/edit").text
    typed: dict[str, Any] = {"topics": ["KAFALA", "FORCED_LABOUR"]}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value and "checkbox" not in tag and "radio" not in tag:
            typed[name[1]] = value[1].replace("&#39;", "'")
    for select in re.findall(r"<select.*?</select>", page, re.DOTALL):
        name, chosen = re.search(r'name="([^"]*)"', select), re.search(r'value="([^"]*)" selected', select)
        if name:
            typed[name[1]] = chosen[1] if chosen else ""
    sent(bilal, typed, f"/sessions/{session['id']}/edit")
    saved = api("Bilal").get(f"/sessions/{session['id']}").json()
    assert {**saved, "version": 1} == session


def test_the_page_says_the_next_step_or_why_not(browser: Client, api: Client) -> None:
    session = propose(api("Bilal"), a_session())
    where = f"/sessions/{session['id']}"
    assert "Your role does not include this right: confirm sessions." in browser("Bilal").get(where).text
    assert "Not every partner has answered yet." in browser("Amina").get(where).text
    sent(browser("Amina"), {"to": "confirmed"}, f"{where}/steps")
    twice = browser("Amina").post(f"{where}/steps", data={"to": "confirmed"})
    assert twice.status_code == 303
    sent(browser("Chantal"), {"to": "in_progress"}, f"{where}/steps")
    held = browser("Bilal").get(where).text
    assert "Cancel is no longer possible: it was held." in held
    assert f'href="{where}/close"' in held
    assert browser("Esther").get(where).status_code == 404


def test_cancelling_asks_for_a_reason_in_its_place(browser: Client, api: Client) -> None:
    session = propose(api("Bilal"), a_session())
    where = f"/sessions/{session['id']}"
    refused = browser("Bilal").post(f"{where}/steps", data={"to": "cancelled", "cancelled-reason": ""})
    assert refused.status_code == 422
    assert 'href="#cancelled-reason"' in refused.text
    assert refused.text.count('<details class="confirm" open>') == 1, "and that place is open"
    sent(browser("Bilal"), {"to": "cancelled", "cancelled-reason": "No electricity."}, f"{where}/steps")
    assert "No electricity." in browser("Lina").get(where).text


def test_postponing_links_both_sessions(browser: Client, api: Client) -> None:
    session = propose(api("Bilal"), a_session())
    where = f"/sessions/{session['id']}"
    bilal = browser("Bilal")
    form = {"to": "postponed", "postponed-start": "10:00", "postponed-end": "12:00"}
    refused = bilal.post(f"{where}/steps", data=form)
    assert refused.status_code == 422
    assert 'href="#postponed-reason"' in refused.text
    assert 'href="#postponed-date"' in refused.text
    form["postponed-reason"] = "Strike."
    earlier = bilal.post(f"{where}/steps", data={**form, "postponed-date": "2021-08-06"})
    assert earlier.status_code == 422, "a slip of the year sends nobody into the past"
    assert 'href="#postponed-date"' in earlier.text
    sent(bilal, {**form, "postponed-date": "2022-08-06"}, f"{where}/steps")
    old = bilal.get(where).text
    assert "Strike." in old
    assert (
        "Strike." in browser("Lina").get(where).text
    )  # why stays with the old date, for everybody who takes part
    link = re.search(r'New date:\s*<a href="([^"]+)"', old)
    assert link is not None
    assert f'href="{where}"' in bilal.get(link[1]).text


def test_lina_takes_part_or_declines(browser: Client, api: Client) -> None:
    session = propose(api("Bilal"), a_session())
    where = f"/sessions/{session['id']}"
    assert "Take part" in browser("Lina").get(where).text
    assert "Take part" not in browser("Bilal").get(where).text
    sent(browser("Lina"), {"accepted": "true"}, f"{where}/partners/LAW/answer")
    assert "takes part" in browser("Bilal").get(where).text
    assert sent(browser("Lina"), {"accepted": "false"}, f"{where}/partners/LAW/answer") == "/sessions"


def test_the_list_shows_filters_totals_and_empty_states(browser: Client, api: Client) -> None:
    assert "No sessions yet" in browser("Bilal").get("/sessions").text
    first, second = propose(api("Bilal"), on_day(1)), propose(api("Bilal"), on_day(2))
    step(api("Amina"), first, "confirmed")
    shown = browser("Bilal").get("/sessions?status=confirmed&from=&organisation=LAW").text
    assert first["code"] in shown
    assert second["code"] not in shown
    assert '<option value="confirmed" selected>' in shown
    assert "/sessions.csv?status=confirmed&amp;organisation=LAW" in shown
    assert "No session fits" in browser("Bilal").get("/sessions?status=verified").text
    assert first["code"] in browser("Bilal").get("/sessions?area=beirut").text
    assert "/sessions.csv?area=LB1" in browser("Bilal").get("/sessions?area=BEIRUT").text
    wrong = browser("Bilal").get("/sessions?area=NOWHERE&from=soon")
    assert wrong.status_code == 422
    assert 'href="#from"' in wrong.text
    assert "No sessions yet" in browser("Esther").get("/sessions").text


def test_the_export_holds_exactly_what_is_shown_and_computes_nothing(browser: Client, api: Client) -> None:
    propose(api("Bilal"), on_day(1, title='=HYPERLINK("http://evil.example")'))
    propose(api("Bilal"), on_day(2, title="ورشة توعية"))
    propose(
        api("Amina"),
        on_day(3, venue=SAFE_HOUSE, lead_organisation="KAFA", partners=[], facilitators=[]),
    )
    sent = browser("Bilal").get("/sessions.csv?order=starts_at")
    assert sent.headers["content-type"] == "text/csv; charset=utf-8"
    text = sent.content.decode("utf-8-sig")
    rows = text.strip().split("\r\n")
    assert len(rows) == 3
    assert "'=HYPERLINK" in rows[1]
    assert "ورشة توعية" in rows[2]
    assert "Safe house" not in text
    assert browser("Bilal").get("/sessions.csv?status=odd").status_code == 422
    assert len(browser("Esther").get("/sessions.csv").text.strip().split("\r\n")) == 2


def test_a_copy_starts_from_another_session(browser: Client, api: Client) -> None:
    session = propose(api("Bilal"), a_session())
    copy = browser("Bilal").get(f"/sessions/new?copy={session['id']}")
    assert 'value="Know your rights: work and the kafala system"' in copy.text
    assert typed_in(copy.text, "facilitators.0") == "Chantal · CARITAS"
    assert 'value="2022-07-30"' not in copy.text
    assert browser("Esther").get(f"/sessions/new?copy={session['id']}").status_code == 404
