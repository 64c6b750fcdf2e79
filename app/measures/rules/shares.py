"""Percentages of people: whole shares that add up to the last person (largest remainder, Hamilton's method)."""

from __future__ import annotations

from collections.abc import Sequence


def largest_remainder(total: int, weights: Sequence[int]) -> list[int]:
    """`total` (0 or more) in whole parts by weight; the parts add up to it.

    Each part is its exact share rounded down or up; of equal remainders the earlier one is rounded up.
    Raises ValueError without any weight above 0.
    """
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0 or total < 0:
        message = "shares need weights above 0 and a total of 0 or more"
        raise ValueError(message)
    parts = [total * weight // whole for weight in weights]
    remainders = [total * weight % whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda place: -remainders[place])
    for place in by_remainder[: total - sum(parts)]:
        parts[place] += 1
    return parts


def shared_cells(counts: Sequence[int], weights: Sequence[int]) -> list[list[int]]:
    """Each count in parts by weight: a row a count, a column a weight.

    Every row adds up to its count, and every column to the largest-remainder share of the sum of all counts:
    the table of a donor agrees with its total, and the tables of all donors with the table of all.
    """
    whole = sum(weights)
    needed = largest_remainder(sum(counts), weights)
    rows = [[count * weight // whole for weight in weights] for count in counts]
    for column in range(len(weights)):
        needed[column] -= sum(row[column] for row in rows)
    for row, count in zip(rows, counts, strict=True):
        remainders = [count * weight % whole for weight in weights]
        given: set[int] = set()
        for _person in range(count - sum(row)):
            column = max(
                range(len(weights)),
                key=lambda one: (one not in given and needed[one] > 0, needed[one], remainders[one]),
            )
            row[column] += 1
            needed[column] -= 1
            given.add(column)
    return rows


def weights_of(shares: Sequence[int | None]) -> list[int]:
    """Weights from the shares of a session's projects (percent; None: full credit, not shared out).

    Without any percentage all projects have the same weight. Projects without one beside others that have
    divide what is left. What nobody claims is one more weight at the end.
    """
    stated = sum(share for share in shares if share is not None)
    open_ones = sum(share is None for share in shares)
    if open_ones == len(shares):
        return [1] * len(shares)
    rest = max(100 - stated, 0)
    if open_ones:
        return [rest if share is None else share * open_ones for share in shares]
    return [share or 0 for share in shares] + ([rest] if rest else [])
