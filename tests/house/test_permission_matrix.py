"""Every route × every relation to it: own organisation, partner, stranger, coordinator, administrator, donor."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from app.main import API, create_app
from tests import world
from tests.conftest import Client, at_the_html_face, settings_for
from tests.house.matrix import PEOPLE, ROWS, Row, address
from tests.house.routes import decorated, routed
from tests.scene import Scene


def test_every_route_has_its_row() -> None:
    listed = {(row.method, row.path) for row in ROWS}
    assert sorted(routed() - listed) == []
    assert sorted(listed - routed()) == []
    assert len(ROWS) == len({(row.method, row.path, row.query) for row in ROWS})


def test_the_walk_saw_the_whole_house() -> None:
    """A walk that finds nothing would pass everything: it found as many routes as the source declares."""
    assert len(routed()) == decorated() > 150


def _send(client: TestClient, person: str, row: Row, scene: Scene) -> Response:
    path = address(row, scene)
    body: Any = row.body(scene) if callable(row.body) else row.body
    if row.path.startswith(API):
        client.cookies.clear()
        headers = {"If-Match": '"1"'}
        if person:
            headers["Authorization"] = f"Bearer {world.token_of(person)}"
        return client.request(row.method, path, json=body, headers=headers)
    return client.get(path) if row.method == "GET" else client.post(path, data=body or {})


def _ran_into(answer: Response) -> str:
    if answer.status_code == 401:
        return "sent to sign in"
    if answer.status_code == 303 and answer.headers["location"].startswith("/sign-in?next="):
        return "sent to sign in"
    return str(answer.status_code)


MARKS = {403: "x", 404: "0", 401: "-"}


class House:
    """One application whose database can be put back to the scene in a moment."""

    def __init__(self, file: Path, folder: Path) -> None:
        self._file = file
        self._database = folder / "karama.db"
        self._put_back()
        self.app = create_app(settings_for(f"sqlite:///{self._database}", folder), seal=False)

    def _put_back(self) -> None:
        for leftover in ("-wal", "-shm"):
            self._database.with_name(self._database.name + leftover).unlink(missing_ok=True)
        shutil.copy(self._file, self._database)

    def as_before(self) -> Client:
        """Everything as the scene left it; clients at its door."""
        self.app.state.uow.database.close()
        self._put_back()
        return at_the_html_face(self.app)


@pytest.fixture(scope="module")
def house(played: tuple[Path, Scene], tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = House(played[0], tmp_path_factory.mktemp("house"))
    yield made
    made.app.state.uow.database.close()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.path}")
def test_who_passes(house: House, played: tuple[Path, Scene], row: Row) -> None:
    """Those who are refused change nothing and share a scene; everyone who passes gets a fresh one."""
    scene = played[1]
    found = dict.fromkeys(PEOPLE, "")
    clients = house.as_before()
    stranger = _ran_into(_send(clients(""), "", row, scene))
    assert (stranger == "sent to sign in") is not row.open, stranger
    refused_first = sorted(range(len(PEOPLE)), key=lambda place: row.passes[place] == "+")
    for place in refused_first:
        if row.passes[place] == "+" and row.method != "GET":
            clients = house.as_before()
        answer = _send(clients(PEOPLE[place]), PEOPLE[place], row, scene)
        assert answer.status_code < 500, PEOPLE[place]
        found[PEOPLE[place]] = MARKS.get(answer.status_code, "+")
    assert "".join(found.values()) == row.passes
