"""Figures that need no statement of their own, because what they are made of was read in the same look.

A report reads its sessions, its partners and its kits row by row; their totals are sums of those rows. A
transaction may have written since, so it never takes a figure from here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.access.actor import Scope
from app.measures import store
from app.measures.public import session_sums
from app.measures.schemas import Cut, SessionFigures
from app.measures.store import Part
from app.platform.unit_of_work import ReadTx, Tx


def question(
    measure: str, by: Iterable[Any], scope: Scope, cut: Cut, *, provisional: bool
) -> tuple[Any, ...]:
    """Under which name the answer to a question is remembered."""
    return ("count", measure, tuple(by), scope, cut, provisional)


def _keep(look: ReadTx, measure: str, scope: Scope, cut: Cut, value: int) -> None:
    """Remember the total of a measure over the verified sessions of a cut."""
    if cut.share_of is None and not isinstance(look, Tx):
        key = question(measure, (), scope, cut, provisional=False)
        look.remembered.setdefault(key, {(): (value, 0)})


def sessions(look: ReadTx, scope: Scope, cut: Cut, lines: Sequence[SessionFigures]) -> None:
    """The sums of the sessions' own rows."""
    if cut.share_of is None and not isinstance(look, Tx):
        session_sums.note(look, scope, cut, session_sums.verified(lines))


def parts(look: ReadTx, scope: Scope, cut: Cut) -> Sequence[Part]:
    """Who led or joined which verified session of a cut; and so how many organisations there were."""
    found = look.once(("parts", scope, cut), lambda: store.parts(look.db, scope, cut))
    _keep(look, "partner_organisations", scope, cut, len({part.organisation for part in found}))
    return found


def given(look: ReadTx, scope: Scope, cut: Cut, by_session: Iterable[Mapping[str, int]]) -> None:
    """All that was given at the verified sessions of a cut."""
    if not isinstance(look, Tx) and not cut.items:
        sums = dict.fromkeys(store.TOGETHER, 0)
        for values in by_session:
            for measure, value in values.items():
                sums[measure] += value
        look.remembered[given_at_sessions(scope, cut)] = {one: (value, 0) for one, value in sums.items()}


def given_at_sessions(scope: Scope, cut: Cut) -> tuple[Any, ...]:
    """Under which name is remembered what was given at the verified sessions of a cut."""
    return ("given at sessions", scope, cut)
