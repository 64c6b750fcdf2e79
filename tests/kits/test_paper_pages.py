"""Waybills, assemblies, counts and their PDFs as a storekeeper clicks them."""

from __future__ import annotations

import io
import re
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import pytest
from fastapi import FastAPI
from pypdf import PdfReader
from starlette.testclient import TestClient

from app.kits.pages.papers import waybill_paper
from app.kits.use_cases import waybill_lists
from app.platform.paper.document import TEMPLATE, words_on_paper
from app.platform.unit_of_work import UnitOfWork
from tests import world
from tests.conftest import Client
from tests.kits.test_papers import Desk
from tests.paper import qr_signs

ORIGIN = {"Origin": "http://testserver"}


@pytest.fixture
def desk(api: Client) -> Desk:
    return Desk(api)


def _fresh(page: str) -> str:
    found = re.search(r'name="id" value="([^"]+)"', page)
    assert found
    return found[1]


def _post(client: TestClient, path: str, data: dict[str, Any], status: int = 303) -> Any:
    answer = client.post(path, data=data, headers=ORIGIN)
    assert answer.status_code == status, answer.text
    return answer


def _leads_to(page: str) -> list[str]:
    """The fields that the summary of errors leads to; each is on the page."""
    fields = re.findall(r'<li>\s*<a href="#([^"]+)"', page)
    assert all(f'id="{field}"' in page for field in fields)
    return fields


def _words(client: TestClient, path: str, language: str = "en") -> str:
    client.cookies.set("karama_language", language)
    answer = client.get(path)
    client.cookies.set("karama_language", "en")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)


def test_sent_printed_received(desk: Desk, browser: Client) -> None:
    daoud, amina = browser("Daoud"), browser("Amina")
    form = daoud.get(f"/kits/waybills/new?from={desk.store}").text
    assert "Store in Tripoli · LAW" in form
    filled = {
        "id": _fresh(form),
        "from": desk.store,
        "to": desk.theirs,
        "lot.0": desk.lot,
        "quantity.0": "٢٠٠",
        "day": "2022-07-05",
        "vehicle": "B 123456",
    }
    wrong = _post(daoud, "/kits/waybills/new", {**filled, "quantity.0": "501"}, 409).text
    assert "has only 500" in wrong
    assert 'value="501"' in wrong
    sent = _post(daoud, "/kits/waybills/new", filled).headers["location"]
    number = "WB-CARITAS-2022-0001"
    assert number in daoud.get("/kits/waybills").text
    for language, word in (("en", "Waybill"), ("fr", number), ("ar", number)):
        text = _words(daoud, f"{sent}/waybill.pdf", language)
        assert word in text
        assert "200" in text
        assert "B 123456" in text

    page = amina.get(sent).text
    arrived = {"id": _fresh(page), "received.0": "198"}
    assert "Fewer arrived than were sent" in _post(amina, f"{sent}/receive", arrived, 422).text
    _post(amina, f"{sent}/receive", {**arrived, "difference.0": "damaged", "note.0": "wet boxes"})
    assert "damaged on the way" in amina.get(sent).text
    assert "damaged on the way" in _words(amina, f"{sent}/waybill.pdf")


def test_the_sign_on_the_waybill_opens_the_page_to_receive_it(
    desk: Desk, browser: Client, app: FastAPI, uow: UnitOfWork
) -> None:
    """Read as a telephone reads it, from the pages as they are drawn in each language."""
    sent = desk.send()
    waybill = waybill_lists.get_waybill(world.actor("Daoud"), UUID(sent["id"]), uow=uow)
    settings = app.state.settings
    seen = set()
    for language in ("en", "ar"):
        paper = waybill_paper(waybill, language, settings)
        seen.update(qr_signs(TEMPLATE, words_on_paper(paper, language), ppi=110, top=0.3))
    assert seen == {f"{settings.base_url}/kits/waybills/{sent['id']}"}
    path = seen.pop().removeprefix(settings.base_url)

    receiver = browser("Amina")
    opened = receiver.get(path)
    assert (opened.status_code, f'action="{path}/receive"' in opened.text) == (200, True)
    assert sent["number"] in opened.text
    _post(receiver, f"{path}/receive", {"id": _fresh(opened.text), "received.0": "200"})
    assert desk.holds(desk.theirs, desk.lot) == 200
    assert f'action="{path}/receive"' not in receiver.get(path).text
    assert browser("Esther").get(path).status_code == 404
    asked_in = browser("").get(path)
    assert asked_in.status_code == 303
    assert path in unquote(asked_in.headers["location"]), "whoever signs in comes back to it"


