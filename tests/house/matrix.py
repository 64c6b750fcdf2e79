"""Who may pass which door: the table that the permission matrix test walks.

The eight letters of a row stand for, in this order:
  A Amina    coordinator                    L Lina     planner of LAW, partner in the scene's sessions
  B Bilal    planner of Caritas, the lead   E Esther   planner of KAFA, a stranger to all of it
  C Chantal  facilitator, assigned          G Georges  administrator
  D Daoud    storekeeper of Caritas         H Hanna    donor Switzerland
`+` passes (whatever the door then says of the request), `x` 403, `0` 404. A stranger without any sign-in is sent
away everywhere except at the doors marked `open`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests import world
from tests.scene import Scene, session_body
from tests.world import an_id

PEOPLE = ("Amina", "Bilal", "Chantal", "Daoud", "Lina", "Esther", "Georges", "Hanna")

LOOK_UP = "+++++++x"
"""Reference lists: everybody but donors."""

KEEP_LISTS = "+xxxxx+x"
"""Coordinators and administrators change them."""

EVERYBODY = "++++++++"

Body = Callable[[Scene], Any]


@dataclass(frozen=True)
class Row:
    """One door: method, address as routed, who passes, and what is sent."""

    method: str
    path: str
    passes: str
    body: Any = None
    query: str = ""
    code: str = ""
    session: str = "held"
    open: bool = False
    no_page: bool = False


def address(row: Row, scene: Scene) -> str:
    """The row's address with the ids of the scene filled in."""
    path = f"{row.path}?{row.query}" if row.query else row.path
    filled = {
        "code": row.code,
        "held": scene.held,
        "point": scene.point,
        "session_id": getattr(scene, row.session),
        "location_id": scene.store,
        "place_id": scene.store,
        "lot_id": scene.lot,
        "movement_id": scene.movement,
        "hand_out_id": scene.point_handout if "/points/" in row.path else scene.handout,
        "point_id": scene.point,
        "venue_id": str(an_id("St Joseph hall")),
        "indicator_id": scene.indicator,
        "batch_id": scene.batch,
        "sheet_id": scene.feedback if "/feedback/" in row.path else scene.sheet,
        "waybill_id": scene.waybill,
        "count_id": scene.stock_count,
        "series_id": scene.series,
        "template_id": scene.template,
        "import_id": scene.schedule,
        "lens_id": scene.lens,
        "audience": "donor",
        "report_id": scene.report,
        "assembly_id": str(an_id("no assembly")),
        "focal_point_id": str(an_id("nobody")),
        "person_id": str(an_id("Chantal")),
        "membership_id": str(an_id("Chantal in CARITAS")),
        "token_id": str(an_id("nothing")),
        "device_id": str(an_id("no tablet")),
        "exception_id": str(an_id("no exception")),
        "sign_in_id": str(an_id("nothing")),
        "organisation": "LAW",
        "kind": "csv" if "/periods/" in row.path else "json",
        "period": "2022-07",
        "secret": "no-such-secret",
        "feed_id": str(an_id("no feed")),
        "token": "no-such-token",
        # One reference may be tried 20 times a minute: the tickets are asked for under one of their own.
        "reference": "00000-00000-2" if row.path.endswith("/tickets") else "00000-00000-1",
        "link_id": str(an_id("no link")),
        "booking_id": str(an_id("no booking")),
    }
    for name, value in filled.items():
        path = path.replace("{" + name + "}", value)
    return path


NAMES = {"en": "Something", "ar": "شيء"}

LISTS = {
    "organisations": ("KAFA", {"code": "NEW", "names": NAMES, "kind": "ngo"}),
    "projects": (
        "LBNT39",
        {
            "code": "NEW1",
            "title": NAMES,
            "agency": "IOM",
            "starts_on": "2026-01-01",
            "ends_on": "2027-01-01",
            "donors": [],
        },
    ),
    "campaigns": ("WD-TIP-2022", {"code": "NEW", "names": NAMES, "starts_on": "2026-01-01"}),
    "areas": ("LB21", {"code": "LB99", "level": 2, "parent": "LB8", "names": NAMES, "country": "LBN"}),
    "communities": ("ET", {"code": "KM", "names": NAMES, "languages": [], "never_alone": True}),
    "topics": ("KAFALA", {"code": "NEW", "names": NAMES}),
    "languages": ("am", {"code": "fr", "names": NAMES, "autonym": "Français"}),
    "items": ("DK", {"code": "NEW", "names": NAMES, "kind": "promotional", "lines": []}),
}


def _reference() -> list[Row]:
    rows = []
    for thing, (code, body) in LISTS.items():
        base = f"/api/v1/{thing}"
        rows += [
            Row("GET", base, LOOK_UP),
            Row("POST", base, KEEP_LISTS, body),
            Row("GET", f"{base}/{{code}}", LOOK_UP, code=code),
            Row("PATCH", f"{base}/{{code}}", KEEP_LISTS, {}, code=code),
        ]
    return rows


def _notices() -> list[Row]:
    """Everybody signed in has an inbox of her own."""
    return [
        Row("GET", "/notices", EVERYBODY),
        Row("POST", "/notices/read", EVERYBODY, {"up_to": "2022-07-30T09:00:00Z"}),
        Row("POST", "/notices/letters", EVERYBODY, {}),
        Row("GET", "/api/v1/notices", EVERYBODY),
        Row("POST", "/api/v1/notices/read", EVERYBODY, {"up_to": "2022-07-30T09:00:00Z"}),
        Row("GET", "/api/v1/notices/letters", EVERYBODY),
        Row("PUT", "/api/v1/notices/letters", EVERYBODY, {"by_mail": True}),
    ]


def _counting(scene: Scene) -> dict[str, Any]:
    cell = {"community": "SD", "sex": "m", "age_band": "18-59", "delta": 1}
    return {"id": str(an_id("matrix count")), "entries": [{"id": str(an_id("matrix entry")), **cell}]}


def _handing_out(scene: Scene) -> dict[str, Any]:
    person = {"community": "ET", "sex": "f", "age_band": "18-59"}
    what = {"session": scene.held, "item": "DK", "quantity": 1, "from": scene.bag}
    return {"id": str(an_id("matrix hand-out")), **what, **person}


def _moving(scene: Scene) -> dict[str, Any]:
    return {
        "id": str(an_id("matrix movement")),
        "lot": scene.lot,
        "from": str(an_id("Supplier")),
        "to": scene.store,
        "quantity": 1,
        "reason": "receipt",
    }


def _sending(scene: Scene) -> dict[str, Any]:
    lines = [{"lot": scene.lot, "quantity": 1}]
    return {"from": scene.store, "to": str(an_id("LAW store")), "lines": lines}


