"""What generated sessions stand on: the reference data that is there, and halls and people made up for them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from sqlmodel import col, select

from app.access.permissions import Role
from app.accounts.tables import MembershipRow, Person
from app.items.rules import ItemKind
from app.items.tables import Item, ItemVersion
from app.kernel import clock
from app.kernel.errors import Conflict
from app.kernel.words import _
from app.kits.rules import LocationKind
from app.kits.tables import Location
from app.organisations.rules import OrganisationKind
from app.organisations.tables import Organisation
from app.places.tables import Area, Venue
from app.platform.unit_of_work import ReadTx, Tx
from app.projects.tables import Project
from app.vocabularies.tables import Community, Language, Topic

SPACE = UUID("5d1f3a52-0c5e-7b1f-9a3e-67656e657261")
SLOTS = 4
"""How many sessions a hall, or a facilitator, can have on one day."""

FIRST_NAMES = [
    "Adila",
    "Basma",
    "Camil",
    "Dina",
    "Elias",
    "Farah",
    "Ghada",
    "Hadi",
    "Ines",
    "Jad",
    "Karim",
    "Layal",
    "Maya",
    "Nadim",
    "Omar",
    "Perla",
    "Qamar",
    "Rami",
    "Samia",
    "Tarek",
    "Wissam",
    "Yara",
    "Ziad",
]


@dataclass(frozen=True, slots=True)
class Hall:
    """A venue: its id in hex, its area, the prefix of its session codes, and how many it holds."""

    id: str
    area: str
    prefix: str
    capacity: int


@dataclass(frozen=True, slots=True)
class Grant:
    """A project and the days on which it pays (inclusive)."""

    id: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Host:
    """An organisation that leads sessions: its planner, its facilitators, its store, and where its kits go."""

    id: str
    planner: str
    facilitators: tuple[str, ...]
    store: str
    beneficiaries: str
    supplier: str


@dataclass(frozen=True, slots=True)
class KitItem:
    """The dignity kit: its id, its code, and the id of its newest version."""

    item_id: str
    code: str
    version_id: str


@dataclass(frozen=True, slots=True)
class Ground:
    """All that is referred to, ids in hex, in a fixed order."""

    halls: tuple[Hall, ...]
    hosts: tuple[Host, ...]
    verifier: str
    grants: tuple[Grant, ...]
    communities: tuple[str, ...]
    topics: tuple[str, ...]
    languages: tuple[str, ...]
    kit: KitItem | None


def prepare(tx: Tx, sessions_a_day: float) -> Ground:
    """Read the reference data and add halls, facilitators and stores where this many sessions a day need more.

    What was made before is used again. Raises Conflict when the reference data is not there.
    """
    leaders = _leaders(tx)
    communities = list(
        tx.db.exec(select(Community.code).where(Community.code != "NS").order_by(col(Community.position)))
    )
    topics = list(tx.db.exec(select(Topic.code).where(Topic.active).order_by(Topic.code)))
    languages = list(tx.db.exec(select(Language.code).where(Language.active).order_by(Language.code)))
    grants = tuple(
        Grant(project.id.hex, project.starts_on, project.ends_on)
        for project in tx.db.exec(select(Project).order_by(Project.code))
    )
    districts = list(
        tx.db.exec(
            select(Area).where(Area.country == "LBN", Area.level == 2, Area.active).order_by(Area.code)
        )
    )
    if not (leaders and communities[1:] and topics and languages and grants and districts):
        raise Conflict(
            "demo.no_reference_data",
            _("The reference lists are empty. Run `karama seed` first, then try again."),
        )
    people_each = math.ceil(sessions_a_day * 1.5 / SLOTS) + 3
    hosts = tuple(_host(tx, organisation, people_each) for organisation in leaders)
    verifier = _person(tx, leaders[0], "verifier", Role.COORDINATOR, 0)
    tx.db.flush()
    return Ground(
        halls=_halls(tx, districts, math.ceil(sessions_a_day * 1.5 / SLOTS) + 3),
        hosts=hosts,
        verifier=verifier,
        grants=grants,
        communities=tuple(communities),
        topics=tuple(topics),
        languages=tuple(languages),
        kit=_kit(tx),
    )


def _leaders(look: ReadTx) -> list[Organisation]:
    kinds = (OrganisationKind.NGO.value, OrganisationKind.UN_AGENCY.value)
    return list(
        look.db.exec(
            select(Organisation)
            .where(col(Organisation.kind).in_(kinds), Organisation.active)
            .order_by(Organisation.code)
        )
    )


def _host(tx: Tx, organisation: Organisation, people: int) -> Host:
    places = {
        kind: _place(tx, organisation, kind)
        for kind in (LocationKind.PARTNER_STORE, LocationKind.BENEFICIARIES, LocationKind.SUPPLIER)
    }
    return Host(
        id=organisation.id.hex,
        planner=_person(tx, organisation, "planner", Role.PLANNER, 0),
        facilitators=tuple(
            _person(tx, organisation, "facilitator", Role.FACILITATOR, number) for number in range(people)
        ),
        store=places[LocationKind.PARTNER_STORE],
        beneficiaries=places[LocationKind.BENEFICIARIES],
        supplier=places[LocationKind.SUPPLIER],
    )


def _person(tx: Tx, organisation: Organisation, task: str, role: Role, number: int) -> str:
    """A made-up person who cannot sign in: no password, an address that leads nowhere."""
    email = f"{task}-{number + 1}.{organisation.code.lower()}@load-test.example"
    known = uuid5(SPACE, email)
    if tx.db.get(Person, known) is None:
        name = f"{FIRST_NAMES[number % len(FIRST_NAMES)]} {number // len(FIRST_NAMES) + 1}"
        now = clock.now()
        tx.db.add(Person(id=known, email=email, name=name, created_at=now))
        tx.db.flush()
        tx.db.add(
            MembershipRow(
                id=uuid5(SPACE, f"membership of {email}"),
                person_id=known,
                organisation_id=organisation.id,
                role=role.value,
                created_at=now,
            )
        )
    return known.hex


def _place(tx: Tx, organisation: Organisation, kind: LocationKind) -> str:
    """The organisation's own place of that kind; made when it has none."""
    found = tx.db.exec(
        select(Location.id)
        .where(Location.organisation_id == organisation.id, Location.kind == kind.value)
        .order_by(col(Location.id))
        .limit(1)
    ).first()
    if found is None:
        found = uuid5(SPACE, f"{kind} of {organisation.code}")
        name = f"{organisation.code}: {kind.value.replace('_', ' ')}"
        tx.db.add(Location(id=found, organisation_id=organisation.id, name=name, kind=kind.value))
        tx.db.flush()
    return found.hex


