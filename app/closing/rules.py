"""Pure words and rules of the close-out: why counts differ, what the till must say, what a note may hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.kernel.errors import FieldError
from app.kernel.naming import Named, told_apart
from app.kernel.types import Names
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

SMALLEST_GAP = 2
"""Two people or kits more or less are nobody's fault."""


def _too_far_apart(difference: int, whole: int) -> bool:
    """Above max(2, 5 %) of the whole."""
    return abs(difference) > SMALLEST_GAP and abs(difference) * 20 > whole


def gap_needs_reason(grid: int, door: int) -> bool:
    """Whether grid and door differ so much that a coded reason is needed; never without a door count."""
    return door > 0 and _too_far_apart(grid - door, grid)


def needs_second_person(loaded: int, unexplained: int) -> bool:
    """Whether so much is unexplained that another person must approve it; the one who verifies does."""
    return _too_far_apart(unexplained, loaded)


@dataclass(frozen=True, slots=True)
class TillSums:
    """What the ledgers say of one item at a session."""

    loaded: int
    given: int
    names: Names


@dataclass(frozen=True, slots=True)
class TillSaid:
    """What the close-out says of one item."""

    item: str
    returned: int
    damaged: int
    unexplained: int
    reason: str


def till_problems(said: Sequence[TillSaid], ledgers: Mapping[str, TillSums]) -> list[FieldError]:
    """Loaded = given + returned + damaged + unexplained for every item of the session, each said once."""
    problems: list[FieldError] = []
    seen: set[str] = set()
    named = told_apart({code: sums.names for code, sums in ledgers.items()})
    for number, line in enumerate(said):
        field = f"till.{number}"
        sums = ledgers.get(line.item)
        if line.item in seen:
            problems.append(FieldError(f"{field}.item", "till.twice", _("This item is in the till twice.")))
        elif sums is None:
            problems.append(
                FieldError(
                    f"{field}.item",
                    "till.not_loaded",
                    _("%(item)s: nothing was loaded or given at this session.") % {"item": line.item},
                )
            )
        else:
            problems += _line_problems(field, line, sums, named[line.item])
        seen.add(line.item)
    problems += [
        FieldError(
            "till",
            "till.missing",
            _("The till of %(item)s is missing: %(loaded)s loaded, %(given)s given.")
            % {"item": named[code], "loaded": sums.loaded, "given": sums.given},
            {"item": code, "loaded": sums.loaded, "given": sums.given},
        )
        for code, sums in ledgers.items()
        if code not in seen
    ]
    return problems


def _line_problems(field: str, line: TillSaid, sums: TillSums, item: Named) -> list[FieldError]:
    said = sums.given + line.returned + line.damaged + line.unexplained
    if said != sums.loaded:
        numbers = {
            "item": line.item,
            "loaded": sums.loaded,
            "given": sums.given,
            "returned": line.returned,
            "damaged": line.damaged,
            "unexplained": line.unexplained,
            "difference": sums.loaded - said,
        }
        return [
            FieldError(
                field,
                "till.mismatch",
                _(
                    "%(item)s: loaded %(loaded)s, but given %(given)s, returned %(returned)s, damaged %(damaged)s"
                    " and unexplained %(unexplained)s leave a difference of %(difference)s."
                )
                % {**numbers, "item": item},
                numbers,
            )
        ]
    if line.unexplained and not line.reason:
        return [
            FieldError(
                f"{field}.reason",
                "till.reason_missing",
                _("%(item)s: please say what is known about the %(number)s unexplained.")
                % {"item": item, "number": line.unexplained},
            )
        ]
    return []


def gap_problems(grid: int, door: int, reason: GapReason | None) -> list[FieldError]:
    """A gap between grid and door above max(2, 5 % of the grid) has a coded reason."""
    if reason is not None or not gap_needs_reason(grid, door):
        return []
    return [
        FieldError(
            "gap_reason",
            "gap.reason_missing",
            _("The grid says %(grid)s and the door %(door)s. Please choose why they differ.")
            % {"grid": grid, "door": door},
            {"grid": grid, "door": door},
        )
    ]


def quiz_problems(asked: int, before: int, after: int) -> list[FieldError]:
    """Nobody answers rightly who was not asked."""
    return [
        FieldError(
            f"quiz.{name}",
            "quiz.more_than_asked",
            _("That is more than the %(asked)s who were asked.") % {"asked": asked},
        )
        for name, right in (("before", before), ("after", after))
        if right > asked
    ]
