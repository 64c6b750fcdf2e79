"""How a hidden or missing value is written: in documents for people, and in files for machines."""

from __future__ import annotations

import re

from app.reports.schemas import COMPLEMENTARY, PRIMARY, DonorReport, IndicatorLine
from app.reports.texts import Texts, labelled

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def for_people(value: float | str | None, threshold: int, texts: Texts) -> str:
    """A value as a reader sees it: a number in his language, `<5`, `c`, or a dash for 'not collected'."""
    if value is None:
        return "–"
    if value == PRIMARY:
        return f"<{texts.number(threshold)}"
    if isinstance(value, str):
        return value
    return texts.number(value)


def asked_in_all(report: DonorReport, texts: Texts) -> str:
    """How many were asked after distributions."""
    asked = for_people(report.feedback.asked, report.threshold, texts)
    return labelled(texts.gettext("People asked after a distribution"), asked, texts)


def titled(line: IndicatorLine, threshold: int, texts: Texts) -> str:
    """The title of an indicator with its unit and, of a share, of how many it is."""
    told = [line.unit] if line.unit else []
    if line.n is not None:
        told.append(_apart(f"n = {for_people(line.n, threshold, texts)}", texts))
    return f"{line.title} ({', '.join(told)})" if told else line.title


def explained(threshold: int, texts: Texts) -> str:
    """The sentence under a protected table that says what the signs mean; empty for inside use."""
    if not threshold:
        return ""
    sentence = texts.gettext(
        "%(small)s: from 1 to %(most)s people. %(withheld)s: withheld, so that small counts cannot be worked out."
    )
    return sentence % {
        "small": _apart(for_people(PRIMARY, threshold, texts), texts),
        "most": texts.number(threshold - 1),
        "withheld": COMPLEMENTARY,
    }


def _apart(sign: str, texts: Texts) -> str:
    """The sign kept in its own direction inside a sentence from right to left (Unicode LRI ... PDI)."""
    return f"\u2066{sign}\u2069" if texts.direction == "rtl" else sign


def without_control(text: str) -> str:
    """The text without signs that XML 1.0 (and so a workbook) cannot hold."""
    return _NOT_IN_XML.sub("", text)


def not_a_formula(text: str) -> str:
    """The text with an apostrophe before it if a spreadsheet would take it for a formula (OWASP, CSV injection)."""
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text
