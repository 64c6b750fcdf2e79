"""Figures that need no statement of their own, because what they are made of was read in the same look.

A report reads its sessions, its partners and its kits row by row; their totals are sums of those rows. A
transaction may have written since, so it never takes a figure from here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from app.access.actor import Scope
from app.measures import store
from app.measures.schemas import Cut, SessionFigures
from app.measures.store import Part
from app.platform.unit_of_work import ReadTx, Tx
from app.sessions.public import ActivityType, Audience, SessionStatus


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
    """The totals on the sessions' own rows; that nobody was trained is plain when no training was held."""
    held = [line for line in lines if line.status == SessionStatus.VERIFIED]
    _keep(look, "sessions_held", scope, cut, len(held))
    _keep(look, "door_count", scope, cut, sum(line.door_count for line in held))
    _keep(look, "tickets_attended", scope, cut, sum(line.tickets_count for line in held))
    if not any(
        line.activity_type == ActivityType.TRAINING and line.audience == Audience.OFFICIALS for line in held
    ):
        _keep(look, "officials_trained", scope, cut, 0)


def parts(look: ReadTx, scope: Scope, cut: Cut) -> Sequence[Part]:
    """Who led or joined which verified session of a cut; and so how many organisations there were."""
    found = look.once(("parts", scope, cut), lambda: store.parts(look.db, scope, cut))
    _keep(look, "partner_organisations", scope, cut, len({part.organisation for part in found}))
    return found


def kits(look: ReadTx, scope: Scope, cut: Cut, given: int) -> None:
    """How many kits were given in all the verified sessions of a cut."""
    _keep(look, "kits_given", scope, cut, given)
