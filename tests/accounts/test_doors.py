"""The doors: passwords, pauses, codes, links; what a stranger may learn (nothing) and spoil (nothing)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pyotp
import pytest
from fastapi import FastAPI
from sqlalchemy import event
from sqlmodel import select
from starlette.testclient import TestClient

from app.accounts.rules import LinkPurpose, passwords
from app.accounts.schemas import NewPassword
from app.accounts.store import entering
from app.accounts.tables import Person, SignIn
from app.accounts.use_cases import coming_in, links
from app.kernel import clock
from app.kernel.errors import AppError, Unauthorised
from app.platform.unit_of_work import UnitOfWork
from app.platform.web.deps import SIGN_IN_COOKIE
from tests import world
from tests.conftest import Client

WORDS = "seven olive trees and a well"
CHANTAL = world.email_of("Chantal")


@pytest.fixture(scope="module")
def kept() -> str:
    return passwords.hashed(WORDS)


@pytest.fixture
def held() -> Iterator[None]:
    with clock.at(world.WORLD_DAY):
        yield


def change(uow: UnitOfWork, name: str, **values: object) -> None:
    with uow.begin(housekeeping="a test") as tx:
        person = entering.lock_person(tx.db, world.an_id(name))
        assert person
        for field, value in values.items():
            setattr(person, field, value)
        tx.db.add(person)


def person(uow: UnitOfWork, name: str) -> Person:
    with uow.read() as look:
        found = entering.person_by_id(look.db, world.an_id(name))
        assert found
        return found


def try_door(client: TestClient, password: str, email: str = CHANTAL) -> bool:
    sent = client.post("/sign-in", data={"email": email, "password": password})
    assert sent.status_code in {303, 422}
    return sent.status_code == 303


def test_one_sentence_for_every_refusal(browser: Client, uow: UnitOfWork, kept: str, held: None) -> None:
    change(uow, "Chantal", password_hash=kept)
    change(uow, "Daoud", password_hash=kept, active=False)
    change(uow, "Bilal", password_hash=kept, waits_until=clock.now() + timedelta(minutes=5))
    said = set()
    for email in (CHANTAL, "nobody@x.example", world.email_of("Daoud"), world.email_of("Lina")):
        sent = browser("").post("/sign-in", data={"email": email, "password": "not the right words"})
        said.add((sent.status_code, sent.text.replace(email, "…")))
    sent = browser("").post("/sign-in", data={"email": world.email_of("Bilal"), "password": WORDS})
    said.add((sent.status_code, sent.text.replace(world.email_of("Bilal"), "…")))
    assert len(said) == 1
    assert "not the right words" not in said.pop()[1]


def test_a_refusal_costs_the_same_work(
    uow: UnitOfWork, app: FastAPI, kept: str, held: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Known or not, waiting or not: one hash is computed and one row is written."""
    change(uow, "Chantal", password_hash=kept)
    change(uow, "Bilal", password_hash=kept, waits_until=clock.now() + timedelta(minutes=5))
    hashes: list[str | None] = []
    matches = passwords.matches

    def counted_matches(typed: str, one: str | None) -> tuple[bool, str | None]:
        hashes.append(one)
        return matches(typed, one)

    monkeypatch.setattr(passwords, "matches", counted_matches)
    writes: list[str] = []
    event.listen(
        uow.database.writer,
        "before_cursor_execute",
        lambda _c, _cur, statement, *_rest: writes.append(statement.split()[0]),
    )
    counted = []
    for email in (CHANTAL, "nobody@x.example", world.email_of("Bilal"), world.email_of("Lina")):
        writes.clear()
        with pytest.raises(Unauthorised):
            coming_in.sign_in(
                email,
                "wrong words",
                known=lambda _id: False,
                browser="",
                settings=app.state.settings,
                uow=uow,
            )
        counted.append(sum(verb in {"INSERT", "UPDATE"} for verb in writes))
    assert len(hashes) == 4
    assert counted == [1, 1, 1, 1]


