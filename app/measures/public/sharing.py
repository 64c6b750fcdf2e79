"""The part of each session that one project pays: cells divided session by session, so that all parts add up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from app.access.actor import Scope
from app.items import public as items
from app.measures import store
from app.measures.public import names
from app.measures.rules import Dimension
from app.measures.rules.shares import shared_cells, weights_of
from app.measures.schemas import Cut
from app.measures.store.shares import project_shares
from app.platform.unit_of_work import ReadTx

_PEOPLE = (Dimension.COMMUNITY, Dimension.SEX, Dimension.AGE_BAND)

SHARED: dict[str, tuple[Dimension, ...]] = {
    "people_reached": _PEOPLE,
    "officials_trained": _PEOPLE,
    "people_given": _PEOPLE,
    "people_given_kits": _PEOPLE,
    "kits_given": (*_PEOPLE, Dimension.ITEM),
    "items_given": (*_PEOPLE, Dimension.ITEM),
    "referrals": (Dimension.SERVICE,),
    "door_count": (),
    "tickets_attended": (),
}
"""The measures that are divided, each with its finest cells. Sessions, organisations and shares are not."""


OF_KITS = frozenset({"kits_given", "people_given_kits"})
"""Measures that count dignity kits and no other item."""


def shared(
    look: ReadTx, measure: str, by: Sequence[Dimension], scope: Scope, cut: Cut
) -> dict[tuple[Any, ...], tuple[int, int]]:
    """The part of `cut.share_of`: codes of `by` -> (count, 0), of verified sessions.

    Each session is divided as a whole and only then narrowed to the people asked for: a filter never changes
    who counts whom.
    """
    sums: dict[tuple[Any, ...], tuple[int, int]] = {} if by else {(): (0, 0)}
    for _code, codes, value in _parts(look, measure, by, scope, cut):
        sums[codes] = (sums.get(codes, (0, 0))[0] + value, 0)
    return sums


def shared_by_session(look: ReadTx, measure: str, scope: Scope, cut: Cut) -> dict[str, int]:
    """The part of `cut.share_of` in each verified session, by its code."""
    sums: dict[str, int] = {}
    for session, _codes, value in _parts(look, measure, (), scope, cut):
        sums[session] = sums.get(session, 0) + value
    return sums


def wanted_items(look: ReadTx, measure: str, asked: frozenset[UUID]) -> frozenset[UUID] | None:
    """Which items count as given; None: all of them."""
    if measure not in OF_KITS:
        return asked or None
    kits = items.dignity_kits(look)
    return kits & asked if asked else kits


def _parts(
    look: ReadTx, measure: str, by: Sequence[Dimension], scope: Scope, cut: Cut
) -> list[tuple[str, tuple[Any, ...], int]]:
    """(code of the session, codes of `by`, the part) for every cell of the people asked for."""
    everybody = cut.model_copy(
        update={
            "communities": frozenset(),
            "sexes": frozenset(),
            "age_bands": frozenset(),
            "items": frozenset(),
        }
    )
    keys = tuple(dict.fromkeys((*SHARED[measure], *by)))
    rows = store.count(
        look.db,
        measure,
        keys,
        scope,
        everybody,
        provisional=False,
        items=wanted_items(look, measure, frozenset()),
        unions=names.unions(look, by),
        each_session=True,
    )
    sessions: dict[str, list[tuple[tuple[Any, ...], int]]] = {}
    for (session, *codes), value, _unverified in rows:
        sessions.setdefault(session, []).append((tuple(codes), max(value, 0)))
    shares = look.once(
        ("project shares", scope, everybody), lambda: project_shares(look.db, scope, everybody)
    )
    wanted = {
        Dimension.COMMUNITY: cut.communities,
        Dimension.SEX: frozenset(sex.value for sex in cut.sexes),
        Dimension.AGE_BAND: cut.age_bands,
        Dimension.ITEM: cut.items,
    }
    limits = [(place, wanted[one]) for place, one in enumerate(keys) if wanted.get(one)]
    shown = [keys.index(one) for one in by]
    parts = []
    for session, cells in sessions.items():
        claims = shares.get(session, [])
        column = next(
            (place for place, (project, _share) in enumerate(claims) if project == cut.share_of), None
        )
        if column is None:
            continue
        divided = shared_cells(
            [value for _codes, value in cells], weights_of([share for _project, share in claims])
        )
        parts += [
            (session, tuple(codes[place] for place in shown), row[column])
            for (codes, _value), row in zip(cells, divided, strict=True)
            if all(codes[place] in codes_wanted for place, codes_wanted in limits)
        ]
    return parts