def _arriving(scene: Scene) -> dict[str, Any]:
    return {"lines": [{"lot": str(an_id("pins")), "received": 5}]}


def _assembling(scene: Scene) -> dict[str, Any]:
    return {"location": scene.store, "item": "DK", "quantity": 1}


def _counting_pins(scene: Scene) -> dict[str, Any]:
    return {"lines": [{"lot": str(an_id("pins")), "counted": 15}]}


def _closing(scene: Scene) -> dict[str, Any]:
    till = [{"item": "DK", "returned": 1, "damaged": 1, "unexplained": 0}]
    return {"id": str(an_id("matrix report")), "topics_covered": ["KAFALA"], "till": till}


SESSIONS: list[Row] = [
    Row("GET", "/api/v1/sessions", "++++++xx"),
    Row(
        "POST",
        "/api/v1/sessions",
        "++xx00xx",
        session_body("matrix session", world.WORLD_DAY.replace(year=2023)),
    ),
    Row("GET", "/api/v1/sessions/{session_id}", "+++++0xx"),
    Row("PATCH", "/api/v1/sessions/{session_id}", "++xxx0xx", {}),
    Row(
        "POST",
        "/api/v1/sessions/{session_id}/transitions",
        "+++x+0xx",
        {"to": "in_progress"},
        session="confirmed",
    ),
    Row(
        "POST", "/api/v1/sessions/{session_id}/partners/{organisation}/answer", "xxxx+0xx", {"accepted": True}
    ),
    Row(
        "POST",
        "/api/v1/sessions/answers",
        "++xx++xx",
        {"answers": [{"session": str(an_id("nobody's")), "organisation": "LAW", "accepted": True}]},
    ),
    Row("POST", "/api/v1/sessions/confirmations", "+xxxxxxx", {"sessions": [str(an_id("nobody's"))]}),
    Row("GET", "/api/v1/sessions/{session_id}/counts", "+++x+0xx"),
    Row("POST", "/api/v1/sessions/{session_id}/counts", "+++x+0xx", _counting),
    Row(
        "POST",
        "/api/v1/sessions/{session_id}/door",
        "+++x+0xx",
        {"id": str(an_id("matrix door")), "delta": 1},
    ),
    Row("GET", "/api/v1/sessions/{session_id}/report", "+++x+0xx", session="reported"),
    Row("POST", "/api/v1/sessions/{session_id}/report", "+++x+0xx", _closing),
    Row("GET", "/api/v1/handouts", "+++++0xx", query="session={held}"),
    Row("POST", "/api/v1/handouts", "+++x+0xx", _handing_out),
    Row(
        "POST",
        "/api/v1/handouts/{hand_out_id}/reverse",
        "+++x+0xx",
        {"id": str(an_id("matrix back")), "reason": "Twice."},
    ),
]

PINS_BACK = {"item": "PIN", "quantity": "1", "what": "returned"}


def _planning_a_point(_scene: Scene) -> Any:
    return {
        "organisation": "CARITAS",
        "venue": str(an_id("St Joseph hall")),
        "held_on": "2022-08-21",
    }


def _loading_a_point(_scene: Scene) -> Any:
    return {"item": "PIN", "quantity": 1, "from": str(an_id("Small store"))}


def _settling_an_oddity(scene: Scene) -> Any:
    return {"location": scene.store, "lot": scene.lot, "quantity": 1, "note": "agreed by letter"}


def _asking(scene: Scene) -> Any:
    return {"distribution_point": scene.point, "asked_on": "2022-09-20", "community": "ET", "asked": 3}


CALENDAR: list[Row] = [
    Row(
        "POST",
        "/api/v1/sessions/check",
        "++xx00xx",
        session_body("matrix check", world.WORLD_DAY.replace(year=2023)),
    ),
    Row("GET", "/api/v1/calendar/feeds", "++++++xx"),
    Row("POST", "/api/v1/calendar/feeds", "++++++xx", {"name": "phone"}),
    Row("PATCH", "/api/v1/calendar/feeds/{feed_id}", "000000xx", {"name": "phone"}),
    Row("DELETE", "/api/v1/calendar/feeds/{feed_id}", "000000xx"),
    Row("GET", "/api/v1/calendar/{token}.ics", "00000000", open=True),
    Row("GET", "/calendar", "++++++xx", query="on=2022-07-30"),
    Row("GET", "/calendar", "++++++xx", query="on=2022-07-30&view=list"),
    Row("GET", "/calendar/feeds", "++++++xx"),
    Row("POST", "/calendar/feeds", "++++++xx", {"name": "phone"}),
    Row("POST", "/calendar/feeds/{feed_id}/rename", "000000xx", {"name": "phone"}),
    Row("POST", "/calendar/feeds/{feed_id}/revoke", "000000xx"),
    Row("GET", "/inbox", "++++++xx"),
    Row(
        "POST",
        "/inbox/answers",
        "++xx++xx",
        {"accepted": "true", "chosen": f"{an_id('of nobody')}/LAW"},
    ),
    Row("POST", "/inbox/confirmations", "+xxxxxxx", {"chosen": str(an_id("of nobody"))}),
]

