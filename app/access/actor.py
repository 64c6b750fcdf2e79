"""Who is asking (`Actor`) and which rows that person may know of (`Scope`)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from app.access.permissions import PERMISSION_NAMES, PROGRAMME_ROLES, ROLE_PERMISSIONS, Permission, Role
from app.kernel.errors import Forbidden, NotFound
from app.kernel.words import _


@dataclass(frozen=True, slots=True)
class Membership:
    """One role in one organisation, perhaps for one project only."""

    organisation_id: UUID
    organisation_code: str
    role: Role
    project_id: UUID | None = None


class Door(StrEnum):
    """How the person came in."""

    BROWSER = "browser"
    TOKEN = "token"  # noqa: S105 - the name of a door, not a secret
    DEVICE = "device"
    COMMAND_LINE = "command_line"


@dataclass(frozen=True, slots=True)
class Scope:
    """Which rows exist for a reader; a store adds it to every query. A row is met if any line holds.

    everything      the whole programme
    organisations   rows led, owned or joined by one of these organisations
    person_id       sessions this person is assigned to as facilitator
    projects        rows of one of these projects (a coordinator of one grant)
    within          rows of the organisation that also belong to the project, as (organisation, project)
    """

    everything: bool = False
    organisations: frozenset[UUID] = frozenset()
    person_id: UUID | None = None
    projects: frozenset[UUID] = frozenset()
    within: frozenset[tuple[UUID, UUID]] = frozenset()

    @property
    def nothing(self) -> bool:
        """True when no row at all is in scope."""
        return not (self.everything or self.organisations or self.projects or self.within or self.person_id)


@dataclass(frozen=True, slots=True)
class Actor:
    """A person with memberships, as seen by the use cases."""

    person_id: UUID
    name: str
    email: str
    memberships: tuple[Membership, ...] = ()
    language: str = "en"
    door: Door = Door.BROWSER
    device_id: UUID | None = None
    read_only: bool = False
    sign_in_id: UUID | None = field(default=None, compare=False)

    @property
    def roles(self) -> frozenset[Role]:
        """All roles held anywhere."""
        return frozenset(membership.role for membership in self.memberships)

    def may(self, permission: Permission, *organisation_ids: UUID) -> bool:
        """Whether a role grants this right in any of these organisations (none given: anywhere).

        A programme role (coordinator) grants it in every organisation.
        """
        return any(
            permission in ROLE_PERMISSIONS[membership.role]
            and (
                not organisation_ids
                or membership.role in PROGRAMME_ROLES
                or membership.organisation_id in organisation_ids
            )
            for membership in self.memberships
        )

    def may_everywhere(self, permission: Permission) -> bool:
        """Whether a programme role grants this right, whatever the organisation."""
        return any(
            membership.role in PROGRAMME_ROLES and permission in ROLE_PERMISSIONS[membership.role]
            for membership in self.memberships
        )

    def require(self, permission: Permission, *organisation_ids: UUID) -> None:
        """Pass, or refuse: NotFound to a stranger of all these organisations, Forbidden to a member."""
        if self.may(permission, *organisation_ids):
            return
        if organisation_ids and not self.belongs_to(*organisation_ids):
            raise NotFound
        raise Forbidden(
            "forbidden",
            _("Your role does not include this right: %(right)s.") % {"right": PERMISSION_NAMES[permission]},
        )

    def belongs_to(self, *organisation_ids: UUID) -> bool:
        """Member of one of these organisations, or of the programme as a whole."""
        return any(
            membership.role in PROGRAMME_ROLES or membership.organisation_id in organisation_ids
            for membership in self.memberships
        )

    def organisations_where(self, permission: Permission) -> frozenset[UUID]:
        """The person's own organisations in which a role grants this right."""
        return frozenset(
            membership.organisation_id
            for membership in self.memberships
            if permission in ROLE_PERMISSIONS[membership.role]
        )

    def scope(self, permission: Permission) -> Scope:
        """The rows this person may meet while exercising a right.

        A facilitator meets only the sessions assigned to him; a coordinator the programme (or his project);
        a donor his grants; others their own organisations, joint rows included.
        """
        everything = False
        person_id: UUID | None = None
        organisations: set[UUID] = set()
        projects: set[UUID] = set()
        within: set[tuple[UUID, UUID]] = set()
        for membership in self.memberships:
            if permission not in ROLE_PERMISSIONS[membership.role]:
                continue
            if membership.role is Role.FACILITATOR:
                person_id = self.person_id
            elif membership.role in PROGRAMME_ROLES:
                if membership.project_id is None:
                    everything = True
                else:
                    projects.add(membership.project_id)
            elif membership.project_id is None:
                organisations.add(membership.organisation_id)
            else:
                within.add((membership.organisation_id, membership.project_id))
        return Scope(everything, frozenset(organisations), person_id, frozenset(projects), frozenset(within))
