"""What places are called that nobody named: the house makes them with the first movement that needs them. Pure."""

from __future__ import annotations

from app.kernel.words import Words, _
from app.kits.rules import LocationKind

ROAD, WORKBENCH = "On the road", "Assembly"

OUTSIDE_PLACE_NAMES: dict[LocationKind, str] = {
    LocationKind.SUPPLIER: "Suppliers",
    LocationKind.BENEFICIARIES: "Given to people",
    LocationKind.LOSS: "Lost or damaged",
}
"""The names as they are kept."""

_TOLD: dict[str, Words] = {
    "Suppliers": _("Suppliers"),
    "Given to people": _("Given to people"),
    "Lost or damaged": _("Lost or damaged"),
    ROAD: _("On the road"),
    WORKBENCH: _("Workbench"),
}


def place_told(name: str) -> Words | str:
    """A place's name as people read it: in their language if the house gave it, else as somebody wrote it."""
    return _TOLD.get(name, name)
