"""Public holidays of a country, from the `holidays` library (years of many governments, kept by its community).

Moveable Islamic dates are announced only days before; the library works them out and says so: *estimated*.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from babel.core import get_global
from holidays import HolidayBase, country_holidays


@dataclass(frozen=True, slots=True)
class Holiday:
    """A public holiday. `estimated`: the day may still move by a day or two when it is announced."""

    name: str
    estimated: bool


def _two_letters(country: str) -> str:
    """ISO alpha-3 → alpha-2 (CLDR); an unknown code stays as it is."""
    known = get_global("territory_aliases").get(country)
    return known[0] if known else country


def _written_in(known: tuple[str, ...], language: str) -> str | None:
    """The library's name of a language, English where it has no such names, None for the only ones it has."""
    for wanted in (language, "en"):
        for one in known:
            if one.split("_", 1)[0] == wanted:
                return one
    return None


def _days(country: str, year: int, language: str) -> HolidayBase | None:
    try:
        plain = country_holidays(country, years=year)
    except NotImplementedError:
        return None
    written_in = _written_in(tuple(plain.supported_languages), language)
    return country_holidays(country, years=year, language=written_in) if written_in else plain


@lru_cache(maxsize=256)
def _of_year(country: str, year: int, language: str) -> Mapping[date, tuple[Holiday, ...]]:
    code = _two_letters(country)
    named, english = _days(code, year, language), _days(code, year, "en")
    if named is None or english is None:
        return {}
    return {
        day: tuple(Holiday(name, "estimated" in english.get(day, "")) for name in named.get_list(day))
        for day in sorted(named)
    }


def on_day(country: str, day: date, language: str) -> tuple[Holiday, ...]:
    """The public holidays of a country (ISO alpha-3) on a day, in `en`, `fr` or `ar` where the library can.

    A country the library does not know has none.
    """
    return _of_year(country, day.year, language).get(day, ())
