"""The people reached no finer than was decided, because finer cells would betray something beside other reports."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from app.kernel.words import Words, _
from app.reports.disclosure import merging
from app.reports.disclosure.hiding import COMPLEMENTARY, PRIMARY, Shown
from app.reports.disclosure.protection import Protected, protect
from app.reports.disclosure.shapes import ALL, TOTAL, Counts, Place, Table
from app.reports.lens_rules import Detail


def joined(counts: Counts, unions: Mapping[str, str]) -> dict[Place, int]:
    """The cells with their age bands in unions (finest band -> union)."""
    sums: dict[Place, int] = {}
    for (community, sex, band), value in counts.items():
        place = (community, sex, unions.get(band, band))
        sums[place] = sums.get(place, 0) + value
    return sums


_TOLD: dict[Detail, Words] = {
    Detail.MERGED_AGES: _("Ages are told as minors and adults, so that earlier reports give nothing away."),
    Detail.NO_AGES: _("Ages are not told, so that earlier reports give nothing away."),
    Detail.NO_COMMUNITIES: _("Communities are not told, so that earlier reports give nothing away."),
    Detail.ONLY_TOTAL: _("Only the total is told, so that earlier reports give nothing away."),
    Detail.WITHHELD: _("Counts of people are withheld, so that earlier reports give nothing away."),
}


def protect_to(
    counts: Counts,
    threshold: int,
    detail: Detail,
    *,
    never_alone: Collection[str] = (),
    partners: Sequence[Counts] = (),
) -> Protected:
    """The protected table at this level of detail; `told` says why it is coarser."""
    if detail is Detail.FULL:
        return protect(counts, threshold, never_alone=never_alone, partners=partners)
    if detail in {Detail.ONLY_TOTAL, Detail.WITHHELD}:
        total = sum(counts.values())
        shown: Shown = PRIMARY if 0 < total < threshold else total
        if detail is Detail.WITHHELD:
            shown = COMPLEMENTARY
        return Protected(
            cells={TOTAL: shown},
            communities=(),
            sexes=(),
            age_bands=(),
            told=(_TOLD[detail],),
            hidden_primary=int(shown == PRIMARY),
            hidden_complementary=int(shown == COMPLEMENTARY),
            shape="total",
        )
    if detail is Detail.MERGED_AGES:
        merged = merging.merge_ages(counts)
        whole = Table(merged[0] if merged else counts)
        own = [merging.laid_over(one, whole) for one in partners]
        coarse = protect(whole.inner(), threshold, never_alone=never_alone, partners=own)
        return replace(coarse, told=(_TOLD[detail], *coarse.told))
    if detail is Detail.NO_AGES:
        own = [merging.without_ages(one) for one in partners]
        table = protect(merging.without_ages(counts), threshold, never_alone=never_alone, partners=own)
        return _without(table, detail, 2)
    own = [merging.without_communities(one) for one in partners]
    table = protect(merging.without_communities(counts), threshold, partners=own)
    return _without(table, detail, 0)


def _without(table: Protected, detail: Detail, at: int) -> Protected:
    """The table without the rows of a dimension that has only one category left."""
    cells = {place: value for place, value in table.cells.items() if place[at] == ALL}
    values = list(cells.values())
    return replace(
        table,
        cells=cells,
        communities=() if at == 0 else table.communities,
        age_bands=() if at == 2 else table.age_bands,
        told=(_TOLD[detail], *table.told),
        hidden_primary=values.count(PRIMARY),
        hidden_complementary=values.count(COMPLEMENTARY),
    )
