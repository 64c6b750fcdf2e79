"""Give and end roles. Nobody gives what is not his to give; the last administrator stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import ROLE_NAMES, Permission, Role
from app.accounts import public
from app.accounts.rules import granting, one_time_codes
from app.accounts.schemas import AddMembership, MembershipView
from app.accounts.store import entering
from app.accounts.store import people as store
from app.accounts.use_cases.views import is_live, membership_views, reaches
from app.kernel import clock
from app.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from app.kernel.ids import new_id
from app.kernel.outcome import Outcome
from app.kernel.words import _
from app.organisations import public as organisations
from app.platform.once import is_first
from app.platform.settings import Settings
from app.platform.unit_of_work import ReadTx, Tx, UnitOfWork
from app.projects import public as projects


@dataclass(frozen=True, slots=True)
class Place:
    """Where a role is to hold."""

    organisation_id: UUID
    project_id: UUID | None


@dataclass(frozen=True, slots=True)
class Choices:
    """What a form for giving roles offers: organisations and projects as views, roles in matrix order."""

    organisations: list[organisations.OrganisationView]
    roles: tuple[Role, ...]
    projects: list[projects.ProjectView]


def choices(actor: Actor, *, uow: UnitOfWork) -> Choices:
    """The organisations, roles and projects for which this actor may give roles."""
    actor.require(Permission.PEOPLE_MANAGE)
    scope = granting.reach(actor)
    mine = scope.organisations | {organisation_id for organisation_id, _project in scope.within}
    with uow.read() as look:
        return Choices(
            [one for one in organisations.choices(look) if scope.everything or one.id in mine],
            granting.grantable_roles(actor),
            projects.choices(look),
        )


def check_grant(
    look: ReadTx, actor: Actor, role: Role, organisation: str, project: str | None, until: date | None
) -> Place:
    """Where the role would hold, if this actor may give it there.

    Raises Invalid for an unknown organisation or project or a day that is over, NotFound for a foreign
    organisation, Forbidden for a role that is not the actor's to give.
    """
    place = Place(
        organisations.by_code(look, organisation, "organisation").id,
        projects.by_code(look, project, "project").id if project else None,
    )
    if until is not None and until < clock.today():
        raise Invalid.of("until", "until.over", _("This day is over. Please choose a later one."))
    if not actor.may(Permission.ROLES_GRANT_ANY):
        actor.require(Permission.PEOPLE_MANAGE, place.organisation_id)
    if not granting.may_grant(actor, role, place.organisation_id, place.project_id):
        raise Forbidden(
            "role.not_yours",
            _("You may not give the role %(role)s here. An administrator can.") % {"role": ROLE_NAMES[role]},
        )
    return place


def keep_one_administrator(tx: Tx, person_id: UUID) -> None:
    """Refuse to lose the last administrator. Holds all of them, so that two cannot end each other at once."""
    administrators = store.lock_administrators(tx.db, clock.today())
    if administrators == {person_id}:
        raise Conflict(
            "administrator.last",
            _("This is the last administrator. Make somebody else an administrator first."),
        )


def add_membership(
    actor: Actor, person_id: UUID, command: AddMembership, *, settings: Settings, uow: UnitOfWork
) -> Outcome[MembershipView]:
    """Give a person one more role. One that was over by its day may be given again."""
    actor.require(Permission.PEOPLE_MANAGE)
    identity = command.id or new_id()
    content = [str(person_id), command.model_dump(mode="json", exclude={"id"})]
    with uow.begin() as tx:
        person = store.person_in(tx.db, granting.reach(actor), person_id, lock=True)
        if person is None:
            raise NotFound
        fresh = is_first(tx, "membership", identity, content)
        if fresh:
            place = check_grant(tx, actor, command.role, command.organisation, command.project, command.until)
            held = store.find_membership(
                tx.db, person_id, place.organisation_id, command.role, place.project_id
            )
            if held is not None and is_live(held):
                raise store.role_exists()
            if held is not None:
                store.remove_membership(tx.db, held.id)
            public.add_membership(
                tx,
                person_id,
                place.organisation_id,
                command.role,
                membership_id=identity,
                project_id=place.project_id,
                until=command.until,
                actor=actor,
            )
            demanding = settings.require_totp and command.role in one_time_codes.DEMANDING_ROLES
            if demanding and person.totp_secret is None:
                # the new role asks for codes: they are set up at the next sign-in, so there must be one
                entering.end_sign_ins(tx.db, person_id, clock.now())
        return Outcome(_view(tx, person_id, identity), fresh)


def _view(look: ReadTx, person_id: UUID, membership_id: UUID) -> MembershipView:
    for one in membership_views(look, [person_id]).get(person_id, []):
        if one.id == membership_id:
            return one
    raise NotFound


def end_membership(actor: Actor, person_id: UUID, membership_id: UUID, *, uow: UnitOfWork) -> None:
    """End a role at once."""
    actor.require(Permission.PEOPLE_MANAGE)
    scope = granting.reach(actor)
    with uow.begin() as tx:
        if store.person_in(tx.db, scope, person_id) is None:
            raise NotFound
        row = store.membership_by_id(tx.db, person_id, membership_id)
        if row is None or not reaches(scope, row):
            raise NotFound
        role = Role(row.role)
        if not granting.may_grant(actor, role, row.organisation_id, row.project_id):
            raise Forbidden(
                "role.not_yours",
                _("You may not end the role %(role)s here. An administrator can.")
                % {"role": ROLE_NAMES[role]},
            )
        if role is Role.ADMINISTRATOR and is_live(row) and row.project_id is None:
            keep_one_administrator(tx, person_id)
        if not store.remove_membership(tx.db, membership_id):
            raise NotFound
        tx.record(
            "membership.ended",
            actor,
            "person",
            person_id,
            organisation_id=row.organisation_id,
            data={"role": row.role, "project": row.project_id, "until": row.until},
        )
