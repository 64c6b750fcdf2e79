"""Makes the PDF: A4, tagged (PDF/UA-1), fonts embedded, Arabic shaped and from right to left."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path
from typing import Any, Literal

import orjson
import typst

from app.reports.pdf.content import Chart, content
from app.reports.schemas import DonorReport
from app.reports.signs import without_control
from app.reports.texts import Texts

_HERE = Path(__file__).parent
FONTS = _HERE / "fonts"
"""Noto Sans and, for Arabic, Vazirmatn, the only fonts used: the same pages on every machine."""

_ONE_AT_A_TIME = threading.Lock()
"""A long report takes some hundred megabytes while it is set; two at once could exhaust a small machine."""


def render_pdf(report: DonorReport, texts: Texts, charts: Sequence[Chart] = ()) -> bytes:
    """The report as PDF bytes. The same report and charts give the same bytes.

    Raises typst.TypstError when a chart is not valid SVG.
    """
    data = orjson.dumps(_printable(content(report, texts, charts))).decode()
    with _ONE_AT_A_TIME:
        try:
            return _compile(data, report, "ua-1")
        except typst.TypstError as refusal:
            if not any(words in str(refusal) for words in _MISSING_SIGN):
                raise
            # A name in a script we carry no font for must not stop the report; it is still tagged.
            return _compile(data, report)


def _printable(value: Any) -> Any:
    """The content without control signs, at any depth."""
    if isinstance(value, str):
        return without_control(value)
    if isinstance(value, dict):
        return {key: _printable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(one) for one in value]
    return value


_MISSING_SIGN = ("missing codepoints", "could not be displayed with font")


def _compile(data: str, report: DonorReport, *standards: Literal["ua-1"]) -> bytes:
    pdf = typst.compile(
        _HERE / "donor.typ",
        format="pdf",
        font_paths=[FONTS],
        ignore_system_fonts=True,
        sys_inputs={"report": data},
        pdf_standards=list(standards),
        timestamp=report.generated_at.astimezone(UTC),
    )
    if not isinstance(pdf, bytes):
        raise TypeError("typst gave pages instead of a document")
    return pdf
