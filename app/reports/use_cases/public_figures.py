"""A project's figures for everybody: whole quarters, at least a month old, rounded so that nobody can be met in them."""

from __future__ import annotations

from datetime import date
from typing import cast

from app.access.actor import Scope
from app.kernel import clock
from app.kernel.errors import Invalid, NotFound
from app.kernel.types import View
from app.kernel.words import _
from app.measures import public as measures
from app.platform.settings import Settings
from app.platform.unit_of_work import ReadTx, UnitOfWork
from app.projects import public as projects
from app.reports.disclosure.rounding import BASE, public_table
from app.reports.disclosure.shapes import Place
from app.reports.public.thresholds import threshold_of
from app.reports.rules import ReportAudience, quarters_told
from app.reports.schemas import Cell
from app.reports.store import protection as store
from app.vocabularies import public as vocabularies


class PublicFigures(View):
    """People reached in one quarter, every count a multiple of `base`. No cells: too few people in all."""

    project: str
    title: str
    from_date: date
    to_date: date
    base: int
    threshold: int
    cells: tuple[Cell, ...]
    quarters: tuple[str, ...]


def quarter_name(first: date) -> str:
    """`2022-Q3`."""
    return f"{first.year}-Q{(first.month + 2) // 3}"


def public_figures(
    code: str, quarter: str | None, language: str, *, uow: UnitOfWork, settings: Settings
) -> PublicFigures:
    """The newest quarter, or the one asked for. Raises NotFound where a project shows nothing to everybody."""
    with uow.read() as look:
        project = projects.by_codes(look, [code]).get(code)
        shown = store.public_figures(look.db, project.id) if project else None
        if project is None or shown is None or not shown.shown:
            raise NotFound
        told = {
            quarter_name(first): (first, last)
            for first, last in quarters_told(
                project.starts_on, project.ends_on, clock.today(settings.time_zone)
            )
        }
        if not told:
            raise NotFound
        chosen = quarter or next(iter(told))
        if chosen not in told:
            raise Invalid.of("quarter", "quarter.unknown", _("There are no figures of this quarter."))
        first, last = told[chosen]
        threshold = threshold_of(look, ReportAudience.PUBLIC, settings)
        return PublicFigures(
            project=project.code,
            title=project.title.in_language(language),
            from_date=first,
            to_date=last,
            base=BASE,
            threshold=threshold,
            cells=tuple(
                Cell(community=community, sex=sex, age_band=age, value=value)
                for (community, sex, age), value in _table(look, project, first, last, threshold).items()
            ),
            quarters=tuple(told),
        )


def _table(
    look: ReadTx, project: projects.ProjectView, first: date, last: date, threshold: int
) -> dict[Place, int]:
    cut = measures.Cut(projects=frozenset({project.id}), from_date=first, to_date=last)
    scope = Scope(projects=frozenset({project.id}))
    found = measures.figures(look, scope, "people_reached", by=("community", "sex", "age_band"), cut=cut)
    counts = {cast("Place", row.codes): int(row.value or 0) for row in found.rows}
    never_alone = frozenset(one.code for one in vocabularies.communities(look) if one.never_alone)
    return public_table(counts, threshold, never_alone)
