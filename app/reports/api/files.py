"""A report as the answer of a request: a page, or a file that is deleted once it is sent."""

from __future__ import annotations

from typing import Any

from fastapi import Request, Response
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from app.platform.web.pages import render
from app.reports import use_cases
from app.reports.rules import FileKind, IatiMode
from app.reports.schemas import DonorReport

JSON = "application/json"

FORMATS: dict[str, Any] = {
    "content": {
        media_type: {
            "schema": {"type": "object"} if media_type == JSON else {"type": "string", "format": "binary"}
        }
        for media_type in (found.split(";")[0] for found in dict.fromkeys(use_cases.MEDIA_TYPES.values()))
    },
    "description": "The report in the format asked for",
}


def sent(
    request: Request, report: DonorReport, kind: FileKind, mode: IatiMode = IatiMode.DIMENSIONS
) -> Response:
    """The report in this format, in its own language."""
    if kind is FileKind.HTML:
        request.state.language = report.language
        return render(request, "reports/document.html", view=use_cases.page_of(report))
    file = use_cases.as_file(report, kind, mode)
    return FileResponse(
        file.path,
        media_type=file.media_type,
        filename=file.name,
        headers={"Content-Language": report.language},
        background=BackgroundTask(file.path.unlink, missing_ok=True),
    )