def test_wrong_tries_make_strangers_wait_but_not_a_known_browser(
    browser: Client, uow: UnitOfWork, kept: str, held: None
) -> None:
    change(uow, "Chantal", password_hash=kept)
    tablet = browser("")
    assert try_door(tablet, WORDS)
    tablet.cookies.delete(SIGN_IN_COOKIE)
    stranger = browser("")
    for _turn in range(9):
        assert not try_door(stranger, "wrong words")
        clock.advance(timedelta(seconds=20))
    clock.advance(timedelta(seconds=-19))
    assert person(uow, "Chantal").failed_tries == 9
    assert not try_door(browser(""), WORDS), "a stranger waits, even with the right password"
    assert try_door(tablet, WORDS), "the browser that proved itself before does not"
    assert person(uow, "Chantal").failed_tries == 0
    assert try_door(browser(""), WORDS)


def test_a_known_browser_has_no_endless_tries(
    browser: Client, uow: UnitOfWork, kept: str, held: None
) -> None:
    change(uow, "Chantal", password_hash=kept)
    tablet = browser("")
    assert try_door(tablet, WORDS)
    for _turn in range(14):
        assert not try_door(tablet, "wrong words")
    assert person(uow, "Chantal").failed_tries > 0


def test_the_mark_of_one_person_does_not_open_for_another(
    browser: Client, uow: UnitOfWork, kept: str, held: None
) -> None:
    change(uow, "Chantal", password_hash=kept)
    change(uow, "Daoud", password_hash=kept, waits_until=clock.now() + timedelta(minutes=5))
    tablet = browser("")
    assert try_door(tablet, WORDS)
    name, mark = next((k, v) for k, v in tablet.cookies.items() if k.startswith("karama_known_"))
    assert not try_door(tablet, WORDS, world.email_of("Daoud"))
    forged = browser("")
    forged.cookies.set(name, mark[:-4] + "0000")
    change(uow, "Chantal", waits_until=clock.now() + timedelta(minutes=5))
    assert not try_door(forged, WORDS)


def test_a_link_opens_in_spite_of_the_pause(
    browser: Client, uow: UnitOfWork, app: FastAPI, kept: str
) -> None:
    change(
        uow, "Chantal", password_hash=kept, waits_until=clock.now() + timedelta(minutes=5), failed_tries=30
    )
    with uow.begin(housekeeping="a test") as tx:
        link = links.make_link(tx, world.an_id("Chantal"), LinkPurpose.RESET, app.state.settings)
    path = link.removeprefix("http://testserver")
    for wrong in (
        {},
        {"password": "short", "again": "short"},
        {"password": WORDS, "again": "other words here"},
    ):
        sent = browser("").post(path, data=wrong)
        assert sent.status_code == 422
        assert "other words" not in sent.text
    sent = browser("").post(path, data={"password": "nine blue doors", "again": "nine blue doors"})
    assert sent.status_code == 303
    assert browser("Chantal").get("/me").status_code == 303, "other sign-ins ended with the old password"
    gone = browser("").get(path)
    assert gone.status_code == 404
    assert "used already" in gone.text
    assert browser("").get(path.replace("/reset/", "/welcome/")).status_code == 404


def test_an_old_link_is_gone(browser: Client, uow: UnitOfWork, app: FastAPI, held: None) -> None:
    with uow.begin(housekeeping="a test") as tx:
        link = links.make_link(tx, world.an_id("Chantal"), LinkPurpose.INVITATION, app.state.settings)
    path = link.removeprefix("http://testserver")
    assert browser("").get(path).status_code == 200
    clock.advance(timedelta(hours=app.state.settings.link_hours, seconds=1))
    assert browser("").get(path).status_code == 404
    assert browser("").post(path, data={"password": WORDS, "again": WORDS}).status_code == 404


