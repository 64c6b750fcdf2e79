"""Believable crowds: how a number of people of a community splits over sex and age.

Women's shares: IOM Lebanon, Migrant Presence Monitoring, round 2 (May-July 2022) for Ethiopian, Filipino,
Sudanese and Egyptian migrants; for the other communities an assumption in the same spirit.
"""

from __future__ import annotations

from collections import Counter
from random import Random

from app.commands.demo.plan import Cell, Gift

WOMEN = {
    "ET": 0.99,
    "PH": 0.97,
    "SD": 0.26,
    "EG": 0.24,
    "BD": 0.55,
    "LK": 0.94,
    "KE": 0.95,
    "GH": 0.90,
    "SL": 0.93,
    "CM": 0.90,
    "NP": 0.92,
    "SY": 0.55,
    "LB": 0.52,
}
"""The share of women and girls, by community."""

GROWN_UPS = (("18-59", 0.95), ("60+", 0.02), ("12-17", 0.03))
FAMILIES = (("18-59", 0.62), ("60+", 0.03), ("12-17", 0.14), ("5-11", 0.13), ("0-4", 0.08))
PUPILS = (("12-17", 0.96), ("18-59", 0.04))
OFFICIALS = (("18-59", 0.97), ("60+", 0.03))
NOT_ASKED = (("ns", 1.0),)
"""Shares of age bands by kind of audience."""


def crowd(chance: Random, people: dict[str, int], ages: tuple[tuple[str, float], ...]) -> tuple[Cell, ...]:
    """Cells for so many people of each community; each person's sex and age band is drawn."""
    drawn: Counter[tuple[str, str, str]] = Counter()
    bands, weights = zip(*ages, strict=True)
    for community, number in people.items():
        for band in chance.choices(bands, weights, k=number):
            sex = "f" if chance.random() < WOMEN[community] else "m"
            drawn[community, sex, band] += 1
    return tuple((*cell, count) for cell, count in sorted(drawn.items()))


def split(chance: Random, total: int, weights: dict[str, int]) -> dict[str, int]:
    """`total` people over communities in about these proportions; nobody is left out."""
    drawn = Counter(chance.choices(list(weights), list(weights.values()), k=total))
    return {community: drawn[community] for community in weights if drawn[community]}


def kits_for_women(cells: tuple[Cell, ...], item: str, most: int) -> tuple[Gift, ...]:
    """One kit for each woman and girl of 12 and more, community by community, until `most` are given."""
    gifts: list[Gift] = []
    women: Counter[str] = Counter()
    for community, sex, band, count in cells:
        if sex == "f" and band not in {"0-4", "5-11"}:
            women[community] += count
    for community, wanted in women.items():
        given = min(wanted, most - sum(gift.quantity for gift in gifts))
        if given > 0:
            gifts.append(Gift(item, community, "f", given))
    return tuple(gifts)
