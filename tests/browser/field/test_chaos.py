"""A day on which everything happens to a tablet: at the end every tap is there, and there once."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta

import pytest
from playwright.sync_api import Error, Page
from starlette.testclient import TestClient

from app.commands.ledgers import differences
from app.platform.unit_of_work import UnitOfWork
from tests.browser.field.conftest import Tablet, drain, unsent, until
from tests.browser.field.test_with_the_server import cell, counted, pair, record, seen
from tests.browser.field.weather import Weather, log_in_to_the_cafe, lost_on_the_way, proxy_error

WITHOUT_NETWORK = ("tap", "tap", "many", "send", "clock", "crash", "network")
DEEDS = (*WITHOUT_NETWORK, "tap", "send", "kill", "reload", "open", "storm", "sign out")
JUMPS = (timedelta(hours=3), timedelta(days=-2), timedelta(minutes=-7))

MOVE_THE_CLOCK = """(off) => {
  globalThis.RealDate ??= Date;
  const real = globalThis.RealDate;
  globalThis.Date = class extends real {
    constructor(...parts) { parts.length ? super(...parts) : super(real.now() + off); }
    static now() { return real.now() + off; }
  };
}"""


class Day:
    """What happens to one tablet. `truth` is what was tapped; `sure` whether the tablet must show just that now."""

    def __init__(
        self, tablet: Tablet, weather: Weather, uow: UnitOfWork, session: str, chance: random.Random
    ) -> None:
        self.tablet, self.weather, self.uow, self.session, self.chance = tablet, weather, uow, session, chance
        self.truth, self.sure, self.connected, self.times = 0, True, True, 0
        self.tabs = [tablet.tab()]
        pair(self.tabs[0], uow)

    def tap(self, page: Page, delta: int = 1) -> None:
        """Somebody is counted."""
        record(page, self.session, "count", cell(delta))
        self.truth += delta

    def go_on(self) -> None:
        """One thing happens in one of the tabs."""
        deed = self.chance.choice(DEEDS if self.connected else WITHOUT_NETWORK)
        self.do(deed, self.chance.choice(self.tabs))
        if self.sure:
            assert seen(self.tabs[0], self.session)[0] == self.truth, deed

    def do(self, deed: str, page: Page) -> None:
        """This very thing."""
        match deed:
            case "tap":
                self.tap(page)
            case "many":
                self.tap(page, self.chance.randint(2, 12))
            case "send":
                drain(page)
            case "storm" | "network" | "clock":
                self.turn(deed, page)
            case "reload":
                page.evaluate("() => { void K.drain.wake(); }")
                page.reload()
                self.tablet.take(page)
            case "open" if len(self.tabs) < 3:
                self.tabs.append(self.tablet.tab())
            case "kill" | "crash" if len(self.tabs) > 1:
                self.end(page, crash=deed == "crash")
            case "sign out":
                self.sign_out(page)
            case _:
                self.tap(page)

    def turn(self, what: str, page: Page) -> None:
        """The world around the tablet changes."""
        if what == "storm":
            self.weather.turns.append(self.chance.choice([lost_on_the_way, proxy_error, log_in_to_the_cafe]))
            page.evaluate("() => { K.rhythm.rhythm.patience = 200; void K.drain.wake(); }")
        elif what == "network":
            self.connected = not self.connected
            self.tablet.context.set_offline(not self.connected)
        else:
            page.evaluate(MOVE_THE_CLOCK, self.chance.choice(JUMPS) / timedelta(milliseconds=1))

    def end(self, page: Page, *, crash: bool) -> None:
        """A tab ends in the middle of sending: shut, or torn away with its process."""
        page.evaluate("() => { void K.drain.wake(); }")
        self.tabs.remove(page)
        if crash:
            with page.expect_event("crash"), suppress(Error):
                page.goto("chrome://crash")
        page.close()

    def sign_out(self, page: Page) -> None:
        """With unsent work, which stays; somebody counts on, and the tablet is paired anew."""
        self.tap(page)
        self.weather.turns.append(proxy_error)
        waiting = unsent(page)
        assert not page.evaluate("K.device.signOut('send')")["signedOut"]
        assert page.evaluate("K.device.signOut('keep')")["signedOut"]
        self.tap(page)
        assert set(waiting) <= set(unsent(page))
        self.times += 1
        pair(page, self.uow, f"Tablet 3, paired again {self.times}")
        self.sure = False  # its lists are gone: until they are fetched it knows only what it has not sent


@pytest.fixture
def connected_again(tablet: Tablet) -> Iterator[None]:
    """The browser is shared: whoever comes next has a network."""
    yield
    tablet.context.set_offline(False)


@pytest.mark.usefixtures("connected_again")
def test_chaos(
    tablet: Tablet, weather: Weather, uow: UnitOfWork, api: Callable[[str], TestClient], session: str
) -> None:
    """Tabs are opened, loaded anew, killed and torn away; answers get lost, the network comes and goes, the clock
    jumps, somebody signs out with unsent work: nothing is lost and nothing counted twice.
    """
    day = Day(tablet, weather, uow, session, random.Random(2022))
    for _turn in range(45):
        day.go_on()
    for deed in ("clock", "reload", "sign out"):
        day.do(deed, day.tabs[0])
    tablet.context.set_offline(False)
    weather.turns.clear()
    page = day.tabs[0]
    until(page, "K.drain.wake().then(() => K.state.recount()).then(() => K.state.state.now.saved === 0)")
    assert counted(api, session)[0] == day.truth
    receipts = page.evaluate("K.outbox.receipts()")
    assert len({receipt["id"] for receipt in receipts}) == len(receipts)
    page.evaluate("K.bundle.refreshBundle()")
    assert seen(page, session)[0] == day.truth
    assert differences(uow) == []
