"""Works that come while a set is written go in together, and one that fails takes nothing of the others along."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from app.kernel.errors import Unavailable
from app.platform.line import MOST, Line
from app.platform.web.lines import stand_in


class Writer:
    """Writes words in capitals and keeps how they were grouped; each set waits for `go`."""

    def __init__(self) -> None:
        self.sets: list[list[str]] = []
        self.threads: set[int] = set()
        self.go = threading.Event()
        self.begun = threading.Event()
        self.line: Line[str, str] = Line(self.write)

    def write(self, words: Sequence[str]) -> list[str | None]:
        self.begun.set()
        assert self.go.wait(30)
        if "bad" in words:
            raise ValueError(words)
        self.sets.append(list(words))
        self.threads.add(threading.get_ident())
        return [None if word == "not me" else word.upper() for word in words]

    def while_one_is_written(self, *words: str) -> list[Future[str | None]]:
        """The first word is being written when all others stand in line."""
        first = self.line.join(words[0])
        assert self.begun.wait(30)
        return [first, *map(self.line.join, words[1:])]

    def told(self, *words: str) -> list[str | None]:
        waiting = self.while_one_is_written(*words)
        self.go.set()
        return [one.result(30) for one in waiting]


@pytest.fixture
def writer() -> Writer:
    return Writer()


def in_a_loop(work: Coroutine[Any, Any, Any]) -> Any:
    """In a thread of its own: a browser that another test opened keeps a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(asyncio.wait_for(work, 30))).result()


def test_who_waits_is_written_with_all_who_wait(writer: Writer) -> None:
    assert writer.told("one", "two", "three", "four") == ["ONE", "TWO", "THREE", "FOUR"]
    assert writer.sets == [["one"], ["two", "three", "four"]]
    assert writer.line.join("five").result(30) == "FIVE"
    assert len(writer.threads) == 1


def test_one_that_fails_leaves_each_to_go_his_own_way_and_the_line_goes_on(writer: Writer) -> None:
    assert writer.told("one", "two", "bad", "four") == ["ONE", None, None, None]
    assert writer.sets == [["one"]]
    assert [writer.line.join(word).result(30) for word in ("two", "bad", "four")] == ["TWO", None, "FOUR"]


def test_a_writer_who_forgets_somebody_holds_nobody_up() -> None:
    forgetful: Line[str, str] = Line(lambda words: words[1:])
    assert [forgetful.join(word).result(30) for word in ("one", "two")] == [None, None]


def test_who_is_left_out_goes_his_own_way_and_the_others_are_in(writer: Writer) -> None:
    assert writer.told("one", "two", "not me", "four") == ["ONE", "TWO", None, "FOUR"]


def test_no_set_is_longer_than_its_most(writer: Writer) -> None:
    words = [f"word {number}" for number in range(MOST + 4)]
    assert writer.told(*words) == [word.upper() for word in words]
    assert [len(one) for one in writer.sets] == [1, MOST, 3]


def test_who_leaves_the_line_is_not_written_and_who_is_being_written_cannot_leave(writer: Writer) -> None:
    first, second, third = writer.while_one_is_written("one", "two", "three")
    assert (first.cancel(), second.cancel()) == (False, True)
    writer.go.set()
    assert (first.result(30), third.result(30)) == ("ONE", "THREE")
    assert writer.sets == [["one"], ["three"]]


def test_a_line_of_which_all_have_left_begins_again(writer: Writer) -> None:
    _first, second = writer.while_one_is_written("one", "two")
    assert second.cancel()
    writer.go.set()
    assert writer.line.join("three").result(30) == "THREE"
    assert len(writer.line) == 0


class Slow(Line[str, str]):
    """Whoever joins it is being written when he begins to wait."""

    def __init__(self, writer: Writer) -> None:
        super().__init__(writer.write)
        self._writer_of_it = writer

    def join(self, work: str) -> Future[str | None]:
        told = super().join(work)
        assert self._writer_of_it.begun.wait(30)
        return told


async def patient(line: Line[str, str], word: str, seconds: float = 30) -> str | None:
    return await stand_in(line, word, patience=seconds, retry_after=3)


async def being_written(writer: Writer, word: str) -> asyncio.Task[str | None]:
    waiting = asyncio.create_task(patient(writer.line, word))
    assert await asyncio.to_thread(writer.begun.wait, 30)
    return waiting


async def in_line(writer: Writer, *words: str) -> list[asyncio.Task[str | None]]:
    """They wait; each has taken its first step by the time a thread has come back."""
    waiting = [asyncio.create_task(patient(writer.line, one)) for one in words]
    await asyncio.to_thread(lambda: None)
    assert len(writer.line) == len(words)
    return waiting


def test_many_wait_in_one_loop_without_a_thread_each(writer: Writer) -> None:
    async def crowd() -> list[str | None]:
        # The loop's own pool begins a second thread when the first has not yet said that it is idle again.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))
        first = await being_written(writer, "one")
        before = threading.active_count()
        others = await in_line(writer, *(f"word {number}" for number in range(40)))
        assert threading.active_count() <= before
        writer.go.set()
        return await asyncio.gather(first, *others)

    assert in_a_loop(crowd()) == ["ONE", *(f"WORD {number}" for number in range(40))]


def test_whose_turn_does_not_come_is_sent_away_and_nothing_of_it_is_done(writer: Writer) -> None:
    async def late() -> None:
        first = await being_written(writer, "one")
        with pytest.raises(Unavailable) as refusal:
            await stand_in(writer.line, "two", patience=0, retry_after=3)
        assert refusal.value.retry_after == 3
        writer.go.set()
        assert await first == "ONE"

    in_a_loop(late())
    assert writer.sets == [["one"]]


def test_whose_turn_has_come_is_told_however_long_it_takes(writer: Writer) -> None:
    async def impatient() -> None:
        waiting = asyncio.create_task(patient(Slow(writer), "one", 0))
        await asyncio.to_thread(lambda: None)  # long enough for no patience at all
        assert not waiting.done()
        writer.go.set()
        assert await waiting == "ONE"

    in_a_loop(impatient())


def test_a_client_who_goes_away_takes_nothing_of_the_others_along(writer: Writer) -> None:
    """One is being written and stays written; one still waits and is not; those beside them are told as ever."""

    async def hanging_up() -> list[str | None]:
        written = await being_written(writer, "one")
        two, three, four = await in_line(writer, "two", "three", "four")
        for gone in (written, three):
            gone.cancel()
            with pytest.raises(asyncio.CancelledError):
                await gone
        writer.go.set()
        return [await two, await four]

    assert in_a_loop(hanging_up()) == ["TWO", "FOUR"]
    assert writer.sets == [["one"], ["two", "four"]]
