from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlmodel import SQLModel

from app.audit import public as audit
from app.commands.seed import STEPS, sow
from app.items import public as items
from app.items.tables import Item
from app.organisations import public as organisations
from app.organisations.tables import Organisation
from app.places import public as places
from app.places.tables import Area, Venue
from app.platform import schema
from app.platform.db import Database
from app.platform.unit_of_work import UnitOfWork
from app.projects import public as projects
from app.projects.tables import Campaign, Indicator, Project
from app.vocabularies import public as vocabularies
from app.vocabularies.tables import AgeBand, Community, Language, Topic
from tests.postgres_plugin import postgres_server

TABLES: tuple[type[SQLModel], ...] = (
    Organisation,
    Project,
    Campaign,
    Indicator,
    Area,
    Venue,
    Community,
    Topic,
    Language,
    AgeBand,
    Item,
)
APP = Path(__file__).parents[2] / "app"


class Undone(Exception):
    """Takes back what a test changed in the database that all tests of this file share."""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def seeded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[UnitOfWork]:
    """An empty database with the schema and the reference data, on each database in turn."""
    name = f"k{uuid4().hex[:16]}"
    if request.param == "postgresql":
        postgres_server().create_database(name)
        url = postgres_server().url(name)
    else:
        url = f"sqlite:///{tmp_path_factory.mktemp('seed') / 'seed.db'}"
    database = Database(url, pool_size=2)
    schema.migrate(database)
    uow = UnitOfWork(database, audit.keep_record)
    sow(uow)
    yield uow
    database.close()
    if request.param == "postgresql":
        postgres_server().drop_database(name)


def counts(uow: UnitOfWork) -> dict[str, int]:
    with uow.read() as look:
        tables = ["audit_event", "indicator_target", "project_donor", "item_version", "item_component"]
        names = [*(str(table.__tablename__) for table in TABLES), *tables]
        return {
            name: look.db.connection().execute(text(f"SELECT count(*) FROM {name}")).scalar_one()  # noqa: S608
            for name in names
        }


def test_seeding_twice_adds_nothing(seeded: UnitOfWork) -> None:
    before = counts(seeded)
    assert before["area"] > 4825
    assert set(sow(seeded).values()) == {0}
    assert counts(seeded) == before


def test_what_a_person_changed_stays_changed(seeded: UnitOfWork) -> None:
    with suppress(Undone), seeded.begin() as tx:
        for statement in (
            "UPDATE community SET name_en = 'Habesha' WHERE code = 'ET'",
            "DELETE FROM project_donor",
            "DELETE FROM indicator_target",
            "DELETE FROM topic WHERE code = 'HYGIENE'",
        ):
            tx.db.connection().execute(text(statement))
        added = {kind: count for step in STEPS for kind, count in step(tx).items() if count}
        assert added == {"topics": 1}
        assert vocabularies.community_names(tx)["ET"].en == "Habesha"
        grant = projects.by_code(tx, "LBNT39", "project")
        assert grant.donors == ()
        assert {indicator.targets for indicator in projects.indicators(tx, grant.id)} == {()}
        raise Undone


def test_what_others_rely_on_is_there(seeded: UnitOfWork) -> None:
    with seeded.read() as look:
        found = {organisation.code for organisation in organisations.choices(look)}
        assert found == {"IOM", "UNODC", "CARITAS", "LAW", "UPEL", "KAFA", "MOJ", "NCLW", "CH", "CY", "NL"}
        grants = {project.code: project for project in projects.choices(look)}
        assert set(grants) == {"GLOS83", "GLOT59", "LBNT39", "XMEX19", "XAMT14", "LEBR61"}
        assert {code: [donor.organisation for donor in grant.donors] for code, grant in grants.items()} == {
            "GLOS83": ["NL"],
            "GLOT59": ["CH", "NL"],
            "LBNT39": ["CH"],
            "XMEX19": ["CY"],
            "XAMT14": ["CH"],
            "LEBR61": ["CY"],
        }
        assert grants["LBNT39"].ends_on.year == 2027
        assert grants["LEBR61"].ends_on.year < 2022
        assert [campaign.code for campaign in projects.campaign_choices(look)] == [
            "BLUE-HEART",
            "WD-TIP-2022",
        ]
        codes = [community.code for community in vocabularies.communities(look)]
        assert codes[:7] == ["ET", "BD", "PH", "LK", "SD", "SS", "KE"]
        assert codes[-2:] == ["OTHER", "NS"]
        assert {"ar", "fr", "en", "am", "bn", "tl", "si", "ta"} <= set(vocabularies.language_names(look))
        assert [band.code for band in vocabularies.age_bands(look)] == [
            "0-4",
            "5-11",
            "12-17",
            "18-59",
            "60+",
            "ns",
        ]
        assert {"DK", "PIN", "CLIPBOARD", "BROCHURE"} <= {item.code for item in items.choices(look)}


