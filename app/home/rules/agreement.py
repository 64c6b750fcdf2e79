"""How well the grid, the door and the kits of a reported session agree: what a verifier looks at first."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.kernel.words import Words, _, _n

TOLERANCE = 0.05
"""Grid and door may differ by this share of the door without a question."""


class Verdict(StrEnum):
    """The kind of chip that is shown."""

    WELL = "ok"
    LOOK = "warn"
    WRONG = "stop"
    UNKNOWN = "plain"


@dataclass(frozen=True, slots=True)
class Agreement:
    """A verdict and its words."""

    verdict: Verdict
    words: Words


def agreement(reached: int, door: int, kits: int) -> Agreement:
    """Compare people counted in the grid, people counted at the door, and kits handed out."""
    if kits > reached:
        return Agreement(
            Verdict.WRONG,
            _n("%(num)s kit more than people", "%(num)s kits more than people", kits - reached),
        )
    if not door:
        return Agreement(Verdict.UNKNOWN, _("the door was not counted"))
    gap = abs(door - reached)
    if gap <= door * TOLERANCE:
        return Agreement(Verdict.WELL, _("within 5 %"))
    return Agreement(Verdict.LOOK, _("%(num)s apart") % {"num": gap})
