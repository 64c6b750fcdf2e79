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

from tests.scene import Scene
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
    open: bool = False
    open_only_with_a_link: bool = False


def seen(row_path: str, scene: Scene) -> str:
    """The address with the ids of the scene filled in."""
    filled = {
        "session_id": scene.held,
        "location_id": scene.store,
        "lot_id": scene.lot,
        "movement_id": scene.movement,
        "handout_id": scene.handout,
        "venue_id": str(an_id("St Joseph hall")),
        "indicator_id": str(an_id("indicator")),
        "focal_point_id": str(an_id("nobody")),
        "person_id": str(an_id("Chantal")),
        "membership_id": str(an_id("Chantal in CARITAS")),
        "token_id": str(an_id("nothing")),
        "sign_in_id": str(an_id("nothing")),
        "organisation_code": "LAW",
        "secret": "no-such-secret",
    }
    for name, value in filled.items():
        row_path = row_path.replace("{" + name + "}", value)
    return row_path


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
            Row("GET", f"{base}/{{code}}", LOOK_UP, query=code),
            Row("PATCH", f"{base}/{{code}}", KEEP_LISTS, {}, query=code),
        ]
    return rows


ROWS: list[Row] = [
    *_reference(),
]
