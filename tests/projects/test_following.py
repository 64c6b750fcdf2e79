"""What an indicator follows: the same figures as the register of measures, with names that nobody mixes up."""

from __future__ import annotations

import pytest

from app.measures.rules import MEASURES
from app.measures.rules import Kind as Made
from app.platform.sheets.cells import as_key
from app.platform.sheets.listed import in_every_language
from app.projects.rules import (
    AGGREGATION_NAMES,
    FORMER_NAMES,
    KEPT_AS,
    MEASURE_NAMES,
    Aggregation,
    Dimension,
    Measure,
    aggregation_kept,
    falls,
    following_problems,
    usual_aggregation,
)
from app.projects.rules.following import FOLLOWED, Kind
from app.projects.schemas import TargetLine

PARTS_OF_OTHERS = {
    "came_where_booked", "quiz_asked", "quiz_before", "quiz_after", "quiz_gained", "reports_due", "reports_in_time",
    "feedback_answers", "feedback_useful", "items_assembled", "kits_passed", "items_passed",
}  # fmt: skip
"""Halves of shares, and what says nothing by itself; the things found useful count answers and not people."""


def test_an_indicator_can_follow_every_figure_that_stands_for_itself() -> None:
    assert {one.value for one in Measure} == MEASURES.keys() - PARTS_OF_OTHERS
    assert FOLLOWED.keys() == set(Measure)
    kinds = {
        Made.COUNT: Kind.COUNT,
        Made.DISTINCT: Kind.COUNT,
        Made.LEVEL: Kind.LEVEL,
        Made.RATIO: Kind.SHARE,
    }
    for measure, followed in FOLLOWED.items():
        known = MEASURES[measure.value]
        assert followed.kind is kinds[known.kind], measure
        mine = {one.value for one in followed.narrowed_by} - {"organisation"}
        theirs = {one.value for one in known.dimensions} & {one.value for one in Dimension}
        assert mine == theirs - {"organisation"}, measure
        if measure not in {Measure.OUTCOME, Measure.KITS_PER_PERSON}:
            assert followed.name == known.title, "what is called alike is alike"


def test_no_name_in_any_language_means_two_figures() -> None:
    for names in (MEASURE_NAMES, AGGREGATION_NAMES):
        said = [as_key(name) for words in names.values() for name in set(in_every_language(words))]
        assert len(said) == len(set(said)), sorted(one for one in set(said) if said.count(one) > 1)
    former = {as_key(name) for words in FORMER_NAMES.values() for name in in_every_language(words)}
    assert len(former) == 3 * len(FORMER_NAMES)


@pytest.mark.parametrize(
    ("measure", "usual", "unfit"),
    [
        (Measure.PEOPLE_REACHED, Aggregation.SUM, Aggregation.POOLED),
        (Measure.KITS_BALANCE, Aggregation.LATEST, Aggregation.SUM),
        (Measure.FEEDBACK_OVERALL, Aggregation.POOLED, Aggregation.SUM),
    ],
)
def test_periods_come_together_as_the_figure_allows(
    measure: Measure, usual: Aggregation, unfit: Aggregation
) -> None:
    assert usual_aggregation(measure) is usual
    assert following_problems(measure, usual, []) == []
    [problem] = following_problems(measure, unfit, [])
    assert (problem.field, problem.code) == ("aggregation", "indicator.aggregation_unfit")
    assert aggregation_kept(measure, KEPT_AS[usual]) is usual


def test_stock_knows_no_community() -> None:
    [problem] = following_problems(Measure.KITS_LOST, Aggregation.SUM, [Dimension.COMMUNITY, Dimension.ITEM])
    assert (problem.field, problem.code) == ("filter", "measure.not_cut_by")


def test_less_is_better_where_the_last_target_is_below_the_baseline() -> None:
    targets = [TargetLine.model_validate({"from": "2022-01-01", "to": "2022-12-31", "value": 10})]
    assert falls(Aggregation.LATEST, 40, targets)
    assert not falls(Aggregation.LATEST, 10, targets)
    assert not falls(Aggregation.SUM, 40, targets), "a quarter's target is a part of last year's sum"
    assert not falls(Aggregation.POOLED, 40, [])
