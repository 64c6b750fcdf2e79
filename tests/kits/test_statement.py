"""The donor statement says the same on screen, in a workbook, on paper and to machines, in three languages."""

from __future__ import annotations

import io
import re
from datetime import date

import openpyxl
import pytest
from pypdf import PdfReader

from app.kernel import clock
from app.kits.rules import MovementReason as R
from app.platform.unit_of_work import UnitOfWork
from tests.conftest import Client
from tests.kits.test_views import TODAY, Summer

ASKED = "donor=CH&from=2022-07-15&to=2022-09-20"

# lot → opening, received, assembled, from others, distributed, lost, closing
TOLD = {"GRN-CH": (60, 0, 0, 0, 12, 3, 45), "GRN-CH2": (0, 1234, 0, 0, 1004, 0, 230)}
IN_ALL = (60, 1234, 0, 0, 1016, 3, 275)
SUMS = ("opening", "received", "assembled", "passed", "distributed", "lost", "closing")


@pytest.fixture
def summer(uow: UnitOfWork) -> Summer:
    with clock.at(TODAY):
        summer = Summer(uow)
        second = summer.lot("GRN-CH2", date(2023, 5, 31), "LBNT39")
        summer.move(second, summer.supplier, summer.store, 1234, R.RECEIPT)
        summer.move(second, summer.store, summer.people, 1004, R.DISTRIBUTED_WITHOUT_RECORD)
        return summer


def _numbers(text: str) -> list[int]:
    """Whole numbers of a line, however a language divides thousands and marks directions."""
    plain = re.sub(r"[\u200e\u200f\u061c\u2066-\u2069]", "", text)
    joined = re.sub(r"(?<=\d)[.,\u202f\u00a0\u066c](?=\d{3}(?!\d))", "", plain)
    return [int(number) for number in re.findall(r"(?<![\w-])\d+(?![\w-])", joined)]


def _on_screen(html: str, lot: str) -> list[int]:
    row = next(row for row in re.findall(r"<tr>.*?</tr>", html, re.DOTALL) if f"<bdi>{lot}</bdi>" in row)
    cells = re.findall(r'<td class="n"[^>]*>(.*?)</td>', row, re.DOTALL)
    return [_numbers(re.sub(r"<[^>]+>", " ", cell))[0] for cell in cells]


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_screen_workbook_paper_and_machine_say_the_same(
    browser: Client, api: Client, summer: Summer, language: str
) -> None:
    daoud = browser("Daoud")
    daoud.post(f"/language/{language}", data={"next": "/"})
    with clock.at(TODAY):
        html = daoud.get(f"/kits/statement?{ASKED}").text
        assert f'lang="{language}"' in html
        book = openpyxl.load_workbook(io.BytesIO(daoud.get(f"/kits/statement.xlsx?{ASKED}").content)).active
        assert book is not None
        assert bool(book.sheet_view.rightToLeft) is (language == "ar")
        paper = PdfReader(io.BytesIO(daoud.get(f"/kits/statement.pdf?{ASKED}").content))
        machine = api("Daoud").get(f"/stock/statement?{ASKED}").json()
    rows = [list(row) for row in book.iter_rows(values_only=True)]
    printed = [
        _numbers(line)
        for page in paper.pages
        for line in page.extract_text(extraction_mode="layout").splitlines()
    ]
    flat = [number for line in printed for number in line]
    assert {line["lot"] for line in machine["lines"]} == set(TOLD)
    for lot, figures in TOLD.items():
        opening, received, assembled, passed, distributed, lost, closing = figures
        assert opening + received + assembled + passed - distributed - lost == closing
        assert _on_screen(html, lot) == list(figures)
        assert [tuple(row[5:12]) for row in rows if row[3] == lot] == [figures]
        (line,) = (line for line in machine["lines"] if line["lot"] == lot)
        assert tuple(line[name] for name in SUMS) == figures
        assert _follows(figures, flat), (lot, printed)
    (total,) = machine["totals"]
    assert tuple(total[name] for name in SUMS) == IN_ALL
    assert [tuple(row[5:12]) for row in rows[-1:]] == [IN_ALL]
    assert _follows(IN_ALL, flat)


def _follows(figures: tuple[int, ...], numbers: list[int]) -> bool:
    """Whether the figures stand one after the other; a table from right to left may be read from its other end."""
    size = len(figures)
    found = {tuple(numbers[at : at + size]) for at in range(len(numbers))}
    return figures in found or figures[::-1] in found


def test_a_donor_who_paid_for_nothing_has_an_empty_statement(browser: Client, summer: Summer) -> None:
    daoud = browser("Daoud")
    shown = daoud.get("/kits/statement?donor=NL&from=2022-07-01&to=2022-07-02")
    assert "None of these lots" in shown.text
    assert daoud.get("/kits/statement.pdf?donor=NL").content.startswith(b"%PDF")
    assert daoud.get("/kits/statement.xlsx?donor=NO").status_code == 422