def _halls(tx: Tx, districts: list[Area], needed: int) -> tuple[Hall, ...]:
    for number in range(needed):
        area = districts[number % len(districts)]
        known = uuid5(SPACE, f"hall {number + 1}")
        if tx.db.get(Venue, known) is None:
            tx.db.add(
                Venue(
                    id=known,
                    name=f"{area.name_en} hall {number + 1}",
                    area_code=area.code,
                    capacity=60 + 20 * (number % 5),
                    accessible=number % 3 != 0,
                )
            )
    tx.db.flush()
    prefixes = {area.code: area.short or area.code for area in districts}
    venues = tx.db.exec(
        select(Venue)
        .where(Venue.active, Venue.sensitive.is_(False), col(Venue.area_code).in_(prefixes))  # type: ignore[attr-defined]
        .order_by(col(Venue.id))
    )
    return tuple(
        Hall(venue.id.hex, venue.area_code, prefixes[venue.area_code], venue.capacity) for venue in venues
    )


def _kit(look: ReadTx) -> KitItem | None:
    found = look.db.exec(
        select(Item.id, Item.code, ItemVersion.id)
        .join(ItemVersion, col(ItemVersion.item_id) == col(Item.id))
        .where(Item.kind == ItemKind.DIGNITY_KIT.value, Item.active)
        .order_by(Item.code, col(ItemVersion.number).desc())
        .limit(1)
    ).first()
    return KitItem(found[0].hex, found[1], found[2].hex) if found else None
