"""The protected cube: a donor's screen shows what was sent, a filter chooses rows of it, and nobody else gets any."""

from __future__ import annotations

from datetime import date

from app.platform.unit_of_work import UnitOfWork
from app.projects import public as projects
from app.reports import public as reports
from tests.conftest import Client
from tests.factories import filled
from tests.reports.story import story
from tests.reports.test_lenses import a_draft, a_lens, facts
from tests.world import actor


def test_a_donors_screen_is_the_report_that_was_sent(api: Client, database_url: str, uow: UnitOfWork) -> None:
    filled(database_url, story)
    report = a_draft(api, a_lens(api, "Quarterly"))
    with uow.read() as look:
        project = projects.by_codes(look, ["LBNT39"])["LBNT39"].id
        assert reports.cube_for(look, actor("Hanna"), project, language="en") is None, "nothing was sent yet"
    assert api("Amina").post(f"/reports/{report}/submit").status_code == 200
    sent = {
        (row["community"], row["sex"], row["age_band"]): str(row["value"]).replace("<5", "<k")
        for row in facts(api, report).json()["disaggregation"]["rows"]
    }
    with uow.read() as look:
        cube = reports.cube_for(look, actor("Hanna"), project, language="fr")
        assert cube is not None
        assert {place: str(value) for place, value in cube.cells.items()} == sent
        assert cube.figures["people_reached"] == cube.value() == 89
        women = cube.chosen(sex="f")
        assert women
        assert women.items() <= cube.cells.items()
        assert cube.value(community="nowhere") is None
        beyond = {"from_date": date(2022, 8, 1), "to_date": date(2022, 9, 30)}
        assert reports.cube_for(look, actor("Hanna"), project, language="en", **beyond) is None
        for stranger in ("Bilal", "Esther", "Amina"):
            assert reports.cube_for(look, actor(stranger), project, language="en") is None
    exactly = {"from": "2022-07-01", "to": "2022-09-30"}
    live = api("Hanna").get("/projects/LBNT39/report.json", params=exactly).json()
    assert live["hash"] == facts(api, report).json()["hash"]
    within = api("Hanna").get("/projects/LBNT39/report.json", params={**exactly, "to": "2022-09-29"})
    assert within.status_code == 422
