"""Series: propose, look, change and cancel one, this and later, or all."""

from __future__ import annotations

from app.sessions.use_cases.series.cancelling import cancel_series
from app.sessions.use_cases.series.changing import change_series
from app.sessions.use_cases.series.looking import get_series, series_to_edit
from app.sessions.use_cases.series.proposing import preview_series, propose_series

__all__ = [
    "cancel_series",
    "change_series",
    "get_series",
    "preview_series",
    "propose_series",
    "series_to_edit",
]
