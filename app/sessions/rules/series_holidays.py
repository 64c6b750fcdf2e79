"""Public holidays of a country, from the `holidays` library (its own calendars of moons and councils of ministers)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

import holidays

from app.kernel.words import _

MAY_MOVE = _("Holidays that follow the moon may move by a day.")


@lru_cache(maxsize=64)
def _of_year(country: str, year: int, language: str) -> dict[date, str]:
    try:
        known = holidays.country_holidays(country)
    except NotImplementedError:
        return {}
    spoken = known.supported_languages or ()
    wanted = next((one for one in spoken if one.split("_")[0] == language), None)
    fallback = "en_US" if "en_US" in spoken else known.default_language
    return dict(holidays.country_holidays(country, years=year, language=wanted or fallback))


def holidays_on(country: str, days: Iterable[date], language: str) -> dict[date, str]:
    """The names of the public holidays among these days, in a language where the library speaks it.

    `country` is the ISO 3166 alpha-3 code of an area; a country the library does not know has none.
    """
    return {day: name for day in days if (name := _of_year(country, day.year, language).get(day))}
