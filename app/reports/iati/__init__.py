"""The report as an IATI 2.03 activity with its results."""

from app.reports.iati.activity import iati_xml

__all__ = ["iati_xml"]
