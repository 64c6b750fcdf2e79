"""The report as the page shows it: finished words in the report's language, tables as rows of text.

The same decisions as on paper (signs, headings, which tables exist), so that page and PDF cannot disagree.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date

from markupsafe import Markup

from app.reports.drawings import drawings
from app.reports.page_view.parts import Figured, Line, ReportPage, Table, Tile
from app.reports.page_view.people import PeopleTables
from app.reports.page_view.rows import RowsBehind
from app.reports.quality import left_out, quality_lines
from app.reports.schemas import DonorReport, SeriesPoint
from app.reports.signs import asked_in_all, explained, for_people, titled
from app.reports.texts import Texts, listed

MOST_SESSIONS = 150
"""Sessions listed on the page; a sentence says how many more the workbook holds."""


def report_page(report: DonorReport, texts: Texts, *, linked: bool = False) -> ReportPage:
    """The page of a report in the language of `texts`; `linked`: its numbers lead to their rows."""
    return _Page(report, texts, linked=linked).whole()


class _Page:
    def __init__(self, report: DonorReport, texts: Texts, *, linked: bool) -> None:
        self.report, self.texts, self.say = report, texts, texts.gettext
        days = report.period
        self.rows = RowsBehind(report.project.code, days.from_date, days.to_date) if linked else None
        self.people = PeopleTables(report.disaggregation, report.threshold, texts)

    def show(self, value: float | str | None) -> str:
        return for_people(value, self.report.threshold, self.texts)

    def whole(self) -> ReportPage:
        report, texts, say = self.report, self.texts, self.say
        project = report.project
        ends = texts.date(project.ends_on) if project.ends_on else say("open")
        donors = "; ".join(f"{one.organisation} ({one.grant_reference})" for one in project.donors)
        more = len(report.sessions) - MOST_SESSIONS
        sentence = texts.ngettext(
            "%(num)s more session is listed in the workbook.",
            "%(num)s more sessions are listed in the workbook.",
            max(more, 0),
        )
        return ReportPage(
            language=texts.language,
            direction=texts.direction,
            code=project.code,
            title=project.title,
            period=(texts.date(report.period.from_date), texts.date(report.period.to_date)),
            provisional=report.provisional_note,
            summary=report.summary,
            narratives=tuple((one.heading, one.paragraphs) for one in report.narratives),
            restated=self._restated(),
            facts=(
                (say("Agency"), project.agency),
                (say("Donors"), donors or "–"),
                (say("Project runs"), f"{texts.date(project.starts_on)} – {ends}"),
                (say("Made for"), report.audience or "–"),
                *([(say("What is counted"), " ".join(report.only))] if report.only else []),
            ),
            tiles=tuple(
                Tile(one.label, self.show(one.value), one.note, self._of_figure(one.key))
                for one in report.figures
            ),
            results=self._results(),
            parts=self._parts(),
            figured=self._figured(),
            people=tuple(self.people.in_detail()),
            notes=tuple(
                note for note in (*report.disaggregation.notes, explained(report.threshold, texts)) if note
            ),
            districts=self._districts(),
            kits=self._kits(),
            feedback=self._feedback(),
            asked=asked_in_all(report, texts),
            partners=self._partners(),
            sessions=self._sessions(),
            more_sessions=sentence % {"num": texts.number(more)} if more > 0 else "",
            coverage=self._coverage(),
            quality_notes=report.quality.notes,
            methodology=report.methodology,
            footer=(
                (say("Data cut-off"), texts.instant(report.generated_at)),
                (say("Hash"), report.hash),
                (say("Audit head"), report.audit_head or "–"),
            ),
        )

    def _restated(self) -> tuple[str, ...]:
        sentence = self.say("Restated: %(figure)s, %(period)s: from %(before)s to %(after)s (%(reason)s)")
        return tuple(
            sentence
            % {
                "figure": one.figure,
                "period": one.period,
                "before": self.show(one.before),
                "after": self.show(one.after),
                "reason": one.reason,
            }
            for one in self.report.restatements
        )

    def _of_figure(self, key: str) -> str | None:
        """The rows every figure but the quotient is counted from; None for readers who may not see them."""
        return None if self.rows is None or key == "kits_per_person" else self.rows.sessions()

    def _in_month(self, code: str) -> str | None:
        if self.rows is None:
            return None
        first = date.fromisoformat(f"{code}-01")
        return self.rows.sessions(first=first, last=first.replace(day=monthrange(first.year, first.month)[1]))

    def _of_sessions(self, *, area: str = "", organisation: str = "") -> str | None:
        return None if self.rows is None else self.rows.sessions(area=area, organisation=organisation)

    def _results(self) -> Table | None:
        say = self.say
        follows = {one.indicator: one.measure for one in self.report.codes.indicators}
        columns = ("Baseline", "Target", "This period", "Cumulative", "% of target", "Status")
        lines = tuple(
            Line(
                f"{one.code} {titled(one, self.report.threshold, self.texts)}",
                (
                    *(
                        self.show(value)
                        for value in (one.baseline, one.target, one.actual, one.cumulative, one.percent)
                    ),
                    one.status or "–",
                ),
                href=self.rows.of_measure(follows[one.code]) if self.rows and one.code in follows else None,
            )
            for one in self.report.indicators
        )
        if not lines:
            return None
        return Table(say("Results"), say("Indicator"), tuple(say(one) for one in columns), lines)

    def _parts(self) -> Table | None:
        lines = tuple(
            Line(f"{one.code} {one.title}", (part.by, part.label, self.show(part.actual)))
            for one in self.report.indicators
            for part in one.parts
        )
        if not lines:
            return None
        columns = (self.say("Broken down by"), self.say("Part"), self.say("This period"))
        return Table(self.say("Results in parts"), self.say("Indicator"), columns, lines, text_columns=2)

    def _figured(self) -> tuple[Figured, ...]:
        """Charts by month, area, community and age; month and area have their table beside them."""
        made = {one.key: one for one in drawings(self.report, self.texts, for_document=False)}
        tables = {
            "by_month": self._series(self.say("Month"), self.report.by_month, self._in_month),
            "by_area": self._series(
                self.say("Area"), self.report.by_area, lambda code: self._of_sessions(area=code)
            ),
            "communities": self.people.by_community(),
            "ages": self.people.by_age(),
        }
        headings = {
            "by_month": self.say("People reached by month"),
            "by_area": self.say("People reached by area"),
            "communities": self.say("People reached by community and sex"),
            "ages": self.say("People reached by age and sex"),
        }
        return tuple(
            Figured(
                headings[key],
                Markup(made[key].svg) if key in made else None,  # noqa: S704 - our own drawing, escaped mark by mark
                table,
                made[key].note if key in made else "",
            )
            for key, table in tables.items()
            if table is not None
        )

    def _series(
        self, first: str, points: Sequence[SeriesPoint], href: Callable[[str], str | None]
    ) -> Table | None:
        if not points:
            return None
        lines = tuple(Line(one.label, (self.show(one.value),), href=href(one.code)) for one in points)
        return Table("", first, (self.say("People reached"),), lines)

    def _districts(self) -> Table | None:
        say = self.say
        lines = tuple(
            Line(
                one.label,
                (one.code, one.governorate, self.show(one.value)),
                href=self._of_sessions(area=one.code),
            )
            for one in self.report.by_district
        )
        if not lines:
            return None
        columns = (say("P-code"), say("Governorate"), say("People reached"))
        return Table(say("People reached by district"), say("District"), columns, lines, text_columns=2)

    def _feedback(self) -> Table | None:
        say = self.say
        lines = tuple(
            Line(
                one.label,
                (self.show(one.good), self.show(one.n), self.show(one.percent)),
                href=self._of_sessions(),
            )
            for one in self.report.feedback.lines
        )
        if not lines:
            return None
        columns = (say("Good answers"), say("Who answered"), say("% of those who answered"))
        return Table(say("What people said after distributions"), say("What people said"), columns, lines)

    def _kits(self) -> Table | None:
        columns = (
            "Lot",
            "Opening balance",
            "Received",
            "Distributed",
            "Returned from sessions",
            "Lost",
            "Balance",
        )
        lines = tuple(
            Line(
                kit.label,
                (
                    kit.lot or "–",
                    *(
                        self.show(value)
                        for value in (
                            kit.opening,
                            kit.received,
                            kit.distributed,
                            kit.returned,
                            kit.lost,
                            kit.balance,
                        )
                    ),
                ),
                href=self.rows.stock() if self.rows else None,
            )
            for kit in self.report.kits
        )
        if not lines:
            return None
        headings = tuple(self.say(one) for one in columns)
        return Table(self.say("Kits"), self.say("Item"), headings, lines, text_columns=1)

    def _partners(self) -> Table | None:
        lines = tuple(
            Line(
                one.name,
                (listed(one.roles, self.texts) or "–", self.texts.number(one.sessions)),
                href=self._of_sessions(organisation=one.code),
            )
            for one in self.report.partners
        )
        if not lines:
            return None
        columns = (self.say("Part taken"), self.say("Sessions"))
        return Table(self.say("Partners"), self.say("Organisation"), columns, lines, text_columns=1)

    def _sessions(self) -> Table | None:
        lines = tuple(
            Line(
                one.code,
                (
                    self.texts.date(one.date),
                    one.area,
                    ", ".join((one.lead, *one.partners)),
                    one.activity_type,
                    *(self.show(value) for value in (one.reached, one.door, one.kits)),
                ),
                href=None
                if self.rows is None
                else self.rows.sessions(first=one.date, last=one.date, area=one.area_code),
            )
            for one in self.report.sessions[:MOST_SESSIONS]
        )
        if not lines:
            return None
        columns = ("Date", "Area", "Lead and partners", "Activity", "Reached", "Door", "Kits")
        headings = tuple(self.say(one) for one in columns)
        return Table(self.say("Sessions"), self.say("Session"), headings, lines, text_columns=4, coded=True)

    def _coverage(self) -> Table:
        covered, texts, say = self.report.coverage, self.texts, self.say
        lines = [
            (say("Sessions included"), covered.included),
            *((left_out(one, texts), one.sessions) for one in covered.excluded),
            (say("Shared with other projects"), covered.shared_with_other_projects),
            *quality_lines(self.report, texts),
        ]
        rows = tuple(Line(label, (texts.number(value),)) for label, value in lines)
        return Table(say("Coverage and data quality"), say("Sessions"), (say("Number"),), rows)
