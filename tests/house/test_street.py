"""The straight way to a door leads to the very door the router would have opened, and knocks at few others."""

from __future__ import annotations

import re

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient
from starlette.routing import BaseRoute, Match

from app.main import _street
from app.platform.web.street import Street
from tests.house.routes import routed

STREET = _street()
ASKED = sorted((method, re.sub(r"\{[^}]*\}", "7", path)) for method, path in routed())


def _first(doors: list[BaseRoute], method: str, path: str) -> BaseRoute | None:
    scope = {"type": "http", "method": method, "path": path, "headers": []}
    return next((door for door in doors if door.matches(scope)[0] is Match.FULL), None)


def test_every_request_of_the_house_finds_the_door_the_router_would_open() -> None:
    for method, path in ASKED:
        straight = _first(list(STREET.candidates(path)), method, path)
        assert straight is not None, f"{method} {path} stands nowhere"
        assert straight is _first(STREET.router.routes, method, path), f"{method} {path}"


def test_few_doors_are_asked() -> None:
    asked = {path: len(list(STREET.candidates(path))) for _method, path in ASKED}
    assert {path: doors for path, doors in asked.items() if doors > 5} == {}


@pytest.fixture
def two_doors() -> TestClient:
    """An application whose two doors have steps in common; the particular one stands first."""
    router = APIRouter(prefix="/kits")

    @router.get("/new")
    def new() -> str:
        return "new"

    @router.get("/{code}")
    def one(code: str) -> str:
        return f"one {code}"

    street = Street()
    street.build(router)
    app = FastAPI()
    street.lead(app)
    return TestClient(app)


def test_the_first_of_two_doors_with_the_same_steps_opens(two_doors: TestClient) -> None:
    assert [two_doors.get(path).json() for path in ("/kits/new", "/kits/old")] == ["new", "one old"]


def test_what_stands_nowhere_is_answered_as_a_router_answers(two_doors: TestClient) -> None:
    assert two_doors.get("/kits/new/er").status_code == 404
    refused = two_doors.post("/kits/new")
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET")
    moved = two_doors.get("/kits/new/", follow_redirects=False)
    assert (moved.status_code, moved.headers["location"]) == (307, "http://testserver/kits/new")


def test_a_router_within_a_router_is_no_door() -> None:
    outer = APIRouter()
    outer.include_router(APIRouter(prefix="/kits"), prefix="/settings")
    with pytest.raises(TypeError, match="side by side"):
        Street().build(outer)