def test_parents_are_those_stored_and_not_those_of_the_code(seeded: UnitOfWork) -> None:
    with seeded.read() as look:
        areas = places.areas_by_codes(look, ["LB21", "LB11", "LB56", "LB51"])
        assert {code: (area.parent, area.governorate) for code, area in areas.items()} == {
            "LB21": ("LB8", "LB8"),
            "LB11": ("LB1", "LB1"),
            "LB56": ("LB5", "LB5"),
            "LB51": ("LB7", "LB7"),
        }
        assert (areas["LB11"].short, areas["LB56"].short) == ("BEY", "TRP")
        assert len(places.codes_below(look, "LBN")) == 1 + 34
        assert "LB21" in places.codes_below(look, "LB8")


def test_every_area_hangs_on_its_country(seeded: UnitOfWork) -> None:
    lost = """
        SELECT child.code FROM area AS child LEFT JOIN area AS parent ON parent.code = child.parent_code
        WHERE child.level > 0 AND (parent.code IS NULL OR parent.level <> child.level - 1
              OR parent.country <> child.country OR child.governorate IS NULL)
    """
    with seeded.read() as look:
        assert look.db.connection().execute(text(lost)).all() == []


def test_every_seeded_thing_has_its_names(seeded: UnitOfWork) -> None:
    with seeded.read() as look:
        for names in (
            *vocabularies.community_names(look).values(),
            *vocabularies.topic_names(look).values(),
            *vocabularies.language_names(look).values(),
            *(organisation.names for organisation in organisations.choices(look)),
            *(project.title for project in projects.choices(look)),
            *(campaign.names for campaign in projects.campaign_choices(look)),
            *(item.names for item in items.choices(look)),
        ):
            assert names.en
            assert names.fr
            assert names.ar


def test_the_kit_is_made_of_items_that_exist(seeded: UnitOfWork) -> None:
    with seeded.read() as look:
        kit = items.by_code(look, "DK", "item")
        lines = items.lines_of(look, kit.id)
        assert kit.coverage_months == 3
        assert (lines[0].component, int(lines[0].quantity)) == ("PADS", 45)
        assert set(items.by_codes(look, {line.component for line in lines})) == {
            line.component for line in lines
        }
        underwear = items.by_code(look, "UNDERWEAR", "item").id
        assert [size.code for size in items.variants_of(look, [underwear])[underwear]] == [
            "S",
            "M",
            "L",
            "XL",
        ]


def test_targets_stand_by_quarter_and_by_year(seeded: UnitOfWork) -> None:
    with seeded.read() as look:
        for code in ("LBNT39", "GLOS83", "XMEX19"):
            found = projects.indicators(look, projects.by_code(look, code, "project").id)
            assert {"people_reached", "sessions_held", "kits_given"} <= {found.measure for found in found}
            years = {target.from_date.year for indicator in found for target in indicator.targets}
            assert years == ({2022, 2023} if code == "GLOS83" else {2022, 2023, 2026, 2027})
        lebanon = projects.indicators(look, projects.by_code(look, "LBNT39", "project").id)
        assert len(lebanon[0].targets) == 16
        assert sum(t.value for t in lebanon[0].targets if t.from_date.year == 2022) == 2300


def test_one_venue_is_sensitive_and_tells_no_address(seeded: UnitOfWork) -> None:
    with seeded.read() as look:
        everywhere = places.venue_choices(look, None)
        public = places.venue_choices(look, frozenset())
    hidden = [venue for venue in everywhere if venue not in public]
    assert [(venue.sensitive, venue.address) for venue in hidden] == [(True, "")]


def test_no_person_is_seeded_and_no_way_to_reach_one(seeded: UnitOfWork) -> None:
    reachable = re.compile(r"@|\+?\d[\d /()-]{6,}\d")
    day = re.compile(r"\d{4}-\d\d-\d\d")
    with seeded.read() as look:
        connection = look.db.connection()
        for empty in ("person", "focal_point"):
            assert connection.execute(text(f"SELECT count(*) FROM {empty}")).scalar_one() == 0  # noqa: S608
        for table in TABLES:
            for row in connection.execute(text(f"SELECT * FROM {table.__tablename__}")).mappings():  # noqa: S608
                for column, value in row.items():
                    if isinstance(value, str) and not column.endswith("id"):
                        assert not reachable.search(day.sub("", value)), (table.__tablename__, value)


@pytest.mark.parametrize("package", ["organisations", "projects", "places", "vocabularies", "items"])
def test_each_list_says_where_it_comes_from(package: str) -> None:
    folder = APP / package / "data"
    notice = (folder / "NOTICE.md").read_text(encoding="utf-8")
    for file in folder.glob("*.csv"):
        assert file.name in notice
