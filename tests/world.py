"""The small world most tests live in: organisations, people with names, a hall, a project, lists, one kit.

Amina   coordinator of IOM            Farid   coordinator of UNODC
Bilal   planner of Caritas            Chantal facilitator of Caritas
Daoud   storekeeper of Caritas        Esther  planner of KAFA, who has nothing to do with it
Lina    planner of LAW, a partner     Georges administrator
Hanna   of the donor Switzerland
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid5

from sqlmodel import Session

from app.access.actor import Actor, Membership
from app.access.permissions import Role
from app.accounts.tables import ApiToken, MembershipRow, Person, SignIn
from app.items.tables import Item, ItemComponent, ItemVersion
from app.kernel.ids import fingerprint
from app.organisations.tables import Organisation
from app.places.tables import Area, Venue
from app.projects.tables import Campaign, Project, ProjectDonor
from app.vocabularies.tables import AgeBand, Community, Language, Topic

SPACE = UUID("0b9b5f0a-7c1e-7d55-8f43-4b4152414d41")
EPOCH = datetime(2022, 1, 1, tzinfo=UTC)
WORLD_DAY = datetime(2022, 7, 30, 6, 30, tzinfo=UTC)
"""09:30 in Beirut on the World Day against Trafficking in Persons."""


def an_id(name: str) -> UUID:
    """The same id for the same name, always."""
    return uuid5(SPACE, name)


ORGANISATIONS = {
    "IOM": ("un_agency", "International Organization for Migration"),
    "UNODC": ("un_agency", "United Nations Office on Drugs and Crime"),
    "CARITAS": ("ngo", "Caritas Lebanon"),
    "LAW": ("ngo", "Legal Action Worldwide"),
    "KAFA": ("ngo", "KAFA"),
    "CH": ("donor", "Switzerland"),
    "NL": ("donor", "Netherlands"),
}

PEOPLE = {
    "Amina": ("IOM", Role.COORDINATOR),
    "Farid": ("UNODC", Role.COORDINATOR),
    "Bilal": ("CARITAS", Role.PLANNER),
    "Chantal": ("CARITAS", Role.FACILITATOR),
    "Daoud": ("CARITAS", Role.STOREKEEPER),
    "Lina": ("LAW", Role.PLANNER),
    "Esther": ("KAFA", Role.PLANNER),
    "Georges": ("IOM", Role.ADMINISTRATOR),
    "Hanna": ("CH", Role.DONOR),
}

PASSWORD = "four tally strokes and a fifth"


def token_of(name: str) -> str:
    """The API token of a person of the world."""
    return f"token-of-{name.lower()}"


def cookie_of(name: str) -> str:
    """The sign-in cookie of a person of the world."""
    return f"cookie-of-{name.lower()}"


def email_of(name: str) -> str:
    """The e-mail address of a person of the world."""
    organisation, _role = PEOPLE[name]
    return f"{name.lower()}@{organisation.lower()}.example"


def actor(name: str) -> Actor:
    """A person of the world, as the use cases see them."""
    organisation, role = PEOPLE[name]
    return Actor(
        person_id=an_id(name),
        name=name,
        email=email_of(name),
        memberships=(Membership(an_id(organisation), organisation, role),),
    )


def build(db: Session) -> None:
    """Put the world into an empty database."""
    for code, (kind, name) in ORGANISATIONS.items():
        db.add(Organisation(id=an_id(code), code=code, kind=kind, name_en=name, country="LB"))
    db.flush()
    _lists(db)
    _places(db)
    _projects(db)
    db.flush()
    _people(db)
    _kits(db)
    db.flush()


def _people(db: Session) -> None:
    for name, (organisation, role) in PEOPLE.items():
        db.add(Person(id=an_id(name), email=email_of(name), name=name, created_at=EPOCH, password_hash=None))
        db.flush()
        db.add(
            MembershipRow(
                id=an_id(f"{name} in {organisation}"),
                person_id=an_id(name),
                organisation_id=an_id(organisation),
                role=role.value,
                created_at=EPOCH,
            )
        )
        far = datetime(2099, 1, 1, tzinfo=UTC)
        db.add(
            ApiToken(
                id=an_id(f"token of {name}"),
                person_id=an_id(name),
                name="tests",
                token_hash=fingerprint(token_of(name)),
                created_at=EPOCH,
                expires_at=far,
                last_used_at=far - timedelta(days=1),
            )
        )
        db.add(
            SignIn(
                id=an_id(f"sign-in of {name}"),
                person_id=an_id(name),
                token_hash=fingerprint(cookie_of(name)),
                created_at=EPOCH,
                last_seen_at=far - timedelta(days=1),
                expires_at=far,
            )
        )


def _lists(db: Session) -> None:
    communities = {
        "ET": ("Ethiopian", "Éthiopienne", "إثيوبية"),
        "BD": ("Bangladeshi", "Bangladaise", "بنغلاديشية"),
        "PH": ("Filipino", "Philippine", "فلبينية"),
        "SD": ("Sudanese", "Soudanaise", "سودانية"),
        "OTHER": ("Mixed or other", "Mixte ou autre", "مختلطة أو أخرى"),
        "NS": ("Not stated", "Non précisée", "غير مذكورة"),
    }
    for position, (code, (en, fr, ar)) in enumerate(communities.items()):
        db.add(Community(code=code, name_en=en, name_fr=fr, name_ar=ar, position=position))
    bands = [("0-4", 0, 4), ("5-11", 5, 11), ("12-17", 12, 17), ("18-59", 18, 59), ("60+", 60, None)]
    for position, (code, lower, upper) in enumerate(bands):
        db.add(AgeBand(code=code, position=position, lower=lower, upper=upper))
    db.add(AgeBand(code="ns", position=99))
    db.add(Language(code="ar", name_en="Arabic", autonym="العربية", direction="rtl"))
    db.add(Language(code="en", name_en="English", autonym="English", direction="ltr"))
    db.add(Language(code="am", name_en="Amharic", autonym="አማርኛ", direction="ltr"))
    topics = {
        "KAFALA": ("The sponsorship (kafala) system", "Le système de parrainage (kafala)", "نظام الكفالة"),
        "FORCED_LABOUR": ("Forced labour", "Travail forcé", "العمل القسري"),
        "SEXUAL_EXPLOITATION": ("Sexual exploitation", "Exploitation sexuelle", "الاستغلال الجنسي"),
    }
    for position, (code, (en, fr, ar)) in enumerate(topics.items()):
        db.add(Topic(code=code, name_en=en, name_fr=fr, name_ar=ar, position=position))


def _places(db: Session) -> None:
    areas = [
        ("LBN", 0, None, None, "Lebanon", "لبنان", None),
        ("LB1", 1, "LBN", "LB1", "Beirut", "بيروت", None),
        ("LB5", 1, "LBN", "LB5", "North", "الشمال", None),
        ("LB8", 1, "LBN", "LB8", "Baalbek-El Hermel", "بعلبك - الهرمل", None),
        ("LB11", 2, "LB1", "LB1", "Beirut", "بيروت", "BEY"),
        ("LB56", 2, "LB5", "LB5", "Tripoli", "طرابلس", "TRP"),
        ("LB21", 2, "LB8", "LB8", "Baalbek", "بعلبك", None),
    ]
    for code, level, parent, governorate, en, ar, short in areas:
        db.add(
            Area(
                code=code,
                level=level,
                parent_code=parent,
                governorate=governorate,
                country="LBN",
                short=short,
                name_en=en,
                name_ar=ar,
            )
        )
        db.flush()
    db.add(
        Venue(
            id=an_id("St Joseph hall"),
            name="St Joseph hall",
            area_code="LB11",
            capacity=80,
            organisation_id=an_id("CARITAS"),
        )
    )
    db.add(
        Venue(
            id=an_id("Safe house"),
            name="Safe house",
            area_code="LB56",
            capacity=20,
            sensitive=True,
            organisation_id=an_id("KAFA"),
        )
    )


def _projects(db: Session) -> None:
    for code, title, donor, begins, ends in [
        ("LBNT39", "Counter-trafficking in Lebanon", "CH", date(2021, 1, 1), date(2027, 12, 31)),
        ("GLOT59", "Global action against trafficking", "NL", date(2020, 1, 1), date(2026, 12, 31)),
    ]:
        db.add(
            Project(
                id=an_id(code),
                code=code,
                title_en=title,
                agency_id=an_id("IOM"),
                starts_on=begins,
                ends_on=ends,
            )
        )
        db.flush()
        db.add(
            ProjectDonor(project_id=an_id(code), organisation_id=an_id(donor), grant_reference=f"{donor}-1")
        )
    db.add(
        Campaign(
            id=an_id("WD-TIP-2022"),
            code="WD-TIP-2022",
            name_en="World Day against Trafficking in Persons 2022",
            starts_on=date(2022, 7, 1),
            ends_on=date(2022, 8, 31),
        )
    )


def _kits(db: Session) -> None:
    for code, kind, name in [("DK", "dignity_kit", "Dignity kit"), ("PIN", "promotional", "Blue Heart pin")]:
        db.add(Item(id=an_id(code), code=code, kind=kind, name_en=name))
        db.flush()
        db.add(
            ItemVersion(
                id=an_id(f"{code} v1"),
                item_id=an_id(code),
                number=1,
                valid_from=date(2020, 1, 1),
                coverage_months=3 if kind == "dignity_kit" else None,
            )
        )
        db.flush()
    db.add(
        ItemComponent(
            version_id=an_id("DK v1"), position=1, component="Soap", quantity=Decimal(3), unit="bar"
        )
    )
