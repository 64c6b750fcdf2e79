"""Every text that comes in an address is printable: PostgreSQL refuses a NUL, and sheets and papers the others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Optional

import pytest
from fastapi.dependencies.models import Dependant

from app.kernel import types
from tests.conftest import Client
from tests.house.routes import api_routes, page_routes

HASHED = {"token", "secret", "reference"}
"""What nobody asks a database for as it came."""


def _texts(asked: Dependant) -> Iterator[tuple[str, bool]]:
    """Name of each text in path and query, and whether it is refused when it is not printable."""
    for field in (*asked.query_params, *asked.path_params):
        # Optional[str] and str | None are different objects to Python 3.11, and FastAPI may keep either.
        if field.field_info.annotation in {str, str | None, Optional[str]}:  # noqa: UP045
            looks = {getattr(one, "func", None) for one in field.field_info.metadata}
            yield field.name, types._printable in looks
    for inner in asked.dependencies:
        yield from _texts(inner)


def test_no_address_takes_what_cannot_be_printed() -> None:
    found = [
        (path, name, printable)
        for path, route in (*api_routes(), *page_routes())
        for name, printable in _texts(route.dependant)
    ]
    assert len(found) > 150
    assert [(path, name) for path, name, printable in found if not printable and name not in HASHED] == []


@pytest.mark.parametrize(
    "address",
    [
        "/distribution-points?organisation=a%00b",
        "/organisations/a%00b",
        "/sessions?cursor=a%00b",
    ],
)
def test_a_nul_is_refused_in_words(api: Client, address: str) -> None:
    answer = api("Amina").get(address)
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_an_address_that_is_none_is_a_page_that_is_not_there(browser: Client) -> None:
    told = browser("Amina").get("/reports/monthly")
    assert told.status_code == 404
    assert "correct what is named above" not in told.text
