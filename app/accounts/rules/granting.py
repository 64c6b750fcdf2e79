"""Who may give which role, and whom one may look after."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from app.access.actor import Actor, Membership, Scope
from app.access.permissions import Permission, Role

PLANNERS_GRANT = (Role.FACILITATOR, Role.PLANNER, Role.STOREKEEPER)
"""What a planner may give in her own organisation; an administrator gives any role anywhere."""


def reach(actor: Actor) -> Scope:
    """The people this actor may know of: all for an administrator, her own organisation's for a planner."""
    if actor.may(Permission.ROLES_GRANT_ANY):
        return Scope(everything=True)
    return actor.scope(Permission.PEOPLE_MANAGE)


def grantable_roles(actor: Actor) -> tuple[Role, ...]:
    """The roles this actor may give at all, in the order of the matrix."""
    return tuple(Role) if actor.may(Permission.ROLES_GRANT_ANY) else PLANNERS_GRANT


def may_grant(actor: Actor, role: Role, organisation_id: UUID, project_id: UUID | None) -> bool:
    """Whether this actor may give (or end) this role there."""
    here = reach(actor)
    if here.everything:
        return True
    inside = organisation_id in here.organisations or (organisation_id, project_id) in here.within
    return inside and role in PLANNERS_GRANT


def may_look_after(actor: Actor, memberships: Iterable[Membership]) -> bool:
    """Whether this actor may reset, stop or rename a person holding these roles.

    All of them must be the actor's to give: a reset link for somebody with a role elsewhere would hand that
    role over as well.
    """
    return all(may_grant(actor, held.role, held.organisation_id, held.project_id) for held in memberships)
