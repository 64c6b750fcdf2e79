"""A lens that counts a part of its project: only that part leaves, in every format, and says so; nobody is told beside the whole."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col

from app.vocabularies.tables import Community
from tests.conftest import Client
from tests.factories import a_lot, a_verified_session, an_indicator, filled
from tests.reports.reading import hxl_rows, iati_activity
from tests.reports.test_api import words_of_pdf, workbook
from tests.reports.test_lenses import Q3, YEAR, a_draft, a_lens, facts
from tests.world import an_id

BEIRUT_ONLY = "Only these areas are counted: Beirut."


def two_governorates(db: Session) -> None:
    """Two sessions in Beirut, one of them a training; one in Tripoli; one of last year; a lot; a logframe."""
    a_verified_session(
        db,
        day=date(2022, 7, 5),
        cells={("ET", "f", "18-59"): 40, ("PH", "f", "18-59"): 12},
        kits=[("DK", 30, "ET", "f", "18-59"), ("DK", 6, "PH", "f", "18-59")],
        door=60,
        quiz=(40, 12, 30),
        referrals={"legal": 8},
        code="BEY-2022-07-05-01",
    )
    a_verified_session(
        db,
        day=date(2022, 7, 12),
        cells={("ET", "f", "18-59"): 25},
        activity_type="training",
        code="BEY-2022-07-12-01",
    )
    a_verified_session(
        db, day=date(2022, 7, 20), cells={("ET", "f", "18-59"): 18, ("PH", "f", "18-59"): 9}, area="LB56",
        code="TRP-2022-07-20-01",
    )  # fmt: skip
    a_lot(db, "CH-2022-01", received=200)
    an_indicator(db, "1.1", targets=[(date(2022, 7, 1), date(2022, 9, 30), 120)], position=1)
    an_indicator(db, "1.2", narrowed={"area": "LB56"}, position=2)
    an_indicator(db, "1.3", narrowed={"community": "PH"}, position=3)


def submitted(api: Client, lens: str) -> dict[str, Any]:
    report = a_draft(api, lens)
    answer = api("Amina").post(f"/reports/{report}/submit")
    assert answer.status_code == 200, answer.text
    return {"id": report, **facts(api, report, name="Hanna").json()}


def test_only_these_areas_in_every_format(api: Client, database_url: str, tmp_path: Path) -> None:
    filled(database_url, two_governorates)
    lens = a_lens(api, "Beirut only", areas=["LB1"])
    report = submitted(api, lens)
    shown = {
        key: report["figures"][key] for key in ("people_reached", "sessions_held", "kits_given", "door_count")
    }
    assert shown == {"people_reached": 77, "sessions_held": 2, "kits_given": 36, "door_count": 60}
    assert [one["code"] for one in report["areas"]] == ["LB1"]
    assert {one["code"] for one in report["sessions"]} == {"BEY-2022-07-05-01", "BEY-2022-07-12-01"}
    assert {"reason": "in other areas than this report counts", "sessions": 1} in report["coverage"][
        "excluded"
    ]
    assert report["kits"] == [], "a lot is not divided by area"
    assert report["only"][0] == BEIRUT_ONLY
    assert [line["actual"] for line in report["results"]] == [77, 0, 12]

    def taken(kind: str) -> bytes:
        return bytes(facts(api, report["id"], kind, name="Hanna").content)

    rows = list(csv.reader(io.StringIO(taken("csv").decode())))
    assert [row[7] for row in rows if row[:2] == ["figure", "people_reached"]] == ["77"]
    assert any(BEIRUT_ONLY in row[7] for row in rows if row[:2] == ["report", "only"])
    assert all(BEIRUT_ONLY in row["#description+scope"] for row in hxl_rows(taken("hxl.csv")))
    matrix = hxl_rows(taken("5w.csv"))
    assert len(matrix) == 2
    assert all(BEIRUT_ONLY in row["#description+scope"] for row in matrix)
    activity = iati_activity(taken("iati.xml"))
    assert BEIRUT_ONLY in "".join(activity.find("description").itertext())
    assert [one.get("ref") for one in activity.findall("location")] == ["LB1"]
    assert BEIRUT_ONLY in " ".join(words_of_pdf(taken("pdf"), tmp_path).split())
    sheets = workbook(taken("xlsx"))
    assert BEIRUT_ONLY in [row[0] for row in sheets["Summary"].iter_rows(values_only=True)]
    assert ("Areas", "Beirut") in [row[:2] for row in sheets["Control"].iter_rows(values_only=True)]
    assert BEIRUT_ONLY in taken("html").decode()


def test_what_the_part_and_the_whole_tell_together_does_not_leave(api: Client, database_url: str) -> None:
    """Three people were reached outside Beirut: the report of everybody would tell it beside that of Beirut."""

    def few_elsewhere(db: Session) -> None:
        cells = {("ET", "f", "18-59"): 40}
        a_verified_session(db, day=date(2022, 7, 5), cells=cells, code="BEY-2022-07-05-01")
        cells = {("ET", "f", "18-59"): 3}
        a_verified_session(db, day=date(2022, 7, 20), cells=cells, area="LB56", code="TRP-2022-07-20-01")

    filled(database_url, few_elsewhere)
    amina = api("Amina")
    part = submitted(api, a_lens(api, "Beirut only", areas=["LB1"]))
    whole = a_draft(api, a_lens(api, "Everything"))
    refused = amina.post(f"/reports/{whole}/submit")
    assert (refused.status_code, refused.json()["code"]) == (409, "report.discloses")
    assert part["id"] in json.dumps(refused.json())
    asked = {**Q3, "audience": "donor"}
    assert amina.get("/projects/LBNT39/report.json", params=asked).status_code == 409, "nor as a file"
    other = a_draft(api, a_lens(api, "All but Beirut", areas=["LB5"]))
    assert amina.post(f"/reports/{other}/submit").status_code == 200, "it hides them itself"
    assert facts(api, other).json()["figures"]["people_reached"] == "<5"


def test_only_these_communities_and_types(api: Client, database_url: str) -> None:
    filled(database_url, two_governorates)
    amina = api("Amina")
    report = submitted(api, a_lens(api, "Filipino", communities=["PH"]))
    figures = report["figures"]
    assert (figures["people_reached"], figures["kits_given"], figures["sessions_held"]) == (21, 6, 3)
    assert {figures[key] for key in ("door_count", "tickets_attended", "referrals", "outcome")} == {None}
    assert report["disaggregation"]["dimensions"]["community"] == ["PH"]
    assert {one["door"] for one in report["sessions"]} == {None}
    assert "Quiz" not in str(report["narratives"])
    assert [line["actual"] for line in report["results"]] == [21, 9, 21]
    taught = facts(api, a_draft(api, a_lens(api, "Trainings", activity_types=["training"])), "json").json()
    assert taught["figures"]["people_reached"] == 25
    share = facts(api, a_draft(api, a_lens(api, "Share", communities=["PH"], attribution="share"))).json()
    assert share["figures"]["people_reached"] == 21, "one project pays for all of it"

    def shy(db: Session) -> None:
        db.execute(update(Community).where(col(Community.code) == "SD").values(never_alone=True))

    filled(database_url, shy)
    with_names = [one["code"] for one in amina.get("/communities").json()["items"]]
    others = [code for code in with_names if code != "SD"]
    wrong: tuple[tuple[dict[str, Any], str], ...] = (
        ({"communities": ["SD", "ET"]}, "communities"),
        ({"communities": others}, "communities"),
        ({"areas": ["LB999"]}, "areas"),
        ({"communities": ["XX"]}, "communities"),
        ({"rounding": 5, "threshold": 0}, "rounding"),
        ({"rounding": 5, "threshold": 11}, "rounding"),
        ({"formats": ["zip"]}, "formats"),
        ({"activity_types": ["dance"]}, "activity_types.0"),
    )
    for number, (changes, field) in enumerate(wrong):
        body = {
            "id": str(an_id(f"wrong {number}")),
            "project": "LBNT39",
            "name": f"Wrong {number}",
            **YEAR,
            **changes,
        }
        answer = amina.post("/lenses", json=body)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field), answer.text


def test_a_lens_keeps_its_cut_once_a_report_has_left(api: Client, database_url: str) -> None:
    """So that the next report is compared like with like; a correction outside the cut is none of it."""
    filled(database_url, two_governorates)
    amina = api("Amina")
    lens = a_lens(api, "Beirut only", areas=["LB1"], formats=["pdf", "json", "xlsx"])
    days = {"from": "2022-07-01", "to": "2022-07-31"}
    first = a_draft(api, lens, days)
    assert amina.post(f"/reports/{first}/submit").status_code == 200
    answer = amina.patch(f"/lenses/{lens}", json={"areas": ["LB5"]}, headers={"If-Match": '"1"'})
    assert (answer.status_code, answer.json()["code"]) == (409, "lens.sent")
    same = {"areas": ["LB1"], "formats": ["json"], "name": "Beirut"}
    assert amina.patch(f"/lenses/{lens}", json=same, headers={"If-Match": '"1"'}).status_code == 200
    for kind, status in (("pdf", 200), ("csv", 409), ("iati.xml", 409), ("html", 409)):
        answer = facts(api, first, kind, name="Hanna")
        assert answer.status_code == status, kind
    assert "pdf, json, xlsx" in facts(api, first, "csv", name="Hanna").json()["detail"]
    packed = zipfile.ZipFile(io.BytesIO(facts(api, first, "zip", name="Hanna").content))
    assert {name.rsplit(".", 1)[1] for name in packed.namelist()} == {"pdf", "json", "xlsx"}

    def corrected(db: Session) -> None:
        day = date(2022, 7, 21)
        for area, people in (("LB56", 11), ("LB11", 13)):
            cells = {("ET", "f", "18-59"): people}
            a_verified_session(db, day=day, cells=cells, area=area, code=f"{area}-{day}-01")

    filled(database_url, corrected)
    following = a_draft(api, lens, {"from": "2022-08-01", "to": "2022-08-31"})
    body = facts(api, following).json()
    told = {(one["figure"], one["period"]): (one["before"], one["after"]) for one in body["restatements"]}
    assert (77, 90) in told.values()
    assert not {value for value in told.values() if value[1] in {115, 128}}
    assert facts(api, following, "pdf").status_code == 409, "the lens chooses JSON alone by now"


def test_rounded_counts_add_up_in_every_table(api: Client, database_url: str) -> None:
    filled(database_url, two_governorates)
    amina = api("Amina")
    report = submitted(api, a_lens(api, "Rounded", rounding=5))
    exact = {"people_reached": 104, "kits_given": 36, "door_count": 60, "referrals": 8}
    for key, people in exact.items():
        assert report["figures"][key] % 5 == 0
        assert abs(report["figures"][key] - people) < 5
    total = report["figures"]["people_reached"]
    cells = {(r["community"], r["sex"], r["age_band"]): r["value"] for r in report["disaggregation"]["rows"]}
    assert cells["all", "all", "all"] == total
    assert cells["ET", "all", "all"] + cells["PH", "all", "all"] == total
    assert all(value % 5 == 0 for value in cells.values())
    for series in ("areas", "districts", "months"):
        assert sum(one["value"] for one in report[series]) == total
    assert {one["reached"] for one in report["sessions"]} == {"c"}
    assert report["results"][0]["actual"] == total
    assert "multiples of 5" in report["only"][0]

    asked = {**Q3, "audience": "donor"}
    refused = amina.get("/projects/LBNT39/report.csv", params=asked)
    assert refused.status_code == 409
    assert "rounded and exact" in json.dumps(refused.json())
    exactly = a_draft(api, a_lens(api, "Exact"))
    assert amina.post(f"/reports/{exactly}/submit").status_code == 409
