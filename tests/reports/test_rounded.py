"""Rounding as one whole: tables, areas and months still add up, and every value stays near the truth."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from app.reports.build.rounded import rounded_feedback, rounded_figures, rounded_lines
from app.reports.disclosure.rounding import nearest, rounded_together
from app.reports.disclosure.shapes import ALL, TOTAL, Table
from app.reports.schemas import Feedback, FeedbackLine, Figure, IndicatorLine

BASE = 5
SESSIONS = st.lists(
    st.tuples(
        st.sampled_from(["ET", "PH", "BD"]),
        st.sampled_from(["f", "m"]),
        st.sampled_from(["0-17", "18+"]),
        st.sampled_from(["LB1", "LB5"]),
        st.sampled_from(["2022-07", "2022-08", "2022-09"]),
        st.integers(0, 12),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=40, deadline=None)
@given(SESSIONS)
def test_people_areas_and_months_are_rounded_together(
    sessions: list[tuple[str, str, str, str, str, int]],
) -> None:
    counts: dict[tuple[str, str, str], int] = {}
    beside: dict[Hashable, int] = {}
    for community, sex, age, area, month, people in sessions:
        counts[community, sex, age] = counts.get((community, sex, age), 0) + people
        for key in (("area", area), ("month", month)):
            beside[key] = beside.get(key, 0) + people
    areas, months = ([key for key in beside if key[0] == name] for name in ("area", "month"))  # type: ignore[index]
    sums: list[tuple[Hashable, Sequence[Hashable]]] = [(TOTAL, areas), (TOTAL, months)]
    cells, apart = rounded_together(counts, beside, sums, BASE)
    assert sum(apart[key] for key in areas) == sum(apart[key] for key in months) == cells[TOTAL]
    for at in range(3):
        inner = {place: value for place, value in cells.items() if ALL not in place}
        assert sum(inner.values()) == cells[TOTAL]
        for code in {place[at] for place in inner}:
            line = tuple(code if side == at else ALL for side in range(3))
            assert sum(value for place, value in inner.items() if place[at] == code) == cells[line]  # type: ignore[index]
    exact = Table(counts)
    moved = [abs(value - exact[place]) for place, value in cells.items() if place[2] != "any"]
    moved += [abs(apart[key] - people) for key, people in beside.items()]
    assert all(value % BASE == 0 and value >= 0 for value in (*cells.values(), *apart.values()))
    assert max(moved, default=0) < 2 * BASE
    assert {apart[key] for key, people in beside.items() if people == 0} <= {0}


def test_figures_that_stand_alone_go_to_the_nearest_multiple() -> None:
    assert [nearest(people, BASE) for people in (0, 2, 3, 7, 8, 12)] == [0, 0, 5, 5, 10, 10]
    outcome = Figure(key="outcome", label="", value=41)
    figures = (
        Figure(key="people_reached", label="", value=104),
        Figure(key="sessions_held", label="", value=3),
        Figure(key="officials_trained", label="", value=104),
        Figure(key="kits_given", label="", value=33),
        Figure(key="door_count", label="", value=None),
        Figure(key="outcome", label="", value=99),
        Figure(key="kits_per_person", label="", value=31),
    )
    shown = {one.key: one.value for one in rounded_figures(figures, 100, outcome, BASE)}
    assert shown == {
        "people_reached": 100,
        "sessions_held": 3,
        "officials_trained": 100,
        "kits_given": 35,
        "door_count": None,
        "outcome": 41,
        "kits_per_person": 35,
    }


def test_results_and_answers_tell_no_exact_count() -> None:
    line = IndicatorLine(
        code="1", title="", unit="people", baseline=0, target=120, actual=77, cumulative=78, percent=64.2
    )
    sessions = IndicatorLine(code="2", title="", unit="sessions", actual=3, cumulative=3)
    people, held = rounded_lines([line, sessions], {"1": True, "2": False}, BASE)
    assert (people.actual, people.cumulative, people.percent) == (75, 80, 62.5)
    assert held == sessions
    said = Feedback(
        asked=41,
        lines=(
            FeedbackLine(key="a", label="", good=33, n=38, percent=86.8),
            FeedbackLine(key="b", label="", good="c", n=38, percent=None),
        ),
    )
    answers = rounded_feedback(said, BASE)
    assert (answers.asked, answers.lines[0].good, answers.lines[0].n) == (40, 35, 40)
    assert answers.lines[0].percent == 87.5
    assert (answers.lines[1].good, answers.lines[1].percent) == ("c", None)
