from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from app.access.actor import Actor, Membership
from app.access.permissions import Role
from app.accounts.rules import granting, one_time_codes, passwords, waiting
from app.accounts.rules.browsers import browser_name
from tests import world

NOW = datetime(2022, 7, 30, 6, 30, tzinfo=UTC)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.mark.parametrize(
    "typed",
    [
        "short words",
        "aaaaaaaaaaaa",
        "abcabcabcabc",
        "123456789012",
        "qwertyuiopas",
        "passwordpassword",
        "P@ssw0rd!!2024",
        "Administrator1",
        "maya@iom.example",
        "x" * 201,
        "            ",
    ],
)
def test_what_anybody_would_try_first_is_refused(typed: str) -> None:
    assert passwords.weakness(typed, "maya@iom.example") is not None


@pytest.mark.parametrize("typed", ["seven olive trees", "زيتون وجبل وبحر", "tk!9vQ_x77-pL"])
def test_words_of_any_script_will_do(typed: str) -> None:
    assert passwords.weakness(typed, "maya@iom.example") is None


def test_a_hash_is_argon2id_in_the_small_profile_and_checks() -> None:
    kept = passwords.hashed("seven olive trees")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.matches(" seven olive trees\n", kept) == (True, None)
    assert passwords.matches("seven olive tree", kept) == (False, None)
    assert passwords.matches("seven olive trees", None) == (False, None)
    assert passwords.matches("seven olive trees", "not a hash") == (False, None)


def test_an_older_profile_is_renewed() -> None:
    from pwdlib import PasswordHash
    from pwdlib.hashers.argon2 import Argon2Hasher

    weaker = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8192, parallelism=1),)).hash(
        "seven olive trees"
    )
    right, renewed = passwords.matches("seven olive trees", weaker)
    assert right
    assert renewed is not None
    assert "m=19456" in renewed


def test_the_pause_grows_to_a_quarter_of_an_hour() -> None:
    assert waiting.next_try(4, NOW) is None
    pauses = [waiting.next_try(tries, NOW) for tries in range(5, 40)]
    seconds = [(pause - NOW).total_seconds() for pause in pauses if pause]
    assert seconds[:4] == [1, 2, 4, 8]
    assert max(seconds) == 900
    assert seconds == sorted(seconds)


def test_a_code_fits_a_step_either_way_and_only_once() -> None:
    totp = pyotp.TOTP(SECRET)
    step = int(NOW.timestamp()) // 30
    for drift in (-30, 0, 30):
        code = totp.at(NOW + timedelta(seconds=drift))
        assert one_time_codes.step_of(SECRET, code, NOW, after=None) == step + drift // 30
    assert one_time_codes.step_of(SECRET, totp.at(NOW + timedelta(seconds=90)), NOW, after=None) is None
    assert one_time_codes.step_of(SECRET, totp.at(NOW), NOW, after=step) is None
    eastern = totp.at(NOW).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert one_time_codes.step_of(SECRET, f" {eastern[:3]} {eastern[3:]}", NOW, after=step - 1) == step
    assert one_time_codes.step_of(SECRET, "½" * 6, NOW, after=None) is None
    assert one_time_codes.is_secret(one_time_codes.new_secret())


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Mozilla/5.0 (Android 13; Mobile; rv:124.0) Gecko/124.0 Firefox/124.0", "Firefox · Android"),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/123.0 Safari/537.36 Edg/123.0",
            "Edge · Windows",
        ),
        ("curl/8", ""),
    ],
)
def test_a_browser_has_a_name(header: str, name: str) -> None:
    assert browser_name(header) == name


def test_a_planner_gives_three_roles_at_home_and_an_administrator_all() -> None:
    bilal, georges = world.actor("Bilal"), world.actor("Georges")
    caritas, kafa = world.an_id("CARITAS"), world.an_id("KAFA")
    given = {role for role in Role if granting.may_grant(bilal, role, caritas, None)}
    assert given == {Role.FACILITATOR, Role.PLANNER, Role.STOREKEEPER}
    assert not any(granting.may_grant(bilal, role, kafa, None) for role in Role)
    assert all(granting.may_grant(georges, role, kafa, None) for role in Role)
    for name in ("Chantal", "Amina", "Daoud", "Hanna"):
        assert not any(granting.may_grant(world.actor(name), role, caritas, None) for role in Role)


def test_a_planner_of_one_project_gives_roles_in_it_only() -> None:
    caritas, project = world.an_id("CARITAS"), world.an_id("LBNT39")
    actor = Actor(
        world.an_id("Rita"),
        "Rita",
        "rita@x.example",
        (Membership(caritas, "CARITAS", Role.PLANNER, project),),
    )
    assert granting.may_grant(actor, Role.FACILITATOR, caritas, project)
    assert not granting.may_grant(actor, Role.FACILITATOR, caritas, None)
    here = Membership(caritas, "CARITAS", Role.FACILITATOR, project)
    assert granting.may_look_after(actor, [here])
    assert not granting.may_look_after(actor, [here, Membership(caritas, "CARITAS", Role.FACILITATOR)])
