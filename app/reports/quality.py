"""The lines about coverage, completeness and timeliness that several formats print."""

from __future__ import annotations

from app.reports.schemas import DonorReport, Excluded
from app.reports.texts import Texts, labelled


def quality_lines(report: DonorReport, texts: Texts) -> list[tuple[str, int]]:
    """Completeness and timeliness, in sessions, with their headings; without what an old report does not know."""
    quality = report.quality
    lines = [
        (texts.gettext("Sessions expected"), quality.expected),
        (texts.gettext("Sessions reported"), quality.reported),
        (texts.gettext("Sessions verified"), quality.verified),
        (texts.gettext("Captured on time"), quality.captured_on_time),
        (texts.gettext("Arrived on time"), quality.arrived_on_time),
        (texts.gettext("Reports late"), quality.late),
        (texts.gettext("Sessions cancelled"), quality.cancelled),
        (texts.gettext("Open exceptions"), quality.exceptions),
    ]
    return [(label, value) for label, value in lines if value is not None]


def left_out(one: Excluded, texts: Texts) -> str:
    """The heading of the sessions left out for one reason."""
    return labelled(texts.gettext("Sessions left out"), one.reason, texts)
