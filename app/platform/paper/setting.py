"""From a typst template and finished words to the bytes of a PDF."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import orjson
import typst

FONTS = Path(__file__).parent / "fonts"
"""Noto Sans and, for Arabic, Vazirmatn, the only fonts used: the same pages on every machine."""

_ONE_AT_A_TIME = threading.Lock()
"""A long document takes some hundred megabytes while it is set; two at once could exhaust a small machine."""

_MISSING_SIGN = ("missing codepoints", "could not be displayed with font")

_NOT_PRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Signs that no page can hold (the same that XML 1.0 cannot)."""


def set_pdf(
    template: Path,
    data: dict[str, Any],
    *,
    at: datetime,
    key: str = "data",
    more_fonts: Sequence[Path] = (),
) -> bytes:
    """The PDF of a template that reads `json(bytes(sys.inputs.<key>))`. The same data gives the same bytes.

    Tagged as PDF/UA-1. Words in a script that none of our fonts holds do not stop the document; it is then
    tagged without claiming the standard. `at` is an aware instant, written into the document. `more_fonts` are
    folders with fonts of further scripts.
    Raises typst.TypstError when a drawing in `data` is not valid SVG.
    """
    words = orjson.dumps(_printable(data)).decode()
    with _ONE_AT_A_TIME:
        try:
            return _compile(template, key, words, at, more_fonts, "ua-1")
        except typst.TypstError as refusal:
            if not any(sign in str(refusal) for sign in _MISSING_SIGN):
                raise
            return _compile(template, key, words, at, more_fonts)


def _printable(value: Any) -> Any:
    """The content without control signs, at any depth."""
    if isinstance(value, str):
        return _NOT_PRINTABLE.sub("", value)
    if isinstance(value, dict):
        return {name: _printable(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(one) for one in value]
    return value


def _compile(
    template: Path,
    key: str,
    words: str,
    at: datetime,
    more_fonts: Sequence[Path],
    *standards: Literal["ua-1"],
) -> bytes:
    pdf = typst.compile(
        template,
        format="pdf",
        font_paths=[FONTS, *more_fonts],
        ignore_system_fonts=True,
        sys_inputs={key: words},
        pdf_standards=list(standards),
        timestamp=at.astimezone(UTC).replace(microsecond=0),
    )
    if not isinstance(pdf, bytes):
        raise TypeError("typst gave pages instead of a document")
    return pdf
