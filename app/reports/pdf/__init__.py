"""The report on paper."""

from app.reports.pdf.content import MOST_SESSIONS, Chart
from app.reports.pdf.render import render_pdf

__all__ = ["MOST_SESSIONS", "Chart", "render_pdf"]
