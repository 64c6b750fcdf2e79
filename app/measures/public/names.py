"""Codes for the ids in a row, and which area or community lies in which union."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from app.items import public as items
from app.measures import store
from app.measures.rules import Dimension
from app.organisations import public as organisations
from app.places import public as places
from app.platform.unit_of_work import ReadTx
from app.projects import public as projects
from app.vocabularies import public as vocabularies


def unions(look: ReadTx, by: Sequence[Dimension]) -> dict[Dimension, dict[str, str]]:
    """Area -> governorate and community -> cohort, for the dimensions that need it."""
    found: dict[Dimension, dict[str, str]] = {}
    if Dimension.GOVERNORATE in by:
        found[Dimension.GOVERNORATE] = _governorates(look, store.area_codes(look.db))
    if Dimension.COHORT in by:
        found[Dimension.COHORT] = _cohorts(look)
    return found


_FINER = {Dimension.GOVERNORATE: Dimension.AREA, Dimension.COHORT: Dimension.COMMUNITY}


def finest(by: Sequence[Dimension]) -> tuple[Dimension, ...]:
    """The same with areas for governorates and communities for cohorts: counted like this, `coarser` adds them up."""
    return tuple(_FINER.get(one, one) for one in by)


def coarser(
    look: ReadTx, by: Sequence[Dimension], counted: Mapping[tuple[Any, ...], tuple[int, int]]
) -> dict[tuple[Any, ...], tuple[int, int]]:
    """What was counted by the `finest`, by what was asked for: a code that lies in no union stays itself."""
    above: dict[int, Mapping[str, str]] = {}
    for place, dimension in enumerate(by):
        if dimension is Dimension.GOVERNORATE:
            above[place] = _governorates(look, {codes[place] for codes in counted})
        elif dimension is Dimension.COHORT:
            above[place] = _cohorts(look)
    sums: dict[tuple[Any, ...], tuple[int, int]] = {}
    for codes, (value, unverified) in counted.items():
        key = tuple(
            above[place].get(code, code) if place in above else code for place, code in enumerate(codes)
        )
        before = sums.get(key, (0, 0))
        sums[key] = (before[0] + value, before[1] + unverified)
    return sums


def _governorates(look: ReadTx, areas: Iterable[str]) -> dict[str, str]:
    known = places.areas_by_codes(look, areas)
    return {area.code: area.governorate for area in known.values() if area.governorate}


def _cohorts(look: ReadTx) -> dict[str, str]:
    return {one.code: one.cohort for one in vocabularies.communities(look) if one.cohort}


def _codes(look: ReadTx, dimension: Dimension, ids: set[UUID]) -> dict[UUID, str]:
    known: Mapping[UUID, Any]
    if dimension is Dimension.VENUE:
        return {
            identity: str(identity) for identity in ids
        }  # a venue has no code: its id is what others know
    if dimension is Dimension.PROJECT:
        known = projects.by_ids(look, ids)
    elif dimension is Dimension.CAMPAIGN:
        known = projects.campaigns_by_ids(look, ids)
    elif dimension is Dimension.ITEM:
        known = items.by_ids(look, ids)
    else:
        known = organisations.by_ids(look, ids)
    return {identity: thing.code for identity, thing in known.items()}


_BY_ID = (
    Dimension.PROJECT,
    Dimension.CAMPAIGN,
    Dimension.ITEM,
    Dimension.ORGANISATION,
    Dimension.DONOR,
    Dimension.VENUE,
)


def readable(
    look: ReadTx, by: Sequence[Dimension], cells: Mapping[tuple[Any, ...], Mapping[str, Any]]
) -> list[tuple[tuple[str | None, ...], Mapping[str, Any]]]:
    """The rows with codes instead of ids, in order of their codes; one lookup a dimension."""
    tables: dict[int, dict[UUID, str]] = {}
    for place, dimension in enumerate(by):
        if dimension in _BY_ID:
            ids = {codes[place] for codes in cells if codes[place] is not None}
            tables[place] = _codes(look, dimension, ids)
    named = [
        (
            tuple(
                tables[place].get(code, None) if place in tables else code for place, code in enumerate(codes)
            ),
            value,
        )
        for codes, value in cells.items()
    ]
    return sorted(named, key=lambda row: tuple((code is None, code or "") for code in row[0]))
