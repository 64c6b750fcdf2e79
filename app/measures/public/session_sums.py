"""Figures that stand on the sessions' own rows: what one statement (or the rows of a report) told answers many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.access.actor import Scope
from app.measures import store
from app.measures.rules import Dimension
from app.measures.schemas import Cut, SessionFigures
from app.platform.unit_of_work import ReadTx
from app.sessions.public import ActivityType, Audience, SessionStatus

D = Dimension

_LIMITS: Mapping[Dimension, str] = {
    D.AREA: "areas",
    D.ACTIVITY_TYPE: "activity_types",
    D.AUDIENCE: "audiences",
}
"""What a cut names of a session's own row -> its name in the cut."""

_OF_LINES = (D.AREA, D.ACTIVITY_TYPE, D.AUDIENCE, D.MONTH)
"""By what the rows of a report can be added up."""

Value = tuple[int, int]
"""The value, and the part of it that is not verified."""


@dataclass(frozen=True, slots=True)
class _Sums:
    """Each measure by these dimensions, in rows of codes."""

    by: tuple[Dimension, ...]
    rows: Sequence[tuple[tuple[Any, ...], Mapping[str, Value]]]

    def answer(
        self, measure: str, by: Sequence[Dimension], limits: Mapping[Dimension, frozenset[str]]
    ) -> dict[tuple[Any, ...], Value]:
        """The measure by fewer dimensions, of the rows within the limits."""
        places = [self.by.index(dimension) for dimension in by]
        within = [(self.by.index(dimension), codes) for dimension, codes in limits.items()]
        sums: dict[tuple[Any, ...], Value] = {} if by else {(): (0, 0)}
        for codes, values in self.rows:
            if all(codes[place] in wanted for place, wanted in within):
                key = tuple(codes[place] for place in places)
                before, more = sums.get(key, (0, 0)), values[measure]
                sums[key] = (before[0] + more[0], before[1] + more[1])
        return sums


def can_tell(measure: str, by: Sequence[Dimension], cut: Cut) -> bool:
    """Whether a question is answered from the rows of sessions alone, without a look into their cells or at shares."""
    plain = measure == "sessions_held" or cut.share_of is None
    of_some = cut.communities or cut.sexes or cut.age_bands
    return measure in store.ON_THE_ROW and plain and not of_some and store.OF_THE_ROW.issuperset(by)


def told(
    look: ReadTx, measure: str, by: Sequence[Dimension], scope: Scope, cut: Cut, *, provisional: bool
) -> dict[tuple[Any, ...], Value]:
    """A measure for each combination of `by`: from sums that were read already, else read with all its sisters."""
    cut = cut.model_copy(update={"share_of": None})
    found = _known(look, measure, by, scope, cut, provisional=provisional)
    if found is None:
        rows = store.sums_of_sessions(look.db, by, scope, cut, provisional=provisional)
        sums = _Sums(tuple(by), rows)
        _kept(look, scope, cut, provisional=provisional).append(sums)
        found = sums.answer(measure, by, {})
    return found


def note(look: ReadTx, scope: Scope, cut: Cut, held: Sequence[SessionFigures]) -> None:
    """Add up the verified sessions of a cut, which were read row by row, for whoever asks for their sums."""
    groups: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0] * 4)
    months = {day: f"{day:%Y-%m}" for day in {line.local_date for line in held}}
    for line in held:
        sums = groups[line.area_code, line.activity_type, line.audience, months[line.local_date]]
        sums[0] += 1
        sums[1] += line.people_reached
        sums[2] += line.door_count
        sums[3] += line.tickets_count
    rows = [
        (
            codes,
            {
                "sessions_held": (sessions, 0),
                "people_reached": (reached, 0),
                "door_count": (door, 0),
                "tickets_attended": (tickets, 0),
                "officials_trained": (reached if _trained(codes) else 0, 0),
            },
        )
        for codes, (sessions, reached, door, tickets) in groups.items()
    ]
    _kept(look, scope, cut, provisional=False).append(_Sums(_OF_LINES, rows))


def verified(lines: Sequence[SessionFigures]) -> list[SessionFigures]:
    """Those that count."""
    return [line for line in lines if line.status == SessionStatus.VERIFIED]


def _trained(codes: tuple[Any, ...]) -> bool:
    _area, activity, audience, _month = codes
    return bool(activity == ActivityType.TRAINING and audience == Audience.OFFICIALS)


def _kept(look: ReadTx, scope: Scope, cut: Cut, *, provisional: bool) -> list[_Sums]:
    """What was added up in this look of the sessions of a cut."""
    return look.once(("sums of sessions", scope, cut, provisional), list[_Sums])


def _known(
    look: ReadTx, measure: str, by: Sequence[Dimension], scope: Scope, cut: Cut, *, provisional: bool
) -> dict[tuple[Any, ...], Value] | None:
    """The answer from what was read already, of exactly this cut or of the same one without its limits."""
    limits = {one: codes for one, name in _LIMITS.items() if (codes := getattr(cut, name))}
    wider = cut.model_copy(update={name: frozenset() for name in _LIMITS.values()})
    for around, within in ((cut, {}), (wider, limits)):
        for sums in _kept(look, scope, around, provisional=provisional):
            if {*by, *within} <= set(sums.by):
                return sums.answer(measure, by, within)
    return None
