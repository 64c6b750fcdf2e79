"""Tables that stand apart from that of people are read together with what left before, just like it."""

from __future__ import annotations

from datetime import date

from app.reports.disclosure.annexes import Listed, SessionList, sessions_given_away
from app.reports.disclosure.joining import Release
from app.reports.disclosure.lots import Lot, Statement, lots_given_away
from app.reports.disclosure.packing import packed, unpacked
from app.reports.disclosure.publication import Publication, all_given_away
from tests.world import an_id

K = 5
ALL = ("all", "all", "all")
JULY, AUGUST = (date(2022, 7, 1), date(2022, 7, 31)), (date(2022, 8, 1), date(2022, 8, 31))
BOTH = (JULY[0], AUGUST[1])
KIT = ("DK", "CH-2022-01")


def a_table(name: str, days: tuple[date, date], cells: dict[str, int | None]) -> Release:
    places = {(code, "all", "all"): people for code, people in cells.items()}
    return Release(an_id(name), *days, places, {}, K, scope="project:LBNT39")


def a_publication(name: str, days: tuple[date, date], **tables: dict[str, int | None]) -> Publication:
    people = a_table(name, days, {"all": None})
    return Publication(people, {key: a_table(name, days, cells) for key, cells in tables.items()})


def test_an_area_and_a_referral_come_out_of_two_months_less_one() -> None:
    july = a_publication("july", JULY, areas={"all": 60, "LB1": 40, "LB2": 20}, referrals={"all": 12})
    both = a_publication("both", BOTH, areas={"all": 110, "LB1": 80, "LB2": 30}, referrals={"all": 15})
    found = all_given_away(both, [july])
    assert [(one.table, one.first, one.last, one.people) for one in found] == [("referrals", *AUGUST, 3)]
    near = a_publication("near", BOTH, areas={"all": 103, "LB1": 80, "LB2": 23}, referrals={"all": 30})
    assert [(one.table, one.place[0], one.people) for one in all_given_away(near, [july])] == [
        ("areas", "LB2", 3)
    ]


def a_statement(name: str, days: tuple[date, date], lot: Lot) -> Statement:
    return Statement(an_id(name), *days, K, "project:LBNT39", {KIT: lot})


def test_a_hidden_hand_out_comes_back_as_the_next_opening() -> None:
    """In July 3 kits were handed out, so they and the balance were hidden; August opens with what was left."""
    july = a_statement("july", JULY, Lot(200, 50, 1, None, None))
    august = a_statement("august", AUGUST, Lot(246, 0, 0, 40, 206))
    [found] = lots_given_away(august, [july])
    assert (found.table, found.place[:2], found.first, found.last, found.people) == ("kits", KIT, *JULY, 3)
    assert set(found.reports) == {july.report, august.report}
    assert lots_given_away(a_statement("august", AUGUST, Lot(209, 0, 0, 40, 169)), [july]) == []
    other_stores = a_statement("august", AUGUST, Lot(246, 0, 0, 40, 206))
    elsewhere = Statement(an_id("x"), *JULY, K, "project:LBNT39&partner:LAW", july.lots)
    assert lots_given_away(other_stores, [elsewhere]) == []


def test_a_session_withheld_in_one_list_must_not_be_told_by_another() -> None:
    """The month of 23 hides two sessions; a longer list that shows one of them shows the other."""
    day = JULY[0]

    def a_list(name: str, total: int | None, **people: int | None) -> SessionList:
        sessions = {code: Listed(day, count, ("month 2022-07",)) for code, count in people.items()}
        return SessionList(an_id(name), K, "", sessions, {"month 2022-07": total})

    month = a_list("month", 23, A=None, B=None)
    [found] = sessions_given_away(a_list("quarter", None, A=20, B=None), [month])
    assert (found.table, found.place[0], found.people) == ("sessions", "B", 3)
    assert sessions_given_away(a_list("quarter", None, A=None, B=None), [month]) == []
    assert sessions_given_away(a_list("quarter", None, A=20, B=3), [month]) == [], "it told that itself"


def test_what_is_kept_of_a_file_is_read_again_as_it_was() -> None:
    table = Release(
        an_id("f"), *JULY, {ALL: 9, ("ET", "f", "all"): None}, {"2022-07": None}, K, frozenset({("ET", "f", "all")}),
        frozenset({"2022-07"}), "project:LBNT39",
    )  # fmt: skip
    whole = Publication(
        table,
        {"areas": table},
        a_statement("f", JULY, Lot(5, 1, 0, None, None)),
        SessionList(an_id("f"), K, "", {"A": Listed(JULY[0], None, ("m",))}, {"m": 9}),
    )
    assert unpacked(packed(whole), an_id("f"), JULY, K, table.scope) == whole


def test_the_parts_of_a_share_are_read_beside_what_everybody_counts() -> None:
    """Half of 12 people is 6 for each; full credit tells 12, and then 15: the other part of three is not people alone."""
    days = BOTH
    mine = Release(an_id("mine"), *days, {ALL: 6}, {}, K, scope="share:LBNT39")
    full = Release(an_id("full"), *days, {ALL: 9}, {}, K, scope="project:LBNT39")
    part, rest = frozenset({"share:LBNT39", "project:LBNT39"}), frozenset({"project:LBNT39"})

    def kinds(_table: str, _grid: object) -> dict[date, list[frozenset[str]]]:
        return {days[0]: [part, rest]}

    [found] = all_given_away(Publication(mine), [Publication(full)], kinds)
    assert (found.people, found.most) == (3, 3)
    wide = Release(an_id("full"), *days, {ALL: 12}, {}, K, scope="project:LBNT39")
    assert all_given_away(Publication(mine), [Publication(wide)], kinds) == []
