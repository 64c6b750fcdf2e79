"""Pure rules of the lists: days in order, names of the reporting groups."""

from __future__ import annotations

from datetime import date

from app.kernel.errors import FieldError
from app.kernel.words import Words, _

COHORT_NAMES: dict[str, Words] = {
    "EAST_AFRICA": _("East Africa"),
    "WEST_CENTRAL_AFRICA": _("West and Central Africa"),
    "SOUTH_ASIA": _("South Asia"),
    "SOUTHEAST_ASIA": _("Southeast Asia"),
    "ARAB_STATES": _("Arab states"),
    "HOST": _("host community"),
}
"""Groups that small communities fold into; others may be added and are shown by their code."""


def validity_problem(valid_from: date | None, valid_until: date | None) -> list[FieldError]:
    """The last day is not before the first."""
    if valid_from is None or valid_until is None or valid_until >= valid_from:
        return []
    return [FieldError("valid_until", "dates.order", _("The last day comes before the first."))]
