"""The protected cube: what a screen may show to somebody for whom small counts are protected.

A filter on such a screen chooses rows of the cube and never counts anew: a fresh count of what a filter leaves
would be one more published total, from which hidden cells could be worked out. For a donor the cube *is* what
was sent: the newest report of the days asked for. Nothing else of the grant is shown, so nothing else is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.access.actor import Actor
from app.platform.unit_of_work import ReadTx
from app.reports.build.spoken import Spoken
from app.reports.disclosure import Place
from app.reports.frozen import reports_of
from app.reports.lens_rules import ReportStatus
from app.reports.public.rights import paid_for
from app.reports.schemas import ALL, DonorReport, Shown
from app.reports.signs import for_people
from app.reports.store import reports as store


@dataclass(frozen=True, slots=True)
class ProtectedCube:
    """One report's figures as whoever it was sent to may know them, in the language asked for.

    `report` with everything in it (results, months, areas, kits, sessions, notes); `report_id` where it is read.
    """

    report_id: UUID
    report: DonorReport

    @property
    def cells(self) -> Mapping[Place, Shown]:
        """(community, sex, age band) -> count, `<k` or `c`; `all` makes a total; absent: not told."""
        return {
            (cell.community, cell.sex, cell.age_band): cell.value for cell in self.report.disaggregation.cells
        }

    @property
    def figures(self) -> Mapping[str, Shown | None]:
        """Key figures by measure."""
        return {figure.key: figure.value for figure in self.report.figures}

    def value(self, community: str = ALL, sex: str = ALL, age_band: str = ALL) -> Shown | None:
        """The cell of a filter; None where the cube does not tell it."""
        return self.cells.get((community, sex, age_band))

    def words(self, value: float | str | None) -> str:
        """A value as its reader sees it: a number in the language of the report, `<5`, `c`, a dash for none."""
        return for_people(value, self.report.threshold, Spoken(self.report.language))

    def chosen(self, *, community: str = "", sex: str = "", age_band: str = "") -> dict[Place, Shown]:
        """The rows a filter leaves, totals included, in the order of the report; an empty code leaves all."""
        wanted = (community, sex, age_band)
        return {
            place: value
            for place, value in self.cells.items()
            if all(not code or place[at] == code for at, code in enumerate(wanted))
        }


def released_to(look: ReadTx, actor: Actor, project_id: UUID) -> list[tuple[UUID, date, date]]:
    """(report, first day, last day) of what was sent to this donor of a project, the newest period first."""
    if project_id not in paid_for(look, actor):
        return []
    rows = [
        row
        for row, _lens in store.submitted_of_project(look.db, project_id)
        if row.status != ReportStatus.DRAFT.value
    ]
    rows.sort(key=lambda row: (row.to_date, row.from_date, str(row.id)), reverse=True)
    return [(row.id, row.from_date, row.to_date) for row in rows]


def sent_report(
    look: ReadTx, actor: Actor, project_id: UUID, language: str, first: date, last: date
) -> DonorReport | None:
    """The report of exactly these days, as it was sent to this donor; None when there is none."""
    cube = cube_for(look, actor, project_id, language=language, from_date=first, to_date=last)
    if cube is None or (cube.report.period.from_date, cube.report.period.to_date) != (first, last):
        return None
    return cube.report


def cube_for(
    look: ReadTx,
    actor: Actor,
    project_id: UUID,
    *,
    language: str,
    from_date: date | None = None,
    to_date: date | None = None,
) -> ProtectedCube | None:
    """What a donor was told of a project: the report of exactly these days, else the newest that lies within them.

    Days that are left out bound nothing. None for strangers to the grant and while nothing was sent.
    """
    first, last = from_date or date.min, to_date or date.max
    sent = [one for one in released_to(look, actor, project_id) if first <= one[1] and one[2] <= last]
    exactly = [one for one in sent if (one[1], one[2]) == (first, last)]
    for report_id, *_days in exactly or sent:
        row = store.find(look.db, report_id)
        snapshot = store.snapshot(look.db, report_id, row.number) if row else None
        report = reports_of(snapshot.facts)[1][language] if snapshot else None
        if report is not None and report.threshold:  # exact figures were frozen for inside use
            return ProtectedCube(report_id, report)
    return None
