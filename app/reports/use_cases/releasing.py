"""What a draft would give away beside everything that was released of its project, and what to choose instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from app.access.actor import Scope
from app.attendance.public import SEX_NAMES
from app.kernel.types import Sex
from app.kernel.words import Words, _
from app.measures import public as measures
from app.platform import catalogues, formats
from app.platform.settings import Settings
from app.platform.unit_of_work import ReadTx
from app.projects import public as projects
from app.reports.asked import Disclosure
from app.reports.disclosure.joining import Grid, Release
from app.reports.disclosure.releases import GivenAway, Groups, given_away
from app.reports.lens_rules import Attribution, Detail
from app.reports.schemas import ALL, PRIMARY, DonorReport
from app.reports.store import reports as store
from app.reports.tables import Lens, ReleasedCell, Report
from app.reports.use_cases.drafting import draft_of
from app.vocabularies import public as vocabularies

MOST_TOLD = 20
"""So many findings are told; the rest are of the same kind."""


def release_of(row: Report, lens: Lens, report: DonorReport) -> Release:
    """What a report would release."""
    people = {(one.community, one.sex, one.age_band): one.value for one in report.disaggregation.cells}
    months = {point.code: point.value for point in report.by_month}
    return Release(
        report=row.id,
        first=row.from_date,
        last=row.to_date,
        cells={place: value if isinstance(value, int) else None for place, value in people.items()},
        months={month: value if isinstance(value, int) else None for month, value in months.items()},
        threshold=lens.threshold,
        small=frozenset(place for place, value in people.items() if value == PRIMARY),
        small_months=frozenset(month for month, value in months.items() if value == PRIMARY),
        scope=report.project.code,
    )


def released(look: ReadTx, project_id: UUID, attribution: str) -> list[Release]:
    """Every submission of a project's reports with this attribution that has left the house."""
    reports = {
        row.id: (row, lens)
        for row, lens in store.submitted_of_project(look.db, project_id)
        if lens.attribution == attribution
    }
    if not reports:
        return []
    kept: dict[tuple[UUID, int], list[ReleasedCell]] = {}
    for cell in store.released(look.db, reports):
        kept.setdefault((cell.report_id, cell.number), []).append(cell)
    scope = projects.by_ids(look, [project_id])[project_id].code
    return [_kept(*reports[report_id], cells, scope) for (report_id, _number), cells in kept.items()]


def _kept(row: Report, lens: Lens, cells: Sequence[ReleasedCell], scope: str) -> Release:
    """A submission as it was written down."""
    people = {(one.community, one.sex, one.age_band): one for one in cells if not one.month}
    months = {one.month: one for one in cells if one.month}
    return Release(
        report=row.id,
        first=row.from_date,
        last=row.to_date,
        cells={place: one.value for place, one in people.items()},
        months={month: one.value for month, one in months.items()},
        threshold=lens.threshold,
        small=frozenset(place for place, one in people.items() if one.sign == PRIMARY),
        small_months=frozenset(month for month, one in months.items() if one.sign == PRIMARY),
        scope=scope,
    )


def beside_all(look: ReadTx, row: Report, lens: Lens, report: DonorReport) -> list[GivenAway]:
    """What a report would give away beside everything released of its project and of those that share its sessions.

    Reports of shares are compared within their project only: the parts of other projects are other people.
    """
    new = release_of(row, lens, report)
    own = [one for one in released(look, row.project_id, lens.attribution) if one.report != row.id]
    found = given_away(new, own)
    if lens.attribution != Attribution.FULL.value:
        return found
    for other in _sharing(look, row):
        theirs = released(look, other, lens.attribution)
        if theirs:
            more = given_away(new, [*own, *theirs], lambda grid: _kinds_of_sessions(look, grid))
            found += [one for one in more if one not in found]
    return found


def _sharing(look: ReadTx, row: Report) -> list[UUID]:
    """The other projects that pay for sessions of the same days."""
    cut = measures.Cut(projects=frozenset({row.project_id}), from_date=row.from_date, to_date=row.to_date)
    everything = Scope(everything=True)
    shared = measures.figures(look, everything, "sessions_held", by=("project",), cut=cut)
    known = projects.by_codes(look, [one.codes[0] for one in shared.rows if one.value and one.codes[0]])
    return sorted(one.id for one in known.values() if one.id != row.project_id)


def _kinds_of_sessions(look: ReadTx, grid: Grid) -> Groups:
    """Which sessions there are in each stretch of days: of both projects, or of one alone."""
    scopes = sorted({one.scope for one in grid.releases})
    ids = {code: one.id for code, one in projects.by_codes(look, scopes).items()}
    kinds: dict[date, Sequence[frozenset[str]]] = {}
    for start, end in grid.stretches:
        found: set[frozenset[str]] = set()
        for scope in scopes:
            cut = measures.Cut(
                projects=frozenset({ids[scope]}), from_date=start, to_date=end - timedelta(days=1)
            )
            by = measures.figures(look, Scope(everything=True), "sessions_held", by=("project",), cut=cut)
            total = by.total.value or 0
            for one in by.rows:
                if one.codes[0] in scopes and one.value:
                    found.add(frozenset({scope, one.codes[0]}))
            if all(other == scope or _of(by, other) < total for other in scopes) and total:
                found.add(frozenset({scope}))
            else:
                found.discard(frozenset({scope}))
        kinds[start] = sorted(found, key=sorted)
    return kinds


def _of(by: measures.Figures, code: str) -> float:
    return next((row.value or 0 for row in by.rows if row.codes[0] == code), 0)


def disclosures(
    look: ReadTx, row: Report, lens: Lens, *, settings: Settings
) -> tuple[tuple[Disclosure, ...], tuple[Detail, ...]]:
    """What would come out, in words, and the coarser breakdowns with which nothing would. Inside use: nothing."""
    if not lens.threshold:
        return (), ()

    def found(detail: Detail | None = None) -> list[GivenAway]:
        draft = draft_of(look, row, lens, language=row.language, settings=settings, detail=detail)
        return beside_all(look, row, lens, draft)

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
