"""What reports and pages may ask: any figure of the register, cut as they like, in the reader's scope."""

from app.measures.public.cuts import FILTERS, cut_of
from app.measures.public.figures import definitions, figures
from app.measures.public.glance import areas, months
from app.measures.public.month_sums import differences, make_anew
from app.measures.public.sessions import (
    as_instant,
    as_uuid,
    has_sessions,
    kits_by_session,
    participations,
    partners_by_session,
    points_held,
    projects_by_session,
    session_codes,
    session_figures,
    stock,
)
from app.measures.rules import FEEDBACK_SHARES, MEASURES, Dimension, Kind, Measure, measure_named
from app.measures.schemas import (
    Cut,
    FigureRow,
    Figures,
    Headline,
    Key,
    MeasureView,
    MonthHeadline,
    Participation,
    PointHeld,
    SessionFigures,
    StockLine,
)

__all__ = [
    "FEEDBACK_SHARES",
    "FILTERS",
    "MEASURES",
    "Cut",
    "Dimension",
    "FigureRow",
    "Figures",
    "Headline",
    "Key",
    "Kind",
    "Measure",
    "MeasureView",
    "MonthHeadline",
    "Participation",
    "PointHeld",
    "SessionFigures",
    "StockLine",
    "areas",
    "as_instant",
    "as_uuid",
    "cut_of",
    "definitions",
    "differences",
    "figures",
    "has_sessions",
    "kits_by_session",
    "make_anew",
    "measure_named",
    "months",
    "participations",
    "partners_by_session",
    "points_held",
    "projects_by_session",
    "session_codes",
    "session_figures",
    "stock",
]
