"""Indicators of every kind against their targets: on the page, over the API, in IATI, and protected for donors."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from lxml import html
from sqlmodel import Session

from tests.conftest import Client
from tests.factories import a_lot, a_verified_session, an_indicator, filled, move
from tests.feedback.sheets import a_sheet
from tests.reports.reading import iati_activity

QUARTER = {"from": "2022-07-01", "to": "2022-09-30"}
YEAR = (date(2022, 1, 1), date(2022, 12, 31))
WOMEN = ("ET", "f", "18-59")
KINDS = ("milestone", "target", "actual", "n", "cumulative", "cumulative_n", "percent", "status", "falls")


def logframe(db: Session) -> None:
    may = a_verified_session(db, day=date(2022, 5, 1), cells={WOMEN: 30}, code="BEY-2022-05-01-01")
    a_sheet(db, may, WOMEN, asked=10, said={("overall", "5"): 2, ("overall", "1"): 8})
    july = a_verified_session(db, cells={WOMEN: 60}, code="BEY-2022-07-30-01")
    a_sheet(
        db,
        july,
        WOMEN,
        asked=40,
        said={("overall", "5"): 30, ("overall", "1"): 10, ("full_kit", "yes"): 37, ("full_kit", "no"): 3},
    )
    a_lot(db, "CH-2022-01", received=100, on=datetime(2022, 6, 1, 9, tzinfo=UTC))
    move(db, "CH-2022-01", "warehouse", "loss", 3, "loss", at=datetime(2022, 8, 2, 9, tzinfo=UTC))
    feedback: dict[str, Any] = {"measure": "feedback_overall", "baseline": 50, "targets": [(*YEAR, 80)]}
    an_indicator(db, "2.1", **feedback, position=1)
    an_indicator(db, "2.2", **feedback, aggregation="latest", position=2)
    losses: dict[str, Any] = {
        "measure": "kits_lost",
        "aggregation": "latest",
        "baseline": 10,
        "targets": [(*YEAR, 2)],
    }
    an_indicator(db, "2.3", **losses, position=3)
    an_indicator(db, "2.4", measure="kits_balance", aggregation="latest", targets=[(*YEAR, 50)], position=4)
    an_indicator(db, "2.5", measure="feedback_full_kit", position=5)
    an_indicator(db, "2.6", measure="timeliness", position=6)
    an_indicator(db, "2.7", measure="feedback_overall", narrowed={"item": "DK"}, position=7)


def by_code(lines: list[dict[str, Any]], code: str, *keys: str) -> tuple[Any, ...]:
    [line] = [one for one in lines if one.get("code", one.get("indicator")) == code]
    return tuple(line[key] for key in keys)


def test_every_kind_of_indicator_stands_against_its_milestone(api: Client, database_url: str) -> None:
    filled(database_url, logframe)
    found = api("Amina").get("/projects/LBNT39/results", params=QUARTER).json()
    lines = found["items"]
    assert [one["code"] for one in lines] == ["2.1", "2.2", "2.3", "2.4", "2.5", "2.6", "2.7"]
    # 32 of 50 since January, on the way from 50 to 80 in a hundred; never the middle of 20 % and 75 %.
    assert by_code(lines, "2.1", *KINDS) == (72.4, 80, 75, 40, 64, 50, 80, "watch", False)
    assert by_code(lines, "2.2", "actual", "cumulative", "cumulative_n") == (75, 75, 40)
    assert by_code(lines, "2.3", *KINDS) == (4, 2, 3, None, 3, None, 87.5, "on_track", True)
    assert by_code(lines, "2.4", "actual", "cumulative", "percent", "falls") == (97, 97, 194, False)
    assert by_code(lines, "2.5", "actual", "n", "target", "percent", "status") == (92.5, 40, None, None, None)
    assert by_code(lines, "2.6", "actual", "n") == (100, 1)
    assert by_code(lines, "2.7", "measured", "actual") == (False, None)
    donor = api("Amina").get("/projects/LBNT39/report.json", params=QUARTER | {"audience": "donor"}).json()
    assert by_code(donor["results"], "2.1", "actual", "n", "milestone") == (75, 40, 72.4)
    assert by_code(donor["results"], "2.5", "actual", "n", "percent") == ("c", "c", None), "three said no"
    wrong = api("Amina").get("/projects/LBNT39/results?from=2022-07-01&to=2022-06-01")
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "to")
    for odd in ("to=9999-12-31", "to=0001-01-01", "from=0001-01-01", "from=9999-12-31"):
        assert api("Amina").get(f"/projects/LBNT39/results?{odd}").status_code == 422, odd


def test_iati_tells_percentages_and_what_should_fall(api: Client, database_url: str) -> None:
    filled(database_url, logframe)
    sent = api("Amina").get("/projects/LBNT39/report.iati.xml", params=QUARTER | {"audience": "donor"})
    told = {
        one.find("reference").get("code"): (
            one.get("measure"),
            one.get("ascending"),
            one.get("aggregation-status"),
            [v.get("value") for v in one.iterfind("period/actual")],
        )
        for one in iati_activity(sent.content).iterfind("result/indicator")
    }
    assert told["2.1"] == ("2", "1", "0", ["75"])
    assert told["2.3"] == ("1", "0", "0", ["3"])
    assert told["2.4"] == ("1", "1", "0", ["97"])
    assert told["2.6"] == ("2", "1", "0", ["100"])
    assert told["feedback_overall"] == ("2", "1", "0", ["75"])
    assert told["feedback_full_kit"] == ("2", "1", "0", []), "a hidden percentage has no value"


def test_the_page_says_each_standing_in_words_and_leads_to_the_rows(
    browser: Client, database_url: str
) -> None:
    filled(database_url, logframe)
    amina = browser("Amina")
    assert "/settings/projects/LBNT39/results" in amina.get("/settings/projects/LBNT39").text
    shown = amina.get("/settings/projects/LBNT39/results", params=QUARTER)
    rows = [
        [" ".join(cell.text_content().split()) for cell in row.iterfind("td")]
        for row in html.fromstring(shown.text).iter("tr")
    ]
    assert rows[1][1:] == ["50", "72.4", "80", "75 n = 40", "64 n = 50", "80", "△watch"]
    assert rows[3][-1] == "✓on track"
    assert "less is better" in rows[3][0]
    assert "cannot be measured" in rows[7][-1]
    assert "/sessions?project=LBNT39&amp;from=2022-07-01&amp;to=2022-09-30&amp;status=verified" in shown.text
    wrong = browser("Amina").get("/settings/projects/LBNT39/results?from=x")
    assert wrong.status_code == 422
    assert "No indicator yet." not in wrong.text, "there are some, only the days are none"
