"""Works that come while another one writes go in together, and one that fails takes nothing of the others along."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from app.platform.shared_commit import MOST, SharedCommit

House = list[str]


def write_all(house: House, words: Sequence[str]) -> list[str | None]:
    if "bad" in words:
        raise ValueError(words)
    wanted = [word for word in words if word != "not me"]
    house += wanted
    return [word.upper() if word in wanted else None for word in words]


class Writer:
    """A house of words that keeps what was committed and how it was grouped; the first commit waits for `go`."""

    def __init__(self) -> None:
        self.kept: House = []
        self.groups: list[int] = []
        self.go = threading.Event()
        self.begun = threading.Event()
        self.line: SharedCommit[House] = SharedCommit(self.begin)

    @contextmanager
    def begin(self, housekeeping: str) -> Iterator[House]:
        assert housekeeping == "words"
        self.begun.set()
        assert self.go.wait(30)
        new: House = []
        yield new
        self.kept += new
        self.groups.append(len(new))

    def say(self, word: str) -> list[str]:
        return self.line.attempt(word, write_all, housekeeping="words")

    def until_in_line(self, many: int) -> None:
        for _turn in range(30_000):
            if len(self.line._line) >= many:
                return
            threading.Event().wait(0.001)
        pytest.fail(f"never {many} in line")


@pytest.fixture
def writer() -> Writer:
    return Writer()


def together(writer: Writer, words: list[str]) -> list[list[str]]:
    """The first word writes while all others come into line; the answers in the order of the words."""
    with ThreadPoolExecutor(len(words)) as crowd:
        said: list[Future[list[str]]] = [crowd.submit(writer.say, words[0])]
        assert writer.begun.wait(30)
        for place, word in enumerate(words[1:], 1):
            said.append(crowd.submit(writer.say, word))
            writer.until_in_line(place)
        writer.go.set()
        return [one.result(30) for one in said]


def test_who_waits_shares_the_next_commit(writer: Writer) -> None:
    assert together(writer, ["one", "two", "three", "four"]) == [["ONE"], ["TWO"], ["THREE"], ["FOUR"]]
    assert writer.groups == [1, 3]
    assert writer.kept == ["one", "two", "three", "four"]


def test_one_that_fails_leaves_nothing_behind_and_sends_each_his_own_way(writer: Writer) -> None:
    assert together(writer, ["one", "two", "bad", "four"]) == [["ONE"], [], [], []]
    assert writer.kept == ["one"]
    assert [writer.say(word) for word in ("two", "four")] == [["TWO"], ["FOUR"]]


def test_no_round_is_longer_than_its_most(writer: Writer) -> None:
    words = [f"word {number}" for number in range(MOST + 4)]
    assert together(writer, words) == [[word.upper()] for word in words]
    assert writer.groups == [1, MOST, 3]
    assert writer.kept == words


def test_who_is_left_out_goes_his_own_way_and_the_others_are_in(writer: Writer) -> None:
    assert together(writer, ["one", "two", "not me", "four"]) == [["ONE"], ["TWO"], [], ["FOUR"]]
    assert writer.kept == ["one", "two", "four"]


def test_only_what_is_written_the_same_way_is_written_at_once(writer: Writer) -> None:
    def backwards(house: House, words: Sequence[str]) -> list[str]:
        house += words
        return [word[::-1] for word in words]

    with ThreadPoolExecutor(4) as crowd:
        said = [crowd.submit(writer.say, "one")]
        assert writer.begun.wait(30)
        said.append(crowd.submit(writer.say, "two"))
        writer.until_in_line(1)
        said.append(crowd.submit(lambda: writer.line.attempt("three", backwards, housekeeping="words")))
        writer.until_in_line(2)
        said.append(crowd.submit(writer.say, "four"))
        writer.until_in_line(3)
        writer.go.set()
        assert [one.result(30) for one in said] == [["ONE"], ["TWO"], ["eerht"], ["FOUR"]]
    assert writer.groups == [1, 2, 1]
