from __future__ import annotations

from uuid import uuid4

import pytest

from app.platform.unit_of_work import UnitOfWork
from tests.closing.hall import Hall
from tests.conftest import Client


@pytest.fixture
def hall(uow: UnitOfWork) -> Hall:
    hall = Hall(uow)
    hall.count(53)
    return hall


def test_close_and_verify_over_json(api: Client, hall: Hall) -> None:
    hall.load(40)
    hall.give(38)
    path = f"/sessions/{hall.session}"
    body = {
        "id": str(uuid4()),
        "topics_covered": ["KAFALA"],
        "till": [{"item": "DK", "returned": 1, "damaged": 0, "unexplained": 1, "reason": "not found"}],
        "quiz": {"asked": 20, "before": 6, "after": 17},
        "referrals": [{"service": "legal", "count": 3}],
    }
    first = api("Bilal").post(f"{path}/report", json=body)
    again = api("Bilal").post(f"{path}/report", json=body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json() == api("Amina").get(f"{path}/report").json()
    assert (first.json()["status"], first.json()["number"]) == ("reported", 1)
    own = api("Bilal").post(f"{path}/transitions", json={"to": "verified"})
    assert own.status_code == 403
    assert api("Amina").post(f"{path}/transitions", json={"to": "verified"}).json()["status"] == "verified"


def test_faults_are_named(api: Client, hall: Hall) -> None:
    hall.door(60)
    hall.load(10)
    refused = api("Bilal").post(
        f"/sessions/{hall.session}/report",
        json={"id": str(uuid4()), "till": [{"item": "DK", "returned": 9}], "note": "someone@example.org"},
    )
    assert refused.status_code == 422
    assert {(error["field"], error["code"]) for error in refused.json()["errors"]} == {
        ("gap_reason", "gap.reason_missing"),
        ("till.0", "till.mismatch"),
        ("note", "note.personal_data"),
    }


@pytest.mark.parametrize(
    "more",
    [
        {"note": "x" * 281},
        {"gap_reason": "bored"},
        {"till": [{"item": "DK", "returned": -1}]},
        {"referrals": [{"service": "legal", "count": -1}]},
        {"colour": "blue"},
    ],
)
def test_what_is_malformed_is_refused(api: Client, hall: Hall, more: dict[str, object]) -> None:
    refused = api("Bilal").post(f"/sessions/{hall.session}/report", json={"id": str(uuid4()), **more})
    assert refused.status_code == 422
    assert next(iter(more)) in refused.json()["errors"][0]["field"]


def test_esther_finds_no_report(api: Client, hall: Hall) -> None:
    path = f"/sessions/{hall.session}/report"
    assert api("Esther").get(path).status_code == 404
    assert api("Esther").post(path, json={"id": str(uuid4())}).status_code == 404
    assert api("Bilal").get(path).status_code == 404
