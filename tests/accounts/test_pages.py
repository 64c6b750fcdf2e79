from __future__ import annotations

import re

import pytest
from fastapi import FastAPI

from app.platform.web.deps import SIGN_IN_COOKIE
from tests import world
from tests.conftest import Client

WORDS = "seven olive trees and a well"
FORM = {
    "id": "01981d3e-0000-7000-8000-0000000000a1",
    "name": "Nour",
    "email": "Nour@Caritas.example",
    "organisation": "CARITAS",
    "role": "facilitator",
    "language": "ar",
}


def link_in(page: str) -> str:
    found = re.search(r'value="http://testserver(/(?:welcome|reset)/[^"]+)"', page)
    assert found
    return found.group(1)


def page_of(name: str) -> str:
    return f"/people/{world.an_id(name)}"


def test_bilal_invites_nour_and_she_comes_in(browser: Client) -> None:
    bilal = browser("Bilal")
    assert "KAFA" not in bilal.get("/people/new").text
    shown = bilal.post("/people/new", data=FORM)
    assert shown.status_code == 200
    link = link_in(shown.text)
    again = bilal.post("/people/new", data=FORM)
    assert again.status_code == 303, "the link is shown once"
    assert again.headers["location"].startswith("/people/01981d3e")
    nour = browser("")
    sent = nour.post(link, data={"password": WORDS, "again": WORDS})
    assert sent.headers["location"] == "/"
    assert 'dir="rtl"' in nour.get("/me").text
    assert "nour@caritas.example" in bilal.get("/people").text


def test_every_page_opens_for_who_may(browser: Client) -> None:
    for name in ("Bilal", "Georges"):
        client = browser(name)
        for path in (
            "/people",
            "/people?q=chan&role=facilitator&state=invited",
            "/people/new",
            "/me",
            "/me/codes",
        ):
            assert client.get(path).status_code == 200, path
        assert client.get(page_of("Chantal")).status_code == 200
    assert browser("Chantal").get("/me").status_code == 200
    assert browser("").get("/me").headers["location"] == "/sign-in?next=%2Fme"


@pytest.mark.parametrize("name", ["Chantal", "Daoud", "Amina", "Hanna"])
def test_others_do_not_manage_people(browser: Client, name: str) -> None:
    client = browser(name)
    for path in ("/people", "/people/new", page_of("Chantal")):
        assert client.get(path).status_code == 403, path
    assert client.post("/people/new", data=FORM).status_code == 403


def test_esther_finds_nobody_of_caritas(browser: Client) -> None:
    esther = browser("Esther")
    listed = esther.get("/people").text
    assert "Esther" in listed
    assert "Chantal" not in listed
    assert "Chantal" not in esther.get("/people?q=chantal").text
    assert "Chantal" not in esther.get("/people?organisation=CARITAS").text
    here = page_of("Chantal")
    role = world.an_id("Chantal in CARITAS")
    assert esther.get(here).status_code == 404
    for path in ("", "/link", "/active", "/sign-out", "/unlock", f"/memberships/{role}/end"):
        assert esther.post(here + path, data={"version": "1"}).status_code == 404, path
    assert esther.post(f"{here}/codes/stop").status_code == 403, "that is an administrator's"
    grab = {"id": FORM["id"], "organisation": "KAFA", "role": "planner"}
    assert esther.post(f"{here}/memberships", data=grab).status_code == 404


def test_a_wrong_answer_stays_in_the_form(browser: Client) -> None:
    sent = browser("Bilal").post("/people/new", data={**FORM, "email": "nour"})
    assert sent.status_code == 422
    assert 'value="Nour"' in sent.text
    assert 'href="#email"' in sent.text
    taken = browser("Bilal").post("/people/new", data={**FORM, "email": world.email_of("Chantal")})
    assert taken.status_code == 409
    assert "is here already" in taken.text


def test_a_planner_gives_no_role_above_his_own(browser: Client) -> None:
    assert browser("Bilal").post("/people/new", data={**FORM, "role": "coordinator"}).status_code == 403
    assert browser("Bilal").post("/people/new", data={**FORM, "organisation": "KAFA"}).status_code == 404
    assert browser("Georges").post("/people/new", data={**FORM, "role": "coordinator"}).status_code == 200


def test_bilal_looks_after_chantal(browser: Client) -> None:
    bilal, here = browser("Bilal"), page_of("Chantal")
    values = {"version": "1", "name": "Chantal K", "email": world.email_of("Chantal"), "language": "fr"}
    assert bilal.post(here, data=values).status_code == 303
    stale = bilal.post(here, data={**values, "name": "Other"})
    assert stale.status_code == 412
    assert 'name="version" value="2"' in stale.text
    role = {"id": FORM["id"], "organisation": "CARITAS", "role": "storekeeper", "project": "LBNT39"}
    assert bilal.post(f"{here}/memberships", data=role).status_code == 303
    assert bilal.post(f"{here}/memberships", data={**role, "id": ""}).status_code == 409
    assert bilal.post(f"{here}/memberships", data={"role": "planner"}).status_code == 422
    assert "LBNT39" in bilal.get(here).text
    ended = bilal.post(f"{here}/memberships/{FORM['id']}/end")
    assert ended.headers["location"] == here
    assert bilal.post(f"{here}/unlock").status_code == 303
    assert bilal.post(f"{here}/sign-out").status_code == 303
    assert browser("Chantal").get("/me").status_code == 303
    assert "/welcome/" in bilal.post(f"{here}/link").text
    assert bilal.get(f"{here}/link").status_code == 303
    assert bilal.post(f"{here}/active", data={"version": "2"}).status_code == 303
    assert bilal.post(f"{here}/link").status_code == 409
    assert bilal.post(f"{here}/active", data={"version": "3", "active": "true"}).status_code == 303
    last = bilal.post(f"{here}/memberships/{world.an_id('Chantal in CARITAS')}/end")
    assert last.headers["location"] == "/people", "without a role at Caritas he does not know her any more"


