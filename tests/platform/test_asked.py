"""A question is written once and asked by many, each with values of his own."""

from __future__ import annotations

from sqlalchemy import select

from app.access.actor import Scope
from app.access.permissions import Permission
from app.organisations.public import organisations_table
from app.platform.asked import Asked, Later
from app.platform.readers import EVERYTHING, kind_of
from app.platform.unit_of_work import UnitOfWork
from tests.world import actor, an_id

_organisation = organisations_table.c


def test_lists_that_stand_in_a_question_and_ids_that_are_filled_in_later(uow: UnitOfWork) -> None:
    asked = Asked.just(
        select(_organisation.id, _organisation.code)
        .where(_organisation.code.in_(["CARITAS", "LAW"]), _organisation.id != Later("mine"))
        .order_by(_organisation.code)
    )
    with uow.read() as look:
        connection = look.db.connection()
        for mine, others in (("LAW", ["CARITAS"]), ("CARITAS", ["LAW"]), ("KAFA", ["CARITAS", "LAW"])):
            found = asked.rows(connection, mine=an_id(mine))
            assert [(row.id, row.code) for row in found] == [(an_id(code), code) for code in others]
        assert [row[1] for row in asked.plain(connection, mine=an_id("LAW"))] == ["CARITAS"]


def test_readers_of_a_kind_ask_the_same_question_with_their_own_ids() -> None:
    bilal, lina = (actor(name).scope(Permission.SESSION_SEE) for name in ("Bilal", "Lina"))
    (kind, ids), (other_kind, other_ids) = kind_of(bilal), kind_of(lina)
    assert kind == other_kind
    assert (ids, other_ids) == (
        {"own organisation 0": an_id("CARITAS")},
        {"own organisation 0": an_id("LAW")},
    )
    assert kind_of(actor("Amina").scope(Permission.SESSION_SEE)) == (EVERYTHING, {})


def test_nobody_is_taken_for_somebody_of_another_kind() -> None:
    one, two = an_id("CARITAS"), an_id("LAW")
    kinds = [
        kind_of(scope)[0]
        for scope in (
            Scope(organisations=frozenset({one})),
            Scope(organisations=frozenset({one, two})),
            Scope(projects=frozenset({one})),
            Scope(person_id=one),
            Scope(person_id=one, organisations=frozenset({two})),
            Scope(within=frozenset({(one, two)})),
            Scope(),
            EVERYTHING,
        )
    ]
    assert len(set(kinds)) == len(kinds)
    assert kinds[-2].nothing
    within, ids = kind_of(Scope(within=frozenset({(one, two)})))
    ((organisation, project),) = within.within
    assert isinstance(organisation, Later)
    assert isinstance(project, Later)
    assert (ids[organisation.name], ids[project.name]) == (one, two)
