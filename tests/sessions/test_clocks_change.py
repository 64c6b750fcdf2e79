"""Around a change of the clocks an hour typed into the form is the hour that form, list and calendar show again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.conftest import Client
from tests.sessions.test_pages import the_form


@pytest.mark.parametrize(
    ("time_zone", "change"),
    [
        ("Asia/Beirut", "2023-03-26"),
        ("Asia/Beirut", "2023-10-29"),
        ("Africa/Cairo", "2023-04-28"),
        ("Africa/Casablanca", "2023-03-19"),
        ("Africa/Casablanca", "2023-04-23"),
    ],
)
def test_the_hour_typed_is_the_hour_shown(browser: Client, api: Client, time_zone: str, change: str) -> None:
    bilal = browser("Bilal")
    offsets = set()
    for days in (-1, 0, 1):
        day = (date.fromisoformat(change) + timedelta(days=days)).isoformat()
        hours = {"date": day, "start": "09:07", "end": "11:41", "time_zone": time_zone}
        answer = bilal.post("/sessions/new", data=the_form(**hours))
        assert answer.status_code == 303, answer.text[:3000]
        where = answer.headers["location"]
        offsets.add(api("Bilal").get(where).json()["starts_at"][11:16])
        form = bilal.get(f"{where}/edit").text
        for value in (day, "09:07", "11:41"):
            assert f'value="{value}"' in form
        for page in (where, f"/sessions?from={day}&to={day}", f"/calendar?on={day}&view=list"):
            assert "09:07" in bilal.get(page).text, page
    assert len(offsets) == 2, "the clocks did not change in these days"
