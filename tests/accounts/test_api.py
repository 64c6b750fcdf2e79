from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from sqlalchemy import event

from app.platform.unit_of_work import UnitOfWork
from tests import world
from tests.conftest import Client

NOUR = {"email": "Nour@Caritas.example", "name": "Nour", "organisation": "CARITAS", "role": "facilitator"}


def path_of(name: str) -> str:
    return f"/people/{world.an_id(name)}"


def test_me(api: Client) -> None:
    me = api("Bilal").get("/me").json()
    assert me["email"] == world.email_of("Bilal")
    assert [(one["organisation"], one["role"]) for one in me["memberships"]] == [("CARITAS", "planner")]
    assert api("").get("/me").status_code == 401


def test_bilal_invites_once_however_often_he_sends(api: Client) -> None:
    body = {**NOUR, "id": str(uuid4())}
    first = api("Bilal").post("/people", json=body)
    again = api("Bilal").post("/people", json=body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["link"].startswith("http://testserver/welcome/")
    assert again.json() == {**first.json(), "link": None}
    assert first.json()["person"]["state"] == "invited"
    other = api("Bilal").post("/people", json={**body, "name": "Other"})
    assert (other.status_code, other.json()["code"]) == (409, "id.reused")
    taken = api("Bilal").post("/people", json={**NOUR, "email": "NOUR@caritas.example"})
    assert (taken.status_code, taken.json()["code"]) == (409, "person.email_taken")
    assert taken.json()["errors"][0]["person"] == first.json()["person"]["id"]


def test_an_address_of_elsewhere_tells_nothing_more(api: Client) -> None:
    refused = api("Esther").post(
        "/people", json={**NOUR, "organisation": "KAFA", "email": world.email_of("Chantal")}
    )
    assert refused.status_code == 409
    assert "person" not in refused.json()["errors"][0]


def test_twelve_copies_at_once_make_one_person(api: Client) -> None:
    bilal = api("Bilal")
    body = {**NOUR, "id": str(uuid4())}
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _turn: bilal.post("/people", json=body), range(12)))
    assert sorted(answer.status_code for answer in answers) == [200] * 11 + [201]
    assert len({answer.json()["person"]["id"] for answer in answers}) == 1


def test_esther_gets_404_for_people_of_caritas(api: Client) -> None:
    esther, here = api("Esther"), path_of("Chantal")
    role = world.an_id("Chantal in CARITAS")
    assert esther.get(here).status_code == 404
    assert esther.patch(here, json={"name": "x"}, headers={"If-Match": '"1"'}).status_code == 404
    assert esther.patch(here, json={"active": False}, headers={"If-Match": '"1"'}).status_code == 404
    assert esther.patch(path_of("Georges"), json={"active": False}).status_code == 404
    grab = esther.post(f"{here}/memberships", json={"organisation": "KAFA", "role": "planner"})
    assert grab.status_code == 404
    assert esther.delete(f"{here}/memberships/{role}").status_code == 404
    assert [one["name"] for one in esther.get("/people").json()["items"]] == ["Esther"]
    assert esther.post("/people", json=NOUR).status_code == 404


def test_who_may_not_manage_people_is_told_so(api: Client) -> None:
    for name in ("Amina", "Chantal", "Daoud", "Hanna"):
        refused = api(name).get("/people")
        assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")


def test_nobody_gives_what_is_not_his(api: Client) -> None:
    for role in ("coordinator", "donor", "administrator"):
        refused = api("Bilal").post("/people", json={**NOUR, "role": role})
        assert (refused.status_code, refused.json()["code"]) == (403, "role.not_yours")
        given = api("Bilal").post(
            f"{path_of('Bilal')}/memberships", json={"organisation": "CARITAS", "role": role}
        )
        assert given.status_code == 403


def test_roles_are_given_and_ended(api: Client) -> None:
    georges, here = api("Georges"), path_of("Chantal")
    body = {"id": str(uuid4()), "organisation": "LAW", "role": "planner", "project": "LBNT39"}
    given = georges.post(f"{here}/memberships", json=body)
    assert given.status_code == 201
    assert given.json()["project"] == "LBNT39"
    assert georges.post(f"{here}/memberships", json=body).status_code == 200
    assert georges.post(f"{here}/memberships", json={**body, "id": str(uuid4())}).status_code == 409
    shown = api("Bilal").get(here).json()
    assert [one["organisation"] for one in shown["memberships"]] == ["CARITAS"]
    assert shown["elsewhere"] is True
    assert api("Bilal").delete(f"{here}/memberships/{body['id']}").status_code == 404
    assert georges.delete(f"{here}/memberships/{body['id']}").status_code == 204
    assert georges.delete(f"{here}/memberships/{body['id']}").status_code == 404
    for wrong, field in (({"organisation": "NOPE"}, "organisation"), ({"project": "NOPE"}, "project")):
        refused = georges.post(f"{here}/memberships", json={**body, "id": str(uuid4()), **wrong})
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["field"] == field
    over = {**body, "id": str(uuid4()), "until": "2020-01-01"}
    assert georges.post(f"{here}/memberships", json=over).json()["errors"][0]["field"] == "until"


