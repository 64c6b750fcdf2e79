"""Where the rows are from which a figure of a project was counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

_IN_STOCK = ("_received", "_assembled", "_issued", "_lost", "_balance")


@dataclass(frozen=True, slots=True)
class RowsBehind:
    """Addresses of rows of a project between two days, both included."""

    project: str
    first: date
    last: date

    def sessions(self, *, first: date | None = None, last: date | None = None, **more: str) -> str:
        """The verified sessions, perhaps of fewer days, an area or an organisation."""
        query = {
            "project": self.project,
            "from": max(first or self.first, self.first).isoformat(),
            "to": min(last or self.last, self.last).isoformat(),
            "status": "verified",
            **more,
        }
        return f"/sessions?{urlencode({name: value for name, value in query.items() if value})}"

    def stock(self) -> str:
        """The statement of its lots, whose figures lead to the entries."""
        days = {"from": self.first.isoformat(), "to": self.last.isoformat()}
        return f"/kits/statement?{urlencode({'project': self.project, **days})}"

    def of_measure(self, measure: str) -> str:
        """The rows of a figure: the stock, or sessions; of what was reported in time whatever their status."""
        if measure.endswith(_IN_STOCK):
            return self.stock()
        return self.sessions(status="" if measure == "timeliness" else "verified")
