"""Numbers, dates and lists as the reader writes them (Babel), always with 0-9 digits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from babel.dates import format_date, format_datetime, format_skeleton, format_time
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from app.kernel.clock import zone
from app.platform import catalogues

_LOCALES = {"ar": "ar_LB", "fr": "fr", "en": "en_GB"}


def locale() -> str:
    """The Babel locale of the language being spoken."""
    return _LOCALES.get(catalogues.current(), "en_GB")


def number(value: float | None) -> str:
    """1,284 · 1 284 · an en dash for nothing."""
    return "–" if value is None else format_decimal(value, locale=locale(), numbering_system="latn")


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
    return format_skeleton("MMMMEd", value, locale=locale())


def full_date(value: date) -> str:
    """30 July 2022."""
    return format_date(value, format="long", locale=locale())


def month(value: date) -> str:
    """July 2022."""
    return format_skeleton("yMMMM", value, locale=locale())


def short_month(value: date) -> str:
    """Jul."""
    return format_skeleton("MMM", value, locale=locale())


def clock_time(value: datetime, time_zone: str = "UTC") -> str:
    """09:30 in a time zone."""
    return format_time(value.astimezone(zone(time_zone)), format="HH:mm", locale=locale())


def moment(value: datetime, time_zone: str = "UTC") -> str:
    """30 Jul 2022, 11:20 in a time zone."""
    return format_datetime(value.astimezone(zone(time_zone)), format="d MMM y, HH:mm", locale=locale())


def listing(parts: Sequence[str]) -> str:
    """Caritas, LAW and UPEL."""
    return format_list(list(parts), locale=locale()) if parts else ""