def test_of_two_who_use_a_link_at_once_one_wins(uow: UnitOfWork, app: FastAPI) -> None:
    with uow.begin(housekeeping="a test") as tx:
        link = links.make_link(tx, world.an_id("Chantal"), LinkPurpose.INVITATION, app.state.settings)
    secret = link.rsplit("/", 1)[1]

    def use(words: str) -> str:
        command = NewPassword.model_validate({"password": words, "again": words})
        try:
            links.use_link(
                secret, LinkPurpose.INVITATION, command, browser="", settings=app.state.settings, uow=uow
            )
        except AppError as refusal:
            return refusal.code
        return words

    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(use, [f"words of helper number {number}" for number in range(4)]))
    winners = [words for words in said if words != "link.gone"]
    assert len(winners) == 1
    assert passwords.matches(winners[0], person(uow, "Chantal").password_hash)[0]


def test_right_guesses_sent_at_once_do_not_slip_past_the_pause(
    uow: UnitOfWork, app: FastAPI, kept: str
) -> None:
    change(uow, "Chantal", password_hash=kept, failed_tries=12)

    def guess(words: str) -> bool:
        try:
            coming_in.sign_in(
                CHANTAL, words, known=lambda _id: False, browser="", settings=app.state.settings, uow=uow
            )
        except Unauthorised:
            return False
        return True

    assert not guess("first wrong words")
    with ThreadPoolExecutor(4) as pool:
        assert not any(pool.map(guess, [WORDS] * 4))


def code_of(secret: str) -> str:
    return pyotp.TOTP(secret).at(clock.now())


def test_codes_from_the_page_to_the_second_step(
    browser: Client, uow: UnitOfWork, kept: str, held: None
) -> None:
    change(uow, "Chantal", password_hash=kept)
    chantal = browser("Chantal")
    shown = chantal.get("/me/codes").text
    assert "<svg" in shown
    secret = re.search(r'name="secret" value="([A-Z2-7]{32})"', shown)
    assert secret
    wrong = chantal.post("/me/codes", data={"secret": secret[1], "code": "000000"})
    assert wrong.status_code == 422
    assert secret[1] in wrong.text
    assert chantal.post("/me/codes", data={"secret": "short", "code": "1"}).status_code == 422
    used = code_of(secret[1])
    assert chantal.post("/me/codes", data={"secret": secret[1], "code": used}).status_code == 303
    assert chantal.get("/me/codes").status_code == 303
    tablet = browser("")
    half = tablet.post("/sign-in", data={"email": CHANTAL, "password": WORDS, "next": "/kits"})
    assert half.headers["location"] == "/sign-in/code"
    assert SIGN_IN_COOKIE not in tablet.cookies
    assert tablet.get("/sign-in/code").status_code == 200
    assert tablet.post("/sign-in/code", data={"code": used}).status_code == 422, "a code is good once"
    assert tablet.post("/sign-in/code", data={"code": ""}).status_code == 422
    clock.advance(timedelta(seconds=60))
    done = tablet.post("/sign-in/code", data={"code": code_of(secret[1])})
    assert (done.status_code, done.headers["location"]) == (303, "/kits")
    assert SIGN_IN_COOKIE in done.cookies
    chantal = tablet
    assert chantal.post("/me/codes/stop", data={"present": "wrong"}).status_code == 422
    assert chantal.post("/me/codes/stop", data={"present": WORDS}).status_code == 303
    assert person(uow, "Chantal").totp_secret is None


