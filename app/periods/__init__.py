"""Reporting periods: open, closing, closed; the late box; how complete and timely a month is."""
