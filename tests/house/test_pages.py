"""Every page in three languages: it opens, says its language and direction, and is light."""

from __future__ import annotations

import re
from pathlib import Path

import brotli
import pytest
from fastapi import FastAPI

from app.platform.web.deps import LANGUAGE_COOKIE
from app.platform.web.pages import STATIC
from tests.conftest import at_the_html_face
from tests.house.walk import PAGES, PageVisit
from tests.scene import Scene

PARTNER_PAGE = 30_000
COORDINATOR_PAGE = 90_000
"""Bytes on a cold cache, brotli: the page with everything it loads."""


def _weight_of_files() -> int:
    return sum(len(brotli.compress((STATIC / name).read_bytes())) for name in ("app.css", "favicon.svg"))


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize("visit", PAGES, ids=str)
def test_a_page_opens_in_every_language(
    scene_app: FastAPI, played: tuple[Path, Scene], visit: PageVisit, language: str
) -> None:
    client = at_the_html_face(scene_app)(visit.person)
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
    assert len(brotli.compress(answer.content)) + _weight_of_files() <= budget
