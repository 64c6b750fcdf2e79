"""Schedules as people send them: workbooks made with openpyxl, CSV as Excel writes it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from httpx2 import Response
from openpyxl import Workbook
from starlette.testclient import TestClient

from app.sessions.rules.imports import COLUMNS

KEYS = [column.key for column in COLUMNS]

A_ROW: dict[str, Any] = {
    "title": "Know your rights",
    "activity_type": "Awareness session",
    "audience": "community",
    "date": date(2022, 8, 2),
    "start": time(9, 30),
    "end": time(11, 30),
    "venue": "St Joseph hall · Beirut",
    "capacity": 60,
    "language": "am",
    "topics": "KAFALA; Forced labour",
    "lead_organisation": "CARITAS · Caritas Lebanon",
    "partners": "LAW: facilitator",
    "facilitators": "chantal@caritas.example",
    "projects": "LBNT39: 60; GLOT59: 40",
    "planned_kits": "DK: 60",
}


def a_row(**changed: Any) -> dict[str, Any]:
    """A row of the template with some cells changed."""
    return {**A_ROW, **changed}


def workbook(rows: Sequence[dict[str, Any]], headings: Sequence[str] = KEYS) -> bytes:
    """An XLSX file with these headings (one for each key, in their order) and rows."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Sessions")
    sheet.append(list(headings))
    for row in rows:
        sheet.append([row.get(key, "") for key in KEYS])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def csv_file(rows: Sequence[dict[str, Any]], delimiter: str = ",") -> bytes:
    """A CSV file as Excel saves it: with a byte order mark, and perhaps semicolons."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=delimiter)
    writer.writerow(KEYS)
    writer.writerows([row.get(key, "") for key in KEYS] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def hourly(count: int, year: int = 2023, **changed: Any) -> list[dict[str, Any]]:
    """So many sessions, one an hour in one hall, that are in nobody's way."""
    begin = datetime(year, 1, 1)  # noqa: DTZ001 - a time on a sheet has no zone
    rows = []
    for number in range(count):
        at = begin + timedelta(hours=number)
        rows.append(
            a_row(
                date=at.date(),
                start=at.time(),
                end=(at + timedelta(minutes=50)).time(),
                time_zone="UTC",
                reference=f"R{number}",
                **changed,
            )
        )
    return rows


def send(client: TestClient, content: bytes, name: str = "schedule.xlsx", **form: Any) -> Response:
    """Send a schedule to the JSON face."""
    return client.post("/sessions/import", files={"file": (name, content)}, data=form)
