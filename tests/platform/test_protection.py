"""What every answer carries, and what is turned away at the door."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.platform.web import flashes
from app.platform.web.pages import safe_next
from tests import world
from tests.conftest import Client


@pytest.mark.parametrize(
    "path", ["/healthz", "/settings/organisations", "/static/app.css", "/nowhere", "/api/v1/nowhere"]
)
def test_every_answer_is_armed(browser: Client, path: str) -> None:
    answer = browser("Amina").get(path)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert "camera=(self)" in answer.headers["permissions-policy"]
    assert "x-request-id" in answer.headers


def test_pages_are_never_kept_by_proxies_but_marked_files_are(browser: Client) -> None:
    amina = browser("Amina")
    assert amina.get("/settings/organisations").headers["cache-control"] == "no-store"
    assert "immutable" in amina.get("/static/app.css?v=abc").headers["cache-control"]
    assert amina.get("/static/app.css").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("headers", "passes"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Origin": "http://testserver"}, True),
        ({"Origin": "https://evil.example"}, False),
        ({"Origin": "null"}, False),
        ({}, True),
    ],
)
def test_only_our_own_pages_may_send_forms(browser: Client, headers: dict[str, str], *, passes: bool) -> None:
    answer = browser("Amina").post("/settings/organisations/new", data={"code": ""}, headers=headers)
    assert answer.status_code == (422 if passes else 403)


def test_an_unknown_address_is_a_page_here_and_a_problem_there(browser: Client, api: Client) -> None:
    page = browser("Amina").get("/nowhere")
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    problem = api("Amina").get("/nowhere")
    assert (problem.status_code, problem.headers["content-type"]) == (404, "application/problem+json")
    assert set(problem.json()) == {"type", "title", "status", "code", "detail", "errors"}


def test_refusals_speak_the_readers_language(api: Client) -> None:
    english = api("Bilal").get("/organisations/NOBODY", headers={"Accept-Language": "en"}).json()
    french = api("Bilal").get("/organisations/NOBODY", headers={"Accept-Language": "fr"}).json()
    arabic = (
        api("Bilal")
        .get("/organisations/NOBODY", headers={"Accept-Language": "ar-LB,ar;q=0.9,en;q=0.1"})
        .json()
    )
    assert english["code"] == french["code"] == arabic["code"]
    assert len({english["detail"], french["detail"], arabic["detail"]}) == 3


def test_a_read_only_token_may_only_read(app: FastAPI, api: Client) -> None:
    from app.accounts.tables import ApiToken

    with app.state.uow.begin(housekeeping="a test") as tx:
        token = tx.db.get(ApiToken, world.an_id("token of Amina"))
        token.read_only = True
        tx.db.add(token)
    amina = api("Amina")
    assert amina.get("/organisations").status_code == 200
    refused = amina.post("/organisations", json={"code": "X", "names": {"en": "X"}, "kind": "ngo"})
    assert (refused.status_code, refused.json()["code"]) == (403, "token.read_only")


def test_too_large_a_body_is_refused(app: FastAPI) -> None:
    client = TestClient(app, raise_server_exceptions=False)
    limit = app.state.settings.upload_max_kb * 1024
    answer = client.post(
        "/api/v1/organisations",
        content=b" " * (limit + 1),
        headers={"Authorization": f"Bearer {world.token_of('Amina')}", "Content-Type": "application/json"},
    )
    assert answer.status_code == 413


def test_a_token_in_a_hurry_is_asked_to_wait(app: FastAPI, api: Client) -> None:
    app.state.settings.api_rate_per_minute = 3
    answers = [api("Bilal").get("/organisations") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
    assert api("Amina").get("/organisations").status_code == 200


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil.example", "x", "", "/a\r\nb"]
)
def test_nobody_is_sent_away_to_another_site(target: str) -> None:
    assert safe_next(target) == "/"


def test_a_message_that_we_did_not_sign_is_not_shown(browser: Client) -> None:
    amina = browser("Amina")
    amina.cookies.set(flashes.COOKIE, "WyJvayIsICJoZWxsbyJd.0000")
    assert "hello" not in amina.get("/settings/organisations").text


def test_a_fault_of_ours_is_a_sentence_not_a_trace(
    app: FastAPI, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_anything: object, **_more: object) -> None:
        raise RuntimeError("the secret inside")

    monkeypatch.setattr("app.organisations.use_cases.list_organisations", broken)
    page = browser("Amina").get("/settings/organisations")
    assert page.status_code == 500
    assert "secret inside" not in page.text
    assert "content-security-policy" in page.headers


def test_the_house_says_whether_it_stands(browser: Client) -> None:
    stranger = browser("")
    assert stranger.get("/healthz").text == "ok\n"
    assert stranger.get("/readyz").text == "ready\n"
    assert "karama_requests_total" in stranger.get("/metrics").text
