from __future__ import annotations

from typing import Any
from uuid import uuid4

from tests.conftest import Client
from tests.sessions.asked import HALL, SAFE_HOUSE, a_session, on_day, propose, step


def test_bilal_proposes_and_gets_back_what_he_asked_for(api: Client) -> None:
    body = a_session()
    answer = propose(api("Bilal"), body)
    for name, value in body.items():
        assert answer[name] == value, name
    assert (answer["code"], answer["status"], answer["version"]) == ("BEY-2022-07-30-01", "proposed", 1)
    assert answer["warnings"] == ["answers_pending"]
    assert api("Bilal").get(f"/sessions/{answer['id']}").json() == answer


def test_the_same_request_twice_gives_the_same_answer(api: Client) -> None:
    body = a_session()
    first, second = (api("Bilal").post("/sessions", json=body) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()


def test_the_same_id_with_other_content_is_a_conflict(api: Client) -> None:
    body = a_session()
    propose(api("Bilal"), body)
    refused = api("Bilal").post("/sessions", json={**body, "title": "Another"})
    assert (refused.status_code, refused.json()["code"]) == (409, "id.reused")


def test_codes_count_up_within_a_place_and_a_day(api: Client) -> None:
    bilal, amina = api("Bilal"), api("Amina")
    first = propose(bilal, a_session(facilitators=None))
    evening = {"starts_at": "2022-07-30T15:00:00Z", "ends_at": "2022-07-30T16:00:00Z"}
    second = propose(bilal, a_session(**evening))
    elsewhere = propose(amina, a_session(venue=SAFE_HOUSE, facilitators=None))
    # 22:30 UTC is past midnight in Beirut: the code carries the day people live in.
    night = {"starts_at": "2022-07-30T22:30:00Z", "ends_at": "2022-07-30T23:30:00Z"}
    third = propose(bilal, a_session(**night))
    assert [one["code"] for one in (first, second, elsewhere, third)] == [
        "BEY-2022-07-30-01",
        "BEY-2022-07-30-02",
        "TRP-2022-07-30-01",
        "BEY-2022-07-31-01",
    ]


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"title": ""}, "title"),
    ({"title": "with a\u0000 in it"}, "title"),
    ({"activity_type": "party"}, "activity_type"),
    ({"ends_at": "2022-07-30T06:30:00Z"}, "ends_at"),
    ({"ends_at": "2022-08-01T06:30:00Z"}, "ends_at"),
    ({"starts_at": "9999-12-31T23:00:00Z", "ends_at": "9999-12-31T23:30:00Z"}, "starts_at"),
    ({"starts_at": "2022-07-30T06:30:00"}, "starts_at"),
    ({"time_zone": "Mars/Olympus"}, "time_zone"),
    ({"venue": str(uuid4())}, "venue"),
    ({"venue": SAFE_HOUSE}, "venue"),
    ({"language": "xx"}, "language"),
    ({"topics": ["KAFALA", "NOPE"]}, "topics.1"),
    ({"lead_organisation": "NOBODY"}, "lead_organisation"),
    ({"partners": [{"organisation": "NOBODY", "role": "host"}]}, "partners.0.organisation"),
    ({"partners": [{"organisation": "CARITAS", "role": "host"}]}, "partners.0.organisation"),
    ({"partners": [{"organisation": "LAW", "role": "lead"}]}, "partners.0.role"),
    (
        {"partners": [{"organisation": "LAW", "role": "host"}, {"organisation": "LAW", "role": "host"}]},
        "partners.1.organisation",
    ),
    ({"facilitators": ["nobody@caritas.example"]}, "facilitators.0"),
    ({"facilitators": ["esther@kafa.example"]}, "facilitators.0"),
    ({"capacity": 0}, "capacity"),
    ({"projects": [{"project": "NOPE", "share": None}]}, "projects.0.project"),
    ({"projects": [{"project": "LBNT39", "share": 60}]}, "projects.0.share"),
    (
        {"projects": [{"project": "LBNT39", "share": 60}, {"project": "GLOT59", "share": None}]},
        "projects.1.share",
    ),
    ({"projects": [{"project": "LBNT39", "share": 33.5}]}, "projects.0.share"),
    ({"campaign": "NOPE"}, "campaign"),
    ({"planned_kits": [{"item": "NOPE", "quantity": 1}]}, "planned_kits.0.item"),
    ({"planned_kits": [{"item": "DK", "quantity": 0}]}, "planned_kits.0.quantity"),
    ({"colour": "blue"}, "colour"),
]


