"""Who counts a session: the claims of the projects' lenses on it, and which of them are odd. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from app.kernel.words import Words, _
from app.reports.lens_rules import Attribution


class ClaimedBy(NamedTuple):
    """A lens as it claims sessions: the project, its days (inclusive), and whether it counts everyone.

    Where it names areas or types of activity, only sessions there and of these.
    """

    project_id: UUID
    from_date: date
    to_date: date
    attribution: Attribution
    areas: frozenset[str] = frozenset()
    activity_types: frozenset[str] = frozenset()

    def counts(self, day: date, area: str, activity_type: str) -> bool:
        """Whether it counts a session of this day, place and type."""
        return (
            self.from_date <= day <= self.to_date
            and (not self.areas or area in self.areas)
            and (not self.activity_types or activity_type in self.activity_types)
        )


class Odd(StrEnum):
    """Why a session stands on the check page."""

    ABOVE = "above"
    NO_PROJECT = "no_project"
    NO_LENS = "no_lens"


ODD_NAMES: dict[Odd, Words] = {
    Odd.ABOVE: _("claimed more than once"),
    Odd.NO_PROJECT: _("no project pays for it"),
    Odd.NO_LENS: _("no lens of its projects counts it"),
}


def claims_on(
    day: date,
    paying: Sequence[tuple[UUID, int | None]],
    lenses: Mapping[UUID, Sequence[ClaimedBy]],
    area: str = "",
    activity_type: str = "",
) -> dict[UUID, int]:
    """Project → how many percent of a session its lens of that day and place claims; projects without one claim nothing.

    Full credit claims 100. A share claims what the project pays, or an equal part where nothing was said; equal
    parts add up to 100. Of several lenses of one project the one that claims most counts.
    """
    equal = [100 // len(paying) + (place < 100 % len(paying)) for place in range(len(paying))]
    found: dict[UUID, int] = {}
    for (project_id, share), part in zip(paying, equal, strict=True):
        parts = [
            100 if lens.attribution is Attribution.FULL else part if share is None else share
            for lens in lenses.get(project_id, ())
            if lens.counts(day, area, activity_type)
        ]
        if parts:
            found[project_id] = max(parts)
    return found


def odd(paying: Sequence[object], claims: Mapping[UUID, int]) -> Odd | None:
    """What is odd about the claims on a session, or None. Less than 100 % is no fault: somebody else may pay."""
    if not paying:
        return Odd.NO_PROJECT
    if not claims:
        return Odd.NO_LENS
    return Odd.ABOVE if sum(claims.values()) > 100 else None
