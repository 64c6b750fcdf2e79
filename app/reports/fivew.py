"""The 5W matrix: who does what, where, when and for whom. HXL-tagged CSV with P-codes.

One row a session. Where every count by session is withheld, a row is an organisation's sessions of one kind
in a district in a month. No row names a venue: a place is never more exact than its district.
"""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from app.reports.machine_codes import AreaCode
from app.reports.schemas import COMPLEMENTARY, DonorReport, SessionLine
from app.reports.tagged import ONLY, Column, Value, tagged_csv

COLUMNS = (
    Column("Reporting date", "#date+reported"),
    Column("Project code", "#activity+project+code"),
    Column("Session code", "#event+code"),
    Column("Lead organisation code", "#org+prog+code"),
    Column("Lead organisation", "#org+prog+name"),
    Column("Partner codes", "#org+impl+code+list"),
    Column("Partners", "#org+impl+name+list"),
    Column("Donors", "#org+funder+name+list"),
    Column("Cluster", "#sector+cluster+name"),
    Column("Activity", "#activity+name"),
    Column("Activity code", "#activity+code"),
    Column("Status", "#status"),
    Column("Start date", "#date+start"),
    Column("End date", "#date+end"),
    Column("Country code", "#country+code+v_iso3"),
    Column("Governorate", "#adm1+name"),
    Column("Governorate P-code", "#adm1+code+v_pcode"),
    Column("District", "#adm2+name"),
    Column("District P-code", "#adm2+code+v_pcode"),
    Column("Sessions", "#output+num+sessions"),
    Column("People reached, counted per session", "#reached+ind+total"),
    Column("Door count", "#output+num+door"),
    Column("Kits handed out", "#output+num+items"),
)


class _Group(NamedTuple):
    lead: str
    activity: str
    label: str
    area: str
    month: tuple[int, int]


def fivew_csv(report: DonorReport) -> Iterator[bytes]:
    """The matrix as UTF-8 CSV in chunks."""
    columns = (*COLUMNS, ONLY) if report.only else COLUMNS
    return tagged_csv(columns, rows(report), report.threshold)


def rows(report: DonorReport) -> Iterator[dict[str, Value]]:
    """Values by hashtag, one row a session or a group of sessions."""
    matrix = _Matrix(report)
    if report.sessions and all(one.reached == COMPLEMENTARY for one in report.sessions):
        return matrix.by_district_and_month()
    return (matrix.session(one) for one in report.sessions)


class _Matrix:
    def __init__(self, report: DonorReport) -> None:
        self.report = report
        self.areas = {one.key: one for one in report.codes.areas}
        self.names = {one.code: one.name for one in report.codes.organisations}
        self.same: dict[str, Value] = {
            "#date+reported": report.period.to_date.isoformat(),
            "#activity+project+code": report.project.code,
            "#org+funder+name+list": "; ".join(one.organisation for one in report.project.donors),
            "#sector+cluster+name": "Protection",
            "#status": "completed",
            **({ONLY.tag: " ".join(report.only)} if report.only else {}),
        }

    def session(self, line: SessionLine) -> dict[str, Value]:
        """One session; its counts are protected already."""
        day = line.date.isoformat()
        return {
            **self.same,
            **self._who_what_where(line.lead, line.activity, line.activity_type, line.area_code),
            "#event+code": line.code,
            "#org+impl+code+list": "; ".join(line.partners),
            "#org+impl+name+list": "; ".join(self.names.get(code, code) for code in line.partners),
            "#date+start": day,
            "#date+end": day,
            "#output+num+sessions": 1,
            "#reached+ind+total": line.reached,
            "#output+num+door": line.door,
            "#output+num+items": line.kits,
        }

    def by_district_and_month(self) -> Iterator[dict[str, Value]]:
        """Sessions without any count of people: only how many there were may be added up."""
        groups = Counter(
            _Group(one.lead, one.activity, one.activity_type, one.area_code, (one.date.year, one.date.month))
            for one in self.report.sessions
        )
        period = self.report.period
        for group, sessions in sorted(groups.items()):
            year, month = group.month
            last = date(year, month, monthrange(year, month)[1])
            yield {
                **self.same,
                **self._who_what_where(group.lead, group.activity, group.label, group.area),
                "#date+start": max(date(year, month, 1), period.from_date).isoformat(),
                "#date+end": min(last, period.to_date).isoformat(),
                "#output+num+sessions": sessions,
                "#reached+ind+total": COMPLEMENTARY,
                "#output+num+door": COMPLEMENTARY,
                "#output+num+items": COMPLEMENTARY,
            }

    def _who_what_where(self, lead: str, activity: str, label: str, area_code: str) -> dict[str, Value]:
        area = self.areas.get(area_code, AreaCode(key=area_code))
        return {
            "#org+prog+code": lead,
            "#org+prog+name": self.names.get(lead, lead),
            "#activity+name": label,
            "#activity+code": activity,
            "#country+code+v_iso3": area.country,
            "#adm1+name": area.governorate_label,
            "#adm1+code+v_pcode": area.governorate,
            "#adm2+name": area.label,
            "#adm2+code+v_pcode": area.code,
        }
