from __future__ import annotations

import re
from typing import Any

from starlette.testclient import TestClient

from tests.conftest import Client
from tests.sessions.asked import a_session, propose
from tests.sessions.test_pages import the_form, typed_in

RULE = {"frequency": "weekly", "interval": "1", "count": "٤", "until": "", "nth": "", "except": "2022-08-06"}


def _in_order(page: str) -> str:
    """The page with each field's name, id and value first, in this order."""

    def told(field: re.Match[str]) -> str:
        parts = dict(re.findall(r'(name|id|value)="([^"]*)"', field[0]))
        return "<input " + " ".join(
            f'{one}="{parts[one]}"' for one in ("name", "id", "value") if one in parts
        )

    return re.sub(r"<input\b[^>]*>", told, page)


def _sent(client: TestClient, to: str, form: dict[str, Any], status: int = 303) -> str:
    answer = client.post(to, data=form)
    assert answer.status_code == status, answer.text
    return str(answer.headers["location"]) if status == 303 else answer.text


def test_bilal_repeats_changes_and_calls_off_on_pages(browser: Client, api: Client) -> None:
    bilal = browser("Bilal")
    session = propose(
        api("Bilal"), a_session(starts_at="2022-08-13T07:00:00Z", ends_at="2022-08-13T07:30:00Z")
    )
    copied = bilal.get(f"/sessions/series/new?copy={session['id']}").text
    assert 'value="Know your rights' in copied
    form = {**the_form(), **RULE}
    seen = _sent(bilal, "/sessions/series/new", {**form, "step": "preview"}, 200)
    assert "3 sessions would be proposed" in seen
    assert "2 clashes" in seen
    assert 'value="create"' not in seen
    assert session["code"] in seen
    [in_the_way] = re.findall(r'<button[^>]*name="leave_out"[^>]*value="([^"]+)"', seen)
    without = _sent(bilal, "/sessions/series/new", {**form, "leave_out": in_the_way}, 200)
    assert "2 sessions would be proposed" in without
    assert ">\n2022-08-06\n2022-08-13</textarea>" in without
    refused = _sent(bilal, "/sessions/series/new", {**form, "step": "create"}, 409)
    assert 'href="#venue"' in refused
    wrong = _sent(bilal, "/sessions/series/new", {**form, "count": "", "except": "soon"}, 422)
    assert 'href="#except"' in wrong
    assert 'href="#until"' in _sent(bilal, "/sessions/series/new", {**form, "count": ""}, 422)
    form |= {"except": "2022-08-06, 2022-08-13", "count": "5"}
    seen = _sent(bilal, "/sessions/series/new", {**form, "step": "preview"}, 200)
    assert 'value="create"' in seen
    where = _sent(bilal, "/sessions/series/new", {**form, "step": "create"})
    shown = bilal.get(where).text
    assert "3 sessions proposed." in shown
    assert "Sat, 30 Jul 2022" in shown
    series = api("Bilal").get(where).json()
    assert [one["date"] for one in series["sessions"]] == ["2022-07-30", "2022-08-20", "2022-08-27"]
    assert f'href="{where}"' in bilal.get(f"/sessions/{series['sessions'][0]['id']}").text
    first = series["sessions"][0]
    assert f'href="/calendar?on={first["date"]}"' in shown
    another = f"/sessions/series/new?copy={first['id']}"
    assert f'href="{another}"' in shown
    again = bilal.get(another).text
    for answer in ('name="count" id="count" value="5"', 'name="interval" id="interval" value="1"'):
        assert answer in _in_order(again), answer
    change = {"scope": "this_and_later", "from": series["sessions"][1]["id"], "version": "1"}
    assert (
        f'value="{change["from"]}" selected' in bilal.get(f"{where}/edit?begins_with={change['from']}").text
    )
    _sent(bilal, f"{where}/edit", {**change, "venue": "Nowhere"}, 422)
    _sent(bilal, f"{where}/edit", {**change, "facilitators.1": "Nobody"}, 422)
    _sent(bilal, f"{where}/edit", {**change, "facilitators.1": "Chantal · CARITAS", "version": "7"}, 412)
    later = _sent(
        bilal, f"{where}/edit", {**change, "start": "15:00", "end": "17:00", "no_facilitators": "1"}
    )
    assert later != where
    assert "2 sessions changed." in bilal.get(later).text
    _sent(bilal, f"{later}/cancel", {"scope": "all"}, 422)
    assert _sent(bilal, f"{later}/cancel", {"scope": "all", "reason": "No hall."}) == later
    assert "2 sessions cancelled." in bilal.get(later).text
    assert "Nothing to change" in bilal.get(f"{later}/edit").text


def test_a_usual_session_is_kept_and_begun_from(browser: Client, api: Client) -> None:
    bilal = browser("Bilal")
    session = propose(api("Bilal"), a_session())
    assert "Keep as a template" in bilal.get(f"/sessions/{session['id']}").text
    assert 'name="name"' in bilal.get(f"/sessions/templates/new?session={session['id']}").text
    _sent(bilal, "/sessions/templates/new", {"session": session["id"], "name": ""}, 422)
    kept = {"session": session["id"], "name": "Saturdays", "organisation": "CARITAS"}
    _sent(bilal, "/sessions/templates/new", kept)
    assert "Saturdays" in bilal.get("/sessions/templates").text
    [template] = api("Bilal").get("/sessions/templates").json()["items"]
    begun = bilal.get(f"/sessions/new?template={template['id']}").text
    assert 'value="09:30"' in begun
    assert typed_in(begun, "facilitators.0") == "Chantal · CARITAS"
    assert "St Joseph hall" in bilal.get(f"/sessions/series/new?template={template['id']}").text
    assert api("Esther").get(f"/sessions/templates/{template['id']}").status_code == 404
    renamed = {"name": "Sundays"}
    where = f"/sessions/templates/{template['id']}"
    assert api("Bilal").patch(where, json=renamed).status_code == 412
    assert api("Bilal").patch(where, json=renamed, headers={"If-Match": '"1"'}).json()["name"] == "Sundays"
    assert api("Bilal").patch(where, json={}, headers={"If-Match": '"2"'}).status_code == 422
    _sent(bilal, f"{where}/retire", {"version": "1"})
    assert "Sundays" in bilal.get("/sessions/templates").text
    _sent(bilal, f"{where}/retire", {"version": "2"})
    assert "No templates yet" in bilal.get("/sessions/templates").text
