"""Periods as Amina works with them in a browser without any script."""

from __future__ import annotations

import io
from datetime import timedelta
from uuid import UUID

from openpyxl import load_workbook

from app.kernel import clock
from app.platform.unit_of_work import UnitOfWork
from tests.conftest import Client
from tests.field.tablet import Tablet
from tests.periods.july import FIRST_OF_AUGUST, JULY, held


def test_amina_closes_a_month_accepts_what_came_late_and_reopens_it(
    api: Client, browser: Client, uow: UnitOfWork
) -> None:
    amina = browser("Amina")
    with clock.at(FIRST_OF_AUGUST):
        session, tablet = held(api), Tablet(uow)
        assert "July 2022" in amina.get("/periods").text
        assert "Begin to close" in amina.get(JULY).text
        assert amina.post(f"{JULY}/close", data={"to": "closing"}).headers["location"] == JULY
        assert "is being closed" in amina.get(f"/sessions/{session}").text
        assert "1 period is being closed" in amina.get("/").text
        assert amina.post(f"{JULY}/close", data={"to": "closed"}).status_code == 303
        assert amina.post(f"{JULY}/close", data={"to": "ajar"}).status_code == 422
        assert "is closed: its figures stay" in browser("Chantal").get(f"/sessions/{session}").text
    with clock.at(FIRST_OF_AUGUST + timedelta(days=1)):
        tablet.send(tablet.count(UUID(session), 5))
        assert f'value="{session}"' in amina.get(JULY).text
        wrong = amina.post(f"{JULY}/late-box", data={"session": session, "reason": "other"})
        assert wrong.status_code == 422
        assert "Please write something." in wrong.text
        assert f'href="#late-note-{session}"' in wrong.text, "at the note of this session"
        assert f'id="late-note-{session}-wrong"' in wrong.text
        assert '<option value="other" selected>' in wrong.text, "what was chosen is kept"
        named = {"session": session, "reason": "paper_found", "note": "call 03 123 456"}
        wrong = amina.post(f"{JULY}/late-box", data=named)
        assert 'value="call 03 123 456"' in wrong.text
        assert "please take it out" in wrong.text
        assert "say why" not in wrong.text, "no reason can be given here"
        done = amina.post(f"{JULY}/late-box", data={"session": session, "reason": "tablet_offline"})
        assert done.headers["location"] == JULY
        page = amina.get(JULY).text
        assert "5 people more" in page
        assert "the tablet had no signal" in page
        assert "told in 2022-08" in amina.get("/periods/2022-08").text
        assert amina.post(f"{JULY}/reopen", data={"until": "soon", "reason": "x"}).status_code == 422
        assert amina.post(f"{JULY}/reopen", data={"until": "2023-08-01", "reason": "x"}).status_code == 422
        reopened = amina.post(f"{JULY}/reopen", data={"until": "٢٠٢٢-٠٨-٠٤", "reason": "Sheets of Tyre"})
        assert reopened.status_code == 303
        assert "Sheets of Tyre" in amina.get(JULY).text
        assert "4 Aug 2022, 23:59" in amina.get(JULY).text
        assert "4 Aug 2022, 23:59" in amina.get(f"/sessions/{session}").text, "in the session's own zone"
    assert browser("Bilal").post(f"{JULY}/close", data={}).status_code == 403
    assert "late-box" not in browser("Bilal").get(JULY).text


def test_the_table_of_a_month_is_taken_along(api: Client, browser: Client) -> None:
    with clock.at(FIRST_OF_AUGUST):
        held(api, to="reported")
        bilal = browser("Bilal")
        lines = bilal.get(f"{JULY}/completeness.csv").content.decode("utf-8-sig").splitlines()
        assert lines[0].startswith("Period,Organisation,Expected,Reported,Verified")
        assert lines[1:] == ["2022-07,CARITAS,1,1,0,0,0,1,1", "2022-07,Together,1,1,0,0,0,1,1"]
        bilal.cookies.set("karama_language", "ar")
        book = load_workbook(io.BytesIO(bilal.get(f"{JULY}/completeness.xlsx").content))
        sheet = book["2022-07"]
        assert sheet.sheet_view.rightToLeft
        assert [cell.value for cell in sheet[2]][:4] == ["2022-07", "CARITAS", 1, 1]
        assert bilal.get(f"{JULY}/completeness.pdf").status_code == 404
