"""Choose, look at and take away donor reports."""

from app.reports.use_cases.choosing import Choices, choices
from app.reports.use_cases.files import (
    MEDIA_TYPES,
    TO_TAKE_AWAY,
    ReportFile,
    as_file,
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
    "TO_TAKE_AWAY",
    "AskReport",
    "Choices",
    "ReportFile",
    "ReportQuery",
    "as_file",
    "choices",
    "discloses",
    "export_report",
    "make_report",
    "page_of",
    "write_file",
]
