"""People reached by community, sex and age: exact cells in, protected table out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from app.access.actor import Scope
from app.attendance.public import SEX_NAMES
from app.kernel.types import NOT_STATED_BAND, Names, Sex
from app.kernel.words import Words, _
from app.measures import public as measures
from app.platform.unit_of_work import ReadTx
from app.reports.build.asking import Asked
from app.reports.disclosure import Place, Protected
from app.reports.disclosure.detail import joined, protect_to
from app.reports.lens_rules import Detail
from app.reports.schemas import ALL, Category, Cell, Disaggregation
from app.vocabularies import public as vocabularies

_BY = ("community", "sex", "age_band")
_SEXES = [sex.value for sex in (Sex.FEMALE, Sex.MALE, Sex.OTHER, Sex.NOT_STATED)]
_BAND_NAMES: dict[str, Words] = {NOT_STATED_BAND: _("Not stated"), "any": _("Any age")}


def protected_people(look: ReadTx, asked: Asked) -> tuple[Protected, int]:
    """The table that may leave the house, categories in the order of the lists; and the exact total, which may not."""
    return protected_table(
        look, asked.scope, asked.people(), threshold=asked.threshold, unions=asked.unions, detail=asked.detail
    )


def protected_table(
    look: ReadTx,
    scope: Scope,
    cut: measures.Cut,
    *,
    threshold: int,
    unions: Mapping[str, str] | None = None,
    detail: Detail = Detail.FULL,
) -> tuple[Protected, int]:
    """The same of any cut: each call is one more publication to its audience."""
    found = measures.figures(look, scope, "people_reached", by=_BY, cut=cut)
    communities = {one.code: one for one in vocabularies.communities(look)}
    order = [
        {code: place for place, code in enumerate(codes)}
        for codes in (communities, _SEXES, _bands(look, unions or {}))
    ]
    exact = {cast("Place", row.codes): int(row.value or 0) for row in found.rows}
    counts = joined(exact, unions or {})
    in_order = sorted(
        counts,
        key=lambda place: [known.get(code, 999) for known, code in zip(order, place, strict=True)],
    )
    never_alone = {code for code, one in communities.items() if one.never_alone}
    few = any(0 < people < threshold for people in counts.values())
    table = protect_to(
        {place: counts[place] for place in in_order},
        threshold,
        detail,
        never_alone=never_alone,
        partners=_of_partners(look, scope, cut, unions or {}) if few else (),
    )
    return table, sum(counts.values())


def _of_partners(
    look: ReadTx, scope: Scope, cut: measures.Cut, unions: Mapping[str, str]
) -> tuple[dict[Place, int], ...]:
    """What each organisation of these sessions knows: the people of the sessions it led or joined."""
    own: dict[str, dict[Place, int]] = {}
    for organisation, place, people in _by_organisation(look, scope, cut):
        own.setdefault(organisation, {})[place] = people
    return tuple(joined(counts, unions) for _organisation, counts in sorted(own.items()))


def _by_organisation(look: ReadTx, scope: Scope, cut: measures.Cut) -> Iterator[tuple[str, Place, int]]:
    """(organisation, place, people). Shares are divided session by session, so each is asked for by itself."""
    if cut.share_of is None:
        found = measures.figures(look, scope, "people_reached", by=(*_BY, "organisation"), cut=cut)
        for row in found.rows:
            yield str(row.codes[3]), cast("Place", row.codes[:3]), int(row.value or 0)
        return
    for one in measures.participations(look, scope, cut):
        theirs = cut.model_copy(update={"organisations": frozenset({one.organisation_id})})
        for row in measures.figures(look, scope, "people_reached", by=_BY, cut=theirs).rows:
            yield str(one.organisation_id), cast("Place", row.codes), int(row.value or 0)


def _bands(look: ReadTx, unions: Mapping[str, str]) -> list[str]:
    """The age bands in their order, unions where their first band stands."""
    codes = [unions.get(band.code, band.code) for band in vocabularies.age_bands(look)]
    return list(dict.fromkeys(codes))


def disaggregation(look: ReadTx, language: str, table: Protected) -> Disaggregation:
    """The protected table with its labels in a language, which is the one being spoken."""
    names = vocabularies.community_names(look)
    return Disaggregation(
        communities=tuple(
            Category(code=code, label=_community(code, names, language))
            for code in _in_order(table.communities, [one.code for one in vocabularies.communities(look)])
        ),
        sexes=tuple(
            Category(code=code, label=str(SEX_NAMES[Sex(code)])) for code in _in_order(table.sexes, _SEXES)
        ),
        age_bands=tuple(
            Category(code=code, label=str(_BAND_NAMES.get(code, code)))
            for code in sorted(table.age_bands, key=_youngest)
        ),
        cells=tuple(
            Cell(community=community, sex=sex, age_band=age_band, value=value)
            for (community, sex, age_band), value in (table.cells or {(ALL, ALL, ALL): 0}).items()
        ),
        notes=tuple(str(words) for words in table.told),
    )


def _in_order(codes: Sequence[str], order: Sequence[str]) -> list[str]:
    """The codes as the list has them; what is not on it comes last."""
    places = {code: place for place, code in enumerate(order)}
    return sorted(codes, key=lambda code: places.get(code, len(order)))


def _youngest(band: str) -> int:
    """The lowest age of a band, merged ones included (0-17, 18+); bands without any come last."""
    first = re.match(r"\d+", band)
    return int(first[0]) if first else 999


def _community(code: str, names: Mapping[str, Names], language: str) -> str:
    if code in names:
        return names[code].in_language(language)
    return str(_("Other"))
