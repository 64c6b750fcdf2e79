from __future__ import annotations

from app.distributions.schemas import HandOutKits, LoadBag
from app.distributions.use_cases import hand_out, load_bag
from app.platform.unit_of_work import UnitOfWork
from tests import world
from tests.attendance.held import a_session
from tests.conftest import Client
from tests.distributions.market import Market
from tests.paper import words_of


def test_the_report_of_a_point_says_what_became_of_the_kits_in_three_languages(
    browser: Client, uow: UnitOfWork
) -> None:
    market = Market(uow)
    market.give(20)
    market.give(2, community="BD", age_band=None)
    market.close(returned=16, damaged=1, unexplained=1, reason="one bag was wet")
    daoud = browser("Daoud")
    paper = words_of(daoud.get(f"/points/{market.id}/report.pdf").content)
    for words in (
        "Distribution report",
        "DP-CARITAS-2022-0001",
        "St Joseph hall",
        "LBNT39",
        "one bag was wet",
    ):
        assert words in paper
    assert "Bangladeshi · female · age not stated" in paper
    assert "Coordinator" in paper
    sent = words_of(daoud.get(f"/points/{market.id}/report.pdf?for=outside").content)
    assert "one bag was wet" not in sent
    assert "Bangladeshi · female" not in sent
    assert "Coordinator" not in sent
    assert "so few people" in sent
    lines = [line.split() for line in sent.splitlines() if line.startswith("–")]
    assert [line for line in lines if "Bangladeshi" in line or "Ethiopian" in line]
    assert not [line for line in lines if "2" in line]
    theirs = words_of(browser("Lina").get(f"/points/{market.id}/report.pdf").content)
    assert "so few people" in theirs, "a partner gets what may leave the house"
    for language, kind in (("fr", "Rapport de distribution"), ("ar", "تقرير التوزيع")):
        daoud.post(f"/language/{language}")
        answer = daoud.get(f"/points/{market.id}/report.pdf")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
        if language == "fr":
            assert kind in words_of(answer.content)


def test_the_report_of_a_session_counts_its_tickets(browser: Client, uow: UnitOfWork) -> None:
    market = Market(uow, loaded=0)
    session = a_session(uow)
    load = LoadBag(session=session, item="DK", quantity=10, from_id=market.shelves.store)
    load_bag(market.daoud, load, uow=uow)
    hand_out(
        world.actor("Chantal"), HandOutKits(session=session, item="DK", quantity=7, community="ET"), uow=uow
    )
    paper = words_of(browser("Chantal").get(f"/sessions/{session}/kits/report.pdf").content)
    assert "Tickets redeemed for kits" in paper
    assert "Ethiopian · sex not stated · age not stated" in paper