def test_every_wrong_answer_names_its_field(api: Client) -> None:
    bilal = api("Bilal")
    for changed, field in WRONG:
        refused = bilal.post("/sessions", json={**a_session(), **changed})
        assert refused.status_code == 422, (changed, refused.text)
        assert field in [error["field"] for error in refused.json()["errors"]], changed
        assert all(error["message"] for error in refused.json()["errors"])


def test_who_may_propose(api: Client) -> None:
    assert api("Chantal").post("/sessions", json=a_session()).status_code == 403
    assert api("Daoud").post("/sessions", json=a_session()).status_code == 403
    assert api("Hanna").post("/sessions", json=a_session()).status_code == 403
    assert api("Bilal").post("/sessions", json=a_session(lead_organisation="KAFA")).status_code == 404
    assert api("Amina").post("/sessions", json=a_session(lead_organisation="KAFA")).status_code == 201
    assert api("").post("/sessions", json=a_session()).status_code == 401


def test_a_taken_hall_and_a_taken_facilitator_are_named(api: Client) -> None:
    first = propose(api("Bilal"), a_session())
    later = {"starts_at": "2022-07-30T08:00:00Z", "ends_at": "2022-07-30T09:00:00Z"}
    refused = api("Bilal").post("/sessions", json=a_session(**later))
    assert (refused.status_code, refused.json()["code"]) == (409, "session.clash")
    assert [(error["field"], error["session"]) for error in refused.json()["errors"]] == [
        ("venue", first["code"]),
        ("facilitators.0", first["code"]),
    ]
    # Esther has nothing to do with it: she learns that the hall is taken, not by whom.
    stranger = api("Esther").post(
        "/sessions", json=a_session(lead_organisation="KAFA", partners=[], facilitators=[], **later)
    )
    assert stranger.status_code == 409
    assert [sorted(error) for error in stranger.json()["errors"]] == [["code", "field", "message"]]
    assert first["code"] not in stranger.text


def test_one_may_begin_when_the_other_ends(api: Client) -> None:
    propose(api("Bilal"), a_session())
    after = {"starts_at": "2022-07-30T08:30:00Z", "ends_at": "2022-07-30T09:30:00Z"}
    propose(api("Bilal"), a_session(**after))


def test_a_cancelled_session_frees_its_hall(api: Client) -> None:
    first = propose(api("Bilal"), a_session())
    step(api("Bilal"), first, "cancelled", "The hall has no electricity.")
    propose(api("Bilal"), a_session())


def test_amina_may_schedule_in_spite_of_a_clash_with_a_reason(api: Client) -> None:
    propose(api("Bilal"), a_session())
    again = a_session(override_reason="The hall has two rooms.")
    assert api("Bilal").post("/sessions", json=again).status_code == 409
    assert api("Amina").post("/sessions", json=a_session(override_reason=" ")).status_code == 409
    propose(api("Amina"), a_session(override_reason="The hall has two rooms."))


