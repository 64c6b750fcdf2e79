"""Pure words of the close-out: why counts differ, and services people were referred to."""

from __future__ import annotations

from enum import StrEnum

from app.kernel.words import Words, _


class GapReason(StrEnum):
    """Why the grid and the door differ."""

    LATE_ARRIVALS = "late_arrivals"
    LEFT_EARLY = "left_early"
    CHILDREN_NOT_ASKED = "children_not_asked"
    DOOR_MISCOUNT = "door_miscount"
    GRID_INCOMPLETE = "grid_incomplete"
    STAFF_COUNTED = "staff_counted"
    OTHER = "other"


GAP_NAMES: dict[GapReason, Words] = {
    GapReason.LATE_ARRIVALS: _("late arrivals were not asked"),
    GapReason.LEFT_EARLY: _("some left before they were asked"),
    GapReason.CHILDREN_NOT_ASKED: _("children came along and were not asked"),
    GapReason.DOOR_MISCOUNT: _("the door was miscounted"),
    GapReason.GRID_INCOMPLETE: _("the grid is not complete"),
    GapReason.STAFF_COUNTED: _("staff were counted at the door"),
    GapReason.OTHER: _("another reason, see the note"),
}


class Service(StrEnum):
    """Kinds of services people were referred to, as counts only."""

    LEGAL = "legal"
    HEALTH = "health"
    PSYCHOSOCIAL = "psychosocial"
    SHELTER = "shelter"
    VOLUNTARY_RETURN = "voluntary_return"
    PROTECTION = "protection"
    OTHER = "other"


SERVICE_NAMES: dict[Service, Words] = {
    Service.LEGAL: _("legal aid"),
    Service.HEALTH: _("health care"),
    Service.PSYCHOSOCIAL: _("psychosocial support"),
    Service.SHELTER: _("shelter"),
    Service.VOLUNTARY_RETURN: _("assisted voluntary return"),
    Service.PROTECTION: _("protection case work"),
    Service.OTHER: _("other service"),
}
