"""The report as a workbook."""

from app.reports.xlsx.sheets import MOST_ROWS, write_workbook

__all__ = ["MOST_ROWS", "write_workbook"]
