"""Whose sessions and people a release counts, in a line of words of its own.

A line of clauses, all of which a session must meet: `project:LBNT39` (everyone in the sessions it pays for),
`share:LBNT39` (its part of each of them), `donor:CH` (sessions any of its grants pays for), `partner:LAW` (sessions
it led or joined), `area:LB1` (those in it or below it), `kind:training` (those of this type of activity); of their
people `community:ET` names those who count. Clauses are joined by `&`, several codes of one by `|`. The empty line
is everybody in every session.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.reports.lens_rules import Attribution

PROJECT, SHARE, DONOR, PARTNER = "project:", "share:", "donor:", "partner:"
AREA, KIND, COMMUNITY = "area:", "kind:", "community:"


def scope_of_lens(
    project: str,
    attribution: str,
    *,
    areas: Iterable[str] = (),
    activity_types: Iterable[str] = (),
    communities: Iterable[str] = (),
) -> str:
    """The scope of a report through a lens."""
    whose = SHARE if attribution == Attribution.SHARE.value else PROJECT
    clauses = [f"{whose}{project}"]
    for kind, codes in ((AREA, areas), (KIND, activity_types), (COMMUNITY, communities)):
        if named := "|".join(sorted(set(codes))):
            clauses.append(f"{kind}{named}")
    return "&".join(clauses)


def frozen_scope(project: str, lens: Mapping[str, Any]) -> str:
    """The same of a lens as it was frozen with a report; an older one knows no cuts."""
    return scope_of_lens(
        project,
        str(lens["attribution"]),
        areas=lens.get("areas", ()),
        activity_types=lens.get("activity_types", ()),
        communities=lens.get("communities", ()),
    )


def clauses_of(scope: str) -> list[tuple[str, tuple[str, ...]]]:
    """(kind with its colon, codes) of each clause."""
    found = []
    for clause in filter(None, scope.split("&")):
        kind, codes = clause.split(":", 1)
        found.append((f"{kind}:", tuple(codes.split("|"))))
    return found


def communities_of(scope: str) -> frozenset[str]:
    """The communities a scope counts; empty: all of them."""
    return frozenset(code for kind, codes in clauses_of(scope) if kind == COMMUNITY for code in codes)


def share_of(scope: str) -> str:
    """The project whose part of each session a scope counts; empty: everyone is counted."""
    return next((codes[0] for kind, codes in clauses_of(scope) if kind == SHARE), "")


def project_of(scope: str) -> str:
    """The one project a scope is of; empty where it is of several, or of none."""
    codes = [code for kind, named in clauses_of(scope) if kind in {PROJECT, SHARE} for code in named]
    return codes[0] if len(codes) == 1 else ""


def counted_of_a_session(scope: str) -> str:
    """What the count of one session means: the same in all lists of scopes that answer alike."""
    return "&".join(
        f"{kind}{'|'.join(codes)}" for kind, codes in clauses_of(scope) if kind in {SHARE, COMMUNITY}
    )


def is_part(scope: str) -> bool:
    """Whether a scope counts only some sessions of a project, or some people in them."""
    return any(kind in {AREA, KIND, COMMUNITY} for kind, _codes in clauses_of(scope))
