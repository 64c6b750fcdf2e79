"""People and their roles as plain views; a constant number of statements for any number of people."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from app.access.actor import Membership, Scope
from app.access.permissions import Role
from app.accounts.rules import DEMO_DOMAIN
from app.accounts.schemas import MembershipView, PersonState, PersonView
from app.accounts.store import people as store
from app.accounts.tables import MembershipRow, Person
from app.kernel import clock
from app.organisations import public as organisations
from app.platform.unit_of_work import ReadTx
from app.projects import public as projects


def is_live(row: MembershipRow) -> bool:
    """Whether a role still holds today."""
    return row.until is None or row.until >= clock.today()


def reaches(scope: Scope, row: MembershipRow) -> bool:
    """Whether a role lies in a scope."""
    return (
        scope.everything
        or row.organisation_id in scope.organisations
        or (row.organisation_id, row.project_id) in scope.within
    )


def membership_views(look: ReadTx, person_ids: Collection[UUID]) -> dict[UUID, list[MembershipView]]:
    """All roles of these people."""
    rows = store.memberships_of(look.db, set(person_ids))
    shown = _shown(look, rows)
    by_person: dict[UUID, list[MembershipView]] = {}
    for row in rows:
        by_person.setdefault(row.person_id, []).append(shown[row.id])
    return by_person


def _shown(look: ReadTx, rows: Sequence[MembershipRow]) -> dict[UUID, MembershipView]:
    known = organisations.by_ids(look, {row.organisation_id for row in rows})
    grants = projects.by_ids(look, {row.project_id for row in rows if row.project_id is not None})
    return {
        row.id: MembershipView(
            id=row.id,
            organisation=known[row.organisation_id].code,
            role=Role(row.role),
            project=grants[row.project_id].code if row.project_id is not None else None,
            until=row.until,
            live=is_live(row),
        )
        for row in rows
    }


def state_of(person: Person) -> PersonState:
    """Active, invited (no password yet, and not of the demonstration, who need none), or inactive."""
    if not person.active:
        return PersonState.INACTIVE
    comes_in = person.password_hash is not None or person.email.endswith(DEMO_DOMAIN)
    return PersonState.ACTIVE if comes_in else PersonState.INVITED


def person_views(look: ReadTx, scope: Scope, persons: Sequence[Person]) -> list[PersonView]:
    """These people with the roles that lie in the reader's scope."""
    rows = store.memberships_of(look.db, {person.id for person in persons})
    inside = [row for row in rows if reaches(scope, row)]
    shown = _shown(look, inside)
    now = clock.now()
    return [
        PersonView(
            id=person.id,
            email=person.email,
            name=person.name,
            language=person.language,
            languages=person.languages.split(),
            state=state_of(person),
            uses_codes=person.totp_secret is not None,
            waits_until=person.waits_until if person.waits_until and person.waits_until > now else None,
            memberships=[shown[row.id] for row in inside if row.person_id == person.id],
            elsewhere=any(row.person_id == person.id and not reaches(scope, row) for row in rows),
            version=person.version,
        )
        for person in persons
    ]


def live_memberships(look: ReadTx, person_id: UUID) -> list[Membership]:
    """The roles a person holds today, wherever they are."""
    return [
        Membership(row.organisation_id, "", Role(row.role), row.project_id)
        for row in store.memberships_of(look.db, {person_id})
        if is_live(row)
    ]
