"""Imports of a schedule: the template, taking a file in, checking it, writing it."""

from __future__ import annotations

from app.sessions.use_cases.imports.running import (
    begin_import,
    begin_writing,
    check_import,
    finish_writing,
    get_import,
    newest_imports,
    write_import,
)
from app.sessions.use_cases.imports.template import template_csv, template_workbook

__all__ = [
    "begin_import",
    "begin_writing",
    "check_import",
    "finish_writing",
    "get_import",
    "newest_imports",
    "template_csv",
    "template_workbook",
    "write_import",
]
