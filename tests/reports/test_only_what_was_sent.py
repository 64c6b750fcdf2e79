"""A donor reads what was frozen for it, and nothing that stays inside: no inside report, no text that is being rewritten."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import update
from sqlmodel import Session, col

from app.reports.tables import Lens
from tests.conftest import Client
from tests.factories import a_verified_session, an_indicator, filled
from tests.feedback.sheets import a_sheet
from tests.reports.story import story
from tests.reports.test_lenses import Q3, a_draft, a_lens, facts
from tests.world import an_id


def test_an_inside_report_never_becomes_the_donors(api: Client, browser: Client, database_url: str) -> None:
    """Nor does a lens whose reports the donors have become one for inside use: what left would be forgotten."""
    filled(database_url, story)
    amina, hanna = api("Amina"), api("Hanna")
    inside, outside = a_lens(api, "Inside", threshold=0), a_lens(api, "Outside")
    report = a_draft(api, inside)
    assert amina.post(f"/reports/{report}/submit").status_code == 200
    assert amina.post(f"/reports/{a_draft(api, outside)}/submit").status_code == 200
    for lens, change in (
        (inside, {"threshold": 5}),
        (outside, {"threshold": 0}),
        (outside, {"attribution": "share"}),
    ):
        answer = amina.patch(f"/lenses/{lens}", json=change, headers={"If-Match": '"1"'})
        assert (answer.status_code, answer.json()["code"]) == (409, "lens.sent")
    assert (
        amina.patch(f"/lenses/{outside}", json={"threshold": 11}, headers={"If-Match": '"1"'}).status_code
        == 200
    )

    def as_it_could_be_before(db: Session) -> None:
        db.execute(update(Lens).where(col(Lens.id).in_([an_id("lens Inside")])).values(threshold=5))
        db.execute(update(Lens).where(col(Lens.id).in_([an_id("lens Outside")])).values(threshold=0))

    filled(database_url, as_it_could_be_before)
    assert facts(api, report, name="Hanna").status_code == 404
    assert hanna.get("/projects/LBNT39/report.json", params=Q3).status_code == 422
    assert hanna.get("/monthly", params={"month": "2022-07"}).status_code == 404
    assert "89" not in browser("Hanna").get("/dashboard").text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_rewritten_is_read_once_it_was_submitted(api: Client, database_url: str) -> None:
    filled(database_url, story)
    amina, hanna = api("Amina"), api("Hanna")
    report = a_draft(api, a_lens(api, "Quarterly"))
    assert amina.post(f"/reports/{report}/submit").status_code == 200
    sent_back = {"to": "sent_back", "note": "Say more."}
    assert hanna.post(f"/reports/{report}/answer", json=sent_back).status_code == 200
    version = amina.get(f"/reports/{report}").json()["version"]
    new = {"challenges": "Three men of one street.", "left_out": ["areas"]}
    changed = amina.patch(f"/reports/{report}", json=new, headers={"If-Match": f'"{version}"'})
    assert changed.json()["narratives"]["challenges"] == new["challenges"]
    for answer in (hanna.get(f"/reports/{report}"), hanna.get("/reports"), facts(api, report, name="Hanna")):
        assert answer.status_code == 200
        assert "Three men" not in answer.text
    assert hanna.get(f"/reports/{report}").json()["left_out"] == []
    assert amina.post(f"/reports/{report}/submit").status_code == 200
    assert "Three men" in hanna.get(f"/reports/{report}").text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_did_not_answer_is_not_told(api: Client, database_url: str) -> None:
    """Forty were asked, thirty-eight answered: two were silent, whether a table or an indicator says of how many."""

    def asked_after_a_distribution(db: Session) -> None:
        session = a_verified_session(
            db, day=date(2022, 7, 12), cells={("ET", "f", "18-59"): 60}, code="BEY-2022-07-12-01"
        )
        said = {("overall", "5"): 30, ("overall", "2"): 8, ("respect", "yes"): 40}
        a_sheet(db, session, ("ET", "f", "18-59"), asked=40, said=said)
        an_indicator(db, "1", measure="feedback_overall")

    filled(database_url, asked_after_a_distribution)
    outside, inside = (facts(api, a_draft(api, a_lens(api, f"To {k}", threshold=k))).json() for k in (5, 0))
    assert [one["n"] for one in inside["feedback"]["lines"] if one["key"] == "feedback_overall"] == [38]
    said = {one["key"]: (one["good"], one["n"]) for one in outside["feedback"]["lines"]}
    assert outside["feedback"]["asked"] == 40
    assert said["feedback_overall"] == ("c", "c")
    [line] = outside["results"]
    assert (line["actual"], line["n"], line["cumulative"], line["cumulative_n"]) == ("c", "c", "c", "c")
