"""How an indicator stands against its target and its milestone, also where less is better. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from app.reports.rules import Standing, percent_of, standing


@dataclass(frozen=True, slots=True)
class Course:
    """From a baseline to a target, with what is due by now; `falls`: the target is below the baseline."""

    baseline: float
    target: float | None
    due: float
    falls: bool = False

    def percent(self, achieved: float) -> float | None:
        """How much of the target was reached; where less is better, of the way down from the baseline."""
        if self.target is None or not self.falls:
            return percent_of(achieved, self.target)
        return percent_of(self.baseline - achieved, self.baseline - self.target)

    def standing(self, achieved: float) -> Standing | None:
        """Against the milestone; None where nothing is due."""
        if not self.falls:
            return standing(achieved, self.due)
        return standing(self.baseline - achieved, self.baseline - self.due)
