"""A new door, a new format or a new number without somebody who reads it for the attacker fails here."""

from __future__ import annotations

from app.reports.json_file import json_report
from app.reports.rules import FileKind
from tests.reports.doors import COUNTED, DONOR, EVERYBODY, FORMATS, NO_PEOPLE, SENTENCES, open_to
from tests.reports.numbers_told import leaves, numbers
from tests.reports.sample import sample


def test_every_door_has_a_reader() -> None:
    assert open_to("Hanna") == set(DONOR)
    assert open_to("") == set(EVERYBODY)


def test_every_format_has_a_reader() -> None:
    assert set(FileKind) == set(FORMATS)


def test_every_number_of_a_report_has_a_reader() -> None:
    told = {
        path
        for path, value in leaves(json_report(sample()))
        if isinstance(value, int | float) and not isinstance(value, bool)
    }
    read = {path for path in told if path in COUNTED or path.startswith("figures.")}
    assert told - read == told & set(NO_PEOPLE)
    assert {"figures.people_reached", "results.cumulative", "restatements.after"} <= read
    assert set(SENTENCES) >= {
        path
        for path, value in leaves(json_report(sample()))
        if isinstance(value, str) and " " in value and numbers(value)
    } - {"period", "restatements.period", "filters.label", "months.label"}


def test_numbers_are_read_in_the_digits_of_every_language() -> None:
    assert numbers("1,234 women and 98.5 %, BEY-2022-07-12-01") == ["1234", "98.5"]
    assert numbers("1\u202f234 femmes, 98,5 %") == ["1234", "98.5"]
    assert numbers("\u200f١٬٢٣٤ امرأة، ٩٨٫٥ ٪") == ["1234", "98.5"]
