"""Makes the PDF: A4, tagged (PDF/UA-1), fonts embedded, Arabic shaped and from right to left."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.platform.paper import set_pdf
from app.reports.pdf.content import Chart, content
from app.reports.schemas import DonorReport
from app.reports.texts import Texts

_TEMPLATE = Path(__file__).parent / "donor.typ"


def render_pdf(report: DonorReport, texts: Texts, charts: Sequence[Chart] = ()) -> bytes:
    """The report as PDF bytes. The same report and charts give the same bytes.

    Raises typst.TypstError when a chart is not valid SVG.
    """
    return set_pdf(_TEMPLATE, content(report, texts, charts), at=report.generated_at, key="report")
