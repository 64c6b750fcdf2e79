"""What other packages may ask of reports: whose reports somebody may read, and protected figures to draw."""

from app.reports.due import DueReport, DueState
from app.reports.public.cube import ProtectedCube, cube_for, released_to
from app.reports.public.owed import reports_owed
from app.reports.public.rights import paid_for
from app.reports.public.thresholds import threshold_of
from app.reports.rules import ReportAudience
from app.reports.schemas import ALL, COMPLEMENTARY, PRIMARY, SeriesPoint, Shown

__all__ = [
    "ALL",
    "COMPLEMENTARY",
    "PRIMARY",
    "DueReport",
    "DueState",
    "ProtectedCube",
    "ReportAudience",
    "SeriesPoint",
    "Shown",
    "cube_for",
    "paid_for",
    "released_to",
    "reports_owed",
    "threshold_of",
]