def test_counted_blind_on_a_phone_and_printed(desk: Desk, browser: Client) -> None:
    daoud = browser("Daoud")
    begun = {"id": _fresh(daoud.get("/kits/counts").text), "location": desk.store}
    count = _post(daoud, "/kits/counts", begun).headers["location"]
    page = daoud.get(count).text
    without_ids = re.sub(r"[0-9a-f-]{36}", "", page)
    assert not re.search(r"\D500[^\d\"]", without_ids), "the sheet does not say what to find"
    assert "500" not in _words(daoud, f"{count}/sheet.pdf")
    _post(daoud, f"{count}/rounds", {"id": _fresh(page), f"counted.{desk.lot}": ""}, 422)
    _post(daoud, f"{count}/rounds", {"id": _fresh(page), f"counted.{desk.lot}": "498"})
    again = daoud.get(count).text
    assert "to be counted again" in again
    _post(daoud, f"{count}/rounds", {"id": _fresh(again), f"counted.{desk.lot}": "498"})
    sheet = _words(daoud, f"{count}/sheet.pdf")
    assert "500" in sheet
    assert "-2" in sheet.replace("−", "-")
    losses = _words(daoud, f"/kits/places/{desk.store}/losses.pdf")
    assert "adjusted after a count" in losses


def test_what_came_while_the_store_was_counted_moves_no_number_to_another_lot(
    desk: Desk, browser: Client
) -> None:
    """The sheet was opened with one lot; another one, which stands before it, is delivered before it is sent."""
    daoud = browser("Daoud")
    begun = {"id": _fresh(daoud.get("/kits/counts").text), "location": desk.store}
    count = _post(daoud, "/kits/counts", begun).headers["location"]
    sheet = {"id": _fresh(daoud.get(count).text), f"counted.{desk.lot}": "500"}
    came = desk.receive("DK", 30, label="GRN-0")
    asked = _post(daoud, f"{count}/rounds", sheet, 422).text
    assert _leads_to(asked) == [f"counted.{came}"]
    assert re.search(rf'name="counted.{desk.lot}"[^>]*value="500"', asked)
    whole = {**sheet, f"counted.{desk.lot}": "499", f"counted.{came}": "30"}
    for _pressed_twice in range(2):
        _post(daoud, f"{count}/rounds", whole)
    assert "to be counted again" in daoud.get(count).text
    again = {"id": _fresh(daoud.get(count).text), f"counted.{desk.lot}": "500"}
    _post(daoud, f"{count}/rounds", again)
    assert desk.holds(desk.store, desk.lot) == 500
    assert "Counted by" in daoud.get(count).text


def test_each_line_of_a_shipment_is_corrected_where_it_was_typed(desk: Desk, browser: Client) -> None:
    daoud, amina = browser("Daoud"), browser("Amina")
    more = desk.receive("DK", 30, label="GRN-0")
    form = {"id": "", "from": desk.store, "to": desk.theirs}
    assert _leads_to(_post(daoud, "/kits/waybills/new", form, 422).text) == ["lot.0"]
    half = _post(daoud, "/kits/waybills/new", {**form, "lot.3": more}, 422).text
    assert _leads_to(half) == ["quantity.3"]
    two = {**form, "lot.0": desk.lot, "quantity.0": "5", "lot.3": more, "quantity.3": "31"}
    short = _post(daoud, "/kits/waybills/new", two, 409).text
    assert _leads_to(short) == ["quantity.3"]
    sent = _post(daoud, "/kits/waybills/new", {**two, "quantity.3": "7"}).headers["location"]
    empty = _post(amina, f"{sent}/receive", {"id": ""}, 422).text
    assert _leads_to(empty) == ["received.0", "received.1"]


def test_the_note_of_a_delivery_and_the_stock_card(desk: Desk, browser: Client) -> None:
    daoud = browser("Daoud")
    page = daoud.get(f"/kits/places/{desk.store}").text
    note = re.search(r'"(/kits/movements/[^"]+/grn\.pdf)"', page)
    assert note
    text = _words(daoud, note[1])
    assert "Goods received note" in text
    assert "LBNT39" in text
    card = _words(daoud, f"/kits/places/{desk.store}/card.pdf")
    assert "Stock card" in card
    assert card.count("500") >= 2
    assert browser("Esther").get(note[1]).status_code == 404
    other = desk.send(5)
    moved = desk.amina.get("/movements", params={"location": desk.store}).json()["items"][0]
    assert daoud.get(f"/kits/movements/{moved['id']}/grn.pdf").status_code == 404, other["number"]


def test_a_long_code_stays_in_its_column(desk: Desk, browser: Client) -> None:
    """TOOTHBRUSH as wide as it is printed (7 pt a letter and more) ends before the name of the item begins."""
    item = {"code": "TOOTHBRUSH", "names": {"en": "Toothbrush"}, "kind": "hygiene_item"}
    assert desk.amina.post("/items", json=item).status_code == 201
    desk.receive("TOOTHBRUSH", 10, label="GRN-2")
    page = browser("Daoud").get(f"/kits/places/{desk.store}?item=TOOTHBRUSH").text
    note = re.search(r'"(/kits/movements/[^"]+/grn\.pdf)"', page)
    assert note
    left: dict[str, float] = {}

    def seen(text: str, page: list[float], line: list[float], *_more: Any) -> None:
        left.setdefault(text.strip(), page[4] + line[4])

    PdfReader(io.BytesIO(browser("Daoud").get(note[1]).content)).pages[0].extract_text(visitor_text=seen)
    assert left["Toothbrush"] - left["TOOTHBRUSH"] > 60, left
