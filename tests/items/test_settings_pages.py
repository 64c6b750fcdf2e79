from __future__ import annotations

import pytest

from tests.conftest import Client
from tests.world import an_id

LISTS = ("projects", "campaigns", "areas", "venues", "communities", "topics", "languages", "items")


def test_settings_show_each_list_with_its_number(browser: Client) -> None:
    shown = browser("Amina").get("/settings").text
    for name in (*LISTS, "organisations"):
        assert f'href="/settings/{name}"' in shown
    assert 'href="/people"' not in shown
    assert 'href="/people"' in browser("Georges").get("/settings").text
    assert browser("Hanna").get("/settings").status_code == 403


@pytest.mark.parametrize("name", LISTS)
def test_a_list_can_be_read_by_all_and_changed_by_managers(browser: Client, name: str) -> None:
    seen = browser("Amina").get(f"/settings/{name}")
    assert seen.status_code == 200
    assert f'href="/settings/{name}/new"' in seen.text
    assert browser("Amina").get(f"/settings/{name}/new").status_code == 200
    read = browser("Chantal").get(f"/settings/{name}")
    assert read.status_code == 200
    assert f'href="/settings/{name}/new"' not in read.text
    assert browser("Chantal").get(f"/settings/{name}/new").status_code == 403
    assert browser("Chantal").post(f"/settings/{name}/new", data={}).status_code == 403


@pytest.mark.parametrize(
    "address",
    [
        "projects/LBNT39",
        "projects/LBNT39/indicators/new",
        "campaigns/WD-TIP-2022",
        "areas/LB21",
        f"venues/{an_id('Safe house')}",
        "communities/ET",
        "topics/KAFALA",
        "languages/am",
        "items/DK",
        "items/DK/versions/new",
    ],
)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_form_opens_filled_in_each_direction(browser: Client, address: str, language: str) -> None:
    amina = browser("Amina")
    amina.cookies.set("karama_language", language)
    shown = amina.get(f"/settings/{address}")
    assert shown.status_code == 200
    assert "<form" in shown.text


@pytest.mark.parametrize("name", LISTS)
def test_a_blank_form_comes_back_with_its_errors(browser: Client, name: str) -> None:
    sent = browser("Amina").post(f"/settings/{name}/new", data={"names.en": "Kept"})
    assert sent.status_code == 422
    assert 'id="errors"' in sent.text


@pytest.mark.parametrize("address", ["projects/NONE", "areas/NONE", "topics/NONE", "items/NONE"])
def test_an_unknown_code_is_not_there(browser: Client, address: str) -> None:
    assert browser("Amina").get(f"/settings/{address}").status_code == 404
