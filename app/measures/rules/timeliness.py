"""How punctual the reports of sessions are: the only figures that also count sessions that are not verified."""

from __future__ import annotations

from app.kernel.words import _
from app.measures.rules.shape import SESSION_DIMENSIONS, Kind, Measure

TIMELINESS_MEASURES = (
    Measure(
        "reports_due",
        _("Reports due"),
        _(
            "Reports due: sessions that were reported, and those that ended more than 7 days ago and should have been, "
            "verified or not."
        ),
        "sessions",
        Kind.COUNT,
        SESSION_DIMENSIONS,
    ),
    Measure(
        "reports_in_time",
        _("Reports written in time"),
        _(
            "Reports written in time: sessions whose first report was written within 7 days after they ended, on "
            "whatever device, verified or not."
        ),
        "sessions",
        Kind.COUNT,
        SESSION_DIMENSIONS,
    ),
    Measure(
        "timeliness",
        _("Reported in time"),
        _(
            "Reported in time: of the reports due, the share that was written within 7 days after the session."
        ),
        "share",
        Kind.RATIO,
        SESSION_DIMENSIONS,
        numerator="reports_in_time",
        denominator="reports_due",
    ),
)
