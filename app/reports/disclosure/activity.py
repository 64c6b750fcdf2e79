"""Protects the sessions annex together with the series by area and by month, and any single series.

Sessions, areas and months are one network (all -> area -> district -> session -> month -> all): a hidden session can
be attacked from its district's and its area's sum and from its month's sum, and cannot be protected against one of
them alone.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from app.kernel.words import Words, _
from app.reports.disclosure.hiding import COMPLEMENTARY, PRIMARY, CannotHideError, Shown, audit, hide
from app.reports.disclosure.network import Edge, Network
from app.reports.disclosure.partners import hide_from_partners, linked
from app.reports.disclosure.remembering import answered

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class SessionCount:
    """People reached in one session, with the area, the month and (if asked for) the district under which it is summed.

    `known_to`: the organisations that held it; each knows the counts of all its sessions. A district lies in one area.
    """

    key: Hashable
    area: str
    month: str
    people: int
    known_to: frozenset[str] = frozenset()
    district: str = ""


@dataclass(frozen=True, slots=True)
class ProtectedActivity:
    """What may be shown for each session, area, month and district; `told` says what was withheld and why."""

    sessions: Mapping[Hashable, Shown]
    by_area: Mapping[str, Shown]
    by_month: Mapping[str, Shown]
    told: tuple[Words, ...] = ()
    by_district: Mapping[str, Shown] = field(default_factory=dict)


def protect_activity(sessions: Sequence[SessionCount], threshold: int) -> ProtectedActivity:
    """Hide small counts of sessions, districts, areas and months, and what would give them away; the total is published.

    Where no pattern is safe, all sessions, districts and areas are withheld, zeros too, and months protected alone.
    Otherwise zeros stay. A threshold of 0 or 1 protects nothing. Raises ValueError for equal keys or a negative count.
    """
    if any(line.people < 0 for line in sessions):
        message = "a count cannot be negative"
        raise ValueError(message)
    by_area, by_month = _sums(sessions, "area"), _sums(sessions, "month")
    by_district = {name: people for name, people in _sums(sessions, "district").items() if name}
    exact = {line.key: line.people for line in sessions}
    if len(exact) != len(sessions):
        message = "two sessions have the same key"
        raise ValueError(message)
    if threshold < 2:
        return ProtectedActivity(exact, by_area, by_month, by_district=by_district)
    total = sum(exact.values())
    network = Network(
        [
            Edge("all", "out", "in", total, fixed=True),
            *(Edge(("area", area), "in", ("area", area), people, 20.0) for area, people in by_area.items()),
            *(
                Edge(("district", name), ("area", area), ("district", name), by_district[name], 10.0)
                for name, area in {one.district: one.area for one in sessions if one.district}.items()
            ),
            *(Edge(("session", s.key), _place(s), ("month", s.month), s.people) for s in sessions),
            *(Edge(("month", m), ("month", m), "out", people, 30.0) for m, people in by_month.items()),
        ]
    )
    pattern = _safe_pattern(network, threshold, partners=_own_sums(sessions))
    if pattern is None:
        # Sessions tie areas and months together, so only one of the two series can stay.
        return ProtectedActivity(
            dict.fromkeys(exact, COMPLEMENTARY),
            dict.fromkeys(by_area, COMPLEMENTARY),
            protect_series(by_month, threshold),
            (
                _(
                    "Counts by session and by area are withheld, because a few people could be worked out from them."
                ),
            ),
            dict.fromkeys(by_district, COMPLEMENTARY),
        )
    signs = [value for value in pattern.values() if isinstance(value, str)]
    told = (
        _("%(values)s counts by session, area or month are hidden or withheld.") % {"values": len(signs)},
    )
    return ProtectedActivity(
        {line.key: pattern["session", line.key] for line in sessions},
        {area: pattern["area", area] for area in by_area},
        {month: pattern["month", month] for month in by_month},
        told if signs else (),
        {name: pattern["district", name] for name in by_district},
    )


def _own_sums(sessions: Sequence[SessionCount]) -> list[dict[Hashable, int]]:
    """What each organisation counted: its sessions with their sums by area and month and in all."""
    own: dict[str, dict[Hashable, int]] = {}
    for one in sessions:
        for organisation in one.known_to:
            sums = own.setdefault(organisation, {})
            district: list[Hashable] = [("district", one.district)] if one.district else []
            for key in ("all", ("area", one.area), *district, ("session", one.key), ("month", one.month)):
                sums[key] = sums.get(key, 0) + one.people
    return [own[organisation] for organisation in sorted(own)]


def _place(session: SessionCount) -> tuple[str, str]:
    """The finest place under which a session is summed."""
    return ("district", session.district) if session.district else ("area", session.area)


def protect_series(
    values: Mapping[Key, int],
    threshold: int,
    also: Collection[Key] = (),
    partners: Sequence[Collection[Key]] = (),
) -> dict[Key, Shown]:
    """Protect values whose sum is published: never one hidden alone, and the hidden ones leave room for each other.

    `also` names values to withhold whatever their size (a session whose reached count is hidden must not
    show its door count); `partners` are the keys whose values one organisation knows together. Where nothing else is safe every value is withheld, zeros too (five hidden ones that sum to 5 would all be 1).
    """
    if threshold < 2:
        return dict(values)
    total = sum(values.values())
    if 0 < total < threshold:
        return dict.fromkeys(values, PRIMARY if len(values) == 1 else COMPLEMENTARY)
    network = Network(
        [
            Edge(("all",), "out", "in", total, fixed=True),
            *(Edge(("one", key), "in", "out", value) for key, value in values.items()),
        ]
    )
    own: list[dict[Hashable, int]] = [
        {("all",): sum(values[key] for key in keys), **{("one", key): values[key] for key in keys}}
        for keys in partners
    ]
    pattern = _safe_pattern(network, threshold, [("one", key) for key in also], own)
    if pattern is None:
        return dict.fromkeys(values, COMPLEMENTARY)
    return {key: pattern["one", key] for key in values}


def _safe_pattern(
    network: Network,
    threshold: int,
    also: Collection[tuple[str, Hashable]] = (),
    partners: Sequence[Mapping[Hashable, int]] = (),
) -> dict[Hashable, Shown] | None:
    """Each value of the network or its sign, or None; the same is tried once (see `remembering`)."""

    def tried() -> list[Shown] | None:
        try:
            pattern = hide(network, threshold, also)
            if audit(network, threshold, pattern, also):
                return None
            safe = hide_from_partners(linked(network), threshold, pattern, partners) if partners else pattern
        except CannotHideError:
            return None
        return [safe[edge.key] for edge in network.edges]

    own = [sorted(counts.items(), key=repr) for counts in partners]
    found = answered("series", (network.plainly(), threshold, sorted(also, key=repr), own), tried)
    return None if found is None else dict(zip((edge.key for edge in network.edges), found, strict=True))


def _sums(sessions: Sequence[SessionCount], field: str) -> dict[str, int]:
    sums: dict[str, int] = {}
    for line in sessions:
        name = getattr(line, field)
        sums[name] = sums.get(name, 0) + line.people
    return sums
