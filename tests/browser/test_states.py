"""The pages a happy walk never meets: refused forms, questions, refusals, empty lists, opened folds, the dark."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Live, cookies_of
from tests.browser.looking import LANGUAGES, faults, opened
from tests.conftest import at_the_json_face
from tests.scene import Scene
from tests.world import an_id

Play = Callable[[Page, Scene], None]

SEND = "main form:not([action*='/language/']) button[type=submit].primary"


@pytest.fixture(scope="module")
def window(chromium: Browser) -> Iterator[Page]:
    """One window for the whole file."""
    context = chromium.new_context()
    yield context.new_page()
    context.close()


def _stand(window: Page, live: Live, person: str, language: str) -> None:
    window.context.clear_cookies()
    window.context.add_cookies(cookies_of(live, person, language))


@dataclass(frozen=True)
class State:
    """A page brought into a state: who opens which page and does what, and how the server answers."""

    name: str
    person: str
    path: str
    play: Play | None = None
    status: int = 422

    def __str__(self) -> str:
        return self.name


def _send(page: Page, _scene: Scene) -> None:
    page.locator(SEND).first.click()


def _count_too_many(page: Page, scene: Scene) -> None:
    page.locator('[name="ET/f/18-59"]').fill("480")
    _send(page, scene)


def _count_letters(page: Page, scene: Scene) -> None:
    page.locator('[name="ET/f/18-59"]').fill("lots")
    page.locator('[name="door"]').fill("many")
    _send(page, scene)


def _close_with_a_gap(page: Page, scene: Scene) -> None:
    page.locator('[name="till/DK/returned"]').fill("0")
    page.locator('[name="till/DK/damaged"]').fill("0")
    page.locator('[name="note"]').fill("call 03 123 456")
    _send(page, scene)


def _sign_in_wrongly(page: Page, scene: Scene) -> None:
    page.locator('[name="email"]').fill("bilal@caritas.example")
    page.locator('[name="password"]').fill("wrong")
    _send(page, scene)


def _choose_no_days(page: Page, scene: Scene) -> None:
    page.locator('[name="period"][value="custom"]').check()
    page.locator('[name="from"]').fill("2022-09-30")
    page.locator('[name="to"]').fill("2022-07-01")
    _send(page, scene)


def _save_a_stale_plan(page: Page, scene: Scene) -> None:
    page.locator('[name="title"]').fill("Another title")
    page.locator('[name="version"]').evaluate("field => { field.value = '1' }")
    _send(page, scene)


STATES = [
    State("new session, empty", "Bilal", "/sessions/new", _send),
    State("stale plan", "Bilal", "/sessions/{confirmed}/edit", _save_a_stale_plan, 412),
    State("odd number", "Chantal", "/sessions/{held}/count", _count_too_many),
    State("no number", "Chantal", "/sessions/{held}/count", _count_letters),
    State("blanks when closing", "Chantal", "/sessions/{held}/close", _send),
    State("gap when closing", "Chantal", "/sessions/{held}/close", _close_with_a_gap),
    State("hand-out, empty", "Chantal", "/sessions/{held}/kits", _send),
    State("invitation, empty", "Bilal", "/people/new", _send),
    State("delivery, empty", "Daoud", "/kits/receive", _send),
    State("venue, empty", "Bilal", "/settings/venues/new", _send),
    State("report, no such days", "Amina", "/reports", _choose_no_days),
    State("sign-in refused", "", "/sign-in", _sign_in_wrongly),
    State("no such page", "Amina", "/no-such-page", status=404),
    State("no such page for a stranger", "", "/no-such-page", status=404),
    State("not with this role", "Chantal", "/audit", status=403),
    State("used link", "", "/welcome/no-such-secret", status=404),
]


@pytest.fixture(scope="module")
def scene(stage: Live, played: tuple[Path, Scene]) -> Scene:
    """The scene, in which more people came through the door than were counted, and a plan was changed once."""
    scene, client = played[1], at_the_json_face(stage.app)
    door = client("Chantal").post(
        f"/sessions/{scene.held}/door", json={"id": str(an_id("more at the door")), "delta": 20}
    )
    assert door.status_code in {200, 201}, door.text
    changed = client("Amina").patch(
        f"/sessions/{scene.confirmed}", json={"title": "Saved by Amina"}, headers={"If-Match": '"2"'}
    )
    assert changed.status_code == 200, changed.text
    return scene


@pytest.mark.parametrize("state", STATES, ids=str)
def test_a_refusal_is_for_everybody(window: Page, stage: Live, scene: Scene, state: State) -> None:
    found = []
    path = state.path.format(held=scene.held, confirmed=scene.confirmed)
    for language in LANGUAGES:
        _stand(window, stage, state.person, language)
        answer = window.goto(stage.url + path)
        if state.play:
            with window.expect_navigation() as sent:
                state.play(window, scene)
            answer = sent.value
            assert window.locator("#errors").count() == 1
        assert answer is not None
        assert answer.status == state.status
        found += [f"{language} {fault}" for fault in faults(window)]
    assert not found, "\n".join(found)


EMPTY = [
    ("Amina", "/"),
    ("Bilal", "/"),
    ("Chantal", "/"),
    ("Daoud", "/"),
    ("Hanna", "/"),
    ("Bilal", "/sessions"),
    ("Daoud", "/kits"),
    ("Hanna", "/reports"),
    ("Amina", "/audit?kind=nothing"),
    ("Georges", "/people?q=nobody+of+this+name"),
]


@pytest.mark.parametrize(("person", "path"), EMPTY)
def test_an_empty_world_is_for_everybody(window: Page, live: Live, person: str, path: str) -> None:
    found = []
    for language in LANGUAGES:
        _stand(window, live, person, language)
        assert opened(window, live.url, path) == 200
        found += [f"{language} {fault}" for fault in faults(window)]
    assert not found, "\n".join(found)


OPENED = [
    ("Bilal", "/sessions/{proposed}", "light"),
    ("Amina", "/sessions/{reported}", "dark"),
    ("Chantal", "/sessions/{held}/kits", "light"),
    ("Chantal", "/sessions/{held}/count", "dark"),
    ("Amina", "/", "dark"),
]


@pytest.mark.parametrize(("person", "path", "scheme"), OPENED)
def test_with_every_fold_open(
    window: Page, stage: Live, scene: Scene, person: str, path: str, scheme: str
) -> None:
    found = []
    window.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for language in LANGUAGES:
        _stand(window, stage, person, language)
        assert opened(window, stage.url, path.format(**vars(scene))) == 200
        window.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
        found += [f"{language} {fault}" for fault in faults(window)]
    window.emulate_media(color_scheme="light")
    assert not found, "\n".join(found)
