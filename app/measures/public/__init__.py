"""What reports and pages may ask: any figure of the register, cut as they like, in the reader's scope."""

from app.measures.public.cuts import FILTERS, cut_of
from app.measures.public.figures import definitions, figures
from app.measures.public.glance import headline, last_months
from app.measures.public.sessions import (
    has_sessions,
    participations,
    session_figures,
    shared_sessions,
    status_counts,
)
from app.measures.rules import MEASURES, Dimension, Kind, Measure, measure_named
from app.measures.schemas import (
    Cut,
    FigureRow,
    Figures,
    Headline,
    MeasureView,
    MonthHeadline,
    Participation,
    SessionFigures,
)

__all__ = [
    "FILTERS",
    "MEASURES",
    "Cut",
    "Dimension",
    "FigureRow",
    "Figures",
    "Headline",
    "Kind",
    "Measure",
    "MeasureView",
    "MonthHeadline",
    "Participation",
    "SessionFigures",
    "cut_of",
    "definitions",
    "figures",
    "has_sessions",
    "headline",
    "last_months",
    "measure_named",
    "participations",
    "session_figures",
    "shared_sessions",
    "status_counts",
]
