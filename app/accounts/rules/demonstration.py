"""In which order the sign-in page of the demonstration offers its people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from app.access.permissions import Role
from app.accounts.schemas import DemoPerson

_MOST_TO_SEE_FIRST = (
    Role.COORDINATOR,
    Role.PLANNER,
    Role.FACILITATOR,
    Role.STOREKEEPER,
    Role.DONOR,
    Role.ADMINISTRATOR,
)


def most_useful_first(people: Iterable[DemoPerson]) -> list[DemoPerson]:
    """One of each role first, then the others by role; people of one role stay in the order given."""
    seen: Counter[Role] = Counter()
    ranked = []
    for person in people:
        ranked.append((seen[person.role] > 0, _MOST_TO_SEE_FIRST.index(person.role), person))
        seen[person.role] += 1
    return [person for _again, _place, person in sorted(ranked, key=lambda line: line[:2])]
