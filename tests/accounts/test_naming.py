"""People are chosen by name; what is sent on is an e-mail address."""

from __future__ import annotations

import pytest

from app.accounts.public import Choosable, people_labels, person_named

CHANTAL = Choosable("Chantal Haddad", "chantal@caritas.example", ("CARITAS",), ("ar", "fr"))
SARA = Choosable("Sara Nader", "sara@caritas.example", ("CARITAS", "LAW"), ())
OTHER_SARA = Choosable("Sara Nader", "sara@law.example", ("LAW",), ("tl",))
LABELS = people_labels((CHANTAL, SARA, OTHER_SARA), {"ar": "Arabic", "fr": "French"})


def test_a_label_tells_name_organisations_and_languages() -> None:
    assert LABELS == {
        "Chantal Haddad · CARITAS · Arabic, French": "chantal@caritas.example",
        "Sara Nader · CARITAS, LAW": "sara@caritas.example",
        "Sara Nader · LAW · tl": "sara@law.example",
    }


def test_only_people_who_read_the_same_show_their_addresses() -> None:
    twin = Choosable("Chantal Haddad", "ch@caritas.example", ("CARITAS",), ("ar", "fr"))
    assert list(people_labels((CHANTAL, twin, SARA), {})) == [
        "Chantal Haddad · CARITAS · ar, fr · chantal@caritas.example",
        "Chantal Haddad · CARITAS · ar, fr · ch@caritas.example",
        "Sara Nader · CARITAS, LAW",
    ]


@pytest.mark.parametrize(
    ("typed", "email", "wrong"),
    [
        ("", None, None),
        ("Chantal Haddad · CARITAS · Arabic, French", "chantal@caritas.example", None),
        ("chantal haddad", "chantal@caritas.example", None),
        ("Sara Nader · LAW · tl", "sara@law.example", None),
        ("Sara Nader", None, "person.ambiguous"),
        ("Chantal Haddad · LAW", None, "person.unknown"),
        ("Nobody", None, "person.unknown"),
        ("esther@kafa.example", "esther@kafa.example", None),
    ],
)
def test_what_was_typed_finds_one_person_or_says_why_not(
    typed: str, email: str | None, wrong: str | None
) -> None:
    found, problem = person_named(typed, LABELS, "facilitators.0")
    assert found == email
    assert (problem and (problem.field, problem.code)) == (wrong and ("facilitators.0", wrong))
