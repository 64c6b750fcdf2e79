from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from app.platform.unit_of_work import UnitOfWork
from tests.attendance.held import a_session
from tests.conftest import Client


def body(*deltas: int) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "entries": [
            {"id": str(uuid4()), "community": "ET", "sex": "f", "age_band": "18-59", "delta": delta}
            for delta in deltas
        ],
    }


def test_chantal_counts_and_everybody_reads_the_same(api: Client, uow: UnitOfWork) -> None:
    path = f"/sessions/{a_session(uow)}"
    sent = body(12, 3)
    first = api("Chantal").post(f"{path}/counts", json=sent)
    again = api("Chantal").post(f"{path}/counts", json=sent)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json() == api("Bilal").get(f"{path}/counts").json()
    assert first.json() == {
        "cells": [{"community": "ET", "sex": "f", "age_band": "18-59", "count": 15}],
        "marks": [],
        "total": 15,
        "late": 0,
        "door": 0,
        "door_late": 0,
        "tickets": 0,
    }


def test_the_door_has_its_own_address(api: Client, uow: UnitOfWork) -> None:
    path = f"/sessions/{a_session(uow)}"
    sent = {"id": str(uuid4()), "delta": "٥٥"}
    first = api("Chantal").post(f"{path}/door", json=sent)
    assert (first.status_code, first.json()["door"]) == (201, 55)
    assert api("Chantal").post(f"{path}/door", json=sent).status_code == 200


def test_too_little_is_a_conflict_with_numbers(api: Client, uow: UnitOfWork) -> None:
    refused = api("Chantal").post(f"/sessions/{a_session(uow)}/counts", json=body(-3))
    assert refused.status_code == 409
    assert refused.json()["code"] == "counts.negative"
    error = refused.json()["errors"][0]
    assert (error["field"], error["counted"], error["taken"]) == ("entries.0.delta", 0, 3)


@pytest.mark.parametrize("delta", [0, 10_001, -10_001, "many", 1.5, None])
def test_a_step_that_says_nothing_is_refused(api: Client, uow: UnitOfWork, delta: Any) -> None:
    sent = body(1)
    sent["entries"][0]["delta"] = delta
    refused = api("Chantal").post(f"/sessions/{a_session(uow)}/counts", json=sent)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "entries.0.delta"


def test_at_most_five_hundred_at_once(api: Client, uow: UnitOfWork) -> None:
    path = f"/sessions/{a_session(uow)}/counts"
    assert api("Chantal").post(path, json=body(*[1] * 501)).status_code == 422
    assert api("Chantal").post(path, json=body()).status_code == 422
    assert api("Chantal").post(path, json=body(*[1] * 500)).json()["total"] == 500


def test_esther_finds_nothing(api: Client, uow: UnitOfWork) -> None:
    path = f"/sessions/{a_session(uow)}"
    assert api("Esther").get(f"{path}/counts").status_code == 404
    assert api("Esther").post(f"{path}/counts", json=body(1)).status_code == 404
    assert api("Esther").post(f"{path}/door", json={"id": str(uuid4()), "delta": 1}).status_code == 404
