"""Counts for figures, each read once however many sections of a page or report ask for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from app.access.actor import Scope
from app.measures import store
from app.measures.public import names
from app.measures.public.sharing import SHARED, shared, wanted_items
from app.measures.rules import Dimension
from app.measures.schemas import Cut
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

    Within one look the same question is asked once. Of people whose cells by community, sex and age were read
    already, totals and parts are added up from those: the lines of a report need not go through all sessions
    of a year again. A transaction, which may have written since, always asks anew.
    """
    if isinstance(look, Tx):
        return _read(look, measure, by, scope, cut, provisional=provisional)
    key = ("count", measure, tuple(by), scope, cut, provisional)
    whole = cut.share_of is None
    if whole and key not in look.remembered and not by and measure in store.OF_SESSIONS:
        sums = store.totals_of_sessions(look.db, scope, cut, provisional=provisional)
        for one, value in sums.items():
            look.remembered["count", one, (), scope, cut, provisional] = {(): value}
    if key not in look.remembered:
        everybody = cut.model_copy(update=dict(_EVERYBODY))
        cells = look.remembered.get(("count", "people_reached", _PEOPLE, scope, everybody, provisional))
        look.remembered[key] = (
            _added_up(cells, by, cut)
            if cells is not None and measure == "people_reached" and set(by) <= set(_PEOPLE)
            else _read(look, measure, by, scope, cut, provisional=provisional)
        )
    return cast("Counted", look.remembered[key])


def _read(
    look: ReadTx, measure: str, by: Sequence[Dimension], scope: Scope, cut: Cut, *, provisional: bool
) -> Counted:
    if cut.share_of is not None and measure in SHARED and not provisional:
        return shared(look, measure, by, scope, cut)
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