def test_a_planner_does_not_take_over_who_has_a_role_elsewhere(browser: Client) -> None:
    role = {"id": FORM["id"], "organisation": "CARITAS", "role": "facilitator"}
    assert browser("Georges").post(f"{page_of('Amina')}/memberships", data=role).status_code == 303
    bilal, here = browser("Bilal"), page_of("Amina")
    shown = bilal.get(here)
    assert "only an administrator can change the account" in shown.text
    assert "coordinator" not in shown.text.lower().split("<main")[1].split("give one more role")[0]
    for path in ("/link", "/active", "/sign-out", "/unlock"):
        assert bilal.post(here + path, data={"version": "1"}).status_code == 403, path
    assert bilal.post(f"{here}/memberships/{FORM['id']}/end").status_code == 303


def test_the_last_administrator_stays(browser: Client) -> None:
    georges, here = browser("Georges"), page_of("Georges")
    for path in ("/active", f"/memberships/{world.an_id('Georges in IOM')}/end"):
        refused = georges.post(here + path, data={"version": "1"})
        assert refused.status_code == 409
        assert "last administrator" in refused.text


def test_my_page_changes_name_and_makes_tokens(browser: Client, api: Client) -> None:
    chantal = browser("Chantal")
    assert chantal.post("/me/name", data={"name": "Chantal K"}).status_code == 303
    assert chantal.post("/me/name", data={"name": ""}).status_code == 422
    asked = {"id": FORM["id"], "name": "Nightly", "days": "٣٠", "read_only": "true"}
    made = chantal.post("/me/tokens", data=asked)
    found = re.search(r'readonly value="([^"]+)"', made.text)
    assert found
    assert "shown then" in chantal.post("/me/tokens", data=asked).text
    assert chantal.get("/me/tokens").headers["location"] == "/me"
    client = api("")
    client.headers["Authorization"] = f"Bearer {found.group(1)}"
    assert client.get("/me").json()["name"] == "Chantal K"
    assert chantal.post("/me/tokens", data={"name": "x", "days": "900"}).status_code == 422
    assert chantal.post(f"/me/tokens/{FORM['id']}/revoke").status_code == 303
    assert client.get("/me").status_code == 401
    assert browser("Bilal").post(f"/me/tokens/{world.an_id('token of Chantal')}/revoke").status_code == 404


def test_my_sign_ins_are_listed_and_ended(browser: Client) -> None:
    chantal = browser("Chantal")
    other = world.an_id("sign-in of Bilal")
    assert chantal.post(f"/me/sign-ins/{other}/end").status_code == 404
    assert chantal.post("/me/sign-ins/end-others").status_code == 303
    assert chantal.post(f"/me/sign-ins/{world.an_id('sign-in of Chantal')}/end").status_code == 303
    assert chantal.get("/me").status_code == 303


def test_language_goes_with_the_person_and_the_browser(browser: Client) -> None:
    chantal = browser("Chantal")
    sent = chantal.post("/language/ar?next=/me?a=1")
    assert (sent.status_code, sent.headers["location"]) == (303, "/me?a=1")
    assert '<html lang="ar" dir="rtl">' in chantal.get("/me").text
    assert '<html lang="ar" dir="rtl">' in browser("Chantal").get("/me").text
    assert browser("").post("/language/xx").status_code == 404
    for elsewhere in ("//evil.example", "https://evil.example", "/\\evil.example"):
        assert browser("").post("/language/fr", params={"next": elsewhere}).headers["location"] == "/"


def test_a_stranger_has_no_demo_door(browser: Client) -> None:
    for person in (str(world.an_id("Chantal")), "nobody", ""):
        assert browser("").post("/sign-in/demo", data={"person": person}).status_code == 404


def test_the_demo_door_opens_for_demo_people_only(browser: Client, app: FastAPI) -> None:
    from app.access.permissions import Role
    from app.accounts import public as accounts
    from app.kernel.ids import new_id

    app.state.settings.demo = True
    demo = new_id()
    with app.state.uow.begin() as tx:
        accounts.add_demo_person(
            tx, demo, "amina@demo.example", "Amina D", world.an_id("IOM"), Role.COORDINATOR
        )
    shown = browser("").get("/sign-in?next=/sessions")
    assert "Amina D" in shown.text
    assert "Chantal" not in shown.text
    came = browser("").post("/sign-in/demo", data={"person": str(demo), "next": "/sessions"})
    assert (came.status_code, came.headers["location"]) == (303, "/sessions")
    assert SIGN_IN_COOKIE in came.cookies
    chantal = str(world.an_id("Chantal"))
    assert browser("").post("/sign-in/demo", data={"person": chantal}).status_code == 404
