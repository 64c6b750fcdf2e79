"""What the tablet decides by itself, it decides as the server does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.kernel.guard import personal_data
from app.kernel.types import western_digits
from tests.browser.screens.conftest import FOLDER, Take

EXAMPLES = Path(__file__).parents[2] / "registration" / "ticket_examples.json"

NOTES = (
    "call her on 03 123 456", "call 03/123456", "70-123456", "+961 3 123 456", "0096170123456", "0911 22 33 44",
    "+880 1712-345678", "+249 (91) 123 4567", "her number ٠٣ ١٢٣ ٤٥٦", "رقمها ۷۰۱۲۳۴۵۶", "712 345 678",
    "write to someone@example.org", "someone (at) example.org", "passport EP1234567", "EP 1234567 was shown",
    "P1234567A", "جواز السفر رقم ١٢٣٤٥٦", "her ID no. 12345", "UNHCR 245-14C01234", "case no. 4521",
    "dossier n° AB-2019", "ملف رقم 4521", "résidence 12345", "calls on 03\u200b123456", "بطاقة 998877",
    "03 123 456 and a@b.org and EP1234567", "ＥＰ１２３４５６７",
    "", "53 people, 2 came late; 38 kits given, 1 damaged", "BEY-2022-07-30-01 began at 09:30 and ended at 11:20",
    "next time on 30/07/2022 or 2022-08-13", "ages 0-4 5-11 12-17 18-59 60+ were all there",
    "1,284 reached this year; 1,250,000 pounds for the hall", "women asked for a case worker; file the sheet",
    "الجلسة يوم ٣٠/٠٧/٢٠٢٢ حضرها ٥٣ شخصا", "12 15 18 20 people in four groups", "valid 12 and amid 1234",
    "profile 12345", "ملفات 12345", "suitcase 45210",
)  # fmt: skip
"""Notes as people write them, with and without something personal in them."""


@pytest.fixture
def alone(take: Take) -> Any:
    """Ask a module of the tablet: `alone("guard.js", "m.personalData(x)", texts)`."""
    page = take(held=False).page

    def ask(module: str, deed: str, given: list[Any]) -> Any:
        return page.evaluate(
            f"(all) => import('{FOLDER}screens/{module}').then((m) => Promise.all(all.map((x) => {deed})))",
            given,
        )

    return ask


def test_the_guard_the_digits_and_the_codes_are_those_of_the_server(alone: Any) -> None:
    found = alone("guard.js", "m.personalData(x)", list(NOTES))
    server = [[{"kind": one.kind.value, "text": one.text} for one in personal_data(note)] for note in NOTES]
    assert dict(zip(NOTES, found, strict=True)) == dict(zip(NOTES, server, strict=True))

    digits = ["١٢٣", "۱۲۳", "৪৫", "𝟙2x", "no"]
    assert alone("digits.js", "m.western(x)", digits) == [western_digits(one) for one in digits]
    assert alone("digits.js", "m.whole(x)", ["١٢", " 1 200 ", "", "-3", "12a", "1234567"]) == [
        12, 1200, None, None, None, None,
    ]  # fmt: skip

    examples = json.loads(EXAMPLES.read_text(encoding="utf-8"))["examples"]
    assert alone("code.js", "m.readCode(x.typed)", examples) == [one["code"] for one in examples]
    hashes = alone("code.js", "m.ticketHash(x.session_id, x.typed)", examples)
    assert hashes == [one["hash"] for one in examples]
    whole = [one for one in examples if one["code"]]
    assert alone("code.js", "m.group(x.code)", whole) == [one["shown"] for one in whole]
