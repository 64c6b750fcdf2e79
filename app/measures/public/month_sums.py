"""People reached from the sums by month: the cost of a question does not grow with sessions or entries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from app.access.actor import Scope
from app.measures import store
from app.measures.public import names
from app.measures.rules import Dimension
from app.measures.rules.months import PROGRAMME, Owner, Whose, months_in
from app.measures.schemas import Cut
from app.measures.store import month_cells
from app.platform.unit_of_work import ReadTx, Tx

__all__ = ["differences", "make_anew", "people"]

ALSO_ALLOWED = frozenset(
    {"from_date", "to_date", "projects", "organisations", "communities", "sexes", "age_bands"}
)
"""What a cut may name and still be answered: the days, one owner, and which people."""

_CAN = frozenset({*month_cells.COLUMNS, Dimension.COHORT})


def owner_of(scope: Scope, cut: Cut) -> Owner | None:
    """Whose sums answer a question over exactly these sessions; None when the sums are too coarse for it."""
    asks_more = any(
        value and name not in ALSO_ALLOWED
        for name, value in cut
        if name not in {"donor_projects", "led_by", "share_of"}
    )
    if asks_more or any(one is not None for one in (cut.donor_projects, cut.led_by, cut.share_of)):
        return None
    named = [
        *((Whose.PROJECT, project) for project in cut.projects),
        *((Whose.ORGANISATION, organisation) for organisation in cut.organisations),
    ]
    seen = [
        *((Whose.PROJECT, project) for project in scope.projects),
        *((Whose.ORGANISATION, organisation) for organisation in scope.organisations),
    ]
    if len(named) == 1:
        return named[0] if scope.everything or named[0] in seen else None
    if named:
        return None
    if scope.everything:
        return PROGRAMME
    only_line = len(seen) == 1 and scope.person_id is None and not scope.within
    return seen[0] if only_line else None


def people(
    look: ReadTx, by: Sequence[Dimension], scope: Scope, cut: Cut
) -> dict[tuple[Any, ...], int] | None:
    """Codes of `by` -> people reached in verified sessions; None when the sums by month cannot tell.

    Whole months come from their sums, the days before and after them from the totals of the sessions.
    """
    owner, months = owner_of(scope, cut), months_in(cut.from_date, cut.to_date)
    if owner is None or months is None or not _CAN.issuperset(by):
        return None
    unions = names.unions(look, by)
    cohorts = unions.get(Dimension.COHORT, {})
    finest = [Dimension.COMMUNITY if one is Dimension.COHORT else one for one in by]
    sums: Counter[tuple[Any, ...]] = Counter()
    for codes, value in month_cells.people(look.db, owner, months, finest, cut):
        coarse = (
            cohorts.get(code, code) if one is Dimension.COHORT else code
            for one, code in zip(by, codes, strict=True)
        )
        sums[tuple(coarse)] += value
    for first, last in months.days_beside:
        beside = cut.model_copy(update={"from_date": first, "to_date": last})
        for codes, value, _unverified in store.count(
            look.db, "people_reached", by, scope, beside, provisional=False, items=None, unions=unions
        ):
            sums[codes] += value
    return dict(sums)


def make_anew(tx: Tx) -> None:
    """Add everything up from the ledger again: after very many rows came in past the triggers."""
    month_cells.make_anew(tx.db)


def differences(look: ReadTx) -> list[str]:
    """Sums by month that are not those of their ledger, one line each; empty when all is well."""
    return [
        f"month {month:%Y-%m} of {whose} {owner} cell {community}/{sex}/{band}: "
        f"people differ from their ledger by {amount}"
        for whose, owner, month, community, sex, band, amount in month_cells.unlike_the_ledger(look.db)
    ]
