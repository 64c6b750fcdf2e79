from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from app.feedback.rules import QUESTIONS, Said, problems_of
from app.feedback.rules.protecting import HIDDEN, THRESHOLD, protect, protect_each

counts_of_four = st.lists(st.integers(0, 9), min_size=2, max_size=5).map(
    lambda numbers: {str(place): number for place, number in enumerate(numbers)}
)


@settings(deadline=None)
@given(counts=counts_of_four)
def test_a_hidden_number_could_be_another_number(counts: dict[str, int]) -> None:
    """Whoever knows the sum, the rule and what is shown cannot tell a small number: another table looks the same."""
    asked = sum(counts.values())
    shown = protect(counts, asked)
    if asked < max(THRESHOLD, len(counts) + 1):
        assert set(shown.values()) == {HIDDEN}
        return
    assert all(one == counts[answer] for answer, one in shown.items() if isinstance(one, int))
    assert not any(isinstance(one, int) and 0 < one < THRESHOLD for one in shown.values())
    hidden = [answer for answer, one in shown.items() if one == HIDDEN]
    if not hidden:
        return
    rest = sum(counts[answer] for answer in hidden)
    others = [
        counts | dict(zip(hidden, (*numbers, rest - sum(numbers)), strict=True))
        for numbers in product(range(rest + 1), repeat=len(hidden) - 1)
        if sum(numbers) <= rest
    ]
    same = [other for other in others if protect(other, asked) == shown]
    for answer in hidden:
        if counts[answer] < THRESHOLD:
            assert len({other[answer] for other in same}) > 1, (counts, shown)


@given(counts=counts_of_four, more=st.integers(0, 10))
def test_of_several_answers_neither_yes_nor_the_rest_is_small(counts: dict[str, int], more: int) -> None:
    asked = max([*counts.values(), 1]) + more
    for answer, one in protect_each(counts, asked).items():
        if isinstance(one, int):
            assert one == counts[answer]
            assert not 0 < one < THRESHOLD
            assert not 0 < asked - one < THRESHOLD


def test_nobody_answers_twice_and_nobody_who_was_not_asked() -> None:
    def wrong(*said: Said) -> list[tuple[str, str]]:
        return [(one.field, one.code) for one in problems_of(5, said, {"PADS"})]

    fine = (Said("full_kit", "yes", 4), Said("full_kit", "no", 1), Said("useful", "4", 5, "PADS"))
    assert wrong(*fine, Said("knew", "what", 5), Said("knew", "when", 5)) == []
    assert wrong(Said("full_kit", "yes", 4), Said("full_kit", "no", 2)) == [
        ("answers.1.count", "feedback.more_than_asked")
    ]
    assert wrong(Said("knew", "what", 6)) == [("answers.0.count", "feedback.more_than_asked")]
    assert wrong(Said("who", "yes", 1)) == [("answers.0.question", "feedback.question")]
    assert wrong(Said("full_kit", "perhaps", 1)) == [("answers.0.answer", "feedback.answer")]
    assert wrong(Said("full_kit", "yes", 1, "PADS")) == [("answers.0.item", "feedback.item")]
    assert wrong(Said("useful", "4", 1, "GOLD")) == [("answers.0.item", "feedback.item")]
    assert wrong(Said("useful", "4", 1)) == [("answers.0.item", "feedback.item")]
    assert wrong(Said("full_kit", "yes", 1), Said("full_kit", "yes", 1)) == [("answers.1", "feedback.twice")]


def test_every_question_is_answered_with_numbers() -> None:
    assert len({one.key for one in QUESTIONS}) == len(QUESTIONS) == 16
    assert all(one.good <= one.codes for one in QUESTIONS)
    assert [one.key for one in QUESTIONS if one.to_hotline] == ["favour"]
