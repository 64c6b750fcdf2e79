"""Imports of opening stock: the template, looking at a sheet, entering it."""

from __future__ import annotations

from app.kits.use_cases.imports.running import get_import, newest_imports, send_import, write_import
from app.kits.use_cases.imports.template import template_csv, template_workbook

__all__ = [
    "get_import",
    "newest_imports",
    "send_import",
    "template_csv",
    "template_workbook",
    "write_import",
]