KITS: list[Row] = [
    Row("GET", "/api/v1/locations", "++x+++xx"),
    Row(
        "POST",
        "/api/v1/locations",
        "+xx+xxxx",
        {"organisation": "CARITAS", "name": "Shelf", "kind": "warehouse"},
    ),
    Row("GET", "/api/v1/locations/{location_id}", "++x+00xx"),
    Row("PATCH", "/api/v1/locations/{location_id}", "+xx+00xx", {"name": "Store"}),
    Row("GET", "/api/v1/lots", "++x+++xx"),
    Row("POST", "/api/v1/lots", "+xx+xxxx", {"item": "DK", "label": "Lot 2"}),
    Row("GET", "/api/v1/lots/{lot_id}", "++x+00xx"),
    Row("PATCH", "/api/v1/lots/{lot_id}", "+xx+00xx", {"label": "Lot one"}),
    Row("GET", "/api/v1/waybills", "++x+++xx"),
    Row("POST", "/api/v1/waybills", "+xx+xxxx", _sending),
    Row("GET", "/api/v1/waybills/{waybill_id}", "++x++0xx"),
    Row("POST", "/api/v1/waybills/{waybill_id}/receive", "+xxxxxxx", _arriving),
    Row("POST", "/api/v1/waybills/{waybill_id}/call-back", "+xx+xxxx", {"note": "road closed"}),
    Row("POST", "/api/v1/assemblies", "+xx+xxxx", _assembling),
    Row("GET", "/api/v1/assemblies/{assembly_id}", "00x000xx"),
    Row("GET", "/api/v1/stock-counts", "++x+++xx"),
    Row("POST", "/api/v1/stock-counts", "+xx+xxxx", lambda scene: {"location": scene.store}),
    Row("GET", "/api/v1/stock-counts/{count_id}", "++x+00xx"),
    Row("POST", "/api/v1/stock-counts/{count_id}/rounds", "+xx+xxxx", _counting_pins),
    Row("POST", "/api/v1/stock-counts/{count_id}/approve", "+xxxxxxx", {"reason": "found"}),
    Row("POST", "/api/v1/stock-counts/{count_id}/drop", "+xx+xxxx", {"reason": "start again"}),
    Row("GET", "/api/v1/distribution-points", "++++++xx"),
    Row("POST", "/api/v1/distribution-points", "++x+00xx", _planning_a_point),
    Row("POST", "/api/v1/distribution-points/check", "++x+00xx", _planning_a_point),
    Row("GET", "/api/v1/distribution-points/{point_id}", "+++++0xx"),
    Row("PATCH", "/api/v1/distribution-points/{point_id}", "++x+00xx", {}),
    Row("POST", "/api/v1/distribution-points/{point_id}/loads", "+xx+xxxx", _loading_a_point),
    Row("POST", "/api/v1/distribution-points/{point_id}/returns", "+++++0xx", PINS_BACK),
    Row("POST", "/api/v1/distribution-points/{point_id}/close", "+++++0xx", {"till": []}),
    Row("POST", "/api/v1/distribution-points/{point_id}/approve", "+xxxxxxx", {}),
    Row("POST", "/api/v1/distribution-points/{point_id}/send-back", "+xxx00xx", {"reason": "count again"}),
    Row("POST", "/api/v1/distribution-points/{point_id}/call-off", "++x++0xx", {"reason": "rain"}),
    Row("GET", "/api/v1/handouts", "+++++0xx", query="distribution_point={point}"),
    Row("GET", "/api/v1/feedback/questions", "++++++xx"),
    Row("GET", "/api/v1/feedback/results", "+++++0xx", query="distribution_point={point}&by=sex"),
    Row("GET", "/api/v1/feedback", "++++00xx", query="distribution_point={point}"),
    Row("POST", "/api/v1/feedback", "+++x+0xx", _asking),
    Row("POST", "/api/v1/feedback/{sheet_id}/reverse", "+++x+0xx", {"why": "typed_twice"}),
    Row("GET", "/points/{point_id}/feedback", "+++++0xx"),
    Row("GET", "/points/{point_id}/feedback/new", "+++x+0xx"),
    Row("POST", "/points/{point_id}/feedback/new", "+++x+0xx", {}),
    Row("POST", "/points/{point_id}/feedback/{sheet_id}/reverse", "+++x+0xx", {"why": "typed_twice"}),
    Row("GET", "/sessions/{session_id}/feedback", "+++++0xx"),
    Row("GET", "/sessions/{session_id}/feedback/new", "+++x+0xx"),
    Row("POST", "/sessions/{session_id}/feedback/new", "+++x+0xx", {}),
    Row("POST", "/sessions/{session_id}/feedback/{sheet_id}/reverse", "+++x+0xx", {"why": "typed_twice"}),
    Row("GET", "/points/{point_id}/report.pdf", "+++++0xx"),
    Row("GET", "/sessions/{session_id}/kits/report.pdf", "+++++0xx"),
    Row("GET", "/points", "++++++xx"),
    Row("GET", "/points/list.csv", "++++++xx"),
    Row("GET", "/points/list.excel.csv", "++++++xx"),
    Row("GET", "/points/list.xlsx", "++++++xx"),
    Row("GET", "/points/new", "++x+++xx"),
    Row("POST", "/points/new", "++x+++xx", {}),
    Row("GET", "/points/{point_id}", "+++++0xx"),
    Row("GET", "/points/{point_id}/edit", "++x+00xx"),
    Row("POST", "/points/{point_id}/edit", "++x+00xx", {}),
    Row("POST", "/points/{point_id}/hand-outs", "+++++0xx", {"item": "PIN"}),
    Row(
        "POST",
        "/points/{point_id}/hand-outs/{hand_out_id}/reverse",
        "+++++0xx",
        {"id": str(an_id("matrix point back")), "reason": "Twice."},
    ),
    Row("POST", "/points/{point_id}/loads", "+xx+xxxx", {}),
    Row("POST", "/points/{point_id}/returns", "+++++0xx", PINS_BACK),
    Row("POST", "/points/{point_id}/close", "+++++0xx", {}),
    Row("POST", "/points/{point_id}/approve", "+xxxxxxx", {}),
    Row("POST", "/points/{point_id}/send-back", "+xxx00xx", {"reason": "count again"}),
    Row("POST", "/points/{point_id}/call-off", "++x++0xx", {"reason": "rain"}),
    Row("GET", "/kits/waybills", "++x+++xx"),
    Row("GET", "/kits/waybills/new", "+xx+xxxx"),
    Row("POST", "/kits/waybills/new", "+xx+xxxx", {}),
    Row("GET", "/kits/waybills/{waybill_id}", "++x++0xx"),
    Row("GET", "/kits/waybills/{waybill_id}/waybill.pdf", "++x++0xx"),
    Row("POST", "/kits/waybills/{waybill_id}/receive", "+xxxxxxx", {"received.0": "5"}),
    Row("POST", "/kits/waybills/{waybill_id}/call-back", "+xx+xxxx", {"why": "road closed"}),
    Row("GET", "/kits/assemble", "+xx+xxxx"),
    Row("POST", "/kits/assemble", "+xx+xxxx", {}),
    Row("GET", "/kits/counts", "++x+++xx"),
    Row("POST", "/kits/counts", "+xx+xxxx", {}),
    Row("GET", "/kits/counts/{count_id}", "++x+00xx"),
    Row("GET", "/kits/counts/{count_id}/sheet.pdf", "++x+00xx"),
    Row("POST", "/kits/counts/{count_id}/rounds", "+xx+xxxx", {}),
    Row("POST", "/kits/counts/{count_id}/approve", "+xxxxxxx", {}),
    Row("POST", "/kits/counts/{count_id}/drop", "+xx+xxxx", {}),
    Row("GET", "/kits/places/{place_id}/card.pdf", "++x+00xx"),
    Row("GET", "/kits/places/{place_id}/losses.pdf", "++x+00xx"),
    Row("GET", "/kits/movements/{movement_id}/grn.pdf", "++x+00xx"),
    Row("GET", "/api/v1/movements", "++x+++xx"),
    Row("POST", "/api/v1/movements", "+xx+xxxx", _moving),
    Row("POST", "/api/v1/movements/{movement_id}/reverse", "+xx+xxxx", {"id": str(an_id("matrix reversal"))}),
    Row("GET", "/api/v1/balances", "++x+++xx"),
]

