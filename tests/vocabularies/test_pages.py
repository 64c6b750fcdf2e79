from __future__ import annotations

from tests.conftest import Client


def test_a_community_is_added_and_changed(browser: Client, api: Client) -> None:
    amina = browser("Amina")
    form = {
        "code": "KM",
        "names.en": "Comorian",
        "names.ar": "قمرية",
        "languages": ["ar", "en"],
        "cohort": "EAST_AFRICA",
        "never_alone": "true",
        "position": "50",
    }
    assert amina.post("/settings/communities/new", data=form).status_code == 303
    added = api("Amina").get("/communities/KM").json()
    assert (added["languages"], added["never_alone"], added["position"]) == (["ar", "en"], True, 50)
    change = {"version": "1", "names.en": "Comorian", "cohort": "", "position": "50"}
    assert amina.post("/settings/communities/KM", data=change).status_code == 303
    after = api("Amina").get("/communities/KM").json()
    assert (after["cohort"], after["languages"], after["never_alone"]) == (None, [], False)


def test_a_topic_is_taken_out_of_use(browser: Client, api: Client) -> None:
    change = {"version": "1", "names.en": "Kafala", "position": "1"}
    assert browser("Amina").post("/settings/topics/KAFALA", data=change).status_code == 303
    topic = api("Amina").get("/topics/KAFALA").json()
    assert (topic["active"], topic["names"]["en"]) == (False, "Kafala")


def test_a_language_is_added_once_and_then_its_code_is_taken(browser: Client) -> None:
    form = {"code": "ur", "names.en": "Urdu", "autonym": "اردو", "direction": "rtl"}
    amina = browser("Amina")
    assert amina.post("/settings/languages/new", data=form).status_code == 303
    taken = amina.post("/settings/languages/new", data={**form, "names.en": "Other"})
    assert taken.status_code == 409
    assert 'id="code-wrong"' in taken.text


def test_a_stale_form_shows_what_was_saved_meanwhile(browser: Client) -> None:
    amina = browser("Amina")
    change = {"version": "1", "names.en": "First", "position": "1", "active": "true"}
    assert amina.post("/settings/topics/KAFALA", data=change).status_code == 303
    sent = amina.post("/settings/topics/KAFALA", data={**change, "names.en": "Second"})
    assert sent.status_code == 412
    assert "Saved in the meantime: First" in sent.text
    assert 'value="Second"' in sent.text


def test_a_topic_without_a_name_is_asked_for_one_at_the_field(browser: Client) -> None:
    nameless = {"code": "SAFETY", "names.en": "", "names.fr": "", "names.ar": "", "position": "1"}
    refused = browser("Amina").post("/settings/topics/new", data=nameless)
    assert refused.status_code == 422
    assert 'href="#names.en"' in refused.text
    assert "Name in English: Please fill this in." in refused.text
