"""Reporting periods: open, closing, closed; the late box; completeness and timeliness."""