def test_a_stopped_person_is_out_at_once(api: Client) -> None:
    georges, here = api("Georges"), path_of("Chantal")
    assert api("Chantal").get("/me").status_code == 200
    assert georges.patch(here, json={"active": False}).status_code == 412
    stopped = georges.patch(here, json={"active": False}, headers={"If-Match": '"1"'})
    assert stopped.json()["state"] == "inactive"
    assert api("Chantal").get("/me").status_code == 401
    georges.patch(here, json={"active": True}, headers={"If-Match": '"2"'})
    assert api("Chantal").get("/me").status_code == 401, "tokens ended for good"


def test_an_email_stays_one_persons(api: Client) -> None:
    refused = api("Georges").patch(
        path_of("Chantal"), json={"email": world.email_of("Amina")}, headers={"If-Match": '"1"'}
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "person.email_taken")


def test_two_administrators_cannot_end_each_other(api: Client) -> None:
    georges = api("Georges")
    second = georges.post(
        f"{path_of('Amina')}/memberships", json={"organisation": "IOM", "role": "administrator"}
    ).json()["id"]
    ends = [
        (api("Georges"), f"{path_of('Amina')}/memberships/{second}"),
        (api("Amina"), f"{path_of('Georges')}/memberships/{world.an_id('Georges in IOM')}"),
    ]
    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(lambda one: one[0].delete(one[1]).status_code, ends))
    assert said in ([204, 403], [204, 409])


def test_the_list_comes_in_pages_with_as_many_statements_for_many(api: Client, uow: UnitOfWork) -> None:
    georges = api("Georges")
    georges.get("/people")
    counted: list[int] = []
    statements: list[str] = []
    event.listen(
        uow.database.reader, "before_cursor_execute", lambda _c, _cur, one, *_rest: statements.append(one)
    )
    for limit in (1, 9):
        statements.clear()
        assert len(georges.get("/people", params={"limit": limit}).json()["items"]) == limit
        counted.append(len(statements))
    assert counted[0] == counted[1]
    names: list[str] = []
    cursor = None
    while True:
        page = georges.get("/people", params={"limit": 4, **({"cursor": cursor} if cursor else {})}).json()
        names += [one["name"] for one in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert sorted(names) == sorted(world.PEOPLE)
    assert [one["name"] for one in georges.get("/people?role=donor").json()["items"]] == ["Hanna"]
    assert (
        georges.get("/people?organisation=CARITAS&q=CHAN&state=invited").json()["items"][0]["name"]
        == "Chantal"
    )
    assert georges.get("/people?organisation=NOPE").json()["items"] == []
    for wrong in ("?cursor=x", "?q=%00", "?role=x", "?organisation=%00", "?limit=0"):
        assert georges.get(f"/people{wrong}").status_code == 422, wrong


def test_tokens_are_shown_once_listed_and_revoked(api: Client) -> None:
    chantal = api("Chantal")
    body = {"id": str(uuid4()), "name": "Nightly", "days": 3, "read_only": True}
    made = chantal.post("/tokens", json=body)
    again = chantal.post("/tokens", json=body)
    assert (made.status_code, again.status_code) == (201, 200)
    assert again.json() == {**made.json(), "token": None}
    by_it = api("")
    by_it.headers["Authorization"] = f"Bearer {made.json()['token']}"
    assert by_it.get("/me").status_code == 200
    assert by_it.post("/tokens", json={"name": "more"}).json()["code"] == "token.read_only"
    listed = chantal.get("/tokens").json()["items"]
    assert {one["name"] for one in listed} == {"tests", "Nightly"}
    assert all("token" not in one for one in listed)
    assert chantal.get("/tokens", params={"limit": 1}).json()["next"]
    assert chantal.get("/tokens?cursor=WyJ4Il0").status_code == 422
    assert api("Bilal").delete(f"/tokens/{body['id']}").status_code == 404
    assert chantal.delete(f"/tokens/{body['id']}").status_code == 204
    assert chantal.delete(f"/tokens/{body['id']}").status_code == 204
    assert by_it.get("/me").status_code == 401
    assert chantal.post("/tokens", json={"name": "x", "days": 400}).status_code == 422
