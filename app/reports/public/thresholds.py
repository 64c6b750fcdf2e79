"""From how many people on a count is shown, by audience: what the owner set, else what the environment says."""

from __future__ import annotations

from app.platform.settings import Settings
from app.platform.unit_of_work import ReadTx
from app.reports.rules import Outside, ReportAudience, threshold_in_use
from app.reports.store import protection as store


def usual_threshold(audience: Outside, settings: Settings) -> int:
    """What holds until somebody sets one."""
    return threshold_in_use(
        {
            Outside.PARTNER: settings.threshold_partner,
            Outside.DONOR: settings.threshold_donor,
            Outside.PUBLIC: settings.threshold_public,
        }[audience]
    )


def threshold_of(look: ReadTx, audience: ReportAudience, settings: Settings) -> int:
    """K for this audience; inside use protects nothing (0)."""
    if audience is ReportAudience.INSIDE:
        return 0
    kept = store.threshold(look.db, audience.value)
    return kept.threshold if kept else usual_threshold(Outside(audience.value), settings)
