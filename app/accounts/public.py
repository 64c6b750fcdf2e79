"""What the rest of the house may ask about people: who comes in, names for ids, and making people."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from app.access.actor import Actor, Door, Membership
from app.access.permissions import Role
from app.accounts.rules import normal_email
from app.accounts.rules.demonstration import most_useful_first
from app.accounts.rules.naming import BETWEEN, Choosable, people_labels, person_named
from app.accounts.schemas import Addressee, DemoPerson, HeadCount, PersonName
from app.accounts.store import choosing, entering, people, recognising, tablets, tokens
from app.accounts.store import head_count as counting
from app.accounts.store.called import called
from app.accounts.store.tablets import Pin, actor_from, who_acts
from app.accounts.tables import Person
from app.kernel import clock
from app.kernel.ids import fingerprint, new_id
from app.organisations import public as organisations
from app.platform.unit_of_work import ReadTx, Tx, UnitOfWork

__all__ = [
    "BETWEEN",
    "Addressee",
    "Choosable",
    "DemoPerson",
    "HeadCount",
    "PersonName",
    "Pin",
    "actor_by_sign_in",
    "actor_by_token",
    "actor_from",
    "actor_of",
    "actors_on_tablets",
    "add_demo_person",
    "add_membership",
    "add_person",
    "addressees",
    "demo_people",
    "facilitators",
    "facilitators_to_choose",
    "head_count",
    "lock_people",
    "people_by_emails",
    "people_by_ids",
    "people_labels",
    "people_table",
    "person_named",
    "pins",
    "who_acts",
]

people_table = tablets.people_table
"""`person`, for questions of `who_acts`. Read only."""

NOTE_USE_EVERY = timedelta(minutes=10)
"""Last use is written at most this often: a token that syncs every second costs no write."""

_MOST_NAMES = 1000


def actor_by_token(uow: UnitOfWork, secret: str) -> Actor | None:
    """Who holds this API token, or None when it is not good (any more)."""
    now = clock.now()
    with uow.read() as look:
        found = recognising.by_token(look.db, fingerprint(secret), now, now.date())
    if found is None:
        return None
    if found.last_used is None or now - found.last_used > NOTE_USE_EVERY:
        with uow.begin(housekeeping="last use of a token") as tx:
            tokens.touch_token(tx.db, found.secret_id, now)
    return found.actor


def actor_by_sign_in(uow: UnitOfWork, secret: str) -> Actor | None:
    """Who is signed in with this cookie, or None when the sign-in ended."""
    now = clock.now()
    with uow.read() as look:
        found = recognising.by_sign_in(look.db, fingerprint(secret), now, now.date())
    if found is None:
        return None
    if found.last_used is None or now - found.last_used > NOTE_USE_EVERY:
        with uow.begin(housekeeping="a sign-in was seen") as tx:
            entering.touch_sign_in(tx.db, found.secret_id, now)
    return found.actor


def actor_of(look: ReadTx, person_id: UUID) -> Actor | None:
    """A person as the use cases see her, with the roles held today; None for one who was stopped.

    For what happens in her name while she is not there: the calendar program that reads her feed.
    """
    person = next((one for one in people.find_many(look.db, ids=[person_id]) if one.active), None)
    if person is None:
        return None
    today = clock.today()
    held = [
        row for row in people.memberships_of(look.db, [person_id]) if row.until is None or row.until >= today
    ]
    known = organisations.by_ids(look, {row.organisation_id for row in held})
    return Actor(
        person_id=person.id,
        name=person.name,
        email=person.email,
        memberships=tuple(
            Membership(row.organisation_id, known[row.organisation_id].code, Role(row.role), row.project_id)
            for row in held
        ),
        language=person.language,
        door=Door.TOKEN,
        read_only=True,
    )


def _name(person: Person) -> PersonName:
    return PersonName(
        id=person.id, name=person.name, email=person.email, languages=tuple(person.languages.split())
    )


def people_by_ids(look: ReadTx, ids: Iterable[UUID]) -> dict[UUID, PersonName]:
    """People by id; at most one statement however many, unknown ids are missing from the answer."""
    return look.each_once(
        "people", ids, lambda wanted: {row.id: _name(row) for row in called(look.db, wanted)}
    )


def people_by_emails(look: ReadTx, emails: Iterable[str]) -> dict[str, PersonName]:
    """People by e-mail in lower case; unknown ones are missing from the answer."""
    wanted = {normal_email(email) for email in emails}
    return {row.email: _name(row) for row in people.find_many(look.db, emails=wanted)}


def facilitators(look: ReadTx, organisation_ids: Iterable[UUID]) -> list[PersonName]:
    """Who may run a session of these organisations today, by name (at most 1,000)."""
    rows = people.with_roles(
        look.db, set(organisation_ids), choosing.RUN_SESSIONS, clock.today(), _MOST_NAMES
    )
    return [_name(row) for row in rows]


def facilitators_to_choose(
    look: ReadTx, codes: Mapping[UUID, str], *, sought: Iterable[str] = ()
) -> list[Choosable]:
    """Who may run a session of these organisations (id → code) today, by name, with organisations and languages.

    At most 1,000, so that a form stays light; beyond them those whose names `sought` says, as typed or as labels. One statement,
    two when there are more.
    """
    today = clock.today()
    rows = choosing.to_choose(look.db, codes.keys(), today, limit=_MOST_NAMES)
    names = {label.split(BETWEEN)[0].strip().lower() for label in sought} - {""}
    if len(rows) == _MOST_NAMES and names:
        rows += choosing.to_choose(look.db, codes.keys(), today, limit=_MOST_NAMES, names=names)
    found: dict[UUID, tuple[Any, set[str]]] = {}
    for person in rows:
        found.setdefault(person.id, (person, set()))[1].add(codes[person.organisation_id])
    return [
        Choosable(person.name, person.email, tuple(sorted(where)), tuple(person.languages.split()))
        for person, where in found.values()
    ]


def actors_on_tablets(look: ReadTx, pairs: Collection[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], Actor]:
    """People by (person, tablet) as they act there, with their roles of today; somebody who left has none.

    Unknown people are missing. One statement.
    """
    return tablets.actors(look.db, pairs, clock.today())


def pins(look: ReadTx, ids: Collection[UUID]) -> dict[UUID, Pin]:
    """The PINs by which a shared tablet tells these people apart; those without one are missing. One statement."""
    return tablets.pins(look.db, ids) if ids else {}


def staff(
    look: ReadTx, organisation_ids: Iterable[UUID], roles: Iterable[Role]
) -> dict[UUID, dict[UUID, set[Role]]]:
    """Who holds one of these roles today, by organisation and person; one statement.

    Without organisations: everywhere. People who were stopped, and roles for one project only, are left out.
    """
    held: dict[UUID, dict[UUID, set[Role]]] = {}
    rows = people.holding(look.db, set(organisation_ids), set(roles), clock.today())
    for organisation_id, person_id, role in rows:
        held.setdefault(organisation_id, {}).setdefault(person_id, set()).add(Role(role))
    return held


def staff_of_projects(look: ReadTx, project_ids: Iterable[UUID], role: Role) -> dict[UUID, set[UUID]]:
    """Who holds this role today for one of these projects only, by project; one statement."""
    held: dict[UUID, set[UUID]] = {}
    for project_id, person_id in people.holding_for_projects(look.db, set(project_ids), role, clock.today()):
        held.setdefault(project_id, set()).add(person_id)
    return held


def addressees(look: ReadTx, ids: Iterable[UUID]) -> dict[UUID, Addressee]:
    """Where letters to these people go, and in which language; people who were stopped get none."""
    return {
        row.id: Addressee(id=row.id, name=row.name, email=row.email, language=row.language)
        for row in people.find_many(look.db, ids=ids)
        if row.active
    }


def head_count(look: ReadTx) -> HeadCount:
    """How many people there are, and how many never came in; one statement."""
    return counting.head_count(look.db)


def lock_people(tx: Tx, ids: Iterable[UUID]) -> None:
    """Hold these people until the transaction ends, in the order of their ids."""
    people.lock_many(tx.db, ids)


def demo_people(look: ReadTx) -> list[DemoPerson]:
    """The people of the demonstration with their first role, one of each role first."""
    rows = people.demo_people(look.db)
    held = people.memberships_of(look.db, {row.id for row in rows})
    known = organisations.by_ids(look, {one.organisation_id for one in held})
    first = {one.person_id: one for one in reversed(held)}
    shown = [
        DemoPerson(
            id=row.id,
            name=row.name,
            organisation=known[first[row.id].organisation_id].code,
            role=Role(first[row.id].role),
        )
        for row in rows
        if row.id in first
    ]
    return most_useful_first(shown)


def add_person(
    tx: Tx,
    person_id: UUID,
    email: str,
    name: str,
    *,
    language: str = "en",
    speaks: Iterable[str] = (),
    actor: Actor | None = None,
) -> PersonName:
    """Add a person without a password and without a role; the e-mail must be free.

    `speaks` are the codes of the languages in which she or he can run a session.
    """
    row = people.add_person(
        tx.db, person_id, email=normal_email(email), name=name, language=language, now=clock.now()
    )
    row.languages = " ".join(dict.fromkeys(speaks))
    tx.record("person.added", actor, "person", row.id)
    return _name(row)


def add_membership(
    tx: Tx,
    person_id: UUID,
    organisation_id: UUID,
    role: Role,
    *,
    membership_id: UUID | None = None,
    project_id: UUID | None = None,
    until: date | None = None,
    actor: Actor | None = None,
) -> UUID:
    """Give a role; its id. The right to give it is the caller's to check."""
    row = people.add_membership(
        tx.db,
        membership_id or new_id(),
        person_id,
        organisation_id,
        role,
        project_id=project_id,
        until=until,
        now=clock.now(),
    )
    tx.record(
        "membership.added",
        actor,
        "person",
        person_id,
        organisation_id=organisation_id,
        data={"role": role.value, "project": project_id, "until": until},
    )
    return row.id


def add_demo_person(
    tx: Tx,
    person_id: UUID,
    email: str,
    name: str,
    organisation_id: UUID,
    role: Role,
    language: str = "en",
    speaks: Iterable[str] = (),
) -> PersonName:
    """Add somebody of the demonstration (e-mail at demo.example: no password, one tap to come in)."""
    added = add_person(tx, person_id, email, name, language=language, speaks=speaks)
    add_membership(tx, person_id, organisation_id, role)
    return added