HOME: list[Row] = [
    Row("GET", "/healthz", EVERYBODY, open=True, no_page=True),
    Row("GET", "/readyz", EVERYBODY, open=True, no_page=True),
    Row("GET", "/metrics", EVERYBODY, open=True, no_page=True),
    Row("GET", "/", EVERYBODY),
    Row("GET", "/help", EVERYBODY, open=True),
    Row("GET", "/audit", "+xxxxx+x"),
]


def _reference_pages() -> list[Row]:
    rows = [Row("GET", "/settings", LOOK_UP)]
    for thing in ("projects", "campaigns", "areas", "communities", "topics", "languages", "items"):
        code, _body = LISTS[thing]
        base = f"/settings/{thing}"
        rows += [
            Row("GET", base, LOOK_UP),
            Row("GET", f"{base}/new", KEEP_LISTS),
            Row("POST", f"{base}/new", KEEP_LISTS, {"code": ""}),
            Row(
                "GET",
                f"{base}/{{code}}",
                LOOK_UP if thing in {"projects", "items"} else KEEP_LISTS,
                code=code,
            ),
            Row("POST", f"{base}/{{code}}", KEEP_LISTS, {"names.en": ""}, code=code),
        ]
    return rows


MORE_SETTINGS: list[Row] = [
    Row("GET", "/settings/items/{code}/versions/new", KEEP_LISTS, code="DK"),
    Row("POST", "/settings/items/{code}/versions/new", KEEP_LISTS, {"valid_from": ""}, code="DK"),
    Row("GET", "/settings/projects/{code}/indicators/new", KEEP_LISTS, code="LBNT39"),
    Row("POST", "/settings/projects/{code}/indicators/new", KEEP_LISTS, {"code": ""}, code="LBNT39"),
    Row("GET", "/settings/projects/{code}/indicators/{indicator_id}", KEEP_LISTS, code="LBNT39"),
    Row(
        "POST", "/settings/projects/{code}/indicators/{indicator_id}", KEEP_LISTS, {"code": ""}, code="LBNT39"
    ),
    Row("GET", "/settings/venues", LOOK_UP),
    Row("GET", "/settings/venues/new", "++xx++xx"),
    Row("POST", "/settings/venues/new", "++xx++xx", {"name": ""}),
    Row("GET", "/settings/venues/{venue_id}", LOOK_UP),
    Row("POST", "/settings/venues/{venue_id}", "++xxxxxx", {"name": ""}),
]

TABLET_PAGE: list[Row] = [
    Row("GET", "/field", EVERYBODY, open=True),
    Row("GET", "/sw.js", EVERYBODY, open=True, no_page=True),
    Row("GET", "/field/manifest.webmanifest", EVERYBODY, open=True, no_page=True),
]

TICKETS: list[Row] = [
    Row("GET", "/api/v1/sessions/{session_id}/tickets", "+++x+0xx"),
    Row(
        "POST",
        "/api/v1/sessions/{session_id}/tickets",
        "++xx+0xx",
        {"id": str(an_id("matrix tickets")), "quantity": 2},
    ),
    Row(
        "POST",
        "/api/v1/sessions/{session_id}/tickets/void",
        "++xx+0xx",
        {"from": 1, "to": 2, "reason": "The sheet was lost."},
    ),
    Row("POST", "/api/v1/sessions/{session_id}/tickets/check-in", "+++x+0xx", {"ticket": "00000-00000-0"}),
    Row("GET", "/sessions/{session_id}/tickets", "+++x+0xx"),
    Row("POST", "/sessions/{session_id}/tickets", "++xx+0xx", {"quantity": "0"}),
    Row("POST", "/sessions/{session_id}/tickets/void", "++xx+0xx", {"from": "1"}),
    Row("POST", "/sessions/{session_id}/tickets/check-in", "+++x+0xx", {"ticket": "00000-00000-0"}),
    Row("POST", "/sessions/{session_id}/tickets/{batch_id}/seal", "++xx+0xx"),
    Row("POST", "/sessions/{session_id}/tickets/{batch_id}/sheet.pdf", "++xx+0xx"),
]

WEEKLY = {"frequency": "weekly", "count": 2}
PLANS = "++xx++xx"
"""Whoever plans for some organisation."""


def _keeping(scene: Scene) -> dict[str, Any]:
    return {"name": "Usual", "session": scene.held}


REPEATING: list[Row] = [
    Row(
        "POST",
        "/api/v1/series",
        "++xx00xx",
        {**session_body("matrix series", world.WORLD_DAY.replace(year=2023)), "rule": WEEKLY},
    ),
    Row("GET", "/api/v1/series/{series_id}", "+++++0xx"),
    Row("PATCH", "/api/v1/series/{series_id}", "++xxx0xx", {"scope": "all", "capacity": 30}),
    Row("POST", "/api/v1/series/{series_id}/cancel", "++xxx0xx", {"scope": "all", "reason": "No hall."}),
    Row("GET", "/api/v1/sessions/templates", PLANS),
    Row("POST", "/api/v1/sessions/templates", "++xx00xx", _keeping),
    Row("GET", "/api/v1/sessions/templates/{template_id}", "++xx00xx"),
    Row("PATCH", "/api/v1/sessions/templates/{template_id}", "++xx00xx", {"name": "Other"}),
    Row("GET", "/api/v1/sessions/import/template.xlsx", PLANS),
    Row("GET", "/api/v1/sessions/import/template.csv", PLANS),
    Row("POST", "/api/v1/sessions/import", PLANS),
    Row("GET", "/api/v1/sessions/import/{import_id}", "0+xx00xx"),
    Row("POST", "/api/v1/sessions/import/{import_id}/write", "0+xx00xx"),
    Row("GET", "/sessions/series/new", PLANS),
    Row("POST", "/sessions/series/new", PLANS, {}),
    Row("GET", "/series/{series_id}", "+++++0xx"),
    Row("GET", "/series/{series_id}/edit", "++xxx0xx"),
    Row("POST", "/series/{series_id}/edit", "++xxx0xx", {}),
    Row("POST", "/series/{series_id}/cancel", "++xxx0xx", {}),
    Row("GET", "/sessions/templates", PLANS),
    Row("GET", "/sessions/templates/new", "++xx+0xx", query="session={held}"),
    Row("POST", "/sessions/templates/new", "++xx00xx", _keeping),
    Row("POST", "/sessions/templates/{template_id}/retire", "++xx00xx", {"version": "1"}),
    Row("GET", "/sessions/import", PLANS),
    Row("POST", "/sessions/import", PLANS, {}),
    Row("GET", "/sessions/import/{import_id}", "0+xx00xx"),
    Row("POST", "/sessions/import/{import_id}", "0+xx00xx"),
    Row("POST", "/sessions/import/{import_id}/check", "0+xx00xx"),
]

