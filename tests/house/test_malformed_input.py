"""No malformed input gives a server error: schemathesis sends nonsense to every operation of the OpenAPI."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from app.main import API
from tests import world
from tests.house.routes import api_routes

EXAMPLES = 25
CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance]
OPERATIONS = sorted((path, method) for path, route in api_routes() for method in route.methods or ())


def test_there_are_operations_to_try(app: FastAPI) -> None:
    described = {(path, method.upper()) for path, ways in app.openapi()["paths"].items() for method in ways}
    assert described == set(OPERATIONS)
    assert len(described) > 40


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_nonsense_is_refused_with_reasons(app: FastAPI, path: str, method: str) -> None:
    amina = {"Authorization": f"Bearer {world.token_of('Amina')}"}
    schema: Any = schemathesis.openapi.from_asgi(f"{API}/openapi.json", app)
    operation = schema[path][method]

    @given(case=operation.as_strategy())
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def send(case: Any) -> None:
        case.call_and_validate(checks=CHECKS, headers=amina)

    send()
