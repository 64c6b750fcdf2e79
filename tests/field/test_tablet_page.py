"""The tablet's page is open to everybody and knows nobody; its files carry the mark of what is in them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.main import create_app
from app.platform.web.pinned import pinned
from tests.conftest import at_the_html_face, settings_for


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """An application whose database is empty: the page asks nothing of it."""
    folder = tmp_path_factory.mktemp("page")
    made = create_app(settings_for(f"sqlite:///{folder / 'empty.db'}", folder), seal=False)
    yield made
    made.state.uow.database.close()


@pytest.fixture
def stranger(house: FastAPI) -> TestClient:
    return at_the_html_face(house)("")


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("fr", "ltr"), ("ar", "rtl")])
def test_the_page_in_the_language_asked_for(
    stranger: TestClient, house: FastAPI, language: str, direction: str
) -> None:
    answer = stranger.get(f"/field?lang={language}")
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.text
    assert f'dir="{direction}"' in answer.text
    assert answer.headers["content-language"] == language
    assert answer.headers["x-karama"]
    assert answer.headers["cache-control"] == "no-cache"
    again = stranger.get(f"/field?lang={language}", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content, again.headers["x-karama"]) == (
        304,
        b"",
        answer.headers["x-karama"],
    )
    assert "camera=(self)" in answer.headers["permissions-policy"]
    assert "karama_language" in answer.headers["set-cookie"]
    assert stranger.get("/field").text == answer.text
    assert at_the_html_face(house)("Amina").get(f"/field?lang={language}").text == answer.text


def test_nonsense_for_a_language_is_the_browsers_own(stranger: TestClient) -> None:
    answer = stranger.get("/field?lang=xx", headers={"Accept-Language": "fr"})
    assert answer.headers["content-language"] == "fr"
    assert "set-cookie" not in answer.headers


def test_the_worker_is_at_the_root_and_asked_for_anew(stranger: TestClient) -> None:
    answer = stranger.get("/sw.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["service-worker-allowed"] == "/"
    assert answer.text.startswith(f'import {{ serve }} from "{pinned().url("field/worker.js")}";\nserve("')


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_the_manifest_speaks_the_language(stranger: TestClient, language: str, direction: str) -> None:
    told = stranger.get(f"/field/manifest.webmanifest?lang={language}").json()
    assert (told["lang"], told["dir"]) == (language, direction)
    assert told["start_url"] == f"/field?lang={language}"
    assert told["scope"] == told["id"] == "/field"
    for icon in told["icons"]:
        picture = stranger.get(icon["src"])
        assert picture.content.startswith(b"\x89PNG")
        side = int.from_bytes(picture.content[16:20], "big")
        assert icon["sizes"] == f"{side}x{side}"
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}


def test_a_file_under_its_mark_is_kept_for_ever_and_under_another_by_nobody(stranger: TestClient) -> None:
    right = stranger.get(pinned().url("field/outbox.js"))
    assert right.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert right.headers["content-type"].startswith("text/javascript")
    other = stranger.get("/static/=0000000000/field/outbox.js")
    assert (other.text, other.headers["cache-control"]) == (right.text, "no-store")


@pytest.mark.parametrize(
    "path", ["/static/=x/field/types.d.ts", "/static/=x/../main.py", "/static/=x/app.css", "/static/="]
)
def test_only_files_of_the_tablet_stand_under_a_mark(stranger: TestClient, path: str) -> None:
    assert stranger.get(path).status_code == 404


def test_the_folder_is_where_the_house_keeps_its_static_files() -> None:
    assert (Path(__file__).parents[2] / "app" / "static" / "field" / "start.js").exists()
