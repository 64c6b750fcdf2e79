"""Hides values of linked tables and proves, with a fresh look, that nothing more can be learned."""

from __future__ import annotations

from collections.abc import Hashable

from app.reports.disclosure.hiding import CannotHideError, Pattern, Shown
from app.reports.disclosure.linked_hiding import Insiders, LinkedGuard
from app.reports.disclosure.programme import Linked


def hide_and_prove(system: Linked, threshold: int, insiders: Insiders = ()) -> dict[Hashable, Shown]:
    """The values with small counts hidden and as few others as this search finds; proved by a fresh look.

    The fresh look takes nothing for granted but the tables that were found: it checks each of them against
    the sums and against what is published, and asks again for what they do not prove. Raises CannotHideError.
    """
    guard = LinkedGuard(system, threshold)
    if guard.hidden.any():
        guard.defend(insiders)
    pattern = guard.published()
    if audit_linked(system, threshold, pattern, insiders, guard):
        raise CannotHideError("the audit found more than the search")
    return pattern


def audit_linked(
    system: Linked,
    threshold: int,
    pattern: Pattern,
    insiders: Insiders = (),
    found_by: LinkedGuard | None = None,
) -> list[Hashable]:
    """The hidden small counts of a published pattern that a reader can narrow down; empty: it is safe.

    `found_by` hands over the tables found by a search of the same system; each is checked before it counts.
    """
    hidden = [number for number, value in enumerate(system.values) if isinstance(pattern[value.key], str)]
    if not hidden and not any(0 < value.count < threshold for value in system.values):
        return []
    guard = LinkedGuard(system, threshold, hidden)
    if found_by is not None:
        guard.take_over(found_by)
    return guard.weak(insiders)
