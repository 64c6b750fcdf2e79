"""The lines about completeness and timeliness that several formats print."""

from __future__ import annotations

from app.reports.schemas import DonorReport
from app.reports.texts import Texts


def quality_lines(report: DonorReport, texts: Texts) -> list[tuple[str, int]]:
    """Completeness and timeliness, in sessions, with their headings."""
    quality = report.quality
    return [
        (texts.gettext("Expected"), quality.expected),
        (texts.gettext("Reported"), quality.reported),
        (texts.gettext("Verified"), quality.verified),
        (texts.gettext("Late"), quality.late),
        (texts.gettext("Cancelled"), quality.cancelled),
        (texts.gettext("Open exceptions"), quality.exceptions),
    ]
