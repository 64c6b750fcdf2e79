"""What a draft would give away beside everything that was released of its project, and what to choose instead."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from app.attendance.public import SEX_NAMES
from app.kernel.types import Sex
from app.kernel.words import Words, _
from app.platform import catalogues, formats
from app.platform.settings import Settings
from app.platform.unit_of_work import ReadTx
from app.reports.asked import Disclosure
from app.reports.disclosure.releases import GivenAway, Release, given_away
from app.reports.lens_rules import Detail
from app.reports.schemas import ALL, DonorReport
from app.reports.store import reports as store
from app.reports.tables import Lens, Report
from app.reports.use_cases.drafting import draft_of
from app.vocabularies import public as vocabularies

MOST_TOLD = 20
"""So many findings are told; the rest are of the same kind."""


def release_of(row: Report, lens: Lens, report: DonorReport) -> Release:
    """What a report would release."""
    return Release(
        report=row.id,
        first=row.from_date,
        last=row.to_date,
        cells={
            (cell.community, cell.sex, cell.age_band): cell.value if isinstance(cell.value, int) else None
            for cell in report.disaggregation.cells
        },
        months={
            point.code: point.value if isinstance(point.value, int) else None for point in report.by_month
        },
        threshold=lens.threshold,
    )


def released(look: ReadTx, project_id: UUID, attribution: str) -> list[Release]:
    """Every submission of a project's reports with this attribution that has left the house."""
    reports = {
        row.id: (row, lens)
        for row, lens in store.submitted_of_project(look.db, project_id)
        if lens.attribution == attribution
    }
    cells: dict[tuple[UUID, int], dict[tuple[str, str, str], int | None]] = {}
    months: dict[tuple[UUID, int], dict[str, int | None]] = {}
    for cell in store.released(look.db, reports):
        key = (cell.report_id, cell.number)
        if cell.month:
            months.setdefault(key, {})[cell.month] = cell.value
        else:
            cells.setdefault(key, {})[cell.community, cell.sex, cell.age_band] = cell.value
    return [
        Release(
            report=report_id,
            first=reports[report_id][0].from_date,
            last=reports[report_id][0].to_date,
            cells=shown,
            months=months.get((report_id, number), {}),
            threshold=reports[report_id][1].threshold,
        )
        for (report_id, number), shown in cells.items()
    ]


def disclosures(
    look: ReadTx, row: Report, lens: Lens, *, settings: Settings
) -> tuple[tuple[Disclosure, ...], tuple[Detail, ...]]:
    """What would come out, in words, and the coarser breakdowns with which nothing would. Inside use: nothing."""
    if not lens.threshold:
        return (), ()
    earlier = [one for one in released(look, row.project_id, lens.attribution) if one.report != row.id]
    if not earlier:
        return (), ()

    def found(detail: Detail | None = None) -> list[GivenAway]:
        draft = draft_of(look, row, lens, language=row.language, settings=settings, detail=detail)
        return given_away(release_of(row, lens, draft), earlier)

    now = found()
    if not now:
        return (), ()
    chosen = list(Detail).index(Detail(row.detail))
    offers = tuple(detail for detail in list(Detail)[chosen + 1 :] if not found(detail))
    return told(look, now), offers


def told(look: ReadTx, found: list[GivenAway]) -> tuple[Disclosure, ...]:
    """The findings in the language spoken."""
    return tuple(
        Disclosure(reports=one.reports, sentence=str(sentence)) for one, sentence in sentences(look, found)
    )


def sentences(look: ReadTx, found: list[GivenAway]) -> list[tuple[GivenAway, Words]]:
    """What to say of each finding; the small count itself is not said."""
    language = catalogues.current()
    names = {code: one.in_language(language) for code, one in vocabularies.community_names(look).items()}
    told_of = _("%(who)s, %(first)s to %(last)s: fewer people than may be shown could be worked out.")
    return [
        (one, told_of % {"who": _who(one, names), "first": _day(one.first), "last": _day(one.last)})
        for one in found[:MOST_TOLD]
    ]


def _who(one: GivenAway, names: Mapping[str, str]) -> str:
    community, sex, age = one.place
    parts = [
        names.get(community, community) if community != ALL else "",
        str(SEX_NAMES[Sex(sex)]) if sex != ALL else "",
        age if age != ALL else "",
    ]
    return ", ".join(part for part in parts if part) or str(_("Everybody"))


def _day(day: date) -> str:
    return formats.full_date(day)
