"""Whose sessions a release counts, in words of its own, and which sessions several releases count together.

A scope is a line of clauses, all of which a session must meet: `project:LBNT39` (everyone in the sessions it pays
for), `share:LBNT39` (its part of each of them), `donor:CH` (sessions any of its grants pays for), `partner:LAW`
(sessions it led or joined); joined by `&`, several codes of a clause by `|`. The empty line is every session.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.access.actor import Scope
from app.measures import public as measures
from app.organisations import public as organisations
from app.platform.unit_of_work import ReadTx
from app.projects import public as projects
from app.reports.disclosure.joining import Grid
from app.reports.disclosure.releases import Groups
from app.reports.lens_rules import Attribution

SHARE = "share:"
_AT_POINTS = frozenset({"kits_given", "people_given", "feedback"})
"""Figures that count distribution points too, which one project pays for and no session list knows."""


def scope_of_project(code: str, attribution: str) -> str:
    """The scope of a report through a lens."""
    return f"{SHARE}{code}" if attribution == Attribution.SHARE.value else f"project:{code}"


@dataclass(frozen=True, slots=True)
class _Held:
    """A verified session: its day, who pays for it, who led or joined it."""

    day: date
    projects: frozenset[UUID]
    organisations: frozenset[UUID]


Counts = Callable[[_Held], bool]


class Overlaps:
    """The verified sessions between two days, and which scopes count which of them."""

    def __init__(self, look: ReadTx, first: date, last: date, scopes: Iterable[str]) -> None:
        self._look = look
        self._counts = {scope: self._rule(scope) for scope in dict.fromkeys(scopes)}
        self._held = _held_between(look, first, last)

    def _rule(self, scope: str) -> Counts:
        clauses = [self._clause(*clause.split(":", 1)) for clause in scope.split("&") if clause]
        return lambda held: all(one(held) for one in clauses)

    def _clause(self, kind: str, codes: str) -> Counts:
        named = codes.split("|")
        if kind == "partner":
            ids = frozenset(one.id for one in organisations.by_codes(self._look, named).values())
            return lambda held: bool(held.organisations & ids)
        if kind == "donor":
            found = organisations.by_codes(self._look, named).values()
            paid = frozenset(projects.projects_of_donor(self._look, [one.id for one in found]))
        else:
            paid = frozenset(one.id for one in projects.by_codes(self._look, named).values())
        return lambda held: bool(held.projects & paid)

    def with_(self, scope: str) -> set[str]:
        """The scopes that count a session that this one counts."""
        mine = [held for held in self._held if self._counts[scope](held)]
        return {other for other, rule in self._counts.items() if any(rule(held) for held in mine)}

    def groups(self, table: str, grid: Grid) -> Groups:
        """For each stretch of days the kinds of people in it: each is the set of scopes that count them.

        People of one session are of several kinds where shares are told: the part of each project, and the rest.
        """
        scopes = sorted({one.scope for one in grid.releases})
        alone = (
            [frozenset({scope}) for scope in scopes] if table.split(" ", maxsplit=1)[0] in _AT_POINTS else []
        )
        kinds: dict[date, set[frozenset[str]]] = {start: set(alone) for start, _end in grid.stretches}
        shares = {scope: self._counts[scope] for scope in scopes if scope.startswith(SHARE)}
        starts = [start for start, _end in grid.stretches]
        ends = dict(grid.stretches)
        for held in self._held:
            start = max((one for one in starts if one <= held.day), default=None)
            if start is None or held.day >= ends[start]:
                continue
            whole = frozenset(s for s in scopes if s not in shares and self._counts[s](held))
            parts = [scope for scope, counts in shares.items() if counts(held)]
            kinds[start] |= {whole | {part} for part in parts}
            if len(parts) < len(held.projects) or not parts:
                kinds[start].add(whole)
        return {start: sorted(found - {frozenset()}, key=sorted) for start, found in kinds.items()}


def _held_between(look: ReadTx, first: date, last: date) -> Sequence[_Held]:
    everything, cut = Scope(everything=True), measures.Cut(from_date=first, to_date=last)
    payers: Mapping[str, list[UUID]] = measures.projects_by_session(look, everything, cut)
    joined = measures.partners_by_session(look, everything, cut)
    return list(
        {
            _Held(
                line.local_date,
                frozenset(payers.get(line.code, ())),
                frozenset(
                    measures.as_uuid(one) for one in (line.lead_organisation_id, *joined.get(line.id, ()))
                ),
            )
            for line in measures.session_figures(look, everything, cut)
        }
    )
