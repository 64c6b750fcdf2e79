"""One scene with a bit of everything in it, made through the JSON face: for tests that walk all pages and routes.

Caritas (Bilal plans, Chantal facilitates) leads; LAW (Lina) is partner; KAFA (Esther) has nothing to do with it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

from tests import world
from tests.world import WORLD_DAY, an_id

Client = Callable[[str], TestClient]


@dataclass(frozen=True)
class Scene:
    """Ids of what stands in the scene."""

    proposed: str
    confirmed: str
    held: str
    reported: str
    verified: str
    cancelled: str
    store: str
    bag: str
    lot: str
    movement: str
    handout: str
    indicator: str
    batch: str
    sheet: str
    waybill: str
    stock_count: str
    series: str
    template: str
    schedule: str
    lens: str
    report: str
    point: str
    point_handout: str
    feedback: str


def session_body(name: str, starts_at: datetime = WORLD_DAY, **changes: Any) -> dict[str, Any]:
    """A session led by Caritas with LAW, in St Joseph hall."""
    return {
        "id": str(an_id(name)),
        "title": "Know your rights: work and the kafala system",
        "activity_type": "awareness_session",
        "audience": "community",
        "starts_at": starts_at.isoformat(),
        "ends_at": (starts_at + timedelta(hours=1, minutes=30)).isoformat(),
        "time_zone": "Asia/Beirut",
        "venue": str(an_id("St Joseph hall")),
        "language": "am",
        "topics": ["KAFALA"],
        "lead_organisation": "CARITAS",
        "partners": [{"organisation": "LAW", "role": "facilitator"}],
        "facilitators": [world.email_of("Chantal")],
        "capacity": 60,
        "projects": [{"project": "LBNT39", "share": None}],
        "planned_kits": [{"item": "DK", "quantity": 40}],
        **changes,
    }


def _done(answer: Response) -> Any:
    assert answer.status_code in {200, 201}, (answer.request.url, answer.status_code, answer.text)
    return answer.json()


class Stage:
    """Sets the scene step by step."""

    def __init__(self, api: Client) -> None:
        self.amina = api("Amina")
        self.bilal = api("Bilal")
        self.chantal = api("Chantal")
        self.daoud = api("Daoud")

    def propose(self, name: str, day: int = 0, **changes: Any) -> str:
        """A proposed session, `day` days after the World Day."""
        body = session_body(name, WORLD_DAY + timedelta(days=day), **changes)
        return str(_done(self.bilal.post("/sessions", json=body))["id"])

    def confirm(self, session: str) -> None:
        """A coordinator confirms it."""
        _done(self.amina.post(f"/sessions/{session}/transitions", json={"to": "confirmed"}))

    def count(self, session: str, cells: dict[tuple[str, str, str], int], door: int) -> None:
        """Chantal counts people and the door."""
        entries = [
            {
                "id": str(an_id(f"{session} {community} {sex} {band}")),
                "community": community,
                "sex": sex,
                "age_band": band,
                "delta": delta,
            }
            for (community, sex, band), delta in cells.items()
        ]
        body = {"id": str(an_id(f"count {session}")), "entries": entries}
        _done(self.chantal.post(f"/sessions/{session}/counts", json=body))
        _done(
            self.chantal.post(
                f"/sessions/{session}/door", json={"id": str(an_id(f"door {session}")), "delta": door}
            )
        )

    def set_a_target(self) -> str:
        """Amina sets a target for people reached."""
        body = {
            "project": "LBNT39",
            "code": "1.1",
            "title": {"en": "People reached by awareness sessions"},
            "measure": "people_reached",
            "baseline": 0,
            "aggregation": "sum",
            "targets": [{"from": "2022-07-01", "to": "2022-09-30", "value": 100}],
        }
        return str(_done(self.amina.post("/indicators", json=body))["id"])

    def close(self, session: str, till: list[dict[str, Any]] | None = None) -> None:
        """Chantal closes it with her report."""
        body = {"id": str(an_id(f"report {session}")), "topics_covered": ["KAFALA"], "till": till or []}
        _done(self.chantal.post(f"/sessions/{session}/report", json=body))

    def verify(self, session: str) -> None:
        """A coordinator verifies it."""
        _done(self.amina.post(f"/sessions/{session}/transitions", json={"to": "verified"}))

    def receive(self, quantity: int = 500) -> tuple[str, str, str]:
        """Daoud receives kits: (store, lot, movement)."""
        supplier = self._place("supplier", "Supplier")
        store = self._place("warehouse", "Caritas store")
        lot = {
            "id": str(an_id("lot")),
            "item": "DK",
            "label": "Lot 1",
            "project": "LBNT39",
            "expires_on": "2024-06-30",
        }
        _done(self.daoud.post("/lots", json=lot))
        movement = self.move("receipt", supplier, store, quantity, document="GRN-1")
        return store, lot["id"], movement

    def _place(self, kind: str, name: str) -> str:
        body = {"id": str(an_id(name)), "organisation": "CARITAS", "name": name, "kind": kind}
        return str(_done(self.daoud.post("/locations", json=body))["id"])

    def move(self, reason: str, origin: str, target: str, quantity: int, **more: Any) -> str:
        """Daoud moves kits of the lot."""
        body = {
            "id": str(an_id(f"{reason} {origin} {target} {quantity}")),
            "lot": str(an_id("lot")),
            "from": origin,
            "to": target,
            "quantity": quantity,
            "reason": reason,
            **more,
        }
        return str(_done(self.daoud.post("/movements", json=body))["id"])

    def load(self, session: str, store: str, quantity: int) -> str:
        """Daoud loads the bag of a session: the bag."""
        bag = self._place("session_bag", f"Bag of {session}")
        self.move("load", store, bag, quantity, session=session)
        return bag

    def make_tickets(self, session: str, quantity: int) -> str:
        """Bilal makes tickets: the batch."""
        batch = str(an_id(f"tickets {session}"))
        made = _done(
            self.bilal.post(f"/sessions/{session}/tickets", json={"id": batch, "quantity": quantity})
        )
        return str(made["id"])

    def make_sheets(self, session: str) -> str:
        """Chantal takes two tally sheets along; the second one, not typed in."""
        path = f"/sessions/{session}/sheets"
        body = {"id": str(an_id(f"sheets {session}")), "quantity": 2, "communities": ["ET", "PH"]}
        first, second = _done(self.chantal.post(path, json=body))["sheets"]
        _done(self.chantal.post(f"{path}/{first['id']}/counts", json={"id": str(an_id(f"sheet {session}"))}))
        return str(second["id"])

    def ship_pins(self) -> tuple[str, str]:
        """Daoud sends pins from his second store to LAW, and begins to count what is left: (waybill, count)."""
        theirs = {
            "id": str(an_id("LAW store")),
            "organisation": "LAW",
            "name": "LAW store",
            "kind": "partner_store",
        }
        _done(self.amina.post("/locations", json=theirs))
        supplier, shelf = self._place("supplier", "Pin maker"), self._place("warehouse", "Small store")
        _done(self.daoud.post("/lots", json={"id": str(an_id("pins")), "item": "PIN", "label": "Pins"}))
        self.move("receipt", supplier, shelf, 20, lot=str(an_id("pins")))
        sent = {
            "id": str(an_id("waybill")),
            "from": shelf,
            "to": theirs["id"],
            "lines": [{"item": "PIN", "quantity": 5}],
        }
        waybill = _done(self.daoud.post("/waybills", json=sent))["id"]
        count = {"id": str(an_id("stock count")), "location": shelf}
        return str(waybill), str(_done(self.daoud.post("/stock-counts", json=count))["id"])

    def hand_out(self, session: str, bag: str, quantity: int) -> str:
        """Chantal hands out kits to Ethiopian women."""
        body = {
            "id": str(an_id(f"hand-out {session}")),
            "session": session,
            "item": "DK",
            "quantity": quantity,
            "community": "ET",
            "sex": "f",
            "age_band": "18-59",
            "from": bag,
        }
        return str(_done(self.chantal.post("/handouts", json=body))["id"])

    def open_point(self) -> tuple[str, str]:
        """A distribution point with LAW where Chantal gave one of five pins: (point, hand-out)."""
        body = {
            "id": str(an_id("distribution point")),
            "organisation": "CARITAS",
            "partner": "LAW",
            "venue": str(an_id("St Joseph hall")),
            "held_on": "2022-08-20",
            "project": "LBNT39",
            "handed_out_by": world.email_of("Chantal"),
            "planned": [{"item": "PIN", "quantity": 5}],
        }
        point = _done(self.daoud.post("/distribution-points", json=body))["id"]
        load = {
            "id": str(an_id("point load")),
            "item": "PIN",
            "quantity": 5,
            "from": str(an_id("Small store")),
        }
        _done(self.daoud.post(f"/distribution-points/{point}/loads", json=load))
        given = {
            "id": str(an_id("point hand-out")),
            "distribution_point": point,
            "item": "PIN",
            "quantity": 1,
            "community": "ET",
        }
        return str(point), str(_done(self.chantal.post("/handouts", json=given))["id"])

    def ask_after(self, point: str) -> str:
        """Six Ethiopian women were asked after the distribution point: the sheet."""
        body = {
            "id": str(an_id("feedback")),
            "distribution_point": point,
            "asked_on": "2022-09-10",
            "community": "ET",
            "sex": "f",
            "age_band": "18-59",
            "asked": 6,
            "answers": [
                {"question": "full_kit", "answer": "yes", "count": 5},
                {"question": "full_kit", "answer": "no", "count": 1},
                {"question": "favour", "answer": "no", "count": 6},
            ],
        }
        return str(_done(self.chantal.post("/feedback", json=body))["id"])

    def repeat(self) -> str:
        """A series of two sessions in autumn; its id."""
        body = session_body("series", WORLD_DAY.replace(month=11, day=5))
        rule = {"frequency": "weekly", "interval": 1, "count": 2}
        return str(_done(self.bilal.post("/series", json={**body, "rule": rule}))["id"])

    def keep_template(self, session: str) -> str:
        """A template made of a session; its id."""
        kept = {"id": str(an_id("template")), "name": "Kafala, Saturdays", "session": session}
        return str(_done(self.bilal.post("/sessions/templates", json=kept))["id"])

    def send_schedule(self) -> str:
        """A schedule of one session that was looked at and not yet imported; the id of the import."""
        heading = "title,activity_type,audience,date,start,end,venue,capacity,language,lead_organisation"
        row = "Rights,training,community,2022-12-03,10:00,12:00,St Joseph hall,30,am,CARITAS"
        answer = self.bilal.post(
            "/sessions/import",
            files={"file": ("schedule.csv", f"{heading}\n{row}\n".encode())},
            data={"id": str(an_id("schedule")), "dry_run": "true"},
        )
        return str(_done(answer)["id"])

    def make_lens(self) -> str:
        """How LBNT39 is reported to Switzerland."""
        body = {"id": str(an_id("lens")), "project": "LBNT39", "name": "Switzerland, quarterly"}
        days = {"from": "2022-01-01", "to": "2022-12-31"}
        unions = {"0-17": ["0-4", "5-11", "12-17"]}
        return str(_done(self.amina.post("/lenses", json={**body, **days, "age_bands": unions}))["id"])

    def draft_report(self) -> str:
        """A draft of the third quarter through that lens."""
        body = {"id": str(an_id("donor report")), "lens": str(an_id("lens"))}
        days = {"from": "2022-07-01", "to": "2022-09-30"}
        return str(_done(self.amina.post("/reports", json={**body, **days}))["id"])


PEOPLE = {("ET", "f", "18-59"): 27, ("ET", "m", "18-59"): 2, ("BD", "f", "18-59"): 14, ("PH", "f", "ns"): 9}


def play(api: Client) -> Scene:
    """Set the whole scene."""
    stage = Stage(api)
    proposed = stage.propose("proposed", 3)
    confirmed = stage.propose("confirmed", 4)
    stage.confirm(confirmed)
    store, lot, movement = stage.receive()
    held = stage.propose("held", 0)
    stage.confirm(held)
    stage.count(held, PEOPLE, 54)
    bag = stage.load(held, store, 40)
    handout = stage.hand_out(held, bag, 38)
    reported = stage.propose("reported", 1)
    stage.confirm(reported)
    stage.count(reported, PEOPLE, 53)
    stage.close(reported)
    verified = stage.propose("verified", 2)
    stage.confirm(verified)
    stage.count(verified, PEOPLE, 52)
    stage.close(verified)
    stage.verify(verified)
    cancelled = stage.propose("cancelled", 5)
    answer = stage.bilal.post(
        f"/sessions/{cancelled}/transitions", json={"to": "cancelled", "reason": "The hall was flooded."}
    )
    _done(answer)
    waybill, stock_count = stage.ship_pins()
    point, point_handout = stage.open_point()
    return Scene(
        proposed=proposed,
        confirmed=confirmed,
        held=held,
        reported=reported,
        verified=verified,
        cancelled=cancelled,
        store=store,
        bag=bag,
        lot=lot,
        movement=movement,
        handout=handout,
        indicator=stage.set_a_target(),
        batch=stage.make_tickets(held, 30),
        sheet=stage.make_sheets(held),
        waybill=waybill,
        stock_count=stock_count,
        series=stage.repeat(),
        template=stage.keep_template(held),
        schedule=stage.send_schedule(),
        lens=stage.make_lens(),
        report=stage.draft_report(),
        point=point,
        point_handout=point_handout,
        feedback=stage.ask_after(point),
    )
