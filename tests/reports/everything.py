"""Everything a donor holds, over the smallest numbers there are: of which of them each fact is the sum, and what follows."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Any

from tests.reports.a_year import AUGUST, GIVEN, INDICATORS, SESSIONS, Held, Place
from tests.reports.attacker import ALL, Attacker
from tests.reports.holdings import Fact, Value

K = 5
COMMUNITIES = {"Ethiopian": "ET", "Filipino": "PH", "Bangladeshi": "BD"}
Atom = tuple[str, ...]
"""A smallest number: ("people", session, community, sex, age), ("kits", session, …), ("door", session) …"""

PLACES = tuple(sorted({place for one in SESSIONS for place in one.cells}))
"""Nobody outside knows of whom there was nobody in a session."""

TRUTH: dict[Atom, int] = {
    **{("people", one.code, *place): one.cells.get(place, 0) for one in SESSIONS for place in PLACES},
    **{("kits", one.code, *place): one.kits.get(place, 0) for one in SESSIONS for place in PLACES},
    **{("door", one.code): one.door for one in SESSIONS},
    **{("referrals", one.code): one.referrals for one in SESSIONS},
    **{("good", one.code): one.said[0] if one.said else 0 for one in SESSIONS},
    **{("bad", one.code): one.said[1] - one.said[0] if one.said else 0 for one in SESSIONS},
    **{("silent", one.code): max(one.asked - one.said[1], 0) if one.said else 0 for one in SESSIONS},
    **{("asked before and after", one.code): one.quiz[0] if one.quiz else 0 for one in SESSIONS},
    **{("lot", str(month)): pieces for month, pieces in GIVEN.items()},
}


OF_SESSION: Mapping[tuple[str, str], list[Atom]] = {
    (table, one.code): [atom for atom in TRUTH if atom[:2] == (table, one.code)]
    for table in ("people", "kits")
    for one in SESSIONS
}


@dataclass
class Release:
    """What one report told: its project and days, and every value that any format gave for a fact."""

    project: str
    first: date
    last: date
    said: Mapping[Fact, set[Value]]
    report: str = ""
    says: Mapping[str, Any] = field(default_factory=dict)
    """Its JSON as it was sent."""
    area: str = ""
    """The governorate that alone is counted; empty: all."""
    community: str = ""
    """Of the people these alone; empty: all."""
    rounding: int = 0

    def sessions(self, first: date | None = None, last: date | None = None) -> list[Held]:
        return [
            one for one in SESSIONS
            if self.project in one.projects and (first or self.first) <= one.day <= (last or self.last)
            and self.area in {"", governorate(one.area)}
        ]  # fmt: skip

    def atoms(self, fact: Fact) -> list[Atom] | None:
        """Of which smallest numbers a fact is the sum; None where it is none that people stand behind."""
        kind, *rest = fact
        held = self.sessions()
        if kind == "people":
            return self._people(held, (rest[0], rest[1], rest[2]))
        if kind in {"month", "area", "district"}:
            chosen = [one for one in held if rest[0] in {one.month, one.area, governorate(one.area)}]
            return self._people(chosen, (ALL, ALL, ALL))
        if kind == "session":
            table = {"reached": "people", "door": "door", "kits": "kits"}[rest[1]]
            return [
                atom for atom in TRUTH
                if atom[:2] == (table, rest[0]) and (table == "door" or self.community in {"", atom[2]})
            ]  # fmt: skip
        if kind == "figure":
            return self._figure(rest[0], held, {})
        if kind == "asked":
            return _said(held, "asked")
        if kind == "said" and rest[0] == "feedback_overall":
            return _said(held, rest[1])
        if kind == "kit":
            months = range(self.first.month, self.last.month + 1)
            return (
                [("lot", str(month)) for month in months if month in GIVEN]
                if rest[2] == "distributed"
                else None
            )
        if kind in {"result", "part"} and self.project == "LBNT39":
            return self._result(rest)
        return None

    def _people(self, held: Iterable[Held], place: Place, table: str = "people") -> list[Atom]:
        named = {fact[1] for fact in self.said if fact[0] == "people"} - {ALL, "OTHER"}
        return [
            atom for one in held for atom in OF_SESSION[table, one.code]
            if _takes_in(place, atom[2:5], named) and self.community in {"", atom[2]}
        ]  # fmt: skip

    def _figure(
        self, measure: str, held: Iterable[Held], narrowed: Mapping[str, str], since: date | None = None
    ) -> list[Atom] | None:
        if "area" in narrowed:
            held = [one for one in held if narrowed["area"] in {one.area, governorate(one.area)}]
        place = (narrowed.get("community", ALL), narrowed.get("sex", ALL), narrowed.get("age_band", ALL))
        if measure == "officials_trained":
            held = [one for one in held if one.officials]
        if measure == "kits_given":  # nobody outside knows that there were no distribution points
            months = range(
                (since or self.first).month if (since or self.first).year == 2022 else 1, self.last.month + 1
            )
            points = [
                (
                    "at points",
                    self.project,
                    self.area,
                    self.community,
                    str(month),
                    str(sorted(narrowed.items())),
                )
                for month in months
            ]
            return [*self._people(held, place, "kits"), *points]
        if measure in {"people_reached", "officials_trained"}:
            return self._people(held, place)
        tables = {"door_count": "door", "referrals": "referrals", "outcome_n": "asked before and after"}
        if measure in tables:
            return [(tables[measure], one.code) for one in held]
        return None

    def _result(self, rest: list[str]) -> list[Atom] | None:
        measure, narrowed = INDICATORS[rest[0]]
        which = "actual" if len(rest) == 3 else rest[-1]
        first = date(2021, 1, 1) if which.startswith("cumulative") else self.first
        held = self.sessions(first)
        if measure == "feedback_overall":
            return _said(held, "n" if which in {"n", "cumulative_n"} else "")
        if which not in {"actual", "cumulative"}:
            return None
        part = {rest[1]: rest[2]} if len(rest) == 3 else {}
        return self._figure(measure, held, {**narrowed, **part}, first)


def governorate(area: str) -> str:
    return {"LB11": "LB1", "LB21": "LB2", "LB56": "LB5"}[area]


def _said(held: Iterable[Held], which: str) -> list[Atom] | None:
    names = {"good": ["good"], "n": ["good", "bad"], "asked": ["good", "bad", "silent"]}.get(which)
    return None if names is None else [(name, one.code) for one in held for name in names]


def _takes_in(place: Place, atom: Atom, named: set[str]) -> bool:
    community, sex, age = place
    ages = {"0-17": {"12-17"}, "18+": {"18-59"}, "any": {"12-17", "18-59"}, ALL: {"12-17", "18-59"}}
    return (
        (community in {ALL, atom[0]} or (community == "OTHER" and atom[0] not in named))
        and sex in {ALL, atom[1]}
        and atom[2] in ages.get(age, {age})
    )


def attack(
    releases: Iterable[Release], rounded: Mapping[Place, int], own: Collection[str] = ()
) -> dict[Any, tuple[int, int]]:
    """What everything together gives away: known numbers from 1 to k-1, or closer to one than any sign said.

    `own`: the sessions of a reader who took part in them and counted everything there.
    """
    attacker, told_small = Attacker(knowing=True), set()
    for atom, people in TRUTH.items():
        attacker.read(atom, people if atom[1] in own else None)
    targets = set(_worth_knowing())
    for number, release in enumerate(releases):
        for fact, values in release.said.items():
            atoms = release.atoms(fact)
            if not atoms:
                continue
            key = ("told", number, fact)
            _read(attacker, key, values, release.rounding)
            attacker.add_up(key, atoms)
            if f"<{K}" in values:
                told_small.add(frozenset(atoms))
            targets.add(frozenset(atoms))
        _shares_and_stock(attacker, number, release)
    whole = Release("LBNT39", date(2022, 7, 1), date(2022, 9, 30), {})
    for place, value in rounded.items():
        atoms = whole.atoms(("people", *place))
        if atoms:
            attacker.add_up(("public", place), atoms)
            attacker.low[("public", place)] = float(max(0, value - 4))
            attacker.high[("public", place)] = float(value + 4)
    small = [
        atoms
        for atoms in targets
        if 0 < sum(TRUTH.get(atom, 0) for atom in atoms) < K
        and any(TRUTH.get(atom, 0) for atom in atoms if atom[1] not in own)
    ]
    for target in small:
        attacker.add_up(("target", target), target)
    suspects = attacker.within([("target", target) for target in small], K)
    return {
        tuple(sorted(target)): (least, most)
        for (_target, target), (least, most) in attacker.bounds(suspects).items()
        if 1 <= least <= most < K
        and (least == most or (most - least < K - 2 and not any(target <= told for told in told_small)))
    }  # a sign of more people says as much of some of them


def _read(attacker: Attacker, key: Any, values: Iterable[Value], rounding: int) -> None:
    """What is said of one number; a multiple stands for whatever is nearer to it than the next ones."""
    for value in values:
        attacker.read(key, int(value) if isinstance(value, float) else value)
        if rounding and isinstance(value, float):
            attacker.low[key], attacker.high[key] = max(0.0, value - rounding + 1), value + rounding - 1


def _shares_and_stock(attacker: Attacker, number: int, release: Release) -> None:
    """A percentage with its n is a numerator; a level of stock is the one before and what came and went."""
    for fact, values in release.said.items():
        said = [value for value in values if isinstance(value, float)]
        if fact[0] == "result" and fact[2] in {"actual", "cumulative"} and said and fact[1] == "9":
            n = release.said.get(("result", "9", "n" if fact[2] == "actual" else "cumulative_n"), set())
            below = next((value for value in n if isinstance(value, float)), None)
            if below is not None:
                first = date(2021, 1, 1) if fact[2] == "cumulative" else None
                good = ("good", number, fact)
                attacker.add_up(good, _said(release.sessions(first), "good") or [])
                attacker.low[good] = attacker.high[good] = float(round(said[0] * below / 100))
        if fact == ("result", "3", "percent") and said:
            key = ("of target", number)
            held = release.sessions(AUGUST[0], min(release.last, AUGUST[1]))
            attacker.add_up(key, release._figure("people_reached", held, {"area": "LB11"}) or [])
            attacker.low[key] = attacker.high[key] = float(round(said[0] * AUGUST[2] / 100))
        if fact[0] == "kit" and fact[3] in {"opening", "balance"} and said:
            attacker.read(
                ("level", release.first.month if fact[3] == "opening" else release.last.month + 1),
                int(said[0]),
            )
    for month in GIVEN:
        attacker.add_up(("level", month), [("level", month + 1), ("lot", str(month))])


@cache
def _worth_knowing() -> set[frozenset[Atom]]:
    """Sessions, months, areas and periods, all of each and by community, sex and age."""
    groups = [
        *([one] for one in SESSIONS),
        *([one for one in SESSIONS if one.month == month] for month in {one.month for one in SESSIONS}),
        *([one for one in SESSIONS if one.area == area] for area in {one.area for one in SESSIONS}),
        [one for one in SESSIONS if one.day >= date(2022, 7, 1)],
    ]  # fmt: skip
    everything = Release("LBNT39", date(2022, 1, 1), date(2022, 12, 31), {})
    places = itertools.product((*COMMUNITIES.values(), ALL), ("f", "m", ALL), ("12-17", "18-59", ALL))
    found: set[frozenset[Atom]] = set()
    for held, place in itertools.product(groups, places):
        for table in ("people", "kits"):
            found.add(frozenset(everything._people(held, place, table)))
    for held, name in itertools.product(
        groups, ("door", "referrals", "good", "bad", "silent", "asked before and after")
    ):
        found.add(frozenset((name, one.code) for one in held))
    return found | {frozenset([("lot", str(month))]) for month in GIVEN}


def careless(release: Release) -> Release:
    """The very same tables, by somebody who hides small counts and nothing else."""
    said: dict[Fact, set[Value]] = {}
    for fact in release.said:
        atoms = release.atoms(fact)
        if atoms:
            people = sum(TRUTH.get(atom, 0) for atom in atoms)
            said[fact] = {f"<{K}" if 0 < people < K else float(people)}
    return replace(release, said=said)
