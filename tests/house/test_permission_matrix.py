"""Every route × every relation to it: own organisation, partner, stranger, coordinator, administrator, donor."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from httpx2 import Response

from app.main import API, API_ROUTERS, PAGE_ROUTERS
from tests import world
from tests.conftest import Client, at_the_html_face
from tests.house.matrix import PEOPLE, ROWS, Row, seen
from tests.scene import Scene

EXPECTED = {"x": {403}, "0": {404}}


def _routed() -> set[tuple[str, str]]:
    faces = (*((API, router) for router in API_ROUTERS), *(("", router) for router in PAGE_ROUTERS))
    return {
        (method, prefix + route.path)
        for prefix, router in faces
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    }


def test_every_route_has_its_row() -> None:
    listed = {(row.method, row.path) for row in ROWS}
    routed = _routed()
    assert sorted(routed - listed) == []
    assert sorted(listed - routed) == []


def test_the_walk_saw_the_house() -> None:
    """A walk that finds nothing would pass everything: there are at least as many routes as faces."""
    faces = [*Path(__file__).parents[2].glob("app/*/api.py"), *Path(__file__).parents[2].glob("app/*/pages*")]
    assert len(_routed()) >= 2 * len(faces) > 20


def _send(clients: Client, person: str, row: Row, scene: Scene) -> Response:
    client = clients(person)
    path = seen(row.path, scene)
    if "{code}" in path:
        path = path.replace("{code}", row.query)
    elif row.query:
        path = f"{path}?{row.query}"
    body: Any = row.body(scene) if callable(row.body) else row.body
    if row.path.startswith(API):
        if person:
            client.headers["Authorization"] = f"Bearer {world.token_of(person)}"
            client.cookies.clear()
        return client.request(row.method, path, json=body, headers={"If-Match": '"1"'})
    if row.method == "GET":
        return client.get(path)
    return client.post(path, data=body or {})


def _ran_into(answer: Response) -> str:
    if answer.status_code == 401:
        return "sent to sign in"
    if answer.status_code == 303 and answer.headers["location"].startswith("/sign-in?next="):
        return "sent to sign in"
    return str(answer.status_code)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.path}")
def test_who_passes(scene_app: FastAPI, played: tuple[Path, Scene], row: Row) -> None:
    clients = at_the_html_face(scene_app)
    _file, scene = played
    stranger = _ran_into(_send(clients, "", row, scene))
    if row.open:
        assert stranger not in {"sent to sign in", "403"}, stranger
    else:
        assert stranger == "sent to sign in"
    found = {}
    refused_first = sorted(range(len(PEOPLE)), key=lambda place: row.passes[place] == "+")
    for place in refused_first:
        status = _send(clients, PEOPLE[place], row, scene).status_code
        assert status < 500, (PEOPLE[place], status)
        found[place] = {403: "x", 404: "0", 401: "-"}.get(status, "+")
    assert "".join(found[place] for place in range(len(PEOPLE))) == row.passes
