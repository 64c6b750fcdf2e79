"""What in a store needs a look, and what to do about it. Pure."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from app.kernel.words import Words, _

LONG_ON_THE_ROAD = timedelta(days=7)
"""A shipment that is older and not received is asked after."""

LONG_COUNTED = timedelta(days=3)
"""A stock count that is older and not finished is asked after."""


EARMARKS_LOOKED_AT = timedelta(days=180)
"""Sessions that began earlier are no longer asked about the earmarks of their kits."""


class Odd(StrEnum):
    """A kind of thing that needs a look, the most pressing first."""

    BELOW_ZERO = "below_zero"
    APPROVAL = "approval"
    OTHER_PROJECT = "other_project"
    OTHER_PROJECT_LATE = "other_project_late"
    LONG_ON_THE_ROAD = "long_on_the_road"
    EXPIRED = "expired"
    LEFT_IN_A_BAG = "left_in_a_bag"
    LONG_COUNTED = "long_counted"


ODD_NAMES: dict[Odd, Words] = {
    Odd.BELOW_ZERO: _("More left than was there"),
    Odd.APPROVAL: _("Stock counts that wait for approval"),
    Odd.OTHER_PROJECT: _("At a session that another project pays for"),
    Odd.OTHER_PROJECT_LATE: _("Another project's, told after the session was verified"),
    Odd.LONG_ON_THE_ROAD: _("On the road for more than 7 days"),
    Odd.EXPIRED: _("Expired and still in stock"),
    Odd.LEFT_IN_A_BAG: _("Left in the bag of a closed session"),
    Odd.LONG_COUNTED: _("Stock counts begun more than 3 days ago"),
}

ODD_ADVICE: dict[Odd, Words] = {
    Odd.BELOW_ZERO: _(
        "A tablet handed out what the books did not know of. Enter the load or delivery that is missing; "
        "the session closes when nothing is below zero."
    ),
    Odd.APPROVAL: _("Somebody who did not count looks at the difference and approves it."),
    Odd.OTHER_PROJECT: _(
        "See whether the reason given holds before the session is verified; else bring the kits back and load others."
    ),
    Odd.OTHER_PROJECT_LATE: _(
        "Nobody who verified saw this. Bring the kits back if they are still there; else tell the coordinator, because "
        "the statement of the project that paid shows them as distributed."
    ),
    Odd.LONG_ON_THE_ROAD: _("Ask the receiver to enter what arrived, or call the shipment back."),
    Odd.EXPIRED: _("Write it off as expired, so that nobody is given it."),
    Odd.LEFT_IN_A_BAG: _("Bring it back to a store, or write it off."),
    Odd.LONG_COUNTED: _("Finish the count or drop it: the shelf has moved on since."),
}
