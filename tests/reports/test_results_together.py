"""Indicators beside each other and beside earlier reports: what none of them tells alone."""

from __future__ import annotations

from datetime import date

import pytest

from app.reports.build.amounts import Amount
from app.reports.build.beside import Part, leave_few
from app.reports.disclosure.joining import Grid, Groups, Release
from app.reports.disclosure.packing import packed, unpacked
from app.reports.disclosure.publication import FEEDBACK, GOOD, REST, Publication, all_given_away, places_of
from app.reports.disclosure.shapes import ALL, TOTAL
from app.reports.use_cases.published_results import name_of, numerator
from tests.world import an_id

K = 5
JULY = (date(2022, 7, 1), date(2022, 7, 31))
AUGUST = (date(2022, 8, 1), date(2022, 8, 31))
SO_FAR = (date(2021, 1, 1), AUGUST[1])
QUESTION = f"{FEEDBACK} feedback_overall"
WOMEN = name_of("people_reached", {"sex": ("f",)})


def a_part(key: str, sessions: str, *people: int) -> Part:
    return Part(key, "women", frozenset(sessions), tuple(Amount(n) for n in people))


def test_areas_that_leave_a_few_of_a_third_are_not_told() -> None:
    everybody = a_part("", "abc", 43)
    beirut, baalbek = a_part("1", "a", 25), a_part("2", "b", 15)
    assert leave_few([beirut, baalbek], {"women": everybody}, K) == {"1", "2"}
    assert leave_few([beirut, baalbek], {"women": a_part("", "abc", 46)}, K) == set()
    assert leave_few([beirut], {"women": everybody}, K) == set()


def test_what_was_before_the_period_counts_too() -> None:
    """Thirty of thirty in this period, forty of forty-three since the start: three were there before."""
    assert leave_few([a_part("1", "a", 30, 40, 10)], {"women": a_part("", "ab", 30, 43, 13)}, K) == {"1"}


def test_a_narrower_indicator_within_a_wider_one() -> None:
    wide, narrow = a_part("1", "ab", 40), a_part("2", "a", 38)
    assert leave_few([wide, narrow], {"women": a_part("", "abc", 90)}, K) == {"2"}


@pytest.mark.parametrize(
    ("percent", "n", "people"),
    [(75.0, 40, 30), (33.3, 3, 1), (0.0, 12, 0), (62.5, 5000, None), (None, 4, None), (50.0, "c", None)],
)
def test_a_percentage_with_its_n_is_a_number_of_people(percent: float, n: int, people: int | None) -> None:
    assert numerator(percent, n) == people


def a_table(
    report: str, days: tuple[date, date], people: int, place: tuple[str, str, str] = TOTAL
) -> Release:
    return Release(an_id(report), *days, {place: people}, {}, K)


def a_report(name: str, days: tuple[date, date], **told: Release) -> Publication:
    people = Release(
        an_id(name), *days, {TOTAL: None, **(told["people"].cells if "people" in told else {})}, {}, K
    )
    results = {WOMEN: tuple(one for key, one in told.items() if key != "people")}
    return Publication(people, results=results if results[WOMEN] else {})


def test_women_since_the_start_beside_the_table_of_an_earlier_report() -> None:
    """Ninety so far, fifty in August, thirty-seven in July's table: three before anybody reported."""
    july = a_report("july", JULY, people=a_table("july", JULY, 37, (ALL, "f", ALL)))
    told = {"period": a_table("august", AUGUST, 50), "so_far": a_table("august", SO_FAR, 90)}
    [found] = all_given_away(a_report("august", AUGUST, **told), [july])
    assert (found.table, found.people, found.last) == (WOMEN, 3, date(2022, 6, 30))
    safe = {**told, "so_far": a_table("august", SO_FAR, 99)}
    assert all_given_away(a_report("august", AUGUST, **safe), [july]) == []


def test_a_table_is_read_beside_indicators_that_left_before() -> None:
    july = a_report("july", JULY, so_far=a_table("july", (date(2022, 6, 1), JULY[1]), 40))
    june = (date(2022, 6, 1), date(2022, 6, 30))
    later = a_report("june", june, people=a_table("june", june, 38, (ALL, "f", ALL)))
    assert [one.people for one in all_given_away(later, [july])] == [2]


def test_who_did_not_answer_well_comes_out_like_who_did() -> None:
    """Of eighteen three were not content in the two months, none of the nine in July: three in August."""

    def said(name: str, days: tuple[date, date], rest: int) -> Publication:
        empty = Release(an_id(name), *days, {TOTAL: None}, {}, K)
        return Publication(empty, {f"{FEEDBACK} feedback_overall": a_table(name, days, rest, REST)})

    both = (JULY[0], AUGUST[1])
    found = all_given_away(said("both", both, 8), [said("july", JULY, 5)])
    assert [one.people for one in found] == [3]


def test_answers_and_their_number_are_read_together_over_three_scopes() -> None:
    """Of the session that two projects pay for nobody tells how many were not content; three reports do together.

    In Beirut 53 answered and 40 were content, in July 40 and 30, to the other project 13: so nobody answered in its
    session of July, and of the thirteen of September three were not content.
    """
    beirut, other, whole = "project:A&area:LB1", "project:B", "project:A"

    def told(name: str, scope: str, days: tuple[date, date], n: int, good: int | None) -> Publication:
        cells = {TOTAL: n, **({GOOD: good, REST: n - good} if good is not None else {})}
        empty = Release(an_id(name), *days, {TOTAL: None}, {}, K, scope=scope)
        return Publication(empty, {QUESTION: Release(an_id(name), *days, cells, {}, K, scope=scope)})

    def held(_table: str, grid: Grid) -> Groups:
        there = {one.scope for one in grid.releases}
        july = [frozenset({whole, beirut}), frozenset({whole, other})]
        later = [frozenset({whole}), frozenset({whole, beirut, other})]
        return {
            start: [kind & there for kind in (july if start < AUGUST[0] else later)]
            for start, _end in grid.stretches
        }

    days = (JULY[0], AUGUST[1])
    earlier = [told("july", whole, JULY, 40, 30), told("other", other, days, 13, None)]
    found = all_given_away(told("beirut", beirut, days, 53, 40), earlier, held)
    assert (3, 3) in {(one.people, one.most) for one in found if one.place == REST}


def test_files_that_left_before_keep_their_answers() -> None:
    days, empty = JULY, Release(an_id("old"), *JULY, {TOTAL: None}, {}, K)
    tables = {
        f"{QUESTION}{part}": a_table("old", days, people)
        for part, people in (("", 40), (" good", 30), (" rest", 10))
    }
    again = unpacked(packed(Publication(empty, tables)), an_id("old"), days, K, "")
    assert again.detached[QUESTION].cells == {TOTAL: 40, GOOD: 30, REST: 10}
    assert set(again.detached) == {QUESTION}


def test_the_same_count_stands_in_a_table_of_every_report() -> None:
    assert places_of(WOMEN) == [("people", (ALL, "f", ALL))]
    assert places_of(name_of("kits_given", {})) == [("kits_given", TOTAL)]
    assert places_of(f"{name_of('feedback_overall', {})} rest") == [("feedback feedback_overall", REST)]
    assert places_of(name_of("people_reached", {"area": ("LB11",)}))[0] == ("areas", ("LB11", ALL, ALL))
    assert places_of(f"{WOMEN} without sex") == []
    assert places_of(name_of("people_reached", {"sex": ("f", "o")})) == []
