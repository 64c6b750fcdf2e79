"""Every format is read back and compared with the one value all of them were made from."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import tracemalloc
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import pytest
import python_calamine

from app.platform.charts.drawing import holds_right_to_left
from app.reports.csv_file import BYTE_ORDER_MARK, excel_csv, machine_csv
from app.reports.json_file import json_bytes
from app.reports.pdf import MOST_SESSIONS, Chart, render_pdf
from app.reports.schemas import DonorReport
from app.reports.signs import for_people
from app.reports.xlsx import write_workbook
from tests.reports.sample import PlainTexts, sample

CHART = Chart(
    "People reached by month",
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 300 60'><rect width='80' height='50' fill='#1c4a8c'/>"
    "<text x='150' y='40' font-family='Noto Sans, Noto Sans Arabic' font-size='10'>بيروت</text></svg>",
    "Bars: July and August",
)


def workbook(report: DonorReport) -> bytes:
    file = io.BytesIO()
    write_workbook(file, report, PlainTexts(report.language))
    return file.getvalue()


def sheet_rows(report: DonorReport, sheet: str) -> list[list[Any]]:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(workbook(report)))
    return book.get_sheet_by_name(PlainTexts(report.language).gettext(sheet)).to_python()


def csv_rows(report: DonorReport) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(b"".join(machine_csv(report)).decode(), newline="")))


def pdf_text(pdf: bytes, tmp_path: Path, *, layout: bool = False) -> str:
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf)
    command = ["pdftotext", *(["-layout"] if layout else []), str(path), "-"]
    return subprocess.run(command, check=True, capture_output=True).stdout.decode()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_format_says_the_same(language: str, tmp_path: Path) -> None:
    report, texts = sample(language), PlainTexts(language)
    in_json = json.loads(json_bytes(report))
    in_csv = csv_rows(report)
    cells = sheet_rows(report, "Disaggregation")
    summary = sheet_rows(report, "Summary")
    text = pdf_text(render_pdf(report, texts), tmp_path)

    def shown(value: float | str | None) -> str:
        return for_people(value, report.threshold, texts)

    for figure in report.figures:
        assert in_json["figures"][figure.key] == figure.value
        [row] = [r for r in in_csv if (r["section"], r["key"]) == ("figure", figure.key)]
        assert row["value"] == ("" if figure.value is None else str(figure.value))
        [line] = [r for r in summary if r[0] == figure.label]
        assert line[1] == (
            "" if figure.value is None else figure.value if isinstance(figure.value, int) else "<5"
        )
        assert shown(figure.value) in text

    rows = {(r["community"], r["sex"], r["age_band"]): r["value"] for r in in_json["disaggregation"]["rows"]}
    csv_cells = {
        (r["community"], r["sex"], r["age_band"]): r["value"] for r in in_csv if r["section"] == "people"
    }
    sheet_cells = {tuple(row[4:7]): row[3] for row in cells if len(row) > 6 and row[6]}
    assert len(report.disaggregation.cells) == len(rows) == len(csv_cells) == len(sheet_cells) - 1
    for cell in report.disaggregation.cells:
        place = (cell.community, cell.sex, cell.age_band)
        assert rows[place] == cell.value
        assert csv_cells[place] == str(cell.value)
        assert sheet_cells[place] == (cell.value if isinstance(cell.value, int) else shown(cell.value))
        assert shown(cell.value) in text

    sheet_results = {row[0]: row for row in sheet_rows(report, "Results")}
    for indicator, result in zip(report.indicators, in_json["results"], strict=True):
        assert (result["indicator"], result["cumulative"]) == (indicator.code, indicator.cumulative)
        assert sheet_results[indicator.code][3:8] == [
            "" if value is None else value
            for value in (
                indicator.baseline,
                indicator.target,
                indicator.actual,
                indicator.cumulative,
                indicator.percent,
            )
        ]
        assert shown(indicator.cumulative) in text

    sheet_sessions = {row[0]: row for row in sheet_rows(report, "Sessions")}
    for session, same in zip(report.sessions, in_json["sessions"], strict=True):
        assert same["reached"] == session.reached
        assert sheet_sessions[session.code][1] == session.date
        reached = session.reached
        assert sheet_sessions[session.code][6] == (reached if isinstance(reached, int) else shown(reached))
        assert session.code in text
    for kit in report.kits:
        assert shown(kit.balance) in text
        assert kit.balance in {row[8] for row in sheet_rows(report, "Kits")}
    assert in_json["hash"] == report.hash == next(r["value"] for r in in_csv if r["key"] == "hash")
    assert report.hash in text.replace("\n", "")
    assert report.audit_head is not None
    assert report.audit_head in text
    control = {row[0]: row[1] for row in sheet_rows(report, "Control")}
    assert control["Hash"] == report.hash
    assert control[texts.gettext("Disaggregation")] == len(report.disaggregation.cells)


def test_people_tables_stand_row_by_row_in_the_pdf(tmp_path: Path) -> None:
    report, texts = sample(), PlainTexts()
    lines = [line.split() for line in pdf_text(render_pdf(report, texts), tmp_path, layout=True).splitlines()]
    values = {(c.community, c.sex, c.age_band): c.value for c in report.disaggregation.cells}
    for community in report.disaggregation.communities:
        expected = [for_people(values[community.code, sex, "all"], 5, texts) for sex in ("f", "m", "all")]
        assert [*community.label.split(), *expected] in lines
    sex_all = [for_people(values["all", "all", age], 5, texts) for age in ("0-17", "18-59", "60+", "all")]
    assert ["All", *sex_all] in lines


def test_the_hash_tells_when_a_fact_was_touched() -> None:
    report = sample()
    assert report.intact
    assert sample() == report
    assert not report.model_copy(update={"summary": "other"}).intact


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_pdf_is_tagged_has_its_fonts_and_its_language(language: str) -> None:
    pdf = pypdf.PdfReader(io.BytesIO(render_pdf(sample(language), PlainTexts(language), [CHART])))
    root: Any = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == language
    assert 2 <= len(pdf.pages) <= 6
    xmp: Any = root["/Metadata"].get_data().decode()
    assert "pdfuaid:part" in xmp
    fonts = [font.get_object() for page in pdf.pages for font in page["/Resources"]["/Font"].values()]  # type: ignore[index]
    assert fonts
    names = {str(font["/BaseFont"]) for font in fonts}
    assert all("NotoSans" in name or "Vazirmatn" in name for name in names), names
    for font in fonts:
        assert "/FontFile2" in font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()


def test_arabic_pdf_keeps_words_figures_and_bands(tmp_path: Path) -> None:
    text = pdf_text(render_pdf(sample("ar"), PlainTexts("ar"), [CHART]), tmp_path)
    text = "".join(sign for sign in text if sign not in "\u202a\u202b\u202c")
    for words in ("النتائج", "إثيوبية", "179", "60+", "18-59", "<5", "BEY-2022-07-30-01"):
        assert words in text


def test_the_same_report_gives_the_same_pdf() -> None:
    assert render_pdf(sample(), PlainTexts()) == render_pdf(sample(), PlainTexts())


def test_a_long_annex_says_how_many_sessions_it_does_not_print(tmp_path: Path) -> None:
    report = sample(further_sessions=MOST_SESSIONS)
    assert "5 more sessions are listed in the workbook." in pdf_text(
        render_pdf(report, PlainTexts()), tmp_path
    )
    assert len(sheet_rows(report, "Sessions")) == MOST_SESSIONS + 6


def test_data_never_becomes_markup_and_a_foreign_script_stops_nothing(tmp_path: Path) -> None:
    report = sample().model_copy(update={"summary": '#panic("x") $1$ *a* ሰላም'})
    assert '#panic("x") $1$ *a*' in pdf_text(render_pdf(report, PlainTexts()), tmp_path)


def test_text_that_looks_like_a_formula_stays_text() -> None:
    report = sample()
    lines = [replace(session, area="=1+1", lead="@SUM(A1)\x00") for session in report.sessions]
    report = report.model_copy(update={"sessions": tuple(lines)})
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(report)))["Sessions"]
    assert (sheet["C2"].value, sheet["C2"].data_type) == ("=1+1", "s")
    assert sheet["D2"].value == "@SUM(A1)"
    row = next(r for r in csv_rows(report) if r["section"] == "session" and r["measure"] == "lead")
    assert (row["label"], row["value"]) == ("'=1+1", "'@SUM(A1)")


def test_the_workbook_has_dates_numbers_frozen_headers_and_a_direction() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(sample("ar"))))
    texts = PlainTexts("ar")
    wanted = ["Summary", "Results", "Disaggregation", "Kits", "Sessions", "Control"]
    assert book.sheetnames == [texts.gettext(name) for name in wanted]
    assert all(sheet.sheet_view.rightToLeft for sheet in book)
    sessions = book[texts.gettext("Sessions")]
    assert sessions.freeze_panes == "A2"
    assert isinstance(sessions["B2"].value, datetime | date)
    assert isinstance(book[texts.gettext("Kits")]["H2"].value, int)
    english = openpyxl.load_workbook(io.BytesIO(workbook(sample())))
    assert not any(sheet.sheet_view.rightToLeft for sheet in english)


def test_each_text_of_an_arabic_sheet_says_its_direction() -> None:
    """A full stop stands at the end of its sentence in every program, and 60+ stays 60+."""
    book = openpyxl.load_workbook(io.BytesIO(workbook(sample("ar"))))
    texts = [cell for sheet in book for row in sheet for cell in row if isinstance(cell.value, str)]
    arabic = [cell for cell in texts if holds_right_to_left(str(cell.value))]
    assert {cell.alignment.readingOrder for cell in arabic} == {2}
    codes = {str(cell.value) for cell in texts if cell.alignment.readingOrder == 1}
    assert codes >= {"60+", "<5", "c", "LBNT39", "BEY-2022-07-30-01", "18-59"}
    english = openpyxl.load_workbook(io.BytesIO(workbook(sample("en"))))
    assert {cell.alignment.readingOrder for sheet in english for row in sheet for cell in row} <= {0, None}


def test_csv_for_excel_begins_with_its_mark_and_comes_in_chunks() -> None:
    report = sample("ar", further_sessions=400)
    chunks = list(excel_csv(report))
    assert len(chunks) > 3
    assert b"".join(chunks).decode() == BYTE_ORDER_MARK + b"".join(machine_csv(report)).decode()


def test_inside_use_shows_every_count() -> None:
    report = sample(threshold=0)
    assert all(isinstance(cell.value, int) for cell in report.disaggregation.cells)
    assert all(isinstance(session.reached, int) for session in report.sessions)


def test_the_workbook_does_not_grow_in_memory_with_its_sessions(tmp_path: Path) -> None:
    report = sample(further_sessions=10_000)
    tracemalloc.start()
    write_workbook(str(tmp_path / "long.xlsx"), report, PlainTexts())
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8_000_000
