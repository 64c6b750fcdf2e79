"""Every page in three languages: it opens, says its language and direction, and is light."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import brotli
import pytest
from fastapi import FastAPI

from app.main import create_app
from app.platform.web.deps import LANGUAGE_COOKIE
from app.platform.web.pages import STATIC
from tests.conftest import at_the_html_face, settings_for
from tests.house.walk import PAGES, PageVisit
from tests.scene import Scene

PARTNER_PAGE = 30_000
COORDINATOR_PAGE = 90_000
"""Bytes on a cold cache, brotli: the page with everything it loads."""


@cache
def _weight_of_files() -> int:
    return sum(len(brotli.compress((STATIC / name).read_bytes())) for name in ("app.css", "favicon.svg"))


def _fits(page: bytes, budget: int) -> bool:
    """Whether the page with its files fits the budget; packed tightly only where a light packing does not."""
    room = budget - _weight_of_files()
    return any(len(brotli.compress(page, quality=quality)) <= room for quality in (5, 11))


@pytest.fixture(scope="module")
def house(played: tuple[Path, Scene], tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """One application with the scene on stage for the whole file: opening a page changes nothing."""
    folder = tmp_path_factory.mktemp("pages")
    shutil.copy(played[0], folder / "karama.db")
    made = create_app(settings_for(f"sqlite:///{folder / 'karama.db'}", folder), seal=False)
    yield made
    made.state.uow.database.close()


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize("visit", PAGES, ids=str)
def test_a_page_opens_in_every_language(
    house: FastAPI, played: tuple[Path, Scene], visit: PageVisit, language: str
) -> None:
    client = at_the_html_face(house)(visit.person)
    client.cookies.set(LANGUAGE_COOKIE, language)
    answer = client.get(visit.address(played[1]))
    assert answer.status_code == 200, answer.text[:300]
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}"' in answer.text
    shown = re.sub(
        r"<template.*?</template>", "", answer.text, flags=re.DOTALL
    )  # a screen in waiting is not shown
    assert shown.count("<h1") == 1
    budget = COORDINATOR_PAGE if visit.person in {"Amina", "Georges"} else PARTNER_PAGE
    assert _fits(answer.content, budget)
