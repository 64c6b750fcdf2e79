"""How "where everything is now" can be grouped, and which expiry is asked for. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.kernel.errors import Invalid
from app.kernel.words import Words, _
from app.kits.rules.flows import months_before

EXPIRES_SOON = timedelta(days=90)
"""What expires within this time is shown as such."""

_MONTH = re.compile(r"^(\d{4})-(0[1-9]|1[0-2])$", re.ASCII)


class By(StrEnum):
    """One line for each of these, and item."""

    PLACE = "place"
    LOT = "lot"
    ITEM = "item"
    PROJECT = "project"
    DONOR = "donor"
    EXPIRY = "expiry"


BY_NAMES: dict[By, Words] = {
    By.PLACE: _("place"),
    By.LOT: _("place and lot, first expiring first"),
    By.ITEM: _("item"),
    By.PROJECT: _("project that paid"),
    By.DONOR: _("donor"),
    By.EXPIRY: _("month of expiry"),
}


class Whereabouts(StrEnum):
    """What is in a place, or between two."""

    HERE = "here"
    ROAD = "road"


WHEREABOUTS_NAMES: dict[Whereabouts, Words] = {
    Whereabouts.HERE: _("in stock"),
    Whereabouts.ROAD: _("on the road"),
}


def whereabouts_asked(text: str) -> Whereabouts | None:
    """`here`, `road`, or None for both. Raises Invalid."""
    if not text:
        return None
    if text not in set(Whereabouts):
        raise Invalid.of("whereabouts", "whereabouts.unknown", _("Ask for here or road."))
    return Whereabouts(text)


SORTED_BY: dict[By, tuple[str, ...]] = {
    By.PLACE: ("place", "organisation", "item", "quantity", "expiry"),
    By.LOT: ("place", "organisation", "item", "lot", "project", "quantity", "expiry"),
    By.ITEM: ("item", "quantity", "expiry"),
    By.PROJECT: ("project", "item", "quantity", "expiry"),
    By.DONOR: ("donor", "item", "quantity", "expiry"),
    By.EXPIRY: ("month", "item", "quantity", "expiry"),
}
"""The columns by which each grouping can be read."""


@dataclass(frozen=True, slots=True)
class Expiry:
    """Lots that expire from `since` on and before `before`; `never`: those that do not expire."""

    since: date | None = None
    before: date | None = None
    never: bool = False


def expiry_asked(text: str, today: date) -> Expiry | None:
    """`yes` (within 90 days, or past), `past`, `never`, or a month (2025-06); None for no limit. Raises Invalid."""
    if not text:
        return None
    if text == "yes":
        return Expiry(before=today + EXPIRES_SOON + timedelta(days=1))
    if text == "past":
        return Expiry(before=today)
    if text == "never":
        return Expiry(never=True)
    found = _MONTH.match(text)
    if found is None or int(found[1]) < 1900 or int(found[1]) > 2999:
        raise Invalid.of(
            "expiring", "expiry.unknown", _("Ask for yes, past, never or a month such as 2025-06.")
        )
    month = date(int(found[1]), int(found[2]), 1)
    return Expiry(since=month, before=months_before(month, -1))