PEOPLE_ROWS: list[Row] = [
    Row("GET", "/api/v1/me", EVERYBODY),
    Row("GET", "/api/v1/people", "x+xx+++x"),
    Row(
        "POST",
        "/api/v1/people",
        "x+xx00+x",
        {"name": "Nour", "email": "nour@caritas.example", "organisation": "CARITAS", "role": "facilitator"},
    ),
    Row("GET", "/api/v1/people/{person_id}", "x+xx00+x"),
    Row("PATCH", "/api/v1/people/{person_id}", "x+xx00+x", {"name": "Chantal"}),
    Row(
        "POST",
        "/api/v1/people/{person_id}/memberships",
        "x+xx00+x",
        {"organisation": "CARITAS", "role": "storekeeper"},
    ),
    Row("DELETE", "/api/v1/people/{person_id}/memberships/{membership_id}", "x+xx00+x"),
    Row("GET", "/api/v1/tokens", EVERYBODY),
    Row("POST", "/api/v1/tokens", EVERYBODY, {"name": "script"}),
    Row("DELETE", "/api/v1/tokens/{token_id}", "00000000"),
]


def _a_lens(_scene: Scene) -> dict[str, Any]:
    days = {"from": "2022-01-01", "to": "2022-12-31"}
    return {"id": str(an_id("matrix lens")), "project": "LBNT39", "name": "Matrix", **days}


def _a_report(scene: Scene) -> dict[str, Any]:
    days = {"from": "2022-07-01", "to": "2022-09-30"}
    return {"id": str(an_id("matrix donor report")), "lens": scene.lens, **days}


def _late(scene: Scene) -> dict[str, Any]:
    return {"session": scene.held, "reason": "paper_found"}


FIGURES: list[Row] = [
    Row("GET", "/api/v1/audit", "+xxxxx+x"),
    Row("GET", "/api/v1/measures", "+++x++xx"),
    Row("GET", "/api/v1/measures/query", "+++x++xx", query="measure=people_reached"),
    Row(
        "GET",
        "/api/v1/projects/{code}/report.{kind}",
        "++xx+0x+",
        code="LBNT39",
        query="from=2022-07-01&to=2022-09-30",
    ),
    Row("GET", "/api/v1/periods", "++xx++xx"),
    Row("GET", "/api/v1/periods/{period}", "++xx++xx"),
    Row("POST", "/api/v1/periods/{period}/close", "+xxxxxxx", {"to": "closing"}),
    Row(
        "POST",
        "/api/v1/periods/{period}/reopen",
        "+xxxxxxx",
        {"until": "2022-09-01T00:00:00Z", "reason": "x"},
    ),
    Row("GET", "/api/v1/periods/{period}/late-box", "+xxxxxxx"),
    Row("POST", "/api/v1/periods/{period}/late-box", "+xxxxxxx", _late),
    Row("GET", "/api/v1/claims", "++xx++xx", query="from=2022-07-01&to=2022-09-30"),
    Row("GET", "/api/v1/lenses", "++xx++xx"),
    Row("POST", "/api/v1/lenses", "+xxxxxxx", _a_lens),
    Row("GET", "/api/v1/lenses/{lens_id}", "+0xx00xx"),
    Row("PATCH", "/api/v1/lenses/{lens_id}", "+0xx00xx", {}),
    Row("GET", "/api/v1/monthly", "++xx++x0", query="month=2022-07"),
    Row("GET", "/api/v1/thresholds", KEEP_LISTS),
    Row(
        "PATCH",
        "/api/v1/thresholds/{audience}",
        "xxxxxx+x",
        {"threshold": 5, "owner": "nobody@example.org", "reason": "As agreed."},
    ),
    Row("GET", "/api/v1/public-figures", KEEP_LISTS),
    Row("PATCH", "/api/v1/public-figures/{code}", KEEP_LISTS, {"shown": True}, code="LBNT39"),
    Row("GET", "/api/v1/reports", "++xx++x+"),
    Row("POST", "/api/v1/reports", "++xx++xx", _a_report),
    Row("GET", "/api/v1/reports/due", "++xx++x+"),
    Row("GET", "/api/v1/reports/{report_id}", "+0xx00x0"),
    Row("GET", "/api/v1/reports/{report_id}.{kind}", "+0xx00x0"),
    Row("PATCH", "/api/v1/reports/{report_id}", "+0xx00xx", {}),
    Row("POST", "/api/v1/reports/{report_id}/submit", "+0xx00xx"),
    Row("POST", "/api/v1/reports/{report_id}/answer", "+0xx00x0", {"to": "accepted"}),
]

PLACES: list[Row] = [
    Row("GET", "/api/v1/venues", LOOK_UP),
    Row(
        "POST",
        "/api/v1/venues",
        "++xx++xx",
        {"name": "Hall", "area": "LB11", "capacity": 40, "sensitive": False},
    ),
    Row("GET", "/api/v1/venues/{venue_id}", LOOK_UP),
    Row("PATCH", "/api/v1/venues/{venue_id}", "++xxxxxx", {"capacity": 90}),
    Row("GET", "/api/v1/indicators", LOOK_UP, query="project=LBNT39"),
    Row(
        "POST",
        "/api/v1/indicators",
        KEEP_LISTS,
        {
            "project": "LBNT39",
            "code": "9.9",
            "title": {"en": "People"},
            "measure": "people_reached",
            "baseline": 0,
            "aggregation": "sum",
            "targets": [],
        },
    ),
    Row("GET", "/api/v1/indicators/{indicator_id}", LOOK_UP),
    Row("GET", "/api/v1/projects/{code}/logframe.xlsx", KEEP_LISTS, code="LBNT39"),
    Row("POST", "/api/v1/projects/{code}/logframe", KEEP_LISTS, code="LBNT39"),
    Row("GET", "/settings/projects/{code}/results", "+xxxx0xx", code="LBNT39"),
    Row("GET", "/api/v1/projects/{code}/results", "+xxxx0xx", code="LBNT39"),
    Row("GET", "/settings/projects/{code}/logframe", KEEP_LISTS, code="LBNT39"),
    Row("POST", "/settings/projects/{code}/logframe", KEEP_LISTS, {}, code="LBNT39"),
    Row("PATCH", "/api/v1/indicators/{indicator_id}", KEEP_LISTS, {}),
    Row(
        "POST",
        "/api/v1/items/{code}/versions",
        KEEP_LISTS,
        {"valid_from": "2026-01-01", "lines": []},
        code="DK",
    ),
]

