from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests.conftest import Client

NEW: dict[str, dict[str, Any]] = {
    "communities": {
        "code": "KM",
        "names": {"en": "Comorian", "fr": "Comorienne", "ar": "قمرية"},
        "languages": ["ar", "en"],
        "cohort": "EAST_AFRICA",
        "never_alone": True,
        "valid_from": "2021-01-01",
    },
    "topics": {"code": "RIGHTS", "names": {"en": "Rights at work", "ar": "الحقوق في العمل"}, "position": 5},
    "languages": {"code": "ur", "names": {"en": "Urdu"}, "autonym": "اردو", "direction": "rtl"},
}


@pytest.mark.parametrize("kind", NEW)
def test_a_word_comes_back_as_it_was_sent(api: Client, kind: str) -> None:
    body = NEW[kind]
    added = api("Amina").post(f"/{kind}", json=body)
    assert added.status_code == 201, added.text
    names = {language: body["names"].get(language) for language in ("en", "fr", "ar")}
    assert added.json() | {**body, "names": names} == added.json()
    assert api("Chantal").get(f"/{kind}/{body['code']}").json() == added.json()


@pytest.mark.parametrize("kind", NEW)
def test_the_same_word_again_is_answered_again_and_another_is_refused(api: Client, kind: str) -> None:
    amina = api("Amina")
    assert [amina.post(f"/{kind}", json=NEW[kind]).status_code for _ in range(2)] == [201, 200]
    other = amina.post(f"/{kind}", json={**NEW[kind], "names": {"en": "Other"}})
    assert other.status_code == 409
    assert other.json()["code"].endswith(".code_taken")


@pytest.mark.parametrize(
    ("kind", "code", "change"),
    [
        ("communities", "ET", {"cohort": "EAST_AFRICA", "never_alone": True, "languages": ["am"]}),
        ("topics", "KAFALA", {"active": False, "position": 7}),
        ("languages", "am", {"active": False, "autonym": "አማርኛ!"}),
    ],
)
def test_a_word_is_changed_with_the_newest_version_only(
    api: Client, kind: str, code: str, change: dict[str, Any]
) -> None:
    amina = api("Amina")
    changed = amina.patch(f"/{kind}/{code}", json=change, headers={"If-Match": '"1"'})
    assert changed.status_code == 200, changed.text
    assert changed.json() | change == changed.json()
    stale = amina.patch(f"/{kind}/{code}", json=change, headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    assert api("Bilal").patch(f"/{kind}/{code}", json=change).status_code == 403


def test_a_community_speaks_known_languages_on_days_in_order(api: Client) -> None:
    amina = api("Amina")
    unknown = amina.post("/communities", json={**NEW["communities"], "languages": ["xx"]})
    assert [error["field"] for error in unknown.json()["errors"]] == ["languages"]
    disordered = amina.post("/communities", json={**NEW["communities"], "valid_until": "2020-01-01"})
    assert [error["field"] for error in disordered.json()["errors"]] == ["valid_until"]


def test_communities_come_in_their_order(api: Client) -> None:
    first = api("Bilal").get("/communities", params={"limit": 4}).json()
    rest = api("Bilal").get("/communities", params={"limit": 4, "cursor": first["next"]}).json()
    codes = [item["code"] for item in first["items"] + rest["items"]]
    assert codes == ["ET", "BD", "PH", "SD", "OTHER", "NS"]
    assert api("Bilal").get("/communities", params={"cursor": "WyJ4IiwieSJd"}).status_code == 422


@pytest.mark.parametrize("kind", NEW)
def test_an_id_may_come_along_and_stands_for_one_word(api: Client, kind: str) -> None:
    amina, body = api("Amina"), {"id": str(uuid4()), **NEW[kind]}
    first, again = (amina.post(f"/{kind}", json=body) for _time in range(2))
    assert (first.status_code, again.status_code) == (201, 200), first.text
    assert first.json() == again.json()
    assert amina.post(f"/{kind}", json=NEW[kind]).status_code == 200
    other = amina.post(f"/{kind}", json={**body, "code": "xx", "names": {"en": "Other"}})
    assert (other.status_code, other.json()["code"]) == (409, "id.reused")
    assert api("Amina").get(f"/{kind}/xx").status_code == 404


def test_a_change_without_a_version_is_told_what_is_missing(api: Client) -> None:
    refused = api("Amina").patch("/topics/KAFALA", json={"position": 7})
    assert (refused.status_code, refused.json()["code"]) == (412, "version.stale")
    assert refused.json()["detail"] == "Please say in If-Match which version you saw."
    assert refused.json()["errors"][0]["message"] == "The saved version is 1."
