"""All pages, each with somebody who may open it: read off the permission matrix."""

from __future__ import annotations

from dataclasses import dataclass

from app.main import API
from tests.house.matrix import PEOPLE, ROWS, Row, address
from tests.scene import Scene

NOT_PAGES = ("/sessions.csv", ".{kind}", ".csv", ".pdf", ".xlsx", ".json", "/calendar.ics")


@dataclass(frozen=True)
class PageVisit:
    """A page and who opens it (nobody: an open page)."""

    row: Row
    person: str

    def address(self, scene: Scene) -> str:
        """The address with the scene's ids."""
        return address(self.row, scene)

    def __str__(self) -> str:
        state = "" if self.row.session == "held" else f" {self.row.session}"
        return f"{self.person or 'anybody'} {self.row.path}{state}"


def _visits() -> list[PageVisit]:
    visits = []
    for row in ROWS:
        page = row.method == "GET" and not row.path.startswith(API) and not row.path.endswith(NOT_PAGES)
        if not page or row.no_page:
            continue
        passing = [name for name, mark in zip(PEOPLE, row.passes, strict=True) if mark == "+"]
        if row.open:
            chosen = [""]
        elif row.path == "/":
            chosen = passing
        else:
            chosen = passing[:1] + [one for one in passing[1:] if one == "Bilal"]
        visits += [PageVisit(row, name) for name in chosen]
    return visits


SESSION_PAGE = "/sessions/{session_id}"
STATES = [
    PageVisit(Row("GET", SESSION_PAGE, "", session=state), "Amina")
    for state in ("proposed", "confirmed", "reported", "verified", "cancelled")
]
"""The session page in every state of its life line."""

PAGES = [*_visits(), *STATES]
