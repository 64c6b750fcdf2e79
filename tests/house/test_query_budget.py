"""The number of statements of a page does not depend on its rows."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import event

from app.main import create_app
from tests import world
from tests.built_once import built_once
from tests.conftest import at_the_html_face, at_the_json_face, settings_for
from tests.scene import Scene, Stage
from tests.world import an_id

PAGES = {
    "Amina": [
        "/",
        "/sessions",
        "/sessions.csv",
        "/calendar?on=2022-08-01",
        "/inbox",
        "/kits",
        "/settings",
        "/settings/organisations",
        "/settings/venues",
        "/settings/projects/LBNT39",
        "/audit",
        "/sessions/{session}",
        "/sessions/{session}/count",
        "/sessions/{session}/kits",
        "/points",
        "/points/{point}",
        "/points/{point}/feedback",
        "/reports/preview?project=LBNT39&from=2022-07-01&to=2022-12-31&audience=inside",
        "/monthly?month=2022-07",
        "/dashboard?month=2022-07",
        "/api/v1/sessions",
        "/api/v1/organisations",
        "/api/v1/venues",
        "/api/v1/locations",
        "/api/v1/movements",
        "/api/v1/balances",
        "/api/v1/handouts?session={session}",
        "/api/v1/distribution-points",
        "/api/v1/measures/query?measure=people_reached&by=community,sex,age_band",
    ],
    "Bilal": [
        "/",
        "/sessions",
        "/calendar?on=2022-08-01&view=list",
        "/inbox",
        "/people",
        "/kits",
        "/api/v1/sessions",
        "/api/v1/people",
    ],
    "Chantal": ["/", "/sessions"],
    "Daoud": [
        "/",
        "/kits",
        "/kits?by=lot",
        "/kits/pipeline",
        "/kits/statement",
        "/kits/entries",
        "/kits/exceptions",
        "/kits/places/{store}",
    ],
    "Georges": ["/", "/people"],
}
VISITS = [(person, path) for person, paths in PAGES.items() for path in paths]
MORE = 49
MOST = 40
"""No page needs more; most need far fewer."""
MOST_OF_STOCK = {
    "/kits/places/{store}": 15,
    "/kits/statement": 8,
    "/kits/pipeline": 10,
    "/kits/entries": 12,
    "/kits/exceptions": 11,
}
"""Pages of a ledger of a million entries: each statement more is a way to the database and back."""
MOST_ASKED_ALL_DAY = {
    "/": 16,
    "/sessions": 7,
    "/sessions/{session}": 24,
    "/inbox": 9,
    "/api/v1/sessions": 2,
}
"""Pages that everybody opens all day long."""
MOST_FOR_A_REPORT = 60
"""A donor report asks for every figure there is."""


def _crowd(app: FastAPI, scene: Scene) -> None:
    """Fifty of everything."""
    api = at_the_json_face(app)
    stage = Stage(api)
    amina, bilal, daoud = api("Amina"), api("Bilal"), api("Daoud")
    for number in range(MORE):
        session = stage.propose(f"crowd {number}", 10 + number)
        if number % 2:
            stage.confirm(session)
        cells = {("ET", "f", "18-59"): 5 + number, ("SD", "m", "18-59"): 3}
        if number % 4 == 3:
            stage.count(session, cells, 8 + number)
            stage.close(session)
            if number % 8 == 3:
                stage.verify(session)
        body: dict[str, Any] = {
            "code": f"ORG{number}",
            "names": {"en": f"Organisation {number}"},
            "kind": "ngo",
        }
        assert amina.post("/organisations", json=body).status_code == 201
        body = {"name": f"Hall {number}", "area": "LB56", "capacity": 30, "sensitive": False}
        assert bilal.post("/venues", json=body).status_code == 201
        body = {"organisation": "CARITAS", "name": f"Store {number}", "kind": "warehouse"}
        store = daoud.post("/locations", json=body).json()["id"]
        stage.move("transfer", scene.store, store, 2)
        body = {
            "name": f"Person {number}",
            "email": f"person{number}@caritas.example",
            "organisation": "CARITAS",
            "role": "facilitator",
        }
        assert bilal.post("/people", json=body).status_code == 201
    extra = {(community, sex, "18-59"): 2 for community in ("ET", "BD", "SD", "OTHER") for sex in ("m", "o")}
    entries = [
        {
            "id": str(an_id(f"crowd {cell}")),
            "community": cell[0],
            "sex": cell[1],
            "age_band": cell[2],
            "delta": n,
        }
        for cell, n in extra.items()
    ]
    body = {"id": str(an_id("crowd counts")), "entries": entries}
    assert api("Chantal").post(f"/sessions/{scene.held}/counts", json=body).status_code == 201


@pytest.fixture(scope="module")
def few_and_many(
    played: tuple[Path, Scene], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[FastAPI, FastAPI]]:
    """The scene as it is, and the scene with fifty of everything."""

    def build(room: Path) -> None:
        shutil.copy(played[0], room / "karama.db")
        app = create_app(settings_for(f"sqlite:///{room / 'karama.db'}", room), seal=False)
        _crowd(app, played[1])
        app.state.uow.database.close()

    houses = []
    for file in (played[0], built_once(tmp_path_factory, "crowd", build) / "karama.db"):
        folder = tmp_path_factory.mktemp("house")
        shutil.copy(file, folder / "karama.db")
        houses.append(create_app(settings_for(f"sqlite:///{folder / 'karama.db'}", folder), seal=False))
    yield houses[0], houses[1]
    for app in houses:
        app.state.uow.database.close()


@contextmanager
def statements(app: FastAPI, *, made_anew_only: bool = False) -> Iterator[list[str]]:
    """The statements sent while the block runs; or those of them that SQLAlchemy put together for this one time."""
    seen: list[str] = []

    def note(
        _connection: object, _cursor: object, statement: str, _given: object, made: object, *_many: object
    ) -> None:
        if made is not None or not made_anew_only:
            seen.append(statement)

    engines = (app.state.uow.database.reader, app.state.uow.database.writer)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield seen
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)


def _asked(app: FastAPI, scene: Scene, person: str, path: str, *, made_anew_only: bool = False) -> list[str]:
    client = at_the_html_face(app)(person)
    if path.startswith("/api/"):
        client.cookies.clear()
        client.headers["Authorization"] = f"Bearer {world.token_of(person)}"
    address = path.replace("{session}", scene.held).replace("{store}", scene.store)
    address = address.replace("{point}", scene.point)
    assert client.get(address).status_code == 200
    with statements(app, made_anew_only=made_anew_only) as seen:
        client.get(address)
    return seen


@pytest.mark.parametrize(("person", "path"), VISITS)
def test_fifty_rows_cost_as_many_statements_as_one(
    few_and_many: tuple[FastAPI, FastAPI], played: tuple[Path, Scene], person: str, path: str
) -> None:
    few, many = (_asked(app, played[1], person, path) for app in few_and_many)
    assert len(many) == len(few), "\n".join(
        sorted({one for one in many if many.count(one) != few.count(one)})
    )
    named = MOST_OF_STOCK | MOST_ASKED_ALL_DAY
    most = MOST_FOR_A_REPORT if path.startswith("/reports/preview") else named.get(path, MOST)
    assert len(many) <= most, f"{len(many)} statements"


@pytest.mark.parametrize("path", ["/sessions/{session}", "/api/v1/sessions"])
def test_what_is_opened_all_day_is_asked_in_statements_written_once(
    few_and_many: tuple[FastAPI, FastAPI], played: tuple[Path, Scene], path: str
) -> None:
    assert _asked(few_and_many[0], played[1], "Amina", path, made_anew_only=True) == []
