"""In which order the sign-in page of the demonstration offers its people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Protocol, TypeVar

from app.access.permissions import Role

_MOST_TO_SEE_FIRST = (
    Role.COORDINATOR,
    Role.PLANNER,
    Role.FACILITATOR,
    Role.STOREKEEPER,
    Role.DONOR,
    Role.ADMINISTRATOR,
)


class _InARole(Protocol):
    @property
    def role(self) -> Role: ...


Somebody = TypeVar("Somebody", bound=_InARole)


def most_useful_first(people: Iterable[Somebody]) -> list[Somebody]:
    """One of each role first, then the others by role; people of one role stay in the order given."""
    seen: Counter[Role] = Counter()
    ranked = []
    for person in people:
        ranked.append((seen[person.role] > 0, _MOST_TO_SEE_FIRST.index(person.role), person))
        seen[person.role] += 1
    return [person for _again, _place, person in sorted(ranked, key=lambda line: line[:2])]