MANAGE = "x+xx00+x"
"""A person of Caritas: her planner and the administrator; other planners do not find him."""

NOUR = {"name": "Nour", "email": "nour@caritas.example", "organisation": "CARITAS", "role": "facilitator"}

SIGNING_IN: list[Row] = [
    Row("GET", "/sign-in", EVERYBODY, open=True),
    Row("POST", "/sign-in", EVERYBODY, {"email": "a@b.example", "password": "x"}, open=True),
    Row("POST", "/sign-in/demo", "00000000", {"person": str(an_id("Bilal"))}, open=True),
    Row("GET", "/sign-in/code", EVERYBODY, open=True, no_page=True),
    Row("POST", "/sign-in/code", EVERYBODY, {"code": "000000"}, open=True),
    Row("GET", "/sign-in/set-up", EVERYBODY, open=True, no_page=True),
    Row("POST", "/sign-in/set-up", EVERYBODY, {"code": "000000"}, open=True),
    Row("POST", "/sign-out", EVERYBODY, open=True),
    Row("POST", "/language/{code}", EVERYBODY, code="fr", open=True),
    Row("GET", "/welcome/{secret}", "00000000", open=True, no_page=True),
    Row("POST", "/welcome/{secret}", "00000000", {"password": "x"}, open=True),
    Row("GET", "/reset/{secret}", "00000000", open=True, no_page=True),
    Row("POST", "/reset/{secret}", "00000000", {"password": "x"}, open=True),
]

OWN_PAGE: list[Row] = [
    Row("GET", "/me", EVERYBODY),
    Row("POST", "/me/name", EVERYBODY, {"name": "Somebody"}),
    Row("POST", "/me/languages", EVERYBODY, {"languages": "am"}),
    Row("POST", "/me/pin", EVERYBODY, {"pin": "1234"}),
    Row("POST", "/me/password", EVERYBODY, {"current": "x", "password": "y"}),
    Row("POST", "/me/sign-ins/{sign_in_id}/end", "00000000"),
    Row("POST", "/me/sign-ins/end-others", EVERYBODY),
    Row("GET", "/me/codes", EVERYBODY),
    Row("POST", "/me/codes", EVERYBODY, {"code": "000000"}),
    Row("POST", "/me/codes/stop", EVERYBODY, {"password": "x"}),
    Row("GET", "/me/tokens", EVERYBODY, open=True, no_page=True),
    Row("POST", "/me/tokens", EVERYBODY, {"name": "script", "days": "30"}),
    Row("POST", "/me/tokens/{token_id}/revoke", "00000000"),
]

PEOPLE_PAGES: list[Row] = [
    Row("GET", "/people", "x+xx+++x"),
    Row("GET", "/people/new", "x+xx+++x"),
    Row("POST", "/people/new", "x+xx00+x", NOUR),
    Row("GET", "/people/{person_id}", MANAGE),
    Row("POST", "/people/{person_id}", MANAGE, {"name": "Chantal", "version": "1"}),
    Row("POST", "/people/{person_id}/active", MANAGE, {"active": ""}),
    Row(
        "POST", "/people/{person_id}/memberships", MANAGE, {"organisation": "CARITAS", "role": "storekeeper"}
    ),
    Row("POST", "/people/{person_id}/memberships/{membership_id}/end", MANAGE),
    Row("GET", "/people/{person_id}/link", "x+xx+++x", no_page=True),
    Row("POST", "/people/{person_id}/link", MANAGE),
    Row("POST", "/people/{person_id}/sign-out", MANAGE),
    Row("POST", "/people/{person_id}/unlock", MANAGE),
    Row("POST", "/people/{person_id}/codes/stop", "xxxxxx+x"),
]

FOCAL = {"title": "Officer", "name": "Somebody", "work_email": "desk@kafa.example"}

SETTINGS: list[Row] = [
    Row("GET", "/settings/organisations", LOOK_UP),
    Row("GET", "/settings/organisations/new", KEEP_LISTS),
    Row("POST", "/settings/organisations/new", KEEP_LISTS, {"code": "NEW", "names.en": "New", "kind": "ngo"}),
    Row("GET", "/settings/organisations/{code}", KEEP_LISTS, code="KAFA"),
    Row(
        "POST", "/settings/organisations/{code}", KEEP_LISTS, {"names.en": "Kafa", "kind": "ngo"}, code="KAFA"
    ),
    Row("POST", "/settings/organisations/{code}/focal-points", "+xxxxxxx", FOCAL, code="KAFA"),
    Row(
        "POST", "/settings/organisations/{code}/focal-points/{focal_point_id}/retire", "0xxxxxxx", code="KAFA"
    ),
]

SESSION_PAGES: list[Row] = [
    Row("GET", "/sessions", "++++++xx"),
    Row("GET", "/sessions.csv", "++++++xx"),
    Row("GET", "/sessions/new", "++xx++xx"),
    Row("POST", "/sessions/new", "++xx++xx", {"lead_organisation": "CARITAS"}),
    Row("GET", "/sessions/{session_id}", "+++++0xx"),
    Row("GET", "/sessions/{session_id}/edit", "++xxx0xx"),
    Row("POST", "/sessions/{session_id}/edit", "++xxx0xx", {"version": "1"}),
    Row("POST", "/sessions/{session_id}/steps", "+++x+0xx", {"to": "in_progress"}, session="confirmed"),
    Row("POST", "/sessions/{session_id}/partners/{organisation}/answer", "xxxx+0xx", {"accepted": "true"}),
    Row("GET", "/sessions/{session_id}/count", "+++x+0xx"),
    Row("POST", "/sessions/{session_id}/count", "+++x+0xx", {"id": str(an_id("matrix grid"))}),
    Row("GET", "/sessions/{session_id}/kits", "+++++0xx"),
    Row("POST", "/sessions/{session_id}/kits/loads", "+xx+xxxx", {"id": str(an_id("matrix load"))}),
    Row("POST", "/sessions/{session_id}/kits/hand-outs", "+++x+0xx", {"id": str(an_id("matrix hand-out"))}),
    Row(
        "POST",
        "/sessions/{session_id}/kits/hand-outs/{hand_out_id}/reverse",
        "+++x+0xx",
        {"id": str(an_id("matrix back")), "reason": "Twice."},
    ),
    Row("GET", "/sessions/{session_id}/close", "+++x+0xx"),
    Row("POST", "/sessions/{session_id}/close", "+++x+0xx", {"id": str(an_id("matrix report"))}),
]

