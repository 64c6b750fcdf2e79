"""Counts for figures, each read once however many sections of a page or report ask for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from app.access.actor import Scope
from app.items import public as items
from app.measures import store
from app.measures.public import month_sums, names, session_sums
from app.measures.public.already_read import given_at_sessions, question
from app.measures.public.sharing import SHARED, shared, wanted_items
from app.measures.rules import Dimension
from app.measures.schemas import Cut
from app.measures.store import feedback
from app.platform.unit_of_work import ReadTx, Tx

Counted = dict[tuple[Any, ...], tuple[int, int]]
"""Codes and ids -> the value, and the part of it that is not verified."""

_PEOPLE = (Dimension.COMMUNITY, Dimension.SEX, Dimension.AGE_BAND)
_EVERYBODY: Mapping[str, Any] = {
    "communities": frozenset(),
    "sexes": frozenset(),
    "age_bands": frozenset(),
}


def count(
    look: ReadTx,
    measure: str,
    by: Sequence[Dimension],
    scope: Scope,
    cut: Cut,
    *,
    provisional: bool,
) -> Counted:
    """A measure of the register that is not a ratio, for each combination of `by` (none: in all).

    Within one look the same question is asked once, and what was read for one question answers others: people by
    community, sex and age their totals and parts, the sums of sessions every measure that stands there too. The lines
    of a report need not go through all sessions of a year again. A transaction, which may have written since, always
    asks anew.
    """
    finest = names.finest(by)
    if finest != tuple(by) and measure != "partner_organisations":
        found = count(look, measure, finest, scope, cut, provisional=provisional)
        return names.coarser(look, by, found)
    if isinstance(look, Tx):
        return _read(look, measure, by, scope, cut, provisional=provisional)
    cut = _plain(look, measure, cut)
    key = question(measure, by, scope, cut, provisional=provisional)
    if key not in look.remembered and not by:
        for one, value in _read_together(look, measure, scope, cut, provisional=provisional).items():
            look.remembered.setdefault(question(one, (), scope, cut, provisional=provisional), {(): value})
    if key not in look.remembered:
        everybody = cut.model_copy(update=dict(_EVERYBODY))
        cells = look.remembered.get(
            question("people_reached", _PEOPLE, scope, everybody, provisional=provisional)
        )
        look.remembered[key] = (
            _added_up(cells, by, cut)
            if cells is not None and measure == "people_reached" and set(by) <= set(_PEOPLE)
            else _read(look, measure, by, scope, cut, provisional=provisional)
        )
    return cast("Counted", look.remembered[key])


def _plain(look: ReadTx, measure: str, cut: Cut) -> Cut:
    """Who asks for kits and names every kit there is asks for kits."""
    if measure == "kits_given" and cut.items and items.dignity_kits(look) <= cut.items:
        return cut.model_copy(update={"items": frozenset()})
    return cut


def _read_together(
    look: ReadTx, measure: str, scope: Scope, cut: Cut, *, provisional: bool
) -> dict[str, tuple[int, int]]:
    """The totals of all measures that stand in the same rows as this one; none where each stands alone."""
    if measure in feedback.PARTS:
        by = (Dimension.QUESTION, Dimension.ANSWER)
        return feedback.parts_of(_read(look, feedback.ANSWERS, by, scope, cut, provisional=provisional))
    if cut.share_of is not None:
        return {}
    if measure in store.OF_REPORTS:
        return store.totals_of_reports(look.db, scope, cut, provisional=provisional)
    if measure in store.TOGETHER and not cut.items:
        return _given(look, scope, cut, provisional=provisional)
    return {}


def _given(look: ReadTx, scope: Scope, cut: Cut, *, provisional: bool) -> dict[str, tuple[int, int]]:
    """All that was handed out at sessions and at distribution points."""
    kits = items.dignity_kits(look)
    at_sessions = None if provisional else look.remembered.get(given_at_sessions(scope, cut))
    if at_sessions is None:
        at_sessions = store.totals_of_hand_outs(look.db, scope, cut, provisional=provisional, kits=kits)
    at_points = store.totals_of_points(look.db, scope, cut, provisional=provisional, kits=kits)
    return {
        one: (value + at_points[one][0], unverified + at_points[one][1])
        for one, (value, unverified) in at_sessions.items()
    }


def _read(
    look: ReadTx, measure: str, by: Sequence[Dimension], scope: Scope, cut: Cut, *, provisional: bool
) -> Counted:
    if cut.share_of is not None and measure in SHARED and not provisional:
        return shared(look, measure, by, scope, cut)
    if measure == "people_reached" and not provisional:
        by_month = month_sums.people(look, by, scope, cut)
        if by_month is not None:
            return {codes: (value, 0) for codes, value in by_month.items()}
    if session_sums.can_tell(measure, by, cut):
        return session_sums.told(look, measure, by, scope, cut, provisional=provisional)
    if measure == "partner_organisations" and not by:
        return {(): (store.organisations_involved(look.db, scope, cut, provisional=provisional), 0)}
    rows = store.count(
        look.db,
        measure,
        by,
        scope,
        cut,
        provisional=provisional,
        items=wanted_items(look, measure, cut.items),
        unions=names.unions(look, by),
    )
    return {codes: (value, unverified) for codes, value, unverified in rows}


def _added_up(cells: Counted, by: Sequence[Dimension], cut: Cut) -> Counted:
    """The cells of the people a cut names, added up over the dimensions that were not asked for."""
    wanted = (cut.communities, frozenset(sex.value for sex in cut.sexes), cut.age_bands)
    places = [_PEOPLE.index(dimension) for dimension in by]
    sums: Counted = {} if by else {(): (0, 0)}
    for codes, (value, unverified) in cells.items():
        if all(not some or code in some for code, some in zip(codes, wanted, strict=True)):
            key = tuple(codes[place] for place in places)
            before = sums.get(key, (0, 0))
            sums[key] = (before[0] + value, before[1] + unverified)
    return sums
