"""People and their roles: insert, find, list within a scope, lock."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, false, true
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, and_, col, delete, exists, or_, select

from app.access.actor import Scope
from app.access.permissions import Role
from app.accounts.rules import DEMO_DOMAIN
from app.accounts.schemas import PersonState
from app.accounts.tables import MembershipRow, Person
from app.kernel.errors import Conflict, FieldError
from app.kernel.words import _


def add_person(db: Session, new_id: UUID, *, email: str, name: str, language: str, now: datetime) -> Person:
    """Insert a person without a password. Raises Conflict for a taken e-mail."""
    row = Person(id=new_id, email=email, name=name, language=language, created_at=now)
    save_person(db, row)
    return row


def save_person(db: Session, row: Person) -> None:
    """Write a person. Raises Conflict for a taken e-mail."""
    db.add(row)
    try:
        db.flush()
    except IntegrityError:
        text = _("This e-mail has an account already. Ask an administrator to add the role.")
        raise Conflict(
            "person.email_taken", text, [FieldError("email", "person.email_taken", text)]
        ) from None


def add_membership(
    db: Session,
    new_id: UUID,
    person_id: UUID,
    organisation_id: UUID,
    role: Role,
    *,
    project_id: UUID | None,
    until: date | None,
    now: datetime,
) -> MembershipRow:
    """Insert a role. Raises Conflict for the same role there twice."""
    row = MembershipRow(
        id=new_id,
        person_id=person_id,
        organisation_id=organisation_id,
        role=role.value,
        project_id=project_id,
        until=until,
        created_at=now,
    )
    db.add(row)
    try:
        db.flush()
    except IntegrityError:
        raise role_exists() from None
    return row


def role_exists() -> Conflict:
    """The refusal of a role that is there already."""
    text = _("This person has this role there already.")
    return Conflict("membership.exists", text, [FieldError("role", "membership.exists", text)])


def find_membership(
    db: Session, person_id: UUID, organisation_id: UUID, role: Role, project_id: UUID | None
) -> MembershipRow | None:
    """This very role of this person, live or over."""
    same_project = (
        col(MembershipRow.project_id).is_(None)
        if project_id is None
        else col(MembershipRow.project_id) == project_id
    )
    return db.exec(
        select(MembershipRow).where(
            MembershipRow.person_id == person_id,
            MembershipRow.organisation_id == organisation_id,
            MembershipRow.role == role.value,
            same_project,
        )
    ).first()


def membership_by_id(db: Session, person_id: UUID, membership_id: UUID) -> MembershipRow | None:
    """One role of a person."""
    return db.exec(
        select(MembershipRow).where(MembershipRow.id == membership_id, MembershipRow.person_id == person_id)
    ).first()


def remove_membership(db: Session, membership_id: UUID) -> bool:
    """Delete a role; the audit trail remembers it. False when somebody else was faster."""
    removed = db.connection().execute(
        delete(MembershipRow).where(col(MembershipRow.id) == membership_id).returning(col(MembershipRow.id))
    )
    return removed.first() is not None


def memberships_of(db: Session, person_ids: Collection[UUID]) -> list[MembershipRow]:
    """All roles of these people, live or over, in a steady order; one statement however many."""
    if not person_ids:
        return []
    return list(
        db.exec(
            select(MembershipRow)
            .where(col(MembershipRow.person_id).in_(person_ids))
            .order_by(col(MembershipRow.created_at), col(MembershipRow.id))
        )
    )


def _within(scope: Scope) -> ColumnElement[bool]:
    """Whether a role lies in the scope."""
    if scope.everything:
        return true()
    lines: list[ColumnElement[bool]] = [false()]
    if scope.organisations:
        lines.append(col(MembershipRow.organisation_id).in_(scope.organisations))
    lines += [
        and_(
            col(MembershipRow.organisation_id) == organisation_id, col(MembershipRow.project_id) == project_id
        )
        for organisation_id, project_id in sorted(scope.within)
    ]
    return or_(*lines)


def _has_role(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(col(MembershipRow.person_id) == col(Person.id), *conditions)


def person_in(db: Session, scope: Scope, person_id: UUID, *, lock: bool = False) -> Person | None:
    """The person, if the scope reaches her."""
    query = select(Person).where(Person.id == person_id)
    if not scope.everything:
        query = query.where(_has_role(_within(scope)))
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return db.exec(query).first()


def listing(
    db: Session,
    scope: Scope,
    *,
    after: str | None,
    limit: int,
    organisation_id: UUID | None = None,
    role: Role | None = None,
    state: PersonState | None = None,
    words: str = "",
) -> list[Person]:
    """People by e-mail, after one."""
    query = select(Person).order_by(Person.email).limit(limit)
    narrowing: list[ColumnElement[bool]] = []
    if organisation_id is not None:
        narrowing.append(col(MembershipRow.organisation_id) == organisation_id)
    if role is not None:
        narrowing.append(col(MembershipRow.role) == role.value)
    if narrowing or not scope.everything:
        query = query.where(_has_role(_within(scope), *narrowing))
    if after is not None:
        query = query.where(col(Person.email) > after)
    if state is PersonState.INACTIVE:
        query = query.where(col(Person.active).is_(False))
    elif state is not None:
        waiting = and_(
            col(Person.password_hash).is_(None), ~col(Person.email).endswith(DEMO_DOMAIN, autoescape=True)
        )
        query = query.where(
            col(Person.active).is_(True), waiting if state is PersonState.INVITED else ~waiting
        )
    if words:
        query = query.where(
            or_(
                col(Person.name).icontains(words, autoescape=True),
                col(Person.email).icontains(words, autoescape=True),
            )
        )
    return list(db.exec(query))


_BY_IDS = select(Person).where(col(Person.id).in_(bindparam("ids", expanding=True)))
"""Built once: each page of a session asks it."""


def find_many(db: Session, *, ids: Iterable[UUID] = (), emails: Iterable[str] = ()) -> list[Person]:
    """The people with these ids or e-mails."""
    wanted_ids, wanted_emails = set(ids), set(emails)
    if wanted_ids:
        return list(db.execute(_BY_IDS, {"ids": list(wanted_ids)}).scalars())
    if wanted_emails:
        return list(db.exec(select(Person).where(col(Person.email).in_(wanted_emails))))
    return []


def lock_many(db: Session, ids: Iterable[UUID]) -> list[UUID]:
    """Hold these people until the transaction ends, in the order of their ids, so that nobody deadlocks."""
    wanted = set(ids)
    if not wanted:
        return []
    return list(
        db.exec(
            select(Person.id)
            .where(col(Person.id).in_(wanted))
            .order_by(col(Person.id))
            .with_for_update(key_share=True)
        )
    )


def _live(today: date) -> ColumnElement[bool]:
    return or_(col(MembershipRow.until).is_(None), col(MembershipRow.until) >= today)


def with_roles(
    db: Session, organisation_ids: Collection[UUID], roles: Collection[Role], today: date, limit: int
) -> list[Person]:
    """Active people who hold one of these roles in one of these organisations today, by name."""
    if not organisation_ids:
        return []
    held = _has_role(
        col(MembershipRow.organisation_id).in_(organisation_ids),
        col(MembershipRow.role).in_([role.value for role in roles]),
        _live(today),
    )
    return list(
        db.exec(
            select(Person)
            .where(col(Person.active).is_(True), held)
            .order_by(Person.name, col(Person.id))
            .limit(limit)
        )
    )


def holding(
    db: Session, organisation_ids: Collection[UUID], roles: Collection[Role], today: date
) -> list[tuple[UUID, UUID, str]]:
    """(organisation, person, role) of active people who hold one of these roles today, everywhere if none is named."""
    query = (
        select(MembershipRow.organisation_id, MembershipRow.person_id, MembershipRow.role)
        .join(Person, col(Person.id) == col(MembershipRow.person_id))
        .where(
            col(Person.active).is_(True),
            col(MembershipRow.role).in_([role.value for role in roles]),
            col(MembershipRow.project_id).is_(None),
            _live(today),
        )
    )
    if organisation_ids:
        query = query.where(col(MembershipRow.organisation_id).in_(organisation_ids))
    return [(organisation_id, person_id, role) for organisation_id, person_id, role in db.exec(query)]


def holding_for_projects(
    db: Session, project_ids: Collection[UUID], role: Role, today: date
) -> list[tuple[UUID, UUID]]:
    """(project, person) of active people who hold a role today for one of these projects only."""
    project = col(MembershipRow.project_id)
    query = (
        select(project, MembershipRow.person_id)
        .join(Person, col(Person.id) == col(MembershipRow.person_id))
        .where(
            col(Person.active).is_(True),
            col(MembershipRow.role) == role.value,
            project.in_(project_ids),
            _live(today),
        )
    )
    return [(project_id, person_id) for project_id, person_id in db.exec(query) if project_id]


def lock_administrators(db: Session, today: date) -> set[UUID]:
    """The active administrators of today; nobody else ends or stops one until the transaction ends.

    Their roles are held first and looked at afterwards, in a second statement: only then does it see what
    the transaction before us did.
    """
    everywhere = (MembershipRow.role == Role.ADMINISTRATOR.value, col(MembershipRow.project_id).is_(None))
    db.exec(
        select(MembershipRow.id).where(*everywhere).order_by(col(MembershipRow.id)).with_for_update()
    ).all()
    return set(
        db.exec(
            select(MembershipRow.person_id)
            .join(Person, col(Person.id) == col(MembershipRow.person_id))
            .where(*everywhere, col(Person.active).is_(True), _live(today))
        )
    )


def demo_people(db: Session) -> list[Person]:
    """The active people of the demonstration, by e-mail."""
    return list(
        db.exec(
            select(Person)
            .where(col(Person.active).is_(True), col(Person.email).endswith(DEMO_DOMAIN, autoescape=True))
            .order_by(col(Person.email))
            .limit(24)
        )
    )
