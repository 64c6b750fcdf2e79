"""The World Day 2022 story as a report, in English and in Arabic, for every format."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from app.reports.disclosure import SessionCount, protect, protect_activity, protect_series
from app.reports.machine_codes import AreaCode, Following, MachineCodes, OrganisationCode, SectorShare
from app.reports.schemas import (
    Category,
    Cell,
    Coverage,
    Disaggregation,
    Donor,
    DonorReport,
    Excluded,
    Figure,
    IndicatorLine,
    KitLine,
    Partner,
    ProjectHead,
    Quality,
    ReportPeriod,
    Restatement,
    SeriesPoint,
    SessionLine,
    Shown,
)
from app.reports.texts import Direction

ARABIC = {
    "Results": "النتائج",
    "Summary": "ملخص",
    "Disaggregation": "التوزيع",
    "Kits": "الحقائب",
    "Sessions": "الجلسات",
    "Control": "المراجعة",
    "People reached": "الأشخاص الذين تم الوصول إليهم",
    "Methodology": "المنهجية",
    "Donor report": "تقرير إلى المانح",
    "Community": "الجالية",
    "Sex": "الجنس",
    "Age": "العمر",
    "All": "المجموع",
    "By sex and age": "حسب الجنس والعمر",
    "By community and sex": "حسب الجالية والجنس",
    "Page %(page)s of %(pages)s": "صفحة %(page)s من %(pages)s",
    "Data cut-off": "تاريخ إقفال البيانات",
    "Partners": "الشركاء",
    "Agency": "الوكالة",
    "Donors": "المانحون",
    "Target": "الهدف",
    "Baseline": "خط الأساس",
    "Indicator": "المؤشر",
    "This period": "هذه الفترة",
    "Cumulative": "التراكمي",
    "Status": "الحالة",
    "Date": "التاريخ",
    "Area": "المنطقة",
}


class PlainTexts:
    """A language without a catalogue: English, or the few Arabic headings above."""

    def __init__(self, language: str = "en") -> None:
        self._language = language

    @property
    def language(self) -> str:
        return self._language

    @property
    def direction(self) -> Direction:
        return "rtl" if self._language == "ar" else "ltr"

    def gettext(self, msgid: str) -> str:
        return ARABIC.get(msgid, msgid) if self._language == "ar" else msgid

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return singular if n == 1 else plural

    def number(self, value: float) -> str:
        return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"

    def date(self, day: date) -> str:
        return day.isoformat()

    def instant(self, moment: datetime) -> str:
        return moment.strftime("%Y-%m-%d %H:%M UTC")


NAMES = {
    "en": {
        "ET": "Ethiopian", "BD": "Bangladeshi", "PH": "Filipino", "LK": "Sri Lankan", "SD": "Sudanese", "OTHER": "Other",
        "f": "Women, girls", "m": "Men, boys", "o": "Other", "ns": "Not stated",
        "0-17": "0-17", "18-59": "18-59", "60+": "60+",
        "title": "Protection of migrants from trafficking in persons", "reached": "People reached, per session",
    },
    "ar": {
        "ET": "إثيوبية", "BD": "بنغلاديشية", "PH": "فلبينية", "LK": "سريلانكية", "SD": "سودانية", "OTHER": "أخرى",
        "f": "نساء وفتيات", "m": "رجال وفتيان", "o": "آخر", "ns": "غير مذكور",
        "0-17": "0-17", "18-59": "18-59", "60+": "60+",
        "title": "حماية المهاجرين من الاتجار بالأشخاص", "reached": "الأشخاص الذين تم الوصول إليهم، لكل جلسة",
    },
}  # fmt: skip

PEOPLE = {
    "ET": {("f", "18-59"): 48, ("m", "18-59"): 7, ("f", "0-17"): 6},
    "BD": {("f", "18-59"): 27, ("m", "18-59"): 14, ("f", "60+"): 2},
    "PH": {("f", "18-59"): 21, ("f", "0-17"): 3, ("f", "60+"): 6},
    "LK": {("f", "18-59"): 12, ("m", "18-59"): 9},
    "SD": {("m", "18-59"): 11, ("f", "18-59"): 8, ("m", "0-17"): 5},
}
"""Who came on 30 July 2022 in the demo story: 179 people."""

SESSIONS = [("BEY-2022-07-30-01", "LB11", 53), ("BEY-2022-07-30-02", "LB11", 61), ("TRI-2022-07-30-01", "LB3", 40),
            ("SAI-2022-08-02-01", "LB4", 22), ("BEY-2022-08-04-01", "LB11", 3)]  # fmt: skip
AREAS = {"LB11": "Beirut", "LB3": "North", "LB4": "South"}


def counts() -> dict[tuple[str, str, str], int]:
    """The exact inner cells, zeros included."""
    return {
        (community, sex, age): people.get((sex, age), 0)
        for community, people in PEOPLE.items()
        for sex in ("f", "m", "ns")
        for age in ("0-17", "18-59", "60+")
    }


def sample(language: str = "en", *, threshold: int = 5, further_sessions: int = 0) -> DonorReport:
    """The report; `further_sessions` adds that many lines to the annex (with nobody reached)."""
    names = NAMES[language]
    table = protect(counts(), threshold)
    lines = [SessionCount(code, area, code[4:11], people) for code, area, people in SESSIONS]
    shown = protect_activity(lines, threshold)
    hidden = [str(code) for code, value in shown.sessions.items() if isinstance(value, str)]
    door: dict[str, Shown] = protect_series(
        {code: people + 2 for code, _area, people in SESSIONS}, threshold, also=hidden
    )
    sessions = [
        SessionLine(
            code=code, date=date.fromisoformat(code[4:14]), area=AREAS[area], lead="Caritas Lebanon",
            partners=("KAFA", "=UPEL"), activity_type="Awareness session",
            area_code=area, activity="awareness_session", reached=shown.sessions[code],
            door=door[code], kits=None, status="Verified",
        )
        for code, area, _people in SESSIONS
    ]  # fmt: skip
    sessions += [
        replace(sessions[0], code=f"BEY-2022-09-01-{number:05}", reached=0, door=0)
        for number in range(further_sessions)
    ]
    return DonorReport(
        project=ProjectHead(
            code="LBNT39", title=names["title"], agency="IOM",
            donors=(Donor(organisation="Switzerland", grant_reference="CH-81074"),),
            starts_on=date(2021, 1, 1), ends_on=date(2027, 12, 31),
        ),
        period=ReportPeriod(from_date=date(2022, 7, 1), to_date=date(2022, 9, 30)),
        language=language,
        generated_at=datetime(2022, 10, 5, 8, 30, tzinfo=UTC),
        audience="Donor",
        threshold=threshold,
        summary="On the World Day against Trafficking in Persons, 179 people came to awareness sessions in Lebanon.",
        figures=(
            Figure(key="people_reached", label=names["reached"], value=179, note="Counted per session"),
            Figure(key="sessions_held", label="Sessions held", value=5),
            Figure(key="door_count", label="Door count", value=189),
            Figure(key="partners_involved", label="Partner organisations", value=4),
            Figure(key="kits_given", label="Dignity kits given", value=1164),
            Figure(key="referrals", label="Referrals", value="<k"),
            Figure(key="outcome", label="Outcome quiz", value=None, note="Not collected"),
        ),
        indicators=(
            IndicatorLine(code="1.1", title="Migrants who took part in sessions", unit="attendances", baseline=0,
                          target=1000, actual=179, cumulative=812, percent=81.2, status="On track"),
            IndicatorLine(code="1.2", title="Officials trained", unit="people", baseline=0, target=None, actual=0,
                          cumulative=37, percent=None, status=""),
        ),
        disaggregation=Disaggregation(
            communities=tuple(Category(code=code, label=names[code]) for code in table.communities),
            sexes=tuple(Category(code=code, label=names[code]) for code in table.sexes),
            age_bands=tuple(Category(code=code, label=names.get(code, code)) for code in table.age_bands),
            cells=tuple(
                Cell.model_validate({"community": c, "sex": s, "age_band": a, "value": value})
                for (c, s, a), value in table.cells.items()
            ),
            notes=tuple(str(words) for words in table.told),
        ),
        kits=(KitLine(item="DK-F", label="Dignity kit, woman", lot="CH-2022-01", opening=200, received=1200,
                      distributed=1164, returned=31, lost=3, balance=233),),
        sessions=tuple(sessions),
        by_month=tuple(SeriesPoint.model_validate({"code": m, "label": m, "value": v}) for m, v in shown.by_month.items()),
        by_area=tuple(SeriesPoint.model_validate({"code": a, "label": AREAS[a], "value": v}) for a, v in shown.by_area.items()),
        partners=(Partner(code="CARITAS", name="Caritas Lebanon", roles=("Lead",), sessions=5),
                  Partner(code="KAFA", name="KAFA", roles=("Facilitator",), sessions=5)),
        coverage=Coverage(included=5, excluded=(Excluded(reason="Not yet verified", sessions=1),), shared_with_other_projects=2),
        quality=Quality(expected=7, reported=6, verified=5, late=1, cancelled=1, exceptions=0),
        restatements=(Restatement(figure="People reached", period="2022-03", before=214, after=209, reason="data-entry error"),),
        methodology=("People reached: the sum of the counts of verified sessions; one person may come to several.",),
        filters=(Category(code="project", label="LBNT39"),),
        audit_head="9f" * 32,
        codes=MachineCodes(
            agency="IOM", donors=("CH",),
            organisations=(OrganisationCode(code="CARITAS", name="Caritas Lebanon", kind="ngo", country="LB"),
                           OrganisationCode(code="CH", name="Switzerland", kind="donor", country="CH"),
                           OrganisationCode(code="IOM", name="IOM", kind="un_agency"),
                           OrganisationCode(code="KAFA", name="KAFA", kind="ngo", country="LB")),
            areas=(AreaCode(key="LB11", code="LB11", label="Beirut", governorate="LB1", governorate_label="Beirut", country="LBN"),
                   AreaCode(key="LB3", governorate="LB3", governorate_label="North", country="LBN"),
                   AreaCode(key="LB4", governorate="LB4", governorate_label="South", country="LBN")),
            sectors=(SectorShare(code="15190", percent=84), SectorShare(code="72010", percent=16)),
            indicators=(Following(indicator="1.1", measure="people_reached", adds_up=True),),
        ),
    ).sealed()  # fmt: skip
