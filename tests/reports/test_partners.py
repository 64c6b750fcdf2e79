"""A partner knows what was counted in its own sessions, and cannot work out with it what others counted."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from app.reports.disclosure import protect
from app.reports.disclosure.activity import SessionCount, protect_activity, protect_series
from tests.reports.attacker import ALL, Attacker, Place

K = 5


PLACES = list(itertools.product(("ET", "BD", "PH", "LK"), "fm", ("0-17", "18+")))
EVERYBODY = dict(zip(PLACES, (14, 35, 4, 22, 3, 3, 0, 1, 3, 0, 1, 40, 2, 1, 0, 35), strict=True))
CARITAS = dict(zip(PLACES, (14, 29, 4, 18, 0, 0, 0, 0, 3, 0, 1, 38, 0, 0, 0, 5), strict=True))
LAW = {place: EVERYBODY[place] - CARITAS[place] for place in PLACES}


def learned(
    shown: Mapping[Place, int | str], exact: Mapping[Place, int], own: Mapping[Place, int]
) -> list[Place]:
    """The `<k` with people of others in them that a partner works out exactly."""
    attacker = Attacker(knowing=True)
    attacker.read_table("", {place: f"<{K}" if value == "<k" else value for place, value in shown.items()})
    for _period, place in list(attacker.low):
        mine = own.get(place, 0)
        if mine and place in exact:
            attacker.took_part(("", place), mine, alone=mine == exact[place])
    targets = [place for place, value in shown.items() if value == "<k" and exact[place] > own.get(place, 0)]
    bounds = attacker.bounds([("", place) for place in targets])
    return [place for (_period, place), (least, most) in bounds.items() if least == most]


def sums(counts: Mapping[Place, int], shown: Mapping[Place, int | str]) -> dict[Place, int]:
    """Counts with their totals under the names that a table shows: whoever it does not name is Other, or of any age."""
    named = [{place[at] for place in shown} for at in range(3)]
    found: dict[Place, int] = {}
    for (community, sex, age), people in counts.items():
        group = community if community in named[0] else "OTHER"
        band = age if age in named[2] else "any"
        for place in itertools.product((group, ALL), (sex, ALL), (band, ALL)):
            found[place] = found.get(place, 0) + people
    return found


def beaten(partners: Sequence[Mapping[Place, int]]) -> list[Place]:
    """What either partner works out when `partners` are known to whoever hides."""
    shown = protect(EVERYBODY, K, partners=partners).cells
    exact = sums(EVERYBODY, shown)
    return [place for own in (CARITAS, LAW) for place in learned(shown, exact, sums(own, shown))]


def test_a_partner_wins_only_where_nobody_thought_of_partners() -> None:
    """Three of the four hidden women of three communities came to Law: with its own counts it sums up the fourth."""
    assert beaten([]), "the attack can win"
    assert beaten([CARITAS, LAW]) == []


def test_whoever_knows_its_own_hidden_sessions_cannot_subtract_them() -> None:
    """Two small sessions and the six withheld for them: who held one small session and the six knows the other."""
    sessions = {"small": 3, "smaller": 2, "six": 6, "large": 30}

    def shown(known: frozenset[str]) -> Mapping[object, int | str]:
        return protect_activity(
            [
                SessionCount(name, "LB1", "2022-07", people, frozenset({"LAW"} if name in known else ()))
                for name, people in sessions.items()
            ],
            K,
        ).sessions

    alone = shown(frozenset())
    assert alone == {"small": "<k", "smaller": "<k", "six": "c", "large": 30}
    among_us = shown(frozenset({"small", "six"}))
    assert among_us == {"small": "<k", "smaller": "<k", "six": "c", "large": "c"}
    assert protect_series(sessions, K) == alone
    assert protect_series(sessions, K, partners=[("small", "six")]) == among_us


def test_who_counted_everybody_has_nothing_to_learn() -> None:
    assert protect(EVERYBODY, K, partners=[EVERYBODY]).cells == protect(EVERYBODY, K).cells
