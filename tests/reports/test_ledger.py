"""What is taken without a lens is written down and read beside everything that left before; what stays inside is marked."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func
from sqlmodel import Session, select

from app.platform.unit_of_work import UnitOfWork
from app.reports.tables import SentFigures, Snapshot
from app.reports.use_cases import ledger, submitting
from tests.conftest import Client
from tests.factories import a_verified_session, filled
from tests.reports.test_lenses import a_draft, a_lens

JULY = {"from": "2022-07-01", "to": "2022-07-31"}
Q3 = {"from": "2022-07-01", "to": "2022-09-30"}


def two_months(db: Session) -> None:
    """Forty women in July, three in August; twelve referrals and two."""
    for month, people, referrals in ((7, 40, 12), (8, 3, 2)):
        day = date(2022, month, 5)
        a_verified_session(
            db,
            day=day,
            cells={("ET", "f", "18-59"): people},
            referrals={"legal": referrals},
            code=f"BEY-{day}-01",
        )


def test_amina_takes_files_and_each_is_read_beside_the_others(
    api: Client, browser: Client, database_url: str, uow: UnitOfWork
) -> None:
    filled(database_url, two_months)
    amina = api("Amina")

    def take(days: dict[str, str], kind: str = "json", audience: str = "donor") -> Any:
        return amina.get(f"/projects/LBNT39/report.{kind}", params={**days, "audience": audience})

    def written_down() -> int:
        with uow.read() as look:
            return look.db.exec(select(func.count()).select_from(SentFigures)).one()

    assert take(Q3, audience="inside").status_code == 200
    assert "_internal.csv" in take(Q3, "csv", "inside").headers["content-disposition"]
    assert written_down() == 0, "what stays inside is no release"
    for kind in ("json", "csv", "json"):
        assert take(JULY, kind).status_code == 200
    assert written_down() == 1, "the same figures leave once"
    refused = take(Q3)
    assert (refused.status_code, refused.json()["code"]) == (409, "report.discloses")
    told = {one["facts"]["table"] for one in refused.json()["errors"] if "facts" in one} or {
        one.get("table") for one in refused.json()["errors"]
    }
    assert {"people", "referrals"} <= told, refused.json()
    assert take(Q3, "csv").status_code == 409
    assert take(Q3, audience="inside").status_code == 200
    page = browser("Amina").get("/reports/preview", params={**Q3, "project": "LBNT39", "audience": "donor"})
    assert "Referrals" in page.text
    assert "No file of it" in page.text or "no file of it" in page.text
    august = {"month": "2022-08", "of": "donor:CH"}
    assert amina.get("/monthly", params={**august, "audience": "inside"}).status_code == 200
    assert written_down() == 1

    quarter = a_draft(api, a_lens(api, "Quarterly"))
    seen = amina.get(f"/reports/{quarter}").json()
    assert any("project:LBNT39" in file for one in seen["discloses"] for file in one["files"])
    assert seen["offers"] == ["withheld"] or "withheld" in seen["offers"]
    assert "referrals" in seen["offers_without"]
    assert amina.post(f"/reports/{quarter}/submit").status_code == 409
    match = {"If-Match": f'"{seen["version"]}"'}
    coarser = {"detail": "withheld", "left_out": seen["offers_without"]}
    changed = amina.patch(f"/reports/{quarter}", json=coarser, headers=match)
    assert changed.json()["left_out"] == seen["offers_without"]
    assert amina.post(f"/reports/{quarter}/submit").status_code == 200
    sent = amina.get(f"/reports/{quarter}.json").json()
    assert sent["figures"]["referrals"] == "c"
    assert "Left out" in str(sent["methodology"])


def test_a_draft_that_amina_reads_as_a_file_says_that_it_stays_inside(
    api: Client, database_url: str, uow: UnitOfWork
) -> None:
    filled(database_url, two_months)
    amina, report = api("Amina"), a_draft(api, a_lens(api, "Quarterly"))
    said = "This is a draft to be read inside."
    for kind in ("json", "csv", "iati.xml", "html", "hxl.csv"):
        taken = amina.get(f"/reports/{report}.{kind}")
        name = taken.headers.get("content-disposition")
        assert name is None or "_draft" in name, kind
        assert said in taken.text or kind == "hxl.csv", kind
    with uow.read() as look:
        assert look.db.exec(select(func.count()).select_from(SentFigures)).one() == 0
    assert amina.post(f"/reports/{report}/submit").status_code == 200
    sent = amina.get(f"/reports/{report}.csv")
    assert "_draft" not in sent.headers["content-disposition"]
    assert said not in sent.text


def test_what_leaves_while_another_report_is_being_looked_at_is_looked_at_too(
    api: Client, database_url: str, uow: UnitOfWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The long look is taken before anything is held: Farid's file of July leaves, then Amina's quarter would tell."""
    filled(database_url, two_months)
    quarter = a_draft(api, a_lens(api, "Quarterly"))
    look = ledger.checked

    def slowly(*asked: Any) -> ledger.Checked:
        found = look(*asked)
        assert found.found == [], "nothing had left yet"
        july = api("Farid").get("/projects/LBNT39/report.json", params={**JULY, "audience": "donor"})
        assert july.status_code == 200, "nobody waits for Amina"
        return found

    monkeypatch.setattr(submitting, "checked", slowly)
    refused = api("Amina").post(f"/reports/{quarter}/submit")
    assert (refused.status_code, refused.json()["code"]) == (409, "report.discloses")
    with uow.read() as read:
        assert read.db.exec(select(func.count()).select_from(Snapshot)).one() == 0
