"""The sheet of a report, drawn in the report's own language whatever the reader's is."""

from __future__ import annotations

from fastapi import Request
from markupsafe import Markup

from app.access.actor import Actor
from app.access.permissions import Permission
from app.platform import catalogues
from app.reports import use_cases
from app.reports.page_view import ReportPage
from app.reports.rules import FileKind, IatiMode
from app.reports.schemas import DonorReport


def downloads(report: DonorReport) -> list[tuple[FileKind, dict[str, str]]]:
    """The files to take away with what their addresses ask: IATI in both of its modes, and all of them at once."""
    files = [
        (kind, {} if mode is IatiMode.DIMENSIONS else {"mode": mode.value})
        for kind, mode in use_cases.files_of(report)
    ]
    return [*files, (FileKind.ZIP, {})] if len(files) > 1 else files


def sheet_of(request: Request, actor: Actor, report: DonorReport) -> tuple[ReportPage, Markup]:
    """What the page shows of a report, and its sheet as HTML; who sees sessions comes from a number to its rows."""
    view = use_cases.page_of(report, linked=actor.may(Permission.SESSION_SEE))
    with catalogues.speaking(view.language):
        template = request.app.state.templates.get_template("reports/_sheet.html")
        return view, Markup(template.render(view=view))  # noqa: S704 - our own template, escaped
