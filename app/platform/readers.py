"""A question is written once for all readers of a kind: those of one organisation, of two, of a project.

To write a statement costs more than to answer it, and there are as many scopes as people. So the statement is
written for a scope whose ids are filled in later, and each reader asks it with his own.
"""

from __future__ import annotations

from functools import cache
from uuid import UUID

from app.access.actor import Scope
from app.platform.asked import Later

Ids = dict[str, UUID]
"""The ids of a reader, by the names of the places where they stand in a question."""

EVERYTHING = Scope(everything=True)


def kind_of(scope: Scope) -> tuple[Scope, Ids]:
    """The scope of any reader of this kind, and what this reader fills in."""
    if scope.everything:
        return EVERYTHING, {}
    ids: Ids = {}
    for place, organisation_id in enumerate(scope.organisations):
        ids[f"own organisation {place}"] = organisation_id
    for place, project_id in enumerate(scope.projects):
        ids[f"own project {place}"] = project_id
    for place, (organisation_id, project_id) in enumerate(scope.within):
        ids[f"organisation of {place}"], ids[f"project of {place}"] = organisation_id, project_id
    if scope.person_id is not None:
        ids["oneself"] = scope.person_id
    sizes = len(scope.organisations), len(scope.projects), len(scope.within)
    return _like(*sizes, alone=scope.person_id is not None), ids


@cache
def _like(organisations: int, projects: int, within: int, *, alone: bool) -> Scope:
    return Scope(
        organisations=frozenset(Later(f"own organisation {place}") for place in range(organisations)),
        person_id=Later("oneself") if alone else None,
        projects=frozenset(Later(f"own project {place}") for place in range(projects)),
        within=frozenset(
            (Later(f"organisation of {place}"), Later(f"project of {place}")) for place in range(within)
        ),
    )
