"""The donor report as one page: a view model for the template; and its tables of people, for other pages."""

from app.reports.page_view.page import report_page
from app.reports.page_view.parts import Line, ReportPage, Table
from app.reports.page_view.people import PeopleTables
from app.reports.page_view.rows import RowsBehind

__all__ = ["Line", "PeopleTables", "ReportPage", "RowsBehind", "Table", "report_page"]
