"""A report as a file: a workbook written to disk, everything else as chunks of bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile

from app.reports.build import Spoken
from app.reports.csv_file import excel_csv, machine_csv
from app.reports.drawings import drawings
from app.reports.fivew import fivew_csv
from app.reports.hxl_file import hxl_csv
from app.reports.iati import iati_xml
from app.reports.json_file import json_bytes
from app.reports.page_view import ReportPage, report_page
from app.reports.pdf import Chart, render_pdf
from app.reports.rules import FileKind, IatiMode
from app.reports.schemas import DonorReport
from app.reports.xlsx import write_workbook

MEDIA_TYPES: dict[FileKind, str] = {
    FileKind.JSON: "application/json",
    FileKind.PDF: "application/pdf",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.CSV: "text/csv; charset=utf-8",
    FileKind.EXCEL_CSV: "text/csv; charset=utf-8",
    FileKind.HXL: "text/csv; charset=utf-8",
    FileKind.FIVE_W: "text/csv; charset=utf-8",
    FileKind.IATI: "application/xml",
    FileKind.HTML: "text/html; charset=utf-8",
    FileKind.ZIP: "application/zip",
}

TO_TAKE_AWAY: tuple[tuple[FileKind, IatiMode], ...] = (
    (FileKind.PDF, IatiMode.DIMENSIONS),
    (FileKind.XLSX, IatiMode.DIMENSIONS),
    (FileKind.CSV, IatiMode.DIMENSIONS),
    (FileKind.EXCEL_CSV, IatiMode.DIMENSIONS),
    (FileKind.HXL, IatiMode.DIMENSIONS),
    (FileKind.FIVE_W, IatiMode.DIMENSIONS),
    (FileKind.IATI, IatiMode.DIMENSIONS),
    (FileKind.IATI, IatiMode.INDICATORS),
    (FileKind.JSON, IatiMode.DIMENSIONS),
)
"""The files of a report, IATI in both of its modes; a ZIP holds them all."""


def files_of(report: DonorReport) -> list[tuple[FileKind, IatiMode]]:
    """Those of them in which a report leaves the house."""
    return [(kind, mode) for kind, mode in TO_TAKE_AWAY if not report.formats or kind in report.formats]


def leaves_as(report: DonorReport, kind: FileKind) -> bool:
    """Whether a report may be taken in this format; a ZIP wherever it would hold something."""
    if kind is FileKind.ZIP:
        return bool(files_of(report))
    return not report.formats or kind in report.formats


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A file to send: its name, what it is, and where it lies. Whoever sends it deletes it."""

    name: str
    media_type: str
    path: Path


def file_name(report: DonorReport, kind: FileKind, mode: IatiMode = IatiMode.DIMENSIONS) -> str:
    """LBNT39_2022-07-01_2022-09-30.pdf; one CSV or XML is told from another: …_hxl.csv, …_for-excel.csv.

    What does not leave the house says so in its name: exact figures …_internal.pdf, a draft …_draft.pdf.
    """
    ending = "for-excel.csv" if kind is FileKind.EXCEL_CSV else kind.value
    if kind is FileKind.IATI and mode is IatiMode.INDICATORS:
        ending = f"iati_{mode.value}.xml"
    code = "".join(
        sign if sign.isascii() and (sign.isalnum() or sign in "-.") else "-" for sign in report.project.code
    )
    joint = "_" if "." in kind.value else "."
    inside = "_draft" if report.draft else "" if report.threshold else "_internal"
    return f"{code}_{report.period.from_date}_{report.period.to_date}{inside}{joint}{ending}"


_TABLES: dict[FileKind, Callable[[DonorReport], Iterator[bytes]]] = {
    FileKind.CSV: machine_csv,
    FileKind.EXCEL_CSV: excel_csv,
    FileKind.HXL: hxl_csv,
    FileKind.FIVE_W: fivew_csv,
}


def chunks_of(report: DonorReport, kind: FileKind, mode: IatiMode = IatiMode.DIMENSIONS) -> Iterator[bytes]:
    """The report in one of the formats that need no file of their own. Raises KeyError for xlsx, zip and html."""
    if kind in _TABLES:
        return _TABLES[kind](report)
    if kind is FileKind.IATI:
        return iter([iati_xml(report, Spoken(report.language), mode)])
    if kind is FileKind.JSON:
        return iter([json_bytes(report)])
    if kind is FileKind.PDF:
        texts = Spoken(report.language)
        charts = [
            Chart(one.title, one.svg, one.alt, one.key, one.note)
            for one in drawings(report, texts, for_document=True)
        ]
        return iter([render_pdf(report, texts, charts)])
    raise KeyError(kind)


def write_file(report: DonorReport, kind: FileKind, path: Path, mode: IatiMode = IatiMode.DIMENSIONS) -> None:
    """Write the report to a path, never holding more of it in memory than a chunk."""
    if kind is FileKind.XLSX:
        write_workbook(str(path), report, Spoken(report.language))
        return
    if kind is FileKind.ZIP:
        _write_all(report, path)
        return
    with path.open("wb") as file:
        for chunk in chunks_of(report, kind, mode):
            file.write(chunk)


def _write_all(report: DonorReport, path: Path) -> None:
    """All files of a report in one, those its lens chose, each under the name it has by itself."""
    with ZipFile(path, "w", ZIP_DEFLATED) as packed, TemporaryDirectory(prefix="karama-") as room:
        for kind, mode in files_of(report):
            one = Path(room) / file_name(report, kind, mode)
            write_file(report, kind, one, mode)
            packed.write(one, one.name)
            one.unlink()


def as_file(report: DonorReport, kind: FileKind, mode: IatiMode = IatiMode.DIMENSIONS) -> ReportFile:
    """The report as a new temporary file."""
    with NamedTemporaryFile(prefix="karama-", suffix=f".{kind.value}", delete=False) as file:
        path = Path(file.name)
    try:
        write_file(report, kind, path, mode)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return ReportFile(file_name(report, kind, mode), MEDIA_TYPES[kind], path)


def page_of(report: DonorReport, *, linked: bool = False) -> ReportPage:
    """The report as the page shows it, in its own language; `linked`: its numbers lead to their rows."""
    return report_page(report, Spoken(report.language), linked=linked)
