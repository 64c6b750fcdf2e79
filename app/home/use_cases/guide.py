"""Help: what each role does, and what it may do, from the one matrix of rights."""

from __future__ import annotations

from app.access.actor import Actor
from app.access.permissions import ROLE_NAMES
from app.home.rules import FIRST_STEPS, rights_of
from app.home.schemas import RoleHelp


def help_for(actor: Actor | None) -> list[RoleHelp]:
    """Every role, in the order of its day; the reader's own ones are marked. Anybody may read it."""
    mine = actor.roles if actor else frozenset()
    return [
        RoleHelp(role.value, ROLE_NAMES[role], role in mine, steps, tuple(rights_of(role)))
        for role, steps in FIRST_STEPS.items()
    ]
