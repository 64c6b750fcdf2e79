"""How the indicators of a project stand today: for those inside who see all of it, so nothing is hidden."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel import clock
from app.kernel.errors import NotFound
from app.kernel.types import Command, Names, View
from app.platform import catalogues
from app.platform.settings import Settings
from app.platform.unit_of_work import UnitOfWork
from app.projects import public as projects
from app.reports.build.asking import Asked
from app.reports.build.indicators import Hides, results
from app.reports.disclosure import protect
from app.reports.public.rights import right_to
from app.reports.rules import STANDING_NAMES, Period, ReportAudience, Standing, days_of
from app.reports.schemas import IndicatorLine
from app.reports.use_cases.making import check_days


class ResultsQuery(Command):
    """Which days: from the first of this quarter until today when left out."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    from_date: Annotated[date | None, Field(alias="from", description="First local day, included")] = None
    to_date: Annotated[date | None, Field(alias="to", description="Last local day, included")] = None
    language: Annotated[Literal["en", "fr", "ar"], Field(alias="lang", description="Language of titles")] = (
        "en"
    )


class ResultLine(View):
    """One indicator. `milestone` is what was due of the target by the last day; a share is in percent of its `n`.

    `measured` is false for one whose measure does not know what it is narrowed by.
    """

    id: UUID
    code: str
    title: str
    unit: str
    measure: str
    baseline: float
    milestone: float | None
    target: float | None
    actual: float | None
    n: int | None
    cumulative: float | None
    cumulative_n: int | None
    percent: float | None
    status: Standing | None
    falls: bool
    measured: bool


class ProjectResults(View):
    """The indicators of a project in their order, over these days."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True, serialize_by_alias=True)

    project: str
    title: Names
    from_date: date = Field(alias="from")
    to_date: date = Field(alias="to")
    items: list[ResultLine]


def project_results(
    actor: Actor, code: str, asked: ResultsQuery, *, uow: UnitOfWork, settings: Settings
) -> ProjectResults:
    """The results table of a project in the language asked for, exact.

    Raises NotFound, Forbidden for who may not see all of the project, Invalid for days out of order.
    """
    actor.require(Permission.REPORT_MAKE)
    today = clock.today(settings.time_zone)
    with uow.read() as look:
        project = projects.by_codes(look, [code]).get(code)
        if project is None:
            raise NotFound
        right = right_to(look, actor, project.id)
        audience = right.audience(ReportAudience.INSIDE)
        last = asked.to_date or max(min(today, project.ends_on), project.starts_on)
        check_days(last, last)
        first = asked.from_date or max(days_of(Period.THIS_QUARTER, last)[0], min(project.starts_on, last))
        check_days(first, last)
        about = Asked(
            project=project,
            from_date=first,
            to_date=last,
            language=asked.language,
            audience=audience,
            threshold=0,
            scope=right.scope,
            stores=right.stores,
            time_zone=settings.time_zone,
            audit_head="",
        )
        rows = projects.indicators(look, project.id)
        with catalogues.speaking(asked.language):
            lines = results(look, about, protect({}, 0), Hides())
            items = [_line(row, line) for row, line in zip(rows, lines, strict=True)]
    return ProjectResults(
        project=project.code, title=project.title, from_date=first, to_date=last, items=items
    )


def _line(row: projects.IndicatorView, line: IndicatorLine) -> ResultLine:
    standings = {str(name): one for one, name in STANDING_NAMES.items()}
    return ResultLine(
        id=row.id,
        code=row.code,
        title=line.title,
        unit=line.unit,
        measure=row.measure.value,
        baseline=row.baseline,
        milestone=line.milestone,
        target=line.target,
        actual=_number(line.actual),
        n=_whole(line.n),
        cumulative=_number(line.cumulative),
        cumulative_n=_whole(line.cumulative_n),
        percent=line.percent,
        status=standings.get(line.status),
        falls=row.falls,
        measured=not line.status or line.status in standings,
    )


def _number(value: float | str | None) -> float | None:
    return None if isinstance(value, str) else value


def _whole(value: int | str | None) -> int | None:
    return None if isinstance(value, str) else value