KIT_PAGES: list[Row] = [
    Row("GET", "/kits", "++x+++xx"),
    Row("GET", "/kits/where.csv", "++x+++xx"),
    Row("GET", "/kits/where.excel.csv", "++x+++xx"),
    Row("GET", "/kits/where.xlsx", "++x+++xx"),
    Row("GET", "/kits/import", "+xx+xxxx"),
    Row("POST", "/kits/import", "+xx+xxxx", {}),
    Row("GET", "/kits/import/{import_id}", "0xx0xxxx"),
    Row("POST", "/kits/import/{import_id}", "0xx0xxxx"),
    Row("GET", "/api/v1/stock/import/template.xlsx", "+xx+xxxx"),
    Row("GET", "/api/v1/stock/import/template.csv", "+xx+xxxx"),
    Row("POST", "/api/v1/stock/import", "+xx+xxxx"),
    Row("GET", "/api/v1/stock/import/{import_id}", "0xx0xxxx"),
    Row("POST", "/api/v1/stock/import/{import_id}/write", "0xx0xxxx"),
    Row("GET", "/kits/pipeline", "++x+++xx"),
    Row("GET", "/kits/pipeline.csv", "++x+++xx"),
    Row("GET", "/kits/pipeline.excel.csv", "++x+++xx"),
    Row("GET", "/kits/pipeline.xlsx", "++x+++xx"),
    Row("GET", "/kits/entries", "++x+++xx"),
    Row("GET", "/kits/entries.csv", "++x+++xx"),
    Row("GET", "/kits/entries.excel.csv", "++x+++xx"),
    Row("GET", "/kits/entries.xlsx", "++x+++xx"),
    Row("GET", "/kits/statement", "++x+++xx"),
    Row("GET", "/kits/statement.csv", "++x+++xx"),
    Row("GET", "/kits/statement.excel.csv", "++x+++xx"),
    Row("GET", "/kits/statement.xlsx", "++x+++xx"),
    Row("GET", "/kits/statement.pdf", "++x+++xx"),
    Row("GET", "/kits/waybills.csv", "++x+++xx"),
    Row("GET", "/kits/waybills.excel.csv", "++x+++xx"),
    Row("GET", "/kits/waybills.xlsx", "++x+++xx"),
    Row("GET", "/kits/counts.csv", "++x+++xx"),
    Row("GET", "/kits/counts.excel.csv", "++x+++xx"),
    Row("GET", "/kits/counts.xlsx", "++x+++xx"),
    Row("GET", "/kits/exceptions.csv", "++x+++xx"),
    Row("GET", "/kits/exceptions.excel.csv", "++x+++xx"),
    Row("GET", "/kits/exceptions.xlsx", "++x+++xx"),
    Row("GET", "/kits/exceptions", "++x+++xx"),
    Row("POST", "/kits/exceptions/settle", "+xx+xxxx", {}),
    Row("GET", "/api/v1/stock/exceptions/settled", "++x+++xx"),
    Row("POST", "/api/v1/stock/exceptions/settle", "+xx+00xx", _settling_an_oddity),
    Row("GET", "/api/v1/stock", "++x+++xx"),
    Row("GET", "/api/v1/stock/pipeline", "++x+++xx"),
    Row("GET", "/api/v1/stock/statement", "++x+++xx"),
    Row("GET", "/api/v1/stock/entries", "++x+++xx"),
    Row("GET", "/api/v1/stock/exceptions", "++x+++xx"),
    Row("GET", "/api/v1/locations/{location_id}/card", "++x+00xx"),
    Row("GET", "/api/v1/locations/{location_id}/lots", "++x+00xx"),
    Row("GET", "/kits/places/new", "+xx+xxxx"),
    Row(
        "POST",
        "/kits/places/new",
        "+xx+xxxx",
        {"organisation": "CARITAS", "name": "Shelf", "kind": "warehouse"},
    ),
    Row("GET", "/kits/places/{place_id}", "++x+00xx"),
    Row("POST", "/kits/places/{place_id}", "+xx+00xx", {"name": "Store", "version": "1"}),
    Row("GET", "/kits/places/{place_id}/card.csv", "++x+00xx"),
    Row("GET", "/kits/places/{place_id}/card.excel.csv", "++x+00xx"),
    Row("GET", "/kits/places/{place_id}/card.xlsx", "++x+00xx"),
    Row("GET", "/kits/places/{place_id}/lots.csv", "++x+00xx"),
    Row("GET", "/kits/places/{place_id}/lots.excel.csv", "++x+00xx"),
    Row("GET", "/kits/places/{place_id}/lots.xlsx", "++x+00xx"),
    Row(
        "POST",
        "/kits/places/{place_id}/movements/{movement_id}/reverse",
        "+xx+00xx",
        {"id": str(an_id("matrix reversal")), "note": "Wrong."},
    ),
    Row("GET", "/kits/move/{place_id}", "+xx+00xx"),
    Row("POST", "/kits/move/{place_id}", "+xx+00xx", {"id": str(an_id("matrix move"))}),
    Row("GET", "/kits/receive", "+xx+xxxx"),
    Row("POST", "/kits/receive", "+xx+xxxx", {"id": str(an_id("matrix receipt"))}),
]

REPORT_PAGES: list[Row] = [
    Row("GET", "/dashboard", "++xx++x+"),
    Row("GET", "/monthly", "++xx++x+", query="month=2022-07"),
    Row("GET", "/monthly.csv", "++xx++x0", query="month=2022-07"),
    Row("GET", "/monthly.xlsx", "++xx++x0", query="month=2022-07"),
    Row("GET", "/periods", "++xx++xx"),
    Row("GET", "/periods/{period}", "++xx++xx"),
    Row("GET", "/periods/{period}/completeness.{kind}", "++xx++xx", no_page=True),
    Row("POST", "/periods/{period}/close", "+xxxxxxx", {"to": "closing"}),
    Row("POST", "/periods/{period}/reopen", "+xxxxxxx", {}),
    Row("POST", "/periods/{period}/late-box", "+xxxxxxx", {}),
    Row("GET", "/settings/protection", KEEP_LISTS),
    Row("GET", "/settings/protection/{audience}", "xxxxxx+x"),
    Row("POST", "/settings/protection/{audience}", "xxxxxx+x", {"threshold": "5"}),
    Row("POST", "/settings/protection/figures/{code}", KEEP_LISTS, {"shown": "yes"}, code="LBNT39"),
    Row("GET", "/figures/{code}", "00000000", code="LBNT39", open=True, no_page=True),
    Row("GET", "/figures/{code}.json", "00000000", code="LBNT39", open=True, no_page=True),
    Row("GET", "/reports", "++xx++x+"),
    Row("GET", "/reports/claims", "++xx++xx", query="from=2022-07-01&to=2022-09-30"),
    Row("GET", "/reports/preview", "++xx+0x+", query="project=LBNT39&from=2022-07-01&to=2022-09-30"),
    Row("GET", "/reports/lenses/new", "++xx++xx"),
    Row("POST", "/reports/lenses/new", "++xx++xx", {"id": str(an_id("matrix lens form"))}),
    Row("GET", "/reports/lenses/{lens_id}", "+0xx00xx"),
    Row("POST", "/reports/lenses/{lens_id}", "+0xx00xx", {}),
    Row("GET", "/reports/new", "++xx++xx"),
    Row("POST", "/reports/new", "++xx++xx", {"id": str(an_id("matrix report form"))}),
    Row("GET", "/reports/{report_id}", "+0xx00x0"),
    Row("POST", "/reports/{report_id}", "+0xx00xx", {}),
    Row("POST", "/reports/{report_id}/submit", "+0xx00xx"),
    Row("POST", "/reports/{report_id}/answer", "+0xx00x0", {"to": "accepted"}),
]