def test_guessing_codes_makes_that_door_wait(browser: Client, uow: UnitOfWork, kept: str, held: None) -> None:
    change(uow, "Chantal", password_hash=kept, totp_secret="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    tablet = browser("")
    assert try_door(tablet, WORDS)
    for _turn in range(8):
        assert tablet.post("/sign-in/code", data={"code": "000000"}).status_code == 422
    right = {"code": code_of("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")}
    assert tablet.post("/sign-in/code", data=right).status_code == 422
    assert browser("Georges").post(f"/people/{world.an_id('Chantal')}/unlock").status_code == 303
    assert tablet.post("/sign-in/code", data=right).status_code == 303


def test_half_a_sign_in_grows_old(browser: Client, uow: UnitOfWork, kept: str, held: None) -> None:
    change(uow, "Chantal", password_hash=kept, totp_secret="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    tablet = browser("")
    assert try_door(tablet, WORDS)
    assert tablet.get("/sign-in/set-up").headers["location"] == "/sign-in"
    assert try_door(tablet, WORDS)
    clock.advance(timedelta(minutes=11))
    assert tablet.get("/sign-in/code").headers["location"] == "/sign-in"
    assert try_door(tablet, WORDS)
    change(uow, "Chantal", password_hash=passwords.hashed("another one entirely"))
    sent = tablet.post("/sign-in/code", data={"code": "123456"})
    assert sent.headers["location"] == "/sign-in"
    assert browser("").post("/sign-in/code", data={"code": "123456"}).headers["location"] == "/sign-in"


def test_where_codes_are_required_a_coordinator_sets_them_up_at_the_door(
    browser: Client, app: FastAPI, uow: UnitOfWork, kept: str, held: None
) -> None:
    app.state.settings.require_totp = True
    change(uow, "Amina", password_hash=kept)
    change(uow, "Chantal", password_hash=kept)
    assert try_door(browser(""), WORDS), "a facilitator needs none"
    office = browser("")
    sent = office.post(
        "/sign-in", data={"email": world.email_of("Amina"), "password": WORDS, "next": "/reports"}
    )
    assert sent.headers["location"] == "/sign-in/set-up"
    assert office.get("/me").status_code == 303
    secret = re.search(r'name="secret" value="([A-Z2-7]{32})"', office.get("/sign-in/set-up").text)
    assert secret
    assert office.post("/sign-in/set-up", data={"secret": secret[1]}).status_code == 422
    assert office.post("/sign-in/set-up", data={"secret": secret[1], "code": "000000"}).status_code == 422
    done = office.post("/sign-in/set-up", data={"secret": secret[1], "code": code_of(secret[1])})
    assert (done.status_code, done.headers["location"]) == (303, "/reports")
    refused = office.post("/me/codes/stop", data={"present": WORDS})
    assert refused.status_code == 409
    assert browser("Georges").post(f"/people/{world.an_id('Amina')}/codes/stop").status_code == 303
    assert office.get("/me").status_code == 303, "signed out, to set them up anew"


def test_a_changed_password_signs_other_browsers_out(browser: Client, uow: UnitOfWork, kept: str) -> None:
    change(uow, "Chantal", password_hash=kept)
    tablet, office = browser(""), browser("Chantal")
    assert try_door(tablet, WORDS)
    new = {"present": WORDS, "password": "nine blue doors", "again": "nine blue doors"}
    assert office.post("/me/password", data={**new, "present": "wrong"}).status_code == 422
    assert office.post("/me/password", data={**new, "again": "other"}).status_code == 422
    assert office.post("/me/password", data={"password": "x"}).status_code == 422
    assert office.post("/me/password", data=new).status_code == 303
    assert tablet.get("/me").status_code == 303
    assert office.get("/me").status_code == 200
    said = {office.post("/me/password", data={**new, "present": "wrong"}).status_code for _turn in range(6)}
    assert said == {422, 429}


def test_old_sign_ins_are_forgotten(browser: Client, uow: UnitOfWork, kept: str) -> None:
    with clock.at(world.WORLD_DAY):
        change(uow, "Chantal", password_hash=kept)
        assert try_door(browser(""), WORDS)
    later = world.WORLD_DAY + timedelta(days=120)

    def sign_ins() -> list[UUID]:
        with uow.read() as look:
            return [row.id for row in look.db.exec(select(SignIn)) if row.created_at < later]

    before = len(sign_ins())
    with clock.at(later):
        assert try_door(browser(""), WORDS)
    assert len(sign_ins()) == before - 1