def test_a_change_needs_the_newest_version_and_is_checked_for_clashes(api: Client) -> None:
    bilal = api("Bilal")
    session = propose(bilal, a_session())
    other = propose(bilal, on_day(1))
    where = f"/sessions/{session['id']}"
    assert bilal.patch(where, json={"title": "New"}).status_code == 412
    saved = bilal.patch(where, json={"title": "New", "campaign": None}, headers={"If-Match": '"1"'})
    assert saved.status_code == 200, saved.text
    assert (saved.json()["title"], saved.json()["campaign"], saved.json()["version"]) == ("New", None, 2)
    unchanged = {"title", "campaign", "version"}
    assert {k: v for k, v in saved.json().items() if k not in unchanged} == {
        k: v for k, v in session.items() if k not in unchanged
    }
    stale = bilal.patch(where, json={"title": "Older"}, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["errors"][0]["current"]) == (412, 2)
    onto = {"starts_at": other["starts_at"], "ends_at": other["ends_at"]}
    refused = bilal.patch(where, json=onto, headers={"If-Match": '"2"'})
    assert (refused.status_code, refused.json()["code"]) == (409, "session.clash")
    moved = bilal.patch(
        where,
        json={"starts_at": "2022-08-05T06:30:00Z", "ends_at": "2022-08-05T08:30:00Z", "facilitators": []},
        headers={"If-Match": '"2"'},
    )
    assert moved.json()["local_date"] == "2022-08-05"
    assert [one["code"] for one in bilal.get("/sessions", params={"from": "2022-08-05"}).json()["items"]] == [
        session["code"]
    ]


def test_only_the_lead_and_coordinators_change_it(api: Client) -> None:
    session = propose(api("Bilal"), a_session())
    where, seen = f"/sessions/{session['id']}", {"If-Match": '"1"'}
    for name, status in [("Lina", 403), ("Chantal", 403), ("Daoud", 403), ("Esther", 404), ("Hanna", 403)]:
        assert api(name).patch(where, json={"title": "Mine"}, headers=seen).status_code == status, name
    assert api("Farid").patch(where, json={"title": "Ours"}, headers=seen).status_code == 200


def test_a_partner_answers_for_itself(api: Client) -> None:
    session = propose(api("Bilal"), a_session())
    where = f"/sessions/{session['id']}/partners/LAW/answer"
    assert api("Bilal").post(where, json={"accepted": True}).status_code == 403
    assert api("Esther").post(where, json={"accepted": True}).status_code == 404
    said = api("Lina").post(where, json={"accepted": True})
    assert said.json()["partners"] == [{"organisation": "LAW", "role": "facilitator", "accepted": True}]
    assert said.json()["warnings"] == []
    assert api("Lina").get(f"/sessions/{session['id']}").status_code == 200
    declined = api("Lina").post(where, json={"accepted": False, "reason": "Nobody is free."})
    assert declined.json()["partners"][0]["accepted"] is False
    assert api("Lina").get(f"/sessions/{session['id']}").status_code == 404
    assert api("Lina").get("/sessions").json()["items"] == []
    assert api("Lina").post(where, json={"accepted": True}).status_code == 200
    kept = api("Bilal").patch(
        f"/sessions/{session['id']}", json={"capacity": 70}, headers={"If-Match": '"1"'}
    )
    assert kept.json()["partners"][0]["accepted"] is True


def test_a_postponed_session_lives_on_at_its_new_date(api: Client) -> None:
    bilal = api("Bilal")
    session = propose(bilal, a_session())
    where = f"/sessions/{session['id']}/transitions"
    other = propose(bilal, on_day(6))
    new_date = {"starts_at": "2022-08-06T07:00:00Z", "ends_at": "2022-08-06T09:00:00Z"}
    body: dict[str, Any] = {"to": "postponed", "reason": "A strike.", "postponed": new_date}
    missing = bilal.post(where, json={"to": "postponed", "reason": "A strike."})
    assert (missing.status_code, missing.json()["errors"][0]["field"]) == (422, "postponed.starts_at")
    clash = bilal.post(where, json=body)
    assert (clash.status_code, clash.json()["code"]) == (409, "session.clash")
    assert bilal.get(f"/sessions/{session['id']}").json()["status"] == "proposed"
    step(bilal, other, "cancelled", "Made room.")
    old = bilal.post(where, json=body).json()
    new = bilal.get(f"/sessions/{old['followed_by']}").json()
    assert (old["status"], old["status_reason"]) == ("postponed", "A strike.")
    assert (new["status"], new["follows"], new["starts_at"]) == (
        "proposed",
        old["id"],
        "2022-08-06T07:00:00Z",
    )
    for name in (
        "title",
        "topics",
        "partners",
        "facilitators",
        "projects",
        "planned_kits",
        "campaign",
        "venue",
    ):
        assert new[name] == session[name]
    again = bilal.post(where, json=body)
    assert (again.status_code, again.json()["code"]) == (409, "session.step")


