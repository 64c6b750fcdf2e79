"""From the command line to the first page: how the first administrator comes in."""

from __future__ import annotations

import re

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from typer.testing import CliRunner

from app.commands import app as karama
from app.platform.web.deps import SIGN_IN_COOKIE
from tests.conftest import Client

PASSWORD = "seven olive trees and a well"


@pytest.fixture
def command_line(database_url: str, app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("KARAMA_DATABASE_URL", database_url)
    monkeypatch.setenv("KARAMA_BASE_URL", "http://testserver")
    return CliRunner()


def added(command_line: CliRunner, *more: str, typed: str | None = None) -> str:
    done = command_line.invoke(
        karama, ["user", "add", "Maya@IOM.example", "--organisation", "IOM", *more], input=typed
    )
    assert done.exit_code == 0, done.output
    return done.stdout.strip()


def signed_in(client: TestClient, email: str, password: str) -> bool:
    sent = client.post("/sign-in", data={"email": email, "password": password, "next": "/me"})
    assert sent.status_code == (303 if SIGN_IN_COOKIE in sent.cookies else 422)
    return SIGN_IN_COOKIE in sent.cookies


def test_from_the_command_line_to_the_first_page(command_line: CliRunner, browser: Client) -> None:
    link = added(command_line, "--role", "administrator", "--name", "Maya")
    path = link.removeprefix("http://testserver")
    assert re.fullmatch(r"/welcome/[A-Za-z0-9_-]{43}", path)
    maya = browser("")
    for _look in range(2):
        shown = maya.get(path)
        assert shown.status_code == 200
        assert "maya@iom.example" in shown.text
    sent = maya.post(path, data={"password": PASSWORD, "again": PASSWORD})
    assert (sent.status_code, sent.headers["location"]) == (303, "/")
    assert "HttpOnly" in sent.headers["set-cookie"]
    assert maya.get("/sign-in?next=/people").headers["location"] == "/people"
    assert maya.post("/sign-out").headers["location"] == "/sign-in"
    assert maya.get("/settings/organisations").status_code == 303
    assert signed_in(maya, "MAYA@iom.example ", PASSWORD)
    assert browser("").post(path, data={"password": PASSWORD, "again": PASSWORD}).status_code == 404


def test_a_password_from_standard_input(command_line: CliRunner, browser: Client) -> None:
    assert added(command_line, "--role", "planner", "--password-stdin", typed=PASSWORD + "\n") == ""
    assert signed_in(browser(""), "maya@iom.example", PASSWORD)


def test_a_second_role_for_the_same_person(command_line: CliRunner) -> None:
    added(command_line, "--role", "planner", "--password-stdin", typed=PASSWORD)
    assert added(command_line, "--role", "storekeeper") == ""
    again = command_line.invoke(
        karama, ["user", "add", "maya@iom.example", "--organisation", "IOM", "--role", "planner"]
    )
    assert again.exit_code == 1
    assert "has this role there already" in again.stderr


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (["nobody", "--organisation", "IOM", "--role", "planner"], "email"),
        (["maya@iom.example", "--organisation", "NOPE", "--role", "planner"], "organisation"),
        (["maya@iom.example", "--organisation", "IOM", "--role", "planner", "--language", "xx"], "language"),
    ],
)
def test_a_refusal_is_a_sentence(command_line: CliRunner, asked: list[str], reason: str) -> None:
    refused = command_line.invoke(karama, ["user", "add", *asked])
    assert refused.exit_code == 1
    assert reason in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_weak_password_is_refused(command_line: CliRunner) -> None:
    asked = ["user", "add", "maya@iom.example", "--organisation", "IOM", "--role", "planner"]
    refused = command_line.invoke(karama, [*asked, "--password-stdin"], input="password1234\n")
    assert refused.exit_code == 1
    assert "first passwords anybody would try" in refused.stderr


def test_a_reset_link_works_once(command_line: CliRunner, browser: Client) -> None:
    added(command_line, "--role", "planner", "--password-stdin", typed=PASSWORD)
    first, second = (
        command_line.invoke(karama, ["user", "reset", "maya@iom.example"]).stdout.strip()
        for _turn in range(2)
    )
    new = {"password": "nine blue doors in Byblos", "again": "nine blue doors in Byblos"}
    assert browser("").get(first).status_code == 404, "a newer link ends the older one"
    assert browser("").post(second, data=new).status_code == 303
    assert not signed_in(browser(""), "maya@iom.example", PASSWORD)
    assert signed_in(browser(""), "maya@iom.example", new["password"])


def test_a_token_stands_alone_on_standard_output(command_line: CliRunner, api: Client) -> None:
    made = command_line.invoke(karama, ["token", "new", "amina@iom.example", "--days", "3", "--read-only"])
    assert made.exit_code == 0
    token = made.stdout.strip()
    assert made.stdout == token + "\n"
    client = api("")
    client.headers["Authorization"] = f"Bearer {token}"
    assert client.get("/organisations").status_code == 200
    refused = client.post("/organisations", json={"code": "X", "names": {"en": "X"}, "kind": "ngo"})
    assert (refused.status_code, refused.json()["code"]) == (403, "token.read_only")
    assert command_line.invoke(karama, ["token", "new", "nobody@iom.example"]).exit_code == 1
