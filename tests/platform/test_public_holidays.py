"""Public holidays: names in three languages where the library has them, and what is only worked out."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import app.places
from app.platform.public_holidays import on_day

COUNTRIES = Path(app.places.__file__).parent / "data" / "countries_mena_and_origin.csv"


def test_a_fixed_day_in_three_languages() -> None:
    names = {language: on_day("LBN", date(2027, 11, 22), language)[0].name for language in ("en", "fr", "ar")}
    assert names == {"en": "Independence Day", "fr": "Fête Nationale", "ar": "ذكرى الاستقلال"}


def test_an_islamic_day_ahead_is_estimated() -> None:
    [feast] = on_day("LBN", date(2027, 5, 16), "en")
    assert feast.name.startswith("Eid al-Adha")
    assert feast.estimated
    [fixed] = on_day("LBN", date(2027, 5, 1), "ar")
    assert not fixed.estimated


def test_every_country_of_the_list_of_areas_has_holidays() -> None:
    with COUNTRIES.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            days = (date(2026, month, day) for month in range(1, 13) for day in range(1, 29))
            assert any(on_day(row["iso3"], day, "ar") for day in days), row["iso3"]


def test_an_unknown_country_has_none() -> None:
    assert on_day("XXX", date(2026, 1, 1), "en") == ()