def test_reasons_are_asked_for(api: Client) -> None:
    session = propose(api("Bilal"), a_session())
    where = f"/sessions/{session['id']}/transitions"
    for reason in ({}, {"reason": ""}, {"reason": "   "}):
        refused = api("Bilal").post(where, json={"to": "cancelled", **reason})
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "reason")
    assert api("Bilal").post(where, json={"to": "finished"}).status_code == 422


def test_malformed_addresses_are_refused_and_never_break(api: Client) -> None:
    bilal = api("Bilal")
    for query in (
        "from=yesterday", "from=2022-13-01", "to=0001-01-01", "from=9999-12-31T23:59:59-14:00", "status=odd",
        "area=LB%00", "area=XX", "project=XX", "organisation=XX", "venue=1", "cursor=%00", "cursor=abc",
        "order=title", "limit=0", "limit=201", "facilitator=%00%00%00",
    ):  # fmt: skip
        assert bilal.get(f"/sessions?{query}").status_code == 422, query
    assert bilal.get("/sessions/no-id").status_code == 422
    assert bilal.get(f"/sessions/{uuid4()}").status_code == 404


def test_the_list_is_narrowed_and_paged(api: Client) -> None:
    bilal, amina = api("Bilal"), api("Amina")
    august = [propose(bilal, on_day(day)) for day in range(1, 8)]
    tripoli = propose(
        amina,
        on_day(3, venue=SAFE_HOUSE, lead_organisation="KAFA", partners=[], facilitators=[], projects=[]),
    )
    step(amina, august[0], "confirmed")

    def codes(**query: Any) -> list[str]:
        page = amina.get("/sessions", params=query)
        assert page.status_code == 200, page.text
        return [item["code"] for item in page.json()["items"]]

    everything = codes()
    assert len(everything) == 8
    assert everything == list(reversed(codes(order="starts_at")))
    assert codes(organisation="KAFA") == [tripoli["code"]]
    assert codes(organisation="LAW") == [one["code"] for one in reversed(august)]
    assert codes(area="LB5") == [tripoli["code"]]
    assert len(codes(area="LBN")) == 8
    assert codes(area="LB8") == []
    assert codes(status="confirmed") == [august[0]["code"]]
    assert codes(project="GLOT59", **{"from": "2022-08-06"}) == [august[6]["code"], august[5]["code"]]
    assert codes(**{"from": "2022-08-02", "to": "2022-08-02"}) == [august[1]["code"]]
    assert codes(**{"from": "2022-08-07T06:30:00Z"}) == [august[6]["code"]]
    assert codes(to="2022-08-01T06:30:00Z") == []
    assert codes(facilitator="chantal@caritas.example", venue=HALL) == [
        one["code"] for one in reversed(august)
    ]
    assert codes(facilitator="nobody@nowhere.example") == []
    seen: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = amina.get("/sessions", params={"limit": 3, **cursor}).json()
        seen += [item["code"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert seen == everything


def test_everybody_sees_their_own_and_strangers_nothing(api: Client) -> None:
    session = propose(api("Bilal"), a_session())
    alone = propose(api("Bilal"), on_day(1, partners=[], facilitators=[]))
    both, one = {session["code"], alone["code"]}, {session["code"]}
    for name, seen in [
        ("Amina", both), ("Farid", both), ("Bilal", both), ("Daoud", both), ("Lina", one), ("Chantal", one),
        ("Esther", set()),
    ]:  # fmt: skip
        assert {item["code"] for item in api(name).get("/sessions").json()["items"]} == seen, name
        for made in (session, alone):
            expected = 200 if made["code"] in seen else 404
            assert api(name).get(f"/sessions/{made['id']}").status_code == expected, name
    assert api("Hanna").get("/sessions").status_code == 403
    assert api("Georges").get("/sessions").status_code == 403
