"""Writes one very long workbook and tells what it took: `python -m bench.long_workbook ROWS PATH`.

A process of its own, so that the memory is that of the workbook and of what writes it, and of nothing else.
"""

from __future__ import annotations

import json
import re
import resource
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from app.reports.build.spoken import Spoken
from app.reports.schemas import DonorReport, SessionLine
from app.reports.xlsx import write_workbook
from tests.reports.sample import sample


def _long_report(rows: int) -> DonorReport:
    report = sample("en")
    return report.model_copy(update={"sessions": tuple(_lines(report.sessions[0], rows))})


def _lines(pattern: SessionLine, rows: int) -> Iterator[SessionLine]:
    """So many sessions of a year, each with a code and figures of its own."""
    first = date(2025, 1, 1)
    for number in range(rows):
        day = first + timedelta(days=number % 365)
        yield replace(
            pattern,
            code=f"BEY-{day}-{number:06}",
            date=day,
            reached=number % 60,
            door=number % 61,
            kits=number % 7,
        )


def _write_in_this_process(rows: int, path: str) -> None:
    """Write the workbook and tell on stdout what it took; the memory is that of the whole process at its most."""
    report = _long_report(rows)
    started, busy = time.perf_counter(), time.process_time()
    write_workbook(path, report, Spoken(report.language))
    seconds, cpu = time.perf_counter() - started, time.process_time() - busy
    megabytes = _most_kilobytes() / 1024
    print(json.dumps({"seconds": seconds, "cpu": cpu, "megabytes": megabytes}))


def _most_kilobytes() -> int:
    """What this program held at its most. Linux counts into `ru_maxrss` what started it held, too (exec(2) keeps it)."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(re.search(r"^VmHWM:\s+(\d+) kB$", status.read_text(), re.MULTILINE)[1])  # type: ignore[index]
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    _write_in_this_process(int(sys.argv[1]), sys.argv[2])
