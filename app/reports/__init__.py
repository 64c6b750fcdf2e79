"""Donor reports: one project and period, one value, every format; small counts protected."""
