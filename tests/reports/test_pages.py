from __future__ import annotations

import pytest

from tests.conftest import Client
from tests.factories import after
from tests.reports.story import story

ASKED = {"project": "LBNT39", "period": "custom", "from": "2022-07-01", "to": "2022-09-30", "lang": "en"}


told = after(story)


@told
def test_amina_chooses_and_reads(browser: Client) -> None:
    amina = browser("Amina")
    form = amina.get("/reports")
    assert form.status_code == 200
    assert "LBNT39" in form.text
    shown = amina.get("/reports/preview", params=ASKED)
    assert shown.status_code == 200
    assert "<h1>" in shown.text
    assert "Counter-trafficking in Lebanon" in shown.text
    assert "/api/v1/projects/LBNT39/report.pdf?from=2022-07-01" in shown.text
    assert "/sessions?project=LBNT39" in shown.text
    assert "<svg" in shown.text
    assert "style=" not in shown.text


@told
def test_every_number_leads_to_its_rows_and_a_file_leads_nowhere(browser: Client, api: Client) -> None:
    import html
    import re

    amina = browser("Amina")
    sheet = amina.get("/reports/preview", params=ASKED).text
    links = {html.unescape(one) for one in re.findall(r'href="(/(?:sessions|kits)[^"]*[?][^"]+)"', sheet)}
    assert {one for one in links if one.startswith("/kits/statement?project=LBNT39")}
    for narrower in ("from=2022-08-01&to=2022-08-31", "area=LB11", "organisation=LAW", "from=2022-08-04"):
        assert [one for one in links if narrower in one], narrower
    for link in links:
        assert amina.get(link).status_code == 200, link
    [august] = [one for one in links if "from=2022-08-01&to=2022-08-31" in one]
    found = amina.get(august).text
    assert "TRP-2022-08-02-01" in found
    assert "BEY-2022-07-30-01" not in found
    file = api("Amina").get("/projects/LBNT39/report.html", params=ASKED).text
    assert "/sessions?" not in file


@told
def test_every_download_link_works(browser: Client) -> None:
    import re

    amina = browser("Amina")
    links = re.findall(r'href="(/api/v1/[^"]+)"', amina.get("/reports/preview", params=ASKED).text)
    assert len(links) == 10, "nine files and all of them at once"
    for link in links:
        assert amina.get(link.replace("&amp;", "&")).status_code == 200


@told
def test_the_sheet_speaks_the_language_of_the_report(browser: Client) -> None:
    shown = browser("Amina").get("/reports/preview", params={**ASKED, "lang": "ar"}).text
    assert '<html lang="en" dir="ltr">' in shown
    assert '<article class="sheet" lang="ar" dir="rtl"' in shown


def test_ready_made_periods_stand_for_their_days(browser: Client) -> None:
    shown = browser("Amina").get("/reports/preview", params={"project": "LBNT39", "period": "last_year"})
    assert shown.status_code == 200


@pytest.mark.parametrize("wrong", [{"from": "soon"}, {"to": "2021-01-01"}, {"project": ""}, {"lang": "xx"}])
def test_a_wrong_answer_stays_in_the_form(browser: Client, wrong: dict[str, str]) -> None:
    shown = browser("Amina").get("/reports/preview", params={**ASKED, **wrong})
    assert shown.status_code == 422
    assert f'href="#{next(iter(wrong))}"' in shown.text


@told
def test_strangers_and_those_without_the_right(browser: Client) -> None:
    assert browser("Esther").get("/reports/preview", params=ASKED).status_code == 404
    assert "LBNT39" not in browser("Esther").get("/reports").text
    assert browser("Chantal").get("/reports").status_code == 403
    assert browser("").get("/reports").status_code == 303
    assert "GLOT59" not in browser("Hanna").get("/reports").text


@told
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_pages_in_three_languages(browser: Client, language: str) -> None:
    amina = browser("Amina")
    amina.cookies.set("karama_language", language)
    for address in (
        "/reports",
        "/reports/preview?project=LBNT39&period=custom&from=2022-07-01&to=2022-09-30",
    ):
        assert amina.get(address).status_code == 200