def _booking(scene: Scene) -> dict[str, Any]:
    lines = [{"community": "ET", "seats": 1}]
    return {"token": "no-such-token", "id": str(an_id("matrix booking")), "lines": lines}


LINK = {"id": str(an_id("matrix link")), "max_seats": 3}

BOOKINGS: list[Row] = [
    Row("GET", "/api/v1/sessions/{session_id}/bookings", "+++x+0xx"),
    Row("GET", "/api/v1/sessions/{session_id}/booking-links", "++xx+0xx"),
    Row("POST", "/api/v1/sessions/{session_id}/booking-links", "++xx+0xx", LINK, session="confirmed"),
    Row("POST", "/api/v1/sessions/{session_id}/booking-links/{link_id}/revoke", "00xx00xx"),
    Row("POST", "/api/v1/sessions/{session_id}/bookings/{booking_id}/cancel", "00xx00xx"),
    Row("POST", "/api/v1/bookings", "00000000", _booking, open=True),
    Row("POST", "/api/v1/bookings/{reference}/cancel", "00000000", open=True),
    Row("POST", "/api/v1/bookings/{reference}/tickets", "00000000", open=True),
    Row(
        "POST",
        "/api/v1/bookings/{reference}/change",
        "00000000",
        {"lines": [{"community": "ET", "seats": 1}]},
        open=True,
    ),
    Row("GET", "/sessions/{session_id}/bookings", "+++x+0xx"),
    Row("POST", "/sessions/{session_id}/booking-links", "++xx+0xx", LINK, session="confirmed"),
    Row("POST", "/sessions/{session_id}/booking-links/{link_id}/revoke", "00xx00xx"),
    Row("GET", "/sessions/{session_id}/booking-links/{link_id}/poster.pdf", "00xx00xx"),
    Row("POST", "/sessions/{session_id}/bookings/promote", "++xx+0xx", session="confirmed"),
    Row("POST", "/sessions/{session_id}/bookings/{booking_id}/cancel", "00xx00xx"),
    Row("GET", "/book/{token}", "00000000", open=True, no_page=True),
    Row("POST", "/book/{token}", "00000000", {"community": "ET", "seats": "1"}, open=True),
    Row("GET", "/book/{token}/manage", "00000000", open=True, no_page=True),
    Row("POST", "/book/{token}/manage", "00000000", {"reference": "0"}, open=True),
    Row("GET", "/book/{token}/session.ics", "00000000", open=True, no_page=True),
]

TABLETS: list[Row] = [
    Row("GET", "/api/v1/field/bundle", "--------"),
    Row("POST", "/api/v1/field/batches", "--------", {}),
    Row("GET", "/api/v1/devices", "++xx+++x"),
    Row(
        "POST",
        "/api/v1/devices",
        "++xx+++x",
        {"label": "Tablet 3", "user": "nobody@nowhere.example"},
    ),
    Row("POST", "/api/v1/devices/claim", "00000000", {"code": "0000-0000-0"}, open=True),
    Row("POST", "/api/v1/devices/{device_id}/revoke", "00xx000x"),
    Row("GET", "/api/v1/exceptions", "+xxxxxxx"),
    Row("GET", "/api/v1/exceptions/{exception_id}", "0xxxxxxx"),
    Row("POST", "/api/v1/exceptions/{exception_id}/resolve", "0xxxxxxx", {"action": "accept"}),
    Row("POST", "/api/v1/field/imports", "++xx+++x"),
    Row("GET", "/devices", "++xx+++x"),
    Row("POST", "/devices", "++xx+++x", {"label": ""}),
    Row("GET", "/devices/import", "++xx+++x"),
    Row("POST", "/devices/import", "++xx+++x"),
    Row("POST", "/devices/{device_id}/revoke", "00xx000x"),
    Row("GET", "/exceptions", "+xxxxxxx"),
    Row("GET", "/exceptions/{exception_id}", "0xxxxxxx"),
    Row("POST", "/exceptions/{exception_id}/resolve", "0xxxxxxx", {"action": "accept"}),
]
"""A tablet's two doors open to no person: its credential is another one."""

SHEETS: list[Row] = [
    Row("GET", "/api/v1/sessions/{session_id}/sheets", "+++x+0xx"),
    Row(
        "POST",
        "/api/v1/sessions/{session_id}/sheets",
        "+++x+0xx",
        {"id": str(an_id("matrix sheets")), "quantity": 1},
    ),
    Row(
        "POST",
        "/api/v1/sessions/{session_id}/sheets/{sheet_id}/counts",
        "+++x+0xx",
        {"id": str(an_id("matrix sheet")), "door": 1},
    ),
    Row("GET", "/sessions/{session_id}/sheets", "+++x+0xx"),
    Row("POST", "/sessions/{session_id}/sheets", "+++x+0xx", {"quantity": "0"}),
    Row("GET", "/sessions/{session_id}/sheets.pdf", "+++x+0xx"),
    Row("GET", "/sessions/{session_id}/sheets/{sheet_id}", "+++x+0xx"),
    Row("POST", "/sessions/{session_id}/sheets/{sheet_id}", "+++x+0xx", {"id": str(an_id("matrix sheet"))}),
]

ROWS: list[Row] = [
    *REPEATING,
    *SHEETS,
    *TABLETS,
    *TICKETS,
    *TABLET_PAGE,
    *_reference(),
    *_notices(),
    *SESSIONS,
    *CALENDAR,
    *KITS,
    *PEOPLE_ROWS,
    *FIGURES,
    *PLACES,
    *SIGNING_IN,
    *OWN_PAGE,
    *PEOPLE_PAGES,
    *SETTINGS,
    *_reference_pages(),
    *MORE_SETTINGS,
    *HOME,
    *KIT_PAGES,
    *SESSION_PAGES,
    *REPORT_PAGES,
    *BOOKINGS,
]
