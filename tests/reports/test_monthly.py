"""The monthly page: everyone sees what is theirs, files say exactly what is shown, donors see what was sent."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from typing import Any

import openpyxl
import pytest

from tests.conftest import Client
from tests.factories import after
from tests.reports.story import story
from tests.world import an_id

JULY = {"month": "2022-07", "of": "all"}


told = after(story)


def cells(answer: Any) -> dict[tuple[str, str, str], Any]:
    return {(c["community"], c["sex"], c["age_band"]): c["value"] for c in answer["table"]["cells"]}


def csv_cells(content: str) -> dict[tuple[str, str, str], str]:
    rows = list(csv.reader(io.StringIO(content.removeprefix("\ufeff"), newline="")))
    return {(row[6], row[7], row[8]): row[5] for row in rows[1:]}


@told
def test_amina_sees_july_to_the_last_person_and_takes_it_away(api: Client, browser: Client) -> None:
    answer = api("Amina").get("/monthly", params=JULY).json()
    shown = cells(answer)
    assert shown["all", "all", "all"] == 53
    assert shown["ET", "f", "18-59"] == 21
    assert shown["BD", "m", "60+"] == 2
    assert (answer["threshold"], answer["sessions"], answer["waiting"]) == (0, 1, 0)
    amina = browser("Amina")
    page = amina.get("/monthly", params=JULY)
    assert page.status_code == 200
    assert "People reached, July 2022" in page.text
    assert "/sessions?status=verified&amp;from=2022-07-01&amp;to=2022-07-31" in page.text
    assert "month=2022-06" in page.text
    assert "month=2022-08" in page.text
    assert csv_cells(amina.get("/monthly.csv", params=JULY).text) == {
        place: str(value) for place, value in shown.items()
    }
    book = openpyxl.load_workbook(io.BytesIO(amina.get("/monthly.xlsx", params=JULY).content))
    [sheet] = book.worksheets
    in_sheet = [[cell.value for cell in row] for row in sheet.iter_rows()]
    on_page = [
        [
            re.sub(r"<[^>]+>", "", cell).strip()
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        ]
        for row in re.findall(r"<tr>(.*?)</tr>", page.text, re.DOTALL)
    ]
    filled_rows = [
        ["" if value is None else str(value) for value in row]
        for row in in_sheet
        if len([v for v in row if v is not None]) > 2
    ]
    assert filled_rows == on_page
    assert any(isinstance(value, int) for row in in_sheet for value in row)


@told
def test_august_says_what_is_not_verified_yet(api: Client, browser: Client) -> None:
    answer = api("Amina").get("/monthly", params={"month": "2022-08"}).json()
    assert cells(answer)["all", "all", "all"] == 36
    assert (answer["sessions"], answer["waiting"]) == (2, 1)
    assert "not verified yet: 1" in browser("Amina").get("/monthly", params={"month": "2022-08"}).text


@told
@pytest.mark.parametrize(
    ("of", "reached"), [("partner:CARITAS", 36), ("partner:LAW", 0), ("donor:CH", 36), ("donor:NL", 0)]
)
def test_amina_looks_at_one_partner_or_donor(api: Client, of: str, reached: int) -> None:
    answer = api("Amina").get("/monthly", params={"month": "2022-08", "of": of}).json()
    assert cells(answer)["all", "all", "all"] == reached


@told
@pytest.mark.parametrize("audience", ["partner", "donor"])
def test_what_is_made_for_others_is_protected_in_every_format(
    api: Client, browser: Client, audience: str
) -> None:
    asked = {**JULY, "audience": audience}
    answer = api("Amina").get("/monthly", params=asked).json()
    shown = cells(answer)
    assert answer["threshold"] == 5
    assert shown["all", "all", "all"] == 53
    assert not {1, 2, 3, 4} & set(shown.values())
    assert {"<k", "c"} & set(shown.values())
    signs = {"<k": "<5"}
    told = csv_cells(browser("Amina").get("/monthly.csv", params=asked).text)
    assert told == {place: signs.get(value, str(value)) for place, value in shown.items()}
    page = browser("Amina").get("/monthly", params=asked).text
    assert "What was merged or hidden, and why" in page


@told
def test_bilal_sees_his_own_house_protected_and_no_other(api: Client) -> None:
    bilal = api("Bilal")
    answer = bilal.get("/monthly", params={"month": "2022-08"}).json()
    assert [one["value"] for one in answer["subjects"]] == ["partner:CARITAS"]
    assert (answer["of"], answer["audience"], answer["threshold"]) == ("partner:CARITAS", "partner", 5)
    assert cells(answer)["all", "all", "all"] == 36
    for of in ("all", "partner:LAW", "donor:CH", "project:LBNT39"):
        assert bilal.get("/monthly", params={"of": of}).status_code == 422
    for audience in ("inside", "donor"):
        assert bilal.get("/monthly", params={"audience": audience}).status_code == 403
    assert api("Chantal").get("/monthly").status_code == 403


@told
def test_hanna_sees_what_was_sent_to_her_and_nothing_else(api: Client, browser: Client) -> None:
    amina, hanna = api("Amina"), api("Hanna")
    assert hanna.get("/monthly").status_code == 404
    assert "No figures for this month" in browser("Hanna").get("/monthly").text
    lens = {
        "id": str(an_id("a monthly lens")),
        "project": "LBNT39",
        "name": "Switzerland",
        "from": "2022-01-01",
        "to": "2022-12-31",
        "threshold": 5,
        "language": "en",
    }
    assert amina.post("/lenses", json=lens).status_code == 201
    draft = {"id": str(an_id("a quarter")), "lens": lens["id"], "from": "2022-07-01", "to": "2022-09-30"}
    assert amina.post("/reports", json=draft).status_code == 201
    assert hanna.get("/monthly").status_code == 404
    assert amina.post(f"/reports/{draft['id']}/submit").status_code == 200
    for month in ("", "2022-07", "2022-09"):
        answer = hanna.get("/monthly", params={"month": month}).json()
        assert (answer["days"], answer["report"]) == ([draft["from"], draft["to"]], draft["id"])
        assert answer["waiting"] is None
        sent = hanna.get(f"/reports/{draft['id']}.json").json()["disaggregation"]["rows"]
        assert cells(answer) == {
            (one["community"], one["sex"], one["age_band"]): one["value"].replace("<5", "<k")
            if isinstance(one["value"], str)
            else one["value"]
            for one in sent
        }
    assert hanna.get("/monthly", params={"month": "2022-06"}).status_code == 404
    assert hanna.get("/monthly", params={"of": "project:GLOT59"}).status_code == 422
    assert hanna.get("/monthly", params={"audience": "inside"}).status_code == 403
    page = browser("Hanna").get("/monthly", params={"month": "2022-08"})
    assert f'href="/reports/{draft["id"]}"' in page.text
    assert "People reached, 1 July 2022 – 30 September 2022" in page.text, "a quarter is not called a month"
    assert browser("Hanna").get("/monthly.xlsx", params={"month": "2022-08"}).status_code == 200
    assert browser("Hanna").get("/monthly.csv", params={"month": "2022-01"}).status_code == 404


@pytest.mark.parametrize(
    "wrong", [{"month": "2022-13"}, {"month": "soon"}, {"of": "partner:NOBODY"}, {"audience": "everybody"}]
)
def test_a_wrong_question_is_refused(api: Client, browser: Client, wrong: dict[str, str]) -> None:
    assert api("Amina").get("/monthly", params=wrong).status_code == 422
    assert browser("Amina").get("/monthly", params=wrong).status_code == 422
    assert browser("Amina").get("/monthly.csv", params=wrong).status_code == 422


@told
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_a_month_in_three_languages(browser: Client, language: str) -> None:
    amina = browser("Amina")
    amina.cookies.set("karama_language", language)
    assert amina.get("/monthly", params=JULY).status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(amina.get("/monthly.xlsx", params=JULY).content))
    assert bool(book.worksheets[0].sheet_view.rightToLeft) == (language == "ar")
    assert date.fromisoformat(
        amina.get("/monthly.csv", params=JULY).text.splitlines()[1].split(",")[0]
    ) == date(2022, 7, 1)
