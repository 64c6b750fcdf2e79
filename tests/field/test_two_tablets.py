"""Two tablets without a network hand out a kit for the same ticket; later each tells the server, over HTTP."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text
from starlette.testclient import TestClient

from app.commands.ledgers import differences
from app.platform.unit_of_work import UnitOfWork
from app.registration.public import ticket_hash
from tests.closing.hall import Hall
from tests.conftest import Client
from tests.field.tablet import Event, Tablet
from tests.field.test_conflicts import figures, tickets


def _sent(api: Client, tablet: Tablet, *events: Event) -> list[tuple[str, str | None]]:
    client: TestClient = api("")
    client.headers["Authorization"] = f"Bearer {tablet.token}"
    answer = client.post("/field/batches", json=tablet.body(*events))
    assert answer.status_code == 200
    return [(one["outcome"], one.get("reason")) for one in answer.json()["results"]]


def test_one_ticket_two_kits_one_redemption_one_exception(api: Client, uow: UnitOfWork) -> None:
    hall = Hall(uow)
    hall.load(10)
    hashed = str(ticket_hash(hall.session, tickets(uow, hall.session)[0]))
    # The second one's clock runs two minutes ahead: the times told are corrected, and differ.
    first = Tablet(uow, label="At the door")
    second = Tablet(uow, label="At the table", clock_off=timedelta(minutes=2))
    gifts = [tablet.kit(hall.session, ticket=hashed) for tablet in (first, second)]
    assert _sent(api, second, gifts[1]) == [("applied", None)]
    assert _sent(api, first, gifts[0]) == [("conflict", "already_got_kit")]
    assert _sent(api, first, gifts[0]) == [("conflict", "already_got_kit")]
    assert _sent(api, second, gifts[1]) == [("duplicate", None)]
    assert figures(uow, hall.session)["bag"] == 8
    assert figures(uow, hall.session)["kits"] == 2
    with uow.read() as look:
        assert look.db.execute(text("SELECT count(*) FROM ticket_use")).scalar_one() == 1
    (one,) = api("Amina").get("/exceptions").json()["items"]
    assert one["reason"] == "already_got_kit"
    assert [(device["label"], device["counts"]) for device in one["devices"]] == [
        ("At the table", True),
        ("At the door", False),
    ]
    detail = api("Amina").get(f"/exceptions/{one['id']}").json()
    times = {event["device"]: event["occurred_at"] for event in detail["events"]}
    assert set(times) == {"At the door", "At the table"}
    assert all(times.values())
    assert hashed not in str(detail)
    assert differences(uow) == []
