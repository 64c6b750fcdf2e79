from __future__ import annotations

from app.access.permissions import Role
from app.accounts import public as accounts
from app.commands.serve import greeting
from app.kernel.ids import new_id
from app.platform.settings import Settings
from app.platform.unit_of_work import UnitOfWork
from tests import world


def test_serving_says_where_it_is(uow: UnitOfWork) -> None:
    assert list(greeting(Settings(demo=False), uow, "127.0.0.1", 8000)) == [
        "Karama is served at http://127.0.0.1:8000 (Ctrl-C ends it)."
    ]
    assert "http://[::1]:8000 " in next(greeting(Settings(demo=False), uow, "::1", 8000))


def test_a_demonstration_names_everybody_who_can_be_tried(uow: UnitOfWork) -> None:
    with uow.begin() as tx:
        for name, organisation, role in (
            ("Amina", "IOM", Role.COORDINATOR),
            ("Bilal", "CARITAS", Role.PLANNER),
        ):
            email = f"{name.lower()}@demo.example"
            accounts.add_demo_person(tx, new_id(), email, name, world.an_id(organisation), role)
    said = list(greeting(Settings(demo=True), uow, "127.0.0.1", 8000))
    assert [line.split() for line in said[2:]] == [
        ["Amina", "coordinator", "IOM"],
        ["Bilal", "planner", "CARITAS"],
    ]
