"""What a look at a draft found is there when it is submitted; whatever differs is looked at anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest
from sqlmodel import Session

from app.reports.disclosure import agreeing, narrowing, programme, protection, remembering
from app.reports.disclosure.joining import Grid, Release
from tests.conftest import Client
from tests.factories import a_verified_session, filled
from tests.reports.test_lenses import a_draft, a_lens
from tests.world import an_id

ALL, WOMEN, MEN = ("all", "all", "all"), ("all", "f", "all"), ("all", "m", "all")
SEPTEMBER = date(2022, 9, 30)


@pytest.fixture
def questions(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """How many questions the solver was asked since this was asked last."""
    asked: list[int] = []
    for module in (agreeing, programme):
        monkeypatch.setattr(module, "one_step_done", lambda: asked.append(1))

    def since() -> int:
        count = len(asked)
        asked.clear()
        return count

    return since


def beirut_and_the_rest(db: Session) -> None:
    """Two governorates, few men in each."""
    for day, area, men in ((5, "LB11", 4), (19, "LB56", 8)):
        cells = {("ET", "f", "18-59"): 40, ("ET", "m", "18-59"): men, ("PH", "f", "18-59"): 12}
        a_verified_session(
            db, day=date(2022, 7, day), area=area, cells=cells, code=f"{area}-2022-07-{day}-01"
        )


def test_amina_looks_once_and_submits_at_once(
    api: Client, database_url: str, questions: Callable[[], int]
) -> None:
    filled(database_url, beirut_and_the_rest)
    amina = api("Amina")
    whole = a_draft(api, a_lens(api, "Everything"))
    assert amina.post(f"/reports/{whole}/submit").status_code == 200

    def another_process() -> None:
        protection._protected.cache_clear()
        questions()

    part = a_draft(api, a_lens(api, "Beirut only", areas=["LB1"]))
    another_process()
    assert amina.get(f"/reports/{part}").json()["discloses"] == []
    assert questions() > 0
    filled(database_url, beirut_in_august)
    assert amina.get(f"/reports/{part}").json()["discloses"] == []
    assert questions() > 0, "more women are other figures"
    another_process()
    assert amina.post(f"/reports/{part}/submit").status_code == 200
    assert questions() == 0


def beirut_in_august(db: Session) -> None:
    """Forty women more."""
    cells = {("ET", "f", "18-59"): 40}
    a_verified_session(db, day=date(2022, 8, 5), cells=cells, code="BEY-2022-08-05-01")


class InMind:
    """Answers in a dictionary."""

    def __init__(self) -> None:
        self.answers: dict[str, str] = {}

    def recall(self, name: str) -> str | None:
        return self.answers.get(name)

    def keep(self, name: str, answer: str) -> None:
        self.answers[name] = answer


def _below_five(name: str, first: date, last: date, people: int) -> Release:
    cells = {ALL: people, WOMEN: None, MEN: None}
    return Release(an_id(name), first, last, cells, {}, 5, frozenset({MEN}))


JULY = _below_five("july", date(2022, 7, 1), date(2022, 7, 31), 60)
REST = _below_five("rest", date(2022, 8, 1), SEPTEMBER, 50)
QUARTER = Release(an_id("quarter"), JULY.first, SEPTEMBER, {ALL: 110, WOMEN: 102, MEN: 8}, {}, 5)
KINDS = {day: [frozenset({"a"}), frozenset({"a", "b"})] for day in (JULY.first, REST.first)}


def test_the_same_question_is_answered_once_and_in_the_ids_of_who_asks(
    questions: Callable[[], int],
) -> None:
    memory = InMind()
    with remembering.remembering(memory):
        found = narrowing.narrowed(QUARTER, Grid([QUARTER, JULY, REST]))
        assert questions() > 0
        again = replace(QUARTER, report=an_id("once more"))
        told = narrowing.narrowed(again, Grid([again, JULY, REST]))
        assert questions() == 0
    assert [(one.place, one.first, one.least, one.most) for one in told] == [
        (MEN, JULY.first, 4, 4),
        (MEN, REST.first, 4, 4),
    ]
    assert [one.reports for one in told] == [
        tuple(again.report if report == QUARTER.report else report for report in one.reports) for one in found
    ]
    assert narrowing.narrowed(QUARTER, Grid([QUARTER, JULY, REST])) == found
    assert questions() > 0, "nothing is remembered where nobody asked for it"


def test_what_was_known_is_settled_without_a_question(questions: Callable[[], int]) -> None:
    """That there were 110 in the quarter follows from both of its parts; that few of them were men does not."""
    only_total = replace(QUARTER, cells={ALL: 110})
    assert narrowing.narrowed(only_total, Grid([only_total, JULY, REST])) == []
    withheld = replace(QUARTER, cells={ALL: None})
    assert narrowing.narrowed(withheld, Grid([withheld, JULY, REST])) == []
    assert questions() == 2, "whether anybody agrees"
    with_men = replace(QUARTER, cells={ALL: 110, WOMEN: None, MEN: 8})
    assert len(narrowing.narrowed(with_men, Grid([with_men, JULY, REST]))) == 2


@pytest.mark.parametrize(
    "other",
    [
        {"new": {"cells": {ALL: 110, WOMEN: 103, MEN: 7}}},
        {"new": {"months": {"2022-07": 60}}},
        {"new": {"threshold": 6}},
        {"new": {"last": date(2022, 9, 29)}},
        {"new": {"rounding": 5}},
        {"new": {"communities": frozenset({"ET"})}},
        {"july": {"cells": {ALL: 61, WOMEN: None, MEN: None}}},
        {"july": {"small": frozenset()}},
        {"july": {"months": {"2022-07": None}, "small_months": frozenset({"2022-07"})}},
        {"july": {"first": date(2022, 7, 2)}},
        {"july": {"scope": "b"}, "groups": KINDS},
        {"rest": None},
        {"known": frozenset({JULY.report})},
        {"groups": KINDS},
        {"groups": {**KINDS, REST.first: [frozenset({"a"})]}},
        {"groups": {day: {frozenset({"a"}): frozenset({"LB1"})} for day in KINDS}},
        {"groups": {day: {frozenset({"a"}): frozenset({"LB5"})} for day in KINDS}},
        {"code": "another version"},
    ],
    ids=lambda other: "-".join(sorted(other)),
)
def test_whatever_differs_is_another_question(monkeypatch: pytest.MonkeyPatch, other: dict[str, Any]) -> None:
    solved: list[Any] = []

    def solve(*asked: Any) -> list[Any]:
        solved.append(asked)
        return []

    monkeypatch.setattr(narrowing, "_narrowed", solve)

    def ask(
        *, new: Any = None, july: Any = None, rest: Any = (), known: Any = frozenset(), groups: Any = None
    ) -> None:
        first, second = replace(QUARTER, **(new or {})), replace(JULY, **(july or {}))
        releases = [first, second, *([] if rest is None else [REST])]
        narrowing.narrowed(first, Grid(releases, groups or {}), known)

    with remembering.remembering(InMind()):
        ask()
        ask()
        assert len(solved) == 1
        if code := other.pop("code", None):
            monkeypatch.setattr(remembering, "code", lambda: code)
        ask(**other)
        assert len(solved) == 2
        ask(**other)
        assert len(solved) == 2


def test_whatever_a_release_comes_to_say_is_part_of_the_question() -> None:
    """A new field that is not asked about would be answered from before it was there."""
    assert len(narrowing._plainly(QUARTER, {QUARTER.report: 0})) == len(fields(Release))
