"""Every door through which something reaches a donor or everybody, and who reads there for the attacker.

The doors themselves are found in the permission matrix (`open_to`), the formats in `FileKind`, the numbers of a report in its own
JSON: whatever is not in these tables fails `test_doors`. A partner's doors are walked in `test_strangers_figures`.
"""

from __future__ import annotations

from enum import StrEnum

from app.reports.rules import FileKind
from app.reports.schemas import Quality
from tests.house.matrix import PEOPLE, ROWS


class Reads(StrEnum):
    """How the attacker reads at a door."""

    FORMATS = "every format of a report, each for itself (`holdings`, `papers`), in three languages (`numbers_told`)"
    SCREENS = "figures and numbers on a screen of the donor, whatever is chosen on it (`screens`)"
    ROUNDED = "rounded figures that everybody sees, as what they leave open (`everything`)"
    NUMBERS = "any number there is one of days, or of things that are no people (`screens`)"
    NOTHING = "no figure: a form, a key, a static file, the state of the process"


DONOR = {
    "/api/v1/projects/{code}/report.{kind}": Reads.FORMATS,
    "/api/v1/reports/{report_id}.{kind}": Reads.FORMATS,
    "/api/v1/monthly": Reads.SCREENS,
    "/monthly": Reads.SCREENS,
    "/monthly.csv": Reads.SCREENS,
    "/monthly.xlsx": Reads.SCREENS,
    "/dashboard": Reads.SCREENS,
    "/reports/preview": Reads.SCREENS,
    "/reports/{report_id}": Reads.SCREENS,
    "/": Reads.NUMBERS,
    "/reports": Reads.NUMBERS,
    "/api/v1/reports": Reads.NUMBERS,
    "/api/v1/reports/{report_id}": Reads.NUMBERS,
    "/api/v1/reports/due": Reads.NUMBERS,
    "/notices": Reads.NUMBERS,
    "/api/v1/notices": Reads.NUMBERS,
    "/api/v1/notices/letters": Reads.NOTHING,
    "/api/v1/me": Reads.NOTHING,
    "/api/v1/tokens": Reads.NOTHING,
    "/me": Reads.NOTHING,
    "/me/codes": Reads.NOTHING,
}
"""What a donor may open once something was sent to it. Letters by e-mail bear what stands in notices."""

EVERYBODY = {
    "/figures/{code}": Reads.ROUNDED,
    "/figures/{code}.json": Reads.ROUNDED,
    "/book/{token}": Reads.NOTHING,
    "/book/{token}/manage": Reads.NOTHING,
    "/book/{token}/session.ics": Reads.NOTHING,
    "/api/v1/calendar/{token}.ics": Reads.NOTHING,
    "/field": Reads.NOTHING,
    "/sw.js": Reads.NOTHING,
    "/field/manifest.webmanifest": Reads.NOTHING,
    "/sign-in": Reads.NOTHING,
    "/sign-in/code": Reads.NOTHING,
    "/sign-in/set-up": Reads.NOTHING,
    "/welcome/{secret}": Reads.NOTHING,
    "/reset/{secret}": Reads.NOTHING,
    "/me/tokens": Reads.NOTHING,
    "/healthz": Reads.NOTHING,
    "/readyz": Reads.NOTHING,
    "/metrics": Reads.NOTHING,
    "/help": Reads.NOTHING,
}
"""What anybody may open. Seats of a booking page are of a session to come: nobody was reached yet."""

FORMATS = {
    FileKind.JSON: "holdings.of_json",
    FileKind.CSV: "holdings.of_csv",
    FileKind.EXCEL_CSV: "holdings.of_csv",
    FileKind.XLSX: "holdings.of_workbook",
    FileKind.HXL: "holdings.of_hxl",
    FileKind.FIVE_W: "holdings.of_hxl",
    FileKind.IATI: "holdings.of_iati",
    FileKind.HTML: "papers.of_page",
    FileKind.PDF: "papers.of_paper",
    FileKind.ZIP: "screens.unpacked",
}

COUNTED = (
    "disaggregation.rows.value", "months.value", "areas.value", "districts.value", "sessions.reached", "sessions.door",
    "sessions.kits", "feedback.asked", "feedback.lines.good", "feedback.lines.n", "feedback.lines.percent",
    "results.actual", "results.cumulative", "results.percent", "results.n", "results.cumulative_n", "results.parts.actual",
    "kits.opening", "kits.received", "kits.distributed", "kits.returned", "kits.lost", "kits.balance",
    "restatements.before", "restatements.after", "figures.*",
)  # fmt: skip
"""Numbers of a report's JSON that the attacker reads (`holdings.of_json`; corrections: `test_restated`)."""

NO_PEOPLE = {
    "results.baseline": "set up with the logframe",
    "results.target": "set up with the logframe",
    "results.milestone": "set up with the logframe",
    "threshold": "a rule",
    "rounding": "a rule",
    "partners.sessions": "sessions",
    "coverage.included": "sessions",
    "coverage.excluded.sessions": "sessions",
    "coverage.shared_with_other_projects": "sessions",
    **{f"quality.{name}": "sessions" for name in Quality.model_fields if name != "notes"},
}
"""Numbers of a report's JSON behind which there are no people."""

SENTENCES = (
    "summary", "narratives.paragraphs", "quality.notes", "methodology", "disaggregation.notes", "only", "provisional",
    "restatements.reason", "results.status",
)  # fmt: skip
"""Texts of a report's JSON: numbers in them are read by `numbers_told`."""


def open_to(person: str) -> set[str]:
    """The addresses this person may read, now or once something is there for them; empty: anybody's."""
    found = set()
    for row in ROWS:
        mark = row.passes[PEOPLE.index(person)] if person else ""
        if row.method == "GET" and (row.open if not person else mark in {"+", "0"} and not row.open):
            found.add(row.path)
    return found
