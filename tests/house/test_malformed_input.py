"""No malformed input gives a server error: schemathesis sends nonsense to every operation of the OpenAPI."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance
from starlette.testclient import TestClient

from app.main import API, create_app
from tests import world
from tests.conftest import settings_for
from tests.house.routes import api_routes
from tests.postgres_plugin import postgres_server

EXAMPLES = 15
PATIENCE = 60
"""Seconds: a machine with other work answers late, and that is no fault of the door."""
CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance]
OPERATIONS = sorted((path, method) for path, route in api_routes() for method in route.methods or ())


@pytest.fixture(scope="module")
def houses(
    sqlite_world: Path, postgres_world: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[FastAPI, ...]]:
    """One application on each database for all operations: nonsense leaves little behind."""
    file = tmp_path_factory.mktemp("nonsense") / "karama.db"
    shutil.copy(sqlite_world, file)
    server, name = postgres_server(), f"k{uuid4().hex[:16]}"
    server.create_database(name, template=postgres_world)
    made = tuple(
        create_app(settings_for(url, file.parent), seal=False)
        for url in (f"sqlite:///{file}", server.url(name))
    )
    yield made
    for app in made:
        app.state.uow.database.close()
    server.drop_database(name)


@pytest.fixture(scope="module")
def described(houses: tuple[FastAPI, ...]) -> Any:
    """The operations as the OpenAPI describes them."""
    return schemathesis.openapi.from_asgi(f"{API}/openapi.json", houses[0])


TEXTS = [
    "\x00",
    "a\x00b",
    "\u202e",
    " ",
    "9" * 400,
    "%00",
    "0001-01-01",
    "9999-12-31",
    "9999-12-31T23:59:59-14:00",
]
NUMBERS = [-1, 0, 2**31, 2**63, 10**30, -(10**30), 0.5, 1e308]
SHAPES: list[Any] = [None, True, [], {}, [None], "\ud800", "x" * 70_000]


@st.composite
def spoiled(draw: st.DrawFn, operation: Any) -> Any:
    """A good request of which one answer was replaced by what databases, dates and encodings choke on."""
    case = draw(operation.as_strategy())
    if isinstance(case.body, dict) and case.body:
        places = list(_places(case.body))
        holder, key = places[draw(st.integers(0, len(places) - 1))]
        can_be_sent = [] if case.media_type == "multipart/form-data" else [*NUMBERS, *SHAPES]
        holder[key] = draw(st.sampled_from([*TEXTS, *can_be_sent]))
    else:
        asked = [one.name for one in operation.query]
        if asked:
            case.query = {**(case.query or {}), draw(st.sampled_from(asked)): draw(st.sampled_from(TEXTS))}
    return case


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Where each answer stands, at any depth: what holds it, and its key there."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in pairs:
        yield value, key
        yield from _places(one)


AMINA = {"Authorization": f"Bearer {world.token_of('Amina')}"}


def test_there_are_operations_to_try(houses: tuple[FastAPI, ...]) -> None:
    told = {(path, method.upper()) for path, ways in houses[0].openapi()["paths"].items() for method in ways}
    assert told == set(OPERATIONS)
    assert len(told) > 40


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_nonsense_is_refused_with_reasons(
    houses: tuple[FastAPI, ...], described: Any, path: str, method: str
) -> None:
    """Inventing a case costs more than sending it: each is invented once and sent to both databases."""
    operation = described[path][method]

    ways = [operation.as_strategy(generation_mode=mode) for mode in GenerationMode]

    @given(case=st.one_of(*ways, spoiled(operation)))
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def send(case: Any) -> None:
        for app in houses:
            case.call_and_validate(checks=CHECKS, headers=AMINA, app=app, timeout=PATIENCE)

    send()
    for app in houses:
        me = TestClient(app, base_url="http://testserver").get(f"{API}/me", headers=AMINA)
        assert me.status_code == 200, "nonsense ended Amina's token: the operations after it were not tried"
