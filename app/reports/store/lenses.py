"""SQL of lenses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select as columns_of
from sqlalchemy import tuple_
from sqlmodel import Session, col, select

from app.access.actor import Scope
from app.kernel import clock
from app.platform.asked import Asked
from app.reports.asked import AddLens
from app.reports.due import DueRule, Every
from app.reports.tables import Lens


class DatedLens(NamedTuple):
    """What of a lens says when its reports are due, and for whom they are."""

    id: UUID
    project_id: UUID
    name: str
    from_date: date
    to_date: date
    threshold: int
    due_every: str
    due_year_begins: int
    due_days: int
    due_first: date | None
    due_last: date | None


def find(db: Session, lens_id: UUID, *, lock: bool = False) -> Lens | None:
    """The lens with this id; `lock` holds it until the transaction ends."""
    query = select(Lens).where(Lens.id == lens_id)
    return db.exec(query.with_for_update() if lock else query).first()


def find_many(db: Session, ids: Iterable[UUID]) -> dict[UUID, Lens]:
    """Lenses by id; one statement."""
    wanted = set(ids)
    if not wanted:
        return {}
    return {row.id: row for row in db.exec(select(Lens).where(col(Lens.id).in_(wanted)))}


def listing(db: Session, scope: Scope, *, after: tuple[str, UUID] | None, limit: int) -> list[Lens]:
    """The lenses of the projects in scope by name, after a place in that order."""
    order = (col(Lens.name), col(Lens.id))
    query = select(Lens).order_by(*order).limit(limit)
    if not scope.everything:
        query = query.where(col(Lens.project_id).in_(list(scope.projects)))
    if after is not None:
        query = query.where(tuple_(*order) > tuple_(*after))
    return list(db.exec(query))


def add(
    db: Session, new_id: UUID, project_id: UUID, command: AddLens, days: tuple[date, date], threshold: int
) -> Lens:
    """Insert a lens. Raises IntegrityError when the project has one of this name."""
    row = Lens(
        id=new_id,
        project_id=project_id,
        name=command.name,
        from_date=days[0],
        to_date=days[1],
        attribution=command.attribution.value,
        threshold=threshold,
        age_bands={name: list(bands) for name, bands in command.age_bands.items()},
        language=command.language,
        made_at=clock.now(),
        areas=list(command.areas),
        communities=list(command.communities),
        activity_types=[one.value for one in command.activity_types],
        rounding=command.rounding,
        formats=[one.value for one in command.formats],
    )
    put_rule(row, command.due)
    db.add(row)
    db.flush()
    return row


def rule_of(row: Lens | DatedLens) -> DueRule:
    """When the reports of this lens are due."""
    return DueRule(
        every=Every(row.due_every),
        year_begins=row.due_year_begins,
        days=row.due_days,
        first=row.due_first,
        last=row.due_last,
    )


def put_rule(row: Lens, rule: DueRule) -> None:
    """The other way round: write a rule into the row."""
    row.due_every, row.due_year_begins, row.due_days = rule.every.value, rule.year_begins, rule.days
    row.due_first, row.due_last = rule.first, rule.last


_lens: Any = Lens.__table__.c  # type: ignore[attr-defined]
_WITH_DATES = Asked.just(
    columns_of(*(_lens[name] for name in DatedLens._fields))
    .where(_lens.due_every != Every.NEVER.value)
    .order_by(_lens.name, _lens.id)
)


def with_dates(db: Session) -> list[DatedLens]:
    """The lenses that say when their reports are due, by name; one statement. There are as many as grants."""
    return [DatedLens(*row) for row in _WITH_DATES.rows(db.connection())]


def lock_of_project(db: Session, project_id: UUID) -> None:
    """Hold all lenses of a project, so that its reports are submitted one after the other."""
    db.exec(
        select(Lens.id).where(Lens.project_id == project_id).order_by(col(Lens.id)).with_for_update()
    ).all()
