"""Makes a table coarser before anything is hidden: a merged row says more than a hidden one.

Merges are unions of whole categories, never splits, and each is told in words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping

from app.kernel.types import NOT_STATED_BAND, Sex
from app.kernel.words import Words, _
from app.reports.disclosure.shapes import ALL, Counts, Place, Table

OTHER = "OTHER"
"""The community code into which small communities are folded."""

MINORS = "0-17"
ADULTS = "18+"
ANY_AGE = "any"
"""The single band of a table that does not tell ages."""

Telling = list[Words]
"""What was done and why, in the order it was done."""


def _renamed(counts: Counts, new: Callable[[Place], Place]) -> dict[Place, int]:
    merged: dict[Place, int] = {}
    for place, value in counts.items():
        merged[new(place)] = merged.get(new(place), 0) + value
    return merged


def fold_communities(
    counts: Counts, threshold: int, never_alone: Collection[str] = ()
) -> tuple[dict[Place, int], Telling]:
    """Fold communities that must not stand alone, and those with 1 to k-1 people, into OTHER.

    When OTHER is then still small, the smallest communities follow until it is not.
    """
    sizes = Table(counts)
    people = {code: sizes[code, ALL, ALL] for code in sizes.communities}
    # A community that must not stand alone is folded whatever its size: its own row would name it.
    sensitive = {code for code in people if code in never_alone and people[code] > 0}
    small = {code for code, number in people.items() if 0 < number < threshold}
    folded = (sensitive | small) - {OTHER}
    if not folded and people.get(OTHER, 0) not in range(1, threshold):
        return dict(counts), []
    together = people.get(OTHER, 0) + sum(people[code] for code in folded)
    for code in sorted(people, key=lambda one: (people[one], one)):
        if together >= threshold:
            break
        if code not in folded and code != OTHER and people[code] > 0:
            folded.add(code)
            together += people[code]
    if not folded:
        return dict(counts), []
    merged = _renamed(counts, lambda place: (OTHER if place[0] in folded else place[0], *place[1:]))
    reason = _(
        "%(communities)s communities are counted under Other, because few people came or they are never shown alone."
    )
    return merged, [reason % {"communities": len(folded)}]


def join_other_sex(counts: Counts, threshold: int) -> tuple[dict[Place, int], Telling]:
    """Count `other` under `not stated` when only 1 to k-1 people of any age said `other`."""
    people = sum(value for (_community, sex, _age), value in counts.items() if sex == Sex.OTHER)
    if not 0 < people < threshold:
        return dict(counts), []
    merged = _renamed(
        counts,
        lambda place: (place[0], Sex.NOT_STATED.value if place[1] == Sex.OTHER else place[1], place[2]),
    )
    return merged, [_("Sex “other” is counted under “not stated”, because few people chose it.")]


_BAND = re.compile(r"(\d+)(?:-(\d+)|\+)")


def minor_or_adult(band: str) -> str | None:
    """The half of life a band lies in (`0-17` or `18+`), `ns` for not stated, None if it straddles 18."""
    if band == NOT_STATED_BAND:
        return band
    match = _BAND.fullmatch(band)
    if match is None:
        return None
    low, high = int(match[1]), int(match[2]) if match[2] else None
    if low >= 18:
        return ADULTS
    return MINORS if high is not None and high < 18 else None


def merge_ages(
    counts: Counts, groups: Mapping[str, str] | None = None
) -> tuple[dict[Place, int], Telling] | None:
    """Merge age bands into the groups given (band -> group), by default minors and adults.

    None when a band belongs to no group or when nothing would change.
    """
    bands = dict.fromkeys(place[2] for place in counts)
    into = {band: (groups or {}).get(band) or minor_or_adult(band) for band in bands}
    if None in into.values() or len(set(into.values())) == len(bands):
        return None
    merged = _renamed(counts, lambda place: (place[0], place[1], str(into[place[2]])))
    return merged, [_("Age bands are merged into minors and adults, because the finer cells are small.")]


def without_ages(counts: Counts) -> dict[Place, int]:
    """All ages together."""
    return _renamed(counts, lambda place: (place[0], place[1], ANY_AGE))


def without_communities(counts: Counts) -> dict[Place, int]:
    """All communities together."""
    return _renamed(counts, lambda place: (OTHER, place[1], place[2]))


def laid_over(counts: Counts, table: Table, groups: Mapping[str, str] | None = None) -> dict[Place, int]:
    """Counts of some of the people of a table, joined as the people of that table were joined."""
    communities, sexes, ages = set(table.communities), set(table.sexes), set(table.ages)

    def band(age: str) -> str:
        half = (groups or {}).get(age) or minor_or_adult(age)
        return age if age in ages else half if half in ages else ANY_AGE

    return _renamed(
        counts,
        lambda place: (
            place[0] if place[0] in communities else OTHER,
            place[1] if place[1] in sexes else Sex.NOT_STATED.value,
            band(place[2]),
        ),
    )
