"""A report that takes long: the page says so at once, without a script, and its button finds it done."""

from __future__ import annotations

import pytest

from app.platform.slow_work import SlowWork, Underway
from tests.conftest import Client
from tests.factories import filled
from tests.reports.story import story
from tests.reports.test_lenses import a_draft, a_lens

ASKED = {"project": "LBNT39", "from": "2022-07-01", "to": "2022-09-30"}


def test_amina_looks_again_until_the_report_is_there(
    browser: Client, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(database_url, story)
    amina = browser("Amina")
    done = SlowWork.ask

    def not_yet(_self: object, _name: object, _work: object) -> Underway:
        return Underway(seconds=7, steps=120)

    monkeypatch.setattr(SlowWork, "ask", not_yet)
    page = amina.get("/reports/preview", params=ASKED)
    assert page.status_code == 202
    assert "Working for 7 seconds." in page.text
    assert "120 questions" in page.text
    again = "/reports/preview?project=LBNT39&amp;from=2022-07-01&amp;to=2022-09-30"
    assert f'href="{again}"' in page.text
    assert "http-equiv" not in page.text
    monkeypatch.setattr(SlowWork, "ask", done)
    assert "Counter-trafficking in Lebanon" in amina.get("/reports/preview", params=ASKED).text


def test_amina_submits_and_it_leaves_once_it_was_looked_at(
    browser: Client, api: Client, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(database_url, story)
    report, amina = a_draft(api, a_lens(api, "Quarterly")), browser("Amina")
    done = SlowWork.ask

    def not_yet(_self: object, _name: object, _work: object) -> Underway:
        return Underway(seconds=7, steps=120)

    def status() -> str:
        return str(api("Amina").get(f"/reports/{report}").json()["status"])

    monkeypatch.setattr(SlowWork, "ask", not_yet)
    typed = {"version": "1", "challenges": "The hall was too small."}
    page = amina.post(f"/reports/{report}/submit", data=typed)
    assert page.status_code == 202
    assert "120 questions" in page.text
    assert "has not left yet" in page.text
    assert f'method="post" action="/reports/{report}/submit"' in page.text
    assert f'/language/fr?next=/reports/{report}"' in page.text, "a page that can be asked for"
    assert status() == "draft"
    monkeypatch.setattr(SlowWork, "ask", done)
    assert amina.post(f"/reports/{report}/submit").status_code == 303
    assert status() == "submitted"
    assert "The hall was too small." in amina.get(f"/reports/{report}").text


def test_what_the_solver_answers_is_counted() -> None:
    from app.platform.slow_work import Progress, watched
    from app.reports.disclosure import protect

    counts = {
        (c, s, a): n
        for (c, s, a), n in zip(
            [(c, s, a) for c in "ABC" for s in "fm" for a in ("0-17", "18+")],
            (14, 35, 4, 22, 33, 3, 20, 11, 2, 40, 17, 9),
            strict=True,
        )
    }
    progress = Progress()
    with watched(progress):
        protect(counts, 5)
    assert progress.steps > 0
