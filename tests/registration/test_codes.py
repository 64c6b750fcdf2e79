from __future__ import annotations

import json
import secrets
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.registration.rules.codes import (
    ALPHABET,
    check_sign,
    draw_code,
    normalise,
    read_code,
    show_code,
    ticket_hash,
)

KNOWN = json.loads((Path(__file__).parent / "ticket_examples.json").read_text())

codes = st.text(ALPHABET, min_size=10, max_size=10).map(lambda body: body + check_sign(body))


@pytest.mark.parametrize("example", KNOWN["examples"], ids=lambda example: example["note"])
def test_the_examples_that_the_tablet_reads_too(example: dict[str, str | None]) -> None:
    typed, session_id = str(example["typed"]), UUID(example["session_id"])
    assert read_code(typed) == example["code"]
    assert ticket_hash(session_id, typed) == example["hash"]
    if example["code"]:
        assert show_code(example["code"]) == example["shown"]


@given(codes)
def test_every_single_wrong_sign_and_every_swap_is_caught(code: str) -> None:
    """All 341 wrong signs and all 55 swaps of two different signs: none passes."""
    assert read_code(code) == code
    wrong = {code[:at] + sign + code[at + 1 :] for at in range(11) for sign in ALPHABET} - {code}
    swapped = set()
    for one in range(11):
        for other in range(one + 1, 11):
            signs = list(code)
            signs[one], signs[other] = signs[other], signs[one]
            swapped.add("".join(signs))
    assert len(wrong) == 11 * 31
    assert [typed for typed in wrong | (swapped - {code}) if read_code(typed)] == []


@given(code=codes, small=st.booleans())
def test_a_code_is_read_as_people_write_it(code: str, *, small: bool) -> None:
    written = show_code(code).lower() if small else show_code(code).replace("-", " ")
    assert read_code(written) == code
    assert normalise(normalise(written)) == normalise(written)


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(typed: str) -> None:
    code = read_code(typed)
    assert code is None or len(code) == 11


def test_codes_are_drawn_from_key_and_seed_together() -> None:
    key, seed = secrets.token_bytes(32), secrets.token_bytes(32)
    drawn = [draw_code(key, seed, number) for number in range(1, 301)]
    assert drawn == [draw_code(key, seed, number) for number in range(1, 301)]
    assert len(set(drawn)) == 300
    assert all(read_code(code) == code for code in drawn)
    other = {draw_code(secrets.token_bytes(32), seed, n) for n in range(1, 301)}
    another = {draw_code(key, secrets.token_bytes(32), n) for n in range(1, 301)}
    assert not set(drawn) & (other | another)
    assert len({sign for code in drawn for sign in code[:10]}) == len(ALPHABET)
