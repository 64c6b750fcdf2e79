from __future__ import annotations

from datetime import date

from app.access.permissions import Role
from app.accounts import public as accounts
from app.kernel.ids import new_id
from app.platform.unit_of_work import UnitOfWork
from tests import world


def test_people_are_found_by_id_and_by_email(uow: UnitOfWork) -> None:
    with uow.read() as look:
        by_id = accounts.people_by_ids(look, [world.an_id("Bilal"), new_id()])
        by_email = accounts.people_by_emails(look, ["BILAL@caritas.example", "nobody@x.example"])
        assert accounts.people_by_ids(look, []) == {}
    assert list(by_id) == [world.an_id("Bilal")]
    assert by_email == {"bilal@caritas.example": by_id[world.an_id("Bilal")]}


def test_who_runs_sessions_of_an_organisation(uow: UnitOfWork) -> None:
    with uow.begin() as tx:
        rita = accounts.add_person(tx, new_id(), "Rita@Caritas.example", "Rita")
        accounts.add_membership(
            tx, rita.id, world.an_id("CARITAS"), Role.FACILITATOR, until=date(2022, 7, 30)
        )
        accounts.lock_people(tx, [rita.id, world.an_id("Bilal")])
    with uow.read() as look:
        here = accounts.facilitators(look, [world.an_id("CARITAS"), world.an_id("LAW")])
        assert accounts.facilitators(look, []) == []
    assert [one.name for one in here] == ["Bilal", "Chantal", "Lina"], "Rita's role is over"


def test_the_demonstration_shows_its_people_with_their_first_role(uow: UnitOfWork) -> None:
    with uow.begin() as tx:
        accounts.add_demo_person(
            tx, new_id(), "bilal@demo.example", "Bilal", world.an_id("CARITAS"), Role.PLANNER, "ar"
        )
    with uow.read() as look:
        (bilal,) = accounts.demo_people(look)
    assert (bilal.name, bilal.organisation, bilal.role) == ("Bilal", "CARITAS", Role.PLANNER)


def test_the_demonstration_offers_one_of_each_role_first(uow: UnitOfWork) -> None:
    made = [
        ("farid", "UNODC", Role.COORDINATOR),
        ("lina", "LAW", Role.PLANNER),
        ("georges", "IOM", Role.ADMINISTRATOR),
        ("bilal", "CARITAS", Role.PLANNER),
        ("hanna", "IOM", Role.DONOR),
        ("amina", "IOM", Role.COORDINATOR),
        ("daoud", "CARITAS", Role.STOREKEEPER),
        ("chantal", "CARITAS", Role.FACILITATOR),
    ]
    with uow.begin() as tx:
        for name, organisation, role in made:
            accounts.add_demo_person(
                tx, new_id(), f"{name}@demo.example", name, world.an_id(organisation), role, "en"
            )
    with uow.read() as look:
        offered = [person.name for person in accounts.demo_people(look)]
    assert offered == ["amina", "bilal", "chantal", "daoud", "hanna", "georges", "farid", "lina"]
