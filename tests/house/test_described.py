"""What OpenAPI tells programs about the JSON face."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import jsonschema_rs
import pytest

from app.main import create_app
from app.platform.settings import Settings


@cache
def described() -> dict[str, Any]:
    """The document at /api/v1/openapi.json."""
    folder = Path(gettempdir())
    return create_app(Settings(data_dir=folder, secret_key="described"), seal=False).openapi()


def bodies() -> Iterator[tuple[str, str]]:
    """The name of each JSON body that is sent, and who takes it."""
    for path, ways in described()["paths"].items():
        for way, operation in ways.items():
            content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            if (reference := content.get("schema", {}).get("$ref")) is not None:
                yield reference.rpartition("/")[2], f"{way.upper()} {path}"


@pytest.mark.parametrize("name", sorted({name for name, _who in bodies()}))
def test_every_body_has_examples_that_its_own_schema_takes(name: str) -> None:
    schema = described()["components"]["schemas"][name]
    assert schema.get("examples"), f"{name} has no example"
    whole = {"$ref": f"#/components/schemas/{name}", "components": described()["components"]}
    for example in schema["examples"]:
        jsonschema_rs.validate(whole, example)


def test_every_operation_is_told_in_words_and_its_refusals_have_an_example() -> None:
    for path, ways in described()["paths"].items():
        for way, operation in ways.items():
            assert operation["summary"], (way, path)
            assert operation["description"], (way, path)
            assert "application/problem+json" in operation["responses"]["422"]["content"], (way, path)
    assert described()["components"]["schemas"]["Problem"]["examples"]


def test_a_program_is_told_where_it_needs_a_token() -> None:
    assert described()["components"]["securitySchemes"]["token"] == {"type": "http", "scheme": "bearer"}
    assert described()["security"] == [{"token": []}]
    free = {
        path
        for path, ways in described()["paths"].items()
        for operation in ways.values()
        if operation.get("security") == []
    }
    assert free == {
        "/api/v1/bookings",
        "/api/v1/bookings/{reference}/cancel",
        "/api/v1/bookings/{reference}/change",
        "/api/v1/bookings/{reference}/tickets",
        "/api/v1/devices/claim",
        "/api/v1/calendar/{token}.ics",
    }
