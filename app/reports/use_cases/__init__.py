"""Choose, look at and take away donor reports."""

from app.reports.use_cases.choosing import Choices, choices
from app.reports.use_cases.files import (
    MEDIA_TYPES,
    ReportFile,
    as_file,
    files_of,
    page_of,
    write_file,
)
from app.reports.use_cases.making import (
    AskReport,
    ReportQuery,
    discloses,
    export_report,
    make_report,
)

__all__ = [
    "MEDIA_TYPES",
    "AskReport",
    "Choices",
    "ReportFile",
    "ReportQuery",
    "as_file",
    "choices",
    "discloses",
    "export_report",
    "files_of",
    "make_report",
    "page_of",
    "write_file",
]
