"""The list of figures as donors and coordinators read it: each has its name, its words in three languages, its cuts."""

from __future__ import annotations

import pytest

from app.measures.rules import MEASURES, Dimension, Kind
from app.platform import catalogues
from tests.conftest import Client
from tests.factories import a_verified_session, filled

D = Dimension
LIST = {
    "people reached (grid)": ("people_reached", None),
    "door count": ("door_count", None),
    "tickets attended": ("tickets_attended", None),
    "sessions held": ("sessions_held", None),
    "partner organisations involved": ("partner_organisations", None),
    "officials trained": ("officials_trained", None),
    "kits given by item": ("items_given", D.ITEM),
    "people who received a kit": ("people_given_kits", None),
    "stock by lot": ("items_balance", D.LOT),
    "referrals": ("referrals", D.SERVICE),
    "outcome (share with more correct answers after)": ("outcome", None),
    "show-up rate": ("show_up", None),
    "kits per person": ("kits_per_person", None),
    "received": ("kits_received", D.LOT),
    "assembled": ("kits_assembled", D.LOT),
    "distributed by community, sex, age": ("kits_given", D.COMMUNITY),
    "balance": ("kits_balance", D.LOT),
    "loss": ("kits_lost", D.LOT),
    "received all items, useful, safe, complaint channel known": ("feedback_full_kit", D.COMMUNITY),
    "all tallies, each with n": ("feedback_answers", D.QUESTION),
    "timeliness": ("timeliness", D.ORGANISATION),
}
OF_SESSIONS = {
    D.MONTH, D.AREA, D.VENUE, D.PROJECT, D.DONOR, D.CAMPAIGN, D.ORGANISATION, D.ACTIVITY_TYPE, D.TOPIC, D.LANGUAGE,
}  # fmt: skip
OF_PEOPLE = {D.COMMUNITY, D.COHORT, D.SEX, D.AGE_BAND}
ASKED_OF_EACH = {
    "people_reached", "officials_trained", "kits_given", "items_given", "people_given", "people_given_kits",
    "kits_per_person", "feedback_asked", "feedback_answers",
}  # fmt: skip
"""Whose ledger knows community, sex and age; the door, tickets and reports of a session do not."""


@pytest.mark.parametrize("words", LIST)
def test_each_figure_of_the_list_is_there(words: str) -> None:
    key, cut_by = LIST[words]
    assert cut_by is None or cut_by in MEASURES[key].dimensions


def test_each_can_be_cut_by_what_its_ledger_knows() -> None:
    for key, measure in MEASURES.items():
        known = set(measure.dimensions)
        if measure.of_stock:
            assert known == {D.ITEM, D.LOT, D.PROJECT, D.DONOR, D.MONTH, D.ORGANISATION}
        else:
            assert known >= OF_SESSIONS - ({D.ORGANISATION} if key == "partner_organisations" else set()), key
            of_people = key in ASKED_OF_EACH or measure.of_feedback
            assert known & OF_PEOPLE == (OF_PEOPLE if of_people else set()), key
        if measure.kind is Kind.RATIO and not measure.of_feedback:
            halves = MEASURES[measure.numerator], MEASURES[measure.denominator]
            assert all(known <= set(half.dimensions) for half in halves), key


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_each_is_defined_in_the_readers_language(language: str) -> None:
    with catalogues.speaking("en"):
        english = {key: (str(one.title), str(one.definition)) for key, one in MEASURES.items()}
    with catalogues.speaking(language):
        for key, one in MEASURES.items():
            title, definition = str(one.title), str(one.definition)
            assert definition != english[key][1], key
            assert title != english[key][0], key
            assert len(definition) > len(title), key


def test_the_query_answers_for_every_figure_and_every_cut(api: Client, database_url: str) -> None:
    """One question a figure, by everything at once: one path for screen, API and files, on both databases."""
    filled(
        database_url,
        lambda db: a_verified_session(
            db,
            cells={("ET", "f", "18-59"): 12},
            kits=[("DK", 5, "ET", "f", None)],
            topics=("KAFALA",),
            door=12,
            quiz=(10, 3, 8),
        ),
    )
    amina = api("Amina")
    for key, measure in MEASURES.items():
        by = ",".join(measure.dimensions)
        answer = amina.get("/measures/query", params={"measure": key, "by": by, "from": "2022-07-01"})
        assert answer.status_code == 200, (key, answer.text)
        rows = answer.json()["rows"]
        assert all(set(row) >= {one.value for one in measure.dimensions} for row in rows), key
        if key in {"people_reached", "kits_given", "door_count", "sessions_held", "quiz_asked"}:
            assert rows, key
