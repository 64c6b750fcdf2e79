"""Numbers, dates and lists as the reader writes them (Babel), always with 0-9 digits.

A page writes the same few days and numbers over and over, and Babel looks for the right pattern each time
(half of the cost of a list of sessions): what was written once is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Literal

from babel import Locale
from babel.dates import (
    format_date,
    format_datetime,
    format_skeleton,
    format_time,
    get_day_names,
    get_month_names,
)
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from app.kernel.clock import zone
from app.platform import catalogues

_LOCALES = {
    "ar": "ar_LB",
    "fr": "fr",
    "en": "en_GB",
    "am": "am",
    "bn": "bn",
    "tl": "fil",
    "si": "si",
    "ta": "ta",
}


def locale() -> str:
    """The Babel locale of the language being spoken."""
    return _LOCALES.get(catalogues.current(), "en_GB")


_LEFT_TO_RIGHT_MARK = "\u200e"


@lru_cache(maxsize=8192)
def _number(value: float, written_in: str) -> str:
    told = format_decimal(value, locale=written_in, numbering_system="latn")
    # Among right-to-left words a minus in front of Latin digits would be drawn behind them.
    return f"{_LEFT_TO_RIGHT_MARK}{told}" if value < 0 and written_in.startswith("ar") else told


@lru_cache(maxsize=8192)
def _by_skeleton(skeleton: str, value: date, written_in: str) -> str:
    return format_skeleton(skeleton, value, locale=written_in)


@lru_cache(maxsize=8192)
def _by_pattern(pattern: str, value: datetime, written_in: str) -> str:
    return format_datetime(value, format=pattern, locale=written_in)


@lru_cache(maxsize=8192)
def _on_the_clock(value: time, written_in: str) -> str:
    return format_time(value, format="HH:mm", locale=written_in)


@lru_cache(maxsize=8192)
def _full_date(value: date, written_in: str) -> str:
    return format_date(value, format="long", locale=written_in)


def country(code: str) -> str | None:
    """The name of a country by its ISO 3166 code, None for what is no country."""
    return Locale.parse(locale()).territories.get(code)


def number(value: float | None) -> str:
    """1,284 · 1 284 · an en dash for nothing."""
    return "–" if value is None else _number(value, locale())


def percent(value: float | None) -> str:
    """0.86 → 86 %; an en dash for nothing."""
    if value is None:
        return "–"
    return format_percent(
        value,
        format="#,##0.#\u00a0%" if value < 1 else "#,##0\u00a0%",
        locale=locale(),
        numbering_system="latn",
    )


def day(value: date) -> str:
    """Sat 30 July."""
    return _by_skeleton("MMMMEd", value, locale())


def day_and_year(value: date) -> str:
    """Sat, 30 Jul 2022: for a day that people will come on."""
    return _by_skeleton("yMMMEd", value, locale())


def full_date(value: date) -> str:
    """30 July 2022."""
    return _full_date(value, locale())


def medium_date(value: date) -> str:
    """30 Jul 2022: where a column is narrow."""
    return _by_skeleton("yMMMd", value, locale())


def month(value: date) -> str:
    """July 2022."""
    return _by_skeleton("yMMMM", value, locale())


@dataclass(frozen=True, slots=True)
class Month:
    """A month as a value in `Words`: named when it is read, in the reader's language."""

    day: date

    def __str__(self) -> str:
        return month(self.day)


def short_month(value: date) -> str:
    """Jul."""
    return _by_skeleton("MMM", value, locale())


def clock_time(value: datetime, time_zone: str = "UTC") -> str:
    """09:30 in a time zone."""
    there = value.astimezone(zone(time_zone))
    return _on_the_clock(time(there.hour, there.minute), locale())


def moment(value: datetime, time_zone: str = "UTC") -> str:
    """30 Jul 2022, 11:20 in a time zone."""
    there = value.astimezone(zone(time_zone)).replace(second=0, microsecond=0, tzinfo=None)
    comma = "،" if catalogues.current() == "ar" else ","
    return _by_pattern(f"d MMM y{comma} HH:mm", there, locale())


def weekdays(width: Literal["wide", "abbreviated"] = "wide") -> list[tuple[int, str]]:
    """The days of the week as (ISO number, name), in the order in which the reader's weeks begin."""
    names = get_day_names(width, context="stand-alone", locale=locale())
    first = Locale.parse(locale()).first_week_day
    return [((first + step) % 7 + 1, names[(first + step) % 7]) for step in range(7)]


def months() -> list[tuple[int, str]]:
    """The months of a year as (number, name)."""
    return sorted(get_month_names("wide", context="stand-alone", locale=locale()).items())


def short_day(value: date) -> str:
    """30 July."""
    return _by_skeleton("MMMMd", value, locale())


@lru_cache(maxsize=8192)
def _listing(parts: tuple[str, ...], written_in: str) -> str:
    return format_list(parts, locale=written_in)


def listing(parts: Sequence[str]) -> str:
    """Caritas, LAW and UPEL."""
    return _listing(tuple(parts), locale()) if parts else ""
