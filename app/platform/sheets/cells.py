"""What a cell says, whoever typed it: dates and times as Excel keeps them or as text, digits of any script.

Each reader answers a value, or the `Words` of what is wrong.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from app.kernel.types import western_digits
from app.kernel.words import Words, _
from app.platform.sheets.files import Cell

_EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a day of a sheet has no zone
_DATE = re.compile(r"^(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})$", re.ASCII)
_TIME = re.compile(r"^(\d{1,2})(?:\s*[:hH.]\s*(\d{2}))?(?::\d{2})?\s*(am|pm|ص|م)?$", re.ASCII | re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_BETWEEN = re.compile(r"[;؛\n]+")
_WHOLE = re.compile(r"^-?\d{1,11}$", re.ASCII)
_PAIR = re.compile(r"^(.+?)\s*[:=]\s*([^:=]*)$", re.DOTALL)

NO_DATE = _("This is no date. Write it as 2026-07-30 or 30/07/2026.")
NO_TIME = _("This is no time. Write it as 09:30.")
NO_NUMBER = _("This is no whole number.")


def text_of(cell: Cell) -> str:
    """A cell as trimmed text; whole numbers without a decimal point."""
    if isinstance(cell, str):
        return cell.strip() if cell.isascii() else _INVISIBLE.sub("", cell).replace("\u00a0", " ").strip()
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def printable(text: str, longest: int) -> Words | None:
    """What is wrong with a text, or None."""
    if _CONTROL.search(text):
        return _("This holds signs that cannot be printed.")
    if len(text) > longest:
        return _("This is too long: at most %(most)s signs.") % {"most": longest}
    return None


def date_of(cell: Cell) -> date | Words:
    """A day: a date cell, Excel's day number, or text (the day before the month unless the year stands first)."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return (_EXCEL_EPOCH + timedelta(days=int(cell))).date() if 20_000 < cell < 80_000 else NO_DATE
    text = western_digits(text_of(cell)).removesuffix(" 00:00:00")
    found = _DATE.match(text)
    if found is None:
        return NO_DATE
    first, month, last = (int(part) for part in found.groups())
    year, day = (first, last) if len(found[1]) == 4 else (last, first)
    try:
        return date(year, month, day) if year >= 1000 else NO_DATE
    except ValueError:
        return NO_DATE


def time_of(cell: Cell) -> time | Words:
    """A time of the day to the minute: a time cell, Excel's part of a day, or text (09:30, 9h30, 9:30 PM)."""
    if isinstance(cell, datetime):
        return cell.time().replace(second=0, microsecond=0)
    if isinstance(cell, time):
        return cell.replace(second=0, microsecond=0, tzinfo=None)
    if isinstance(cell, timedelta):
        cell = cell.total_seconds() / 86_400
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if not 0 <= cell < 1:
            return NO_TIME
        minutes = round(cell * 1440) % 1440
        return time(minutes // 60, minutes % 60)
    found = _TIME.match(western_digits(text_of(cell)))
    if found is None:
        return NO_TIME
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return NO_TIME
        hour = hour % 12 + (12 if half in {"pm", "م"} else 0)
    if found[2] is None and not half:
        return NO_TIME
    return time(hour, minute) if hour < 24 and minute < 60 else NO_TIME


def whole_of(cell: Cell, least: int, most: int) -> int | Words:
    """A whole number in any script's digits."""
    if isinstance(cell, bool):
        return NO_NUMBER
    if isinstance(cell, float) and not cell.is_integer():
        return NO_NUMBER
    text = text_of(cell)
    text = text if text.isascii() else western_digits(text)
    if not _WHOLE.match(text):
        return NO_NUMBER
    if not least <= int(text) <= most:
        return _("A number from %(least)s to %(most)s, please.") % {"least": least, "most": most}
    return int(text)


def several(cell: Cell) -> list[str]:
    """The parts of a list in one cell, divided by semicolons (Latin or Arabic) or lines."""
    return [part.strip() for part in _BETWEEN.split(text_of(cell)) if part.strip()]


def pair(part: str) -> tuple[str, str]:
    """`LBNT39: 60` as its two halves, at the last colon; the second is empty when there is none."""
    found = _PAIR.match(part)
    return (found[1].strip(), found[2].strip()) if found else (part.strip(), "")


@lru_cache(maxsize=16_384)
def as_key(text: str) -> str:
    """A text for comparing: small letters, single spaces, 0-9 digits. The same few stand in thousands of rows."""
    return " ".join(str(western_digits(text_of(text))).casefold().split())
