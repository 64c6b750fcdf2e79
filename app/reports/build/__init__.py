"""From figures to the one value every format is made from."""

from app.reports.build.asking import Asked
from app.reports.build.people import disaggregation, protected_table
from app.reports.build.report import build_report
from app.reports.build.spoken import Spoken

__all__ = ["Asked", "Spoken", "build_report", "disaggregation", "protected_table"]
