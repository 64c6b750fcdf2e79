"""One figure, cut as asked: rows with readable codes, and a total of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from app.access.actor import Scope
from app.kernel.errors import Invalid
from app.kernel.words import _
from app.measures.public import names
from app.measures.public.counting import Counted, count
from app.measures.public.stocks import count_stock
from app.measures.rules import (
    MEASURES,
    Dimension,
    Kind,
    Measure,
    dimensions_named,
    measure_named,
    share,
)
from app.measures.schemas import Cut, FigureRow, Figures, MeasureView
from app.platform.unit_of_work import ReadTx


def definitions() -> list[MeasureView]:
    """The register in the language being spoken."""
    return [
        MeasureView(
            key=measure.key,
            title=str(measure.title),
            definition=str(measure.definition),
            unit=measure.unit,
            kind=measure.kind,
            dimensions=measure.dimensions,
            overlapping=tuple(one for one in measure.dimensions if one in measure.overlapping),
        )
        for measure in MEASURES.values()
    ]


def figures(
    look: ReadTx,
    scope: Scope,
    key: str,
    *,
    by: Sequence[str] = (),
    cut: Cut | None = None,
    provisional: bool = False,
    time_zone: str = "UTC",
) -> Figures:
    """The figure over the verified sessions in scope; with `provisional` also over those not verified yet.

    Figures of stock are of the ledger as it stands, in days of `time_zone` (sessions know their own days). The
    total is the sum of its cells where these do not overlap, and counted by itself where they may.

    Raises Invalid for an unknown measure, and for a dimension or a filter the measure knows nothing of.
    """
    measure = measure_named(key)
    dimensions = dimensions_named(measure, list(by))
    cut = cut or Cut()
    _refuse_unknown_filters(measure, cut)
    ask = _Asked(look, scope, cut, provisional, time_zone)
    cells = ask.rows(measure, dimensions) if dimensions else {}
    if cells and measure.kind is Kind.COUNT and not measure.overlapping.intersection(dimensions):
        parts = cells.values()
        total = {name: sum(part[name] for part in parts) for name in ("value", "provisional")}
    else:
        total = next(iter(ask.rows(measure, ()).values()))
    rows = [FigureRow(codes=codes, **value) for codes, value in names.readable(look, dimensions, cells)]
    return Figures(
        measure=measure.key,
        by=dimensions,
        rows=tuple(rows),
        total=FigureRow(codes=(), **total),
        provisional=provisional,
    )


def _refuse_unknown_filters(measure: Measure, cut: Cut) -> None:
    for dimension, given in (
        (Dimension.COMMUNITY, cut.communities),
        (Dimension.SEX, cut.sexes),
        (Dimension.AGE_BAND, cut.age_bands),
        (Dimension.ITEM, cut.items),
        (Dimension.AREA, cut.areas),
        (Dimension.VENUE, cut.venues),
        (Dimension.CAMPAIGN, cut.campaigns),
        (Dimension.ACTIVITY_TYPE, cut.activity_types),
        (Dimension.AUDIENCE, cut.audiences),
        (Dimension.TOPIC, cut.topics),
        (Dimension.LANGUAGE, cut.languages),
    ):
        if given and dimension not in measure.dimensions:
            raise Invalid.of(
                dimension.value,
                "measure.not_cut_by",
                _("%(title)s cannot be cut by %(name)s.") % {"title": measure.title, "name": dimension.value},
            )


class _Asked:
    """One question to the ledgers; ratios put two."""

    def __init__(
        self,
        look: ReadTx,
        scope: Scope,
        cut: Cut,
        provisional: bool,  # noqa: FBT001
        time_zone: str,
    ) -> None:
        self.look, self.scope, self.cut, self.provisional = look, scope, cut, provisional
        self.time_zone = time_zone

    def _count(self, measure: str, by: Sequence[Dimension]) -> Counted:
        known = MEASURES.get(measure)
        if known is not None and known.of_stock:
            found = count_stock(self.look, measure, by, self.scope, self.cut, time_zone=self.time_zone)
            return {codes: (value, 0) for codes, value in found.items()}
        return count(self.look, measure, by, self.scope, self.cut, provisional=self.provisional)

    def rows(self, measure: Measure, by: Sequence[Dimension]) -> dict[tuple[Any, ...], dict[str, Any]]:
        """Codes and ids -> the fields of a row. Rows of nothing are left out, except the only one."""
        if measure.kind is not Kind.RATIO:
            return {
                codes: {"value": value, "provisional": unverified}
                for codes, (value, unverified) in self._count(measure.key, by).items()
                if value or not by
            }
        above, below = self._count(measure.numerator, by), self._count(measure.denominator, by)
        return {
            codes: _pooled(above.get(codes, (0, 0))[0], below.get(codes, (0, 0))[0])
            for codes in _in_order(above, below)
        }


def _pooled(numerator: int, denominator: int) -> dict[str, Any]:
    return {"value": share(numerator, denominator), "numerator": numerator, "denominator": denominator}


def _in_order(*parts: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return list(dict.fromkeys(codes for part in parts for codes in part))
