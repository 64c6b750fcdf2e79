from __future__ import annotations

from tests.conftest import Client

FORM = {"id": "01981d3e-0000-7000-8000-000000000001", "code": "UPEL", "names.en": "UPEL", "kind": "ngo"}


def test_amina_adds_an_organisation_with_the_form(browser: Client) -> None:
    amina = browser("Amina")
    assert amina.get("/settings/organisations/new").status_code == 200
    sent = amina.post("/settings/organisations/new", data=FORM)
    assert (sent.status_code, sent.headers["location"]) == (303, "/settings/organisations/UPEL")
    shown = amina.get("/settings/organisations/UPEL")
    assert "Organisation added." in shown.text
    assert "Organisation added." not in amina.get("/settings/organisations/UPEL").text


def test_a_wrong_answer_stays_in_the_form_with_its_error(browser: Client) -> None:
    sent = browser("Amina").post("/settings/organisations/new", data={**FORM, "code": "", "names.en": "Upel"})
    assert sent.status_code == 422
    assert 'value="Upel"' in sent.text
    assert 'href="#code"' in sent.text


def test_a_stranger_is_sent_to_sign_in(browser: Client) -> None:
    sent = browser("").get("/settings/organisations?cursor=x")
    assert sent.status_code == 303
    assert sent.headers["location"] == "/sign-in?next=%2Fsettings%2Forganisations%3Fcursor%3Dx"


def test_a_form_sent_by_another_site_is_refused(browser: Client) -> None:
    sent = browser("Amina").post(
        "/settings/organisations/new", data=FORM, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert sent.status_code == 403


def test_the_page_is_in_the_readers_direction(browser: Client) -> None:
    shown = browser("Amina").get("/settings/organisations")
    assert '<html lang="en" dir="ltr">' in shown.text
