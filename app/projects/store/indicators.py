"""SQL of indicators and their targets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Date, Select, bindparam, delete, func, tuple_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from app.kernel.types import Names
from app.platform.asked import Among, Asked
from app.projects.rules import (
    KEPT_AS,
    Aggregation,
    Dimension,
    Measure,
    aggregation_kept,
    falls,
    usual_aggregation,
    usual_unit,
)
from app.projects.schemas import AddIndicator, IndicatorView, TargetLine
from app.projects.tables import Indicator, Project, Target


def find(db: Session, indicator_id: UUID, *, lock: bool = False) -> Indicator | None:
    """The indicator with this id; `lock` holds it until the transaction ends."""
    query = select(Indicator).where(Indicator.id == indicator_id)
    return db.exec(query.with_for_update() if lock else query).first()


def find_by_code(db: Session, project_id: UUID, code: str) -> Indicator | None:
    """The indicator of a project with this code."""
    query = select(Indicator).where(Indicator.project_id == project_id, Indicator.code == code)
    return db.exec(query).first()


def of_project(db: Session, project_id: UUID) -> list[Indicator]:
    """All indicators of a project in their order."""
    query = select(Indicator).where(Indicator.project_id == project_id)
    return list(db.exec(query.order_by(col(Indicator.position), col(Indicator.code))))


def listing(
    db: Session, *, project_id: UUID | None, after: tuple[UUID, str] | None, limit: int
) -> list[Indicator]:
    """Indicators by project and code, after a place in that order."""
    order = (col(Indicator.project_id), col(Indicator.code))
    query = select(Indicator).order_by(*order).limit(limit)
    if project_id is not None:
        query = query.where(Indicator.project_id == project_id)
    if after is not None:
        query = query.where(tuple_(*order) > tuple_(*after))
    return list(db.exec(query))


def targets_of(db: Session, indicator_ids: Iterable[UUID]) -> dict[UUID, list[Target]]:
    """The targets of these indicators by their days, one statement."""
    wanted = set(indicator_ids)
    found: dict[UUID, list[Target]] = {indicator_id: [] for indicator_id in wanted}
    if wanted:
        query = select(Target).where(col(Target.indicator_id).in_(wanted))
        for row in db.exec(query.order_by(col(Target.from_date), col(Target.to_date))):
            found[row.indicator_id].append(row)
    return found


def add(db: Session, new_id: UUID, project_id: UUID, command: AddIndicator) -> Indicator:
    """Insert an indicator at the end of its project's list, without its targets."""
    last = db.exec(select(func.max(Indicator.position)).where(Indicator.project_id == project_id)).one()
    row = Indicator(
        id=new_id,
        project_id=project_id,
        code=command.code,
        title_en=command.title.en,
        title_fr=command.title.fr,
        title_ar=command.title.ar,
        measure=command.measure.value,
        filter={dimension.value: codes for dimension, codes in command.filter.items()},
        unit=command.unit or usual_unit(command.measure),
        baseline=command.baseline,
        aggregation=KEPT_AS[command.aggregation or usual_aggregation(command.measure)],
        disaggregation=[dimension.value for dimension in command.disaggregation],
        position=(last or 0) + 1,
    )
    db.add(row)
    db.flush()
    return row


def replace_targets(db: Session, indicator_id: UUID, lines: Sequence[TargetLine]) -> None:
    """Put these targets in place of the ones before."""
    db.exec(delete(Target).where(col(Target.indicator_id) == indicator_id))
    for line in lines:
        db.add(
            Target(
                indicator_id=indicator_id, from_date=line.from_date, to_date=line.to_date, value=line.value
            )
        )
    db.flush()


def view(row: Indicator, targets: Iterable[Target], project_codes: Mapping[UUID, str]) -> IndicatorView:
    """The plain view of an indicator."""
    lines = tuple(
        TargetLine(from_date=target.from_date, to_date=target.to_date, value=target.value)
        for target in targets
    )
    measure = Measure(row.measure)
    aggregation = aggregation_kept(measure, row.aggregation)
    return IndicatorView(
        id=row.id,
        project_id=row.project_id,
        project=project_codes[row.project_id],
        code=row.code,
        title=Names(en=row.title_en, fr=row.title_fr, ar=row.title_ar),
        measure=measure,
        filter={Dimension(name): codes for name, codes in row.filter.items()},
        unit=row.unit,
        baseline=row.baseline,
        aggregation=aggregation,
        disaggregation=tuple(Dimension(name) for name in row.disaggregation),
        targets=lines,
        falls=falls(aggregation, row.baseline, lines),
        version=row.version,
    )


class Wished(NamedTuple):
    """What is wanted of an indicator from one day to another, both included."""

    from_date: date
    to_date: date
    value: int


_target: Any = Target.__table__.c  # type: ignore[attr-defined]
_indicator: Any = Indicator.__table__.c  # type: ignore[attr-defined]
_project: Any = Project.__table__.c  # type: ignore[attr-defined]


def _between(_among: Among) -> Select[Any]:
    first, last = bindparam("from_date", type_=Date), bindparam("to_date", type_=Date)
    return (
        select_columns(
            _target.indicator_id, _target.from_date, _target.to_date, _target.value, _indicator.filter
        )
        .join_from(Target, Indicator, _indicator.id == _target.indicator_id)
        .join(Project, _project.id == _indicator.project_id)
        .where(
            _indicator.measure == bindparam("measure"),
            _indicator.aggregation == Aggregation.SUM.value,
            _target.from_date <= last,
            _target.to_date >= first,
            _project.starts_on <= last,
            _project.ends_on >= first,
        )
    )


_OF_ALL = Asked(_between)
_OF_SOME = Asked(lambda among: _between(among).where(among(_indicator.project_id, "projects")))


def targets_between(
    db: Session, measure: Measure, project_ids: Iterable[UUID] | None, from_date: date, to_date: date
) -> dict[UUID, list[Wished]]:
    """Indicator → its targets that overlap two days; one statement.

    Only indicators that follow the whole of a measure (no filter) and add up, of projects that run in those
    days (`project_ids` None: of all of them).
    """
    asked: dict[str, Any] = {"measure": measure.value, "from_date": from_date, "to_date": to_date}
    if project_ids is None:
        rows = _OF_ALL.rows(db.connection(), **asked)
    else:
        rows = _OF_SOME.rows(db.connection(), projects=set(project_ids), **asked)
    found: dict[UUID, list[Wished]] = {}
    for indicator_id, first, last, value, narrowed in rows:
        if not narrowed:
            found.setdefault(indicator_id, []).append(Wished(first, last, value))
    return found
