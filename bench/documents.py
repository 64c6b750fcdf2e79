"""What the large files cost: a workbook with very many rows, in a process of its own, and a long document."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdf

from app.reports import use_cases as reports
from app.reports.rules import FileKind
from app.reports.schemas import DonorReport, Narrative
from bench.asking import cpu_of
from bench.questions import Line
from tests.reports.sample import sample

ROWS = 200_000
COLUMNS = 12
WORKBOOK_SECONDS = 20.0
WORKBOOK_MB = 200.0
PAGES = 30
DOCUMENT_SECONDS = 5.0


def documents(rows: int = ROWS) -> Iterator[Line]:
    """A workbook of so many sessions by twelve columns (time and peak of memory), and a PDF of thirty pages."""
    with TemporaryDirectory(prefix="karama-bench-") as room:
        path = Path(room) / "long.xlsx"
        done = subprocess.run(
            [sys.executable, "-m", "bench.long_workbook", str(rows), str(path)],
            check=True,
            capture_output=True,
            text=True,
        )
        told = json.loads(done.stdout)
        note = f"{rows / told['seconds']:,.0f} rows a second, {path.stat().st_size:,} bytes, {told['cpu']:.1f} s of CPU"
        name = f"workbook of {rows:,} rows × {COLUMNS} columns"
        yield Line(name, told["seconds"], "s", WORKBOOK_SECONDS, 0, note)
        yield Line(f"{name}: memory", told["megabytes"], "MB at most", WORKBOOK_MB)
        report = _long_document()
        path = Path(room) / "long.pdf"
        cpu, wall = cpu_of(lambda: reports.write_file(report, FileKind.PDF, path), times=1)
        pages = len(pypdf.PdfReader(path).pages)
        assert pages >= PAGES, pages
        note = f"{pages} pages, {cpu / 1000:.1f} s of CPU"
        yield Line(f"PDF of {PAGES} pages", wall / 1000 / pages * PAGES, "s", DOCUMENT_SECONDS, 0, note)


def _long_document() -> DonorReport:
    """The sample with its annex full and texts that fill the pages around it."""
    report = sample("en", further_sessions=150)
    sentence = (
        "Facilitators met people where they live and work, in their languages, and told them their rights. "
    )
    texts = [
        Narrative(heading=f"Chapter {number}", paragraphs=(sentence * 8,) * 6) for number in range(1, 32)
    ]
    return report.model_copy(update={"narratives": tuple(texts)})
