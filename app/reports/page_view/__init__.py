"""The donor report as one page: a view model for the template."""

from app.reports.page_view.page import report_page
from app.reports.page_view.parts import ReportPage

__all__ = ["ReportPage", "report_page"]
