"""The parts of a donor and of an administrator: neither shows a figure of people reached."""

from __future__ import annotations

from app.access.actor import Actor
from app.access.permissions import Role
from app.accounts import public as accounts
from app.audit import public as audit
from app.home.schemas import AdministratorPart, DonorPart
from app.platform.unit_of_work import ReadTx
from app.projects import public as projects


def donor_part(look: ReadTx, actor: Actor) -> DonorPart:
    """The projects this donor pays for, by code, with this donor's grants only; a role for one project shows that one."""
    held = [membership for membership in actor.memberships if membership.role is Role.DONOR]
    everywhere = {membership.organisation_id for membership in held if membership.project_id is None}
    wanted = {membership.project_id for membership in held if membership.project_id is not None}
    found = projects.by_ids(look, wanted | projects.projects_of_donor(look, everywhere))
    own = {membership.organisation_id for membership in held}
    shown = [
        project.model_copy(
            update={"donors": tuple(donor for donor in project.donors if donor.organisation_id in own)}
        )
        for project in found.values()
    ]
    return DonorPart(tuple(sorted(shown, key=lambda project: project.code)))


def administrator_part(look: ReadTx, *, one_file: bool) -> AdministratorPart:
    """People and the trail; `one_file` says that the database is a single SQLite file."""
    people = accounts.head_count(look)
    unsealed, last_event = audit.seal_state(look)
    return AdministratorPart(
        active=people.active,
        invited=people.invited,
        inactive=people.inactive,
        unsealed=unsealed,
        last_event=last_event,
        one_file=one_file,
    )
