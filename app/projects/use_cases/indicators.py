"""Look at, add and change indicators with their targets."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel.errors import Invalid, NotFound, Stale
from app.kernel.ids import new_id
from app.kernel.outcome import Outcome, changes
from app.kernel.paging import Page, cursor_unknown, from_cursor, to_cursor
from app.platform.codes import claiming, code_taken
from app.platform.once import is_first
from app.platform.unit_of_work import ReadTx, UnitOfWork
from app.projects import public
from app.projects.rules import (
    KEPT_AS,
    Aggregation,
    Dimension,
    Measure,
    aggregation_kept,
    following_problems,
    target_problems,
    usual_aggregation,
)
from app.projects.schemas import AddIndicator, ChangeIndicator, IndicatorView, TargetLine
from app.projects.store import indicators as store
from app.projects.store import projects as project_store
from app.projects.tables import Indicator


def list_indicators(
    actor: Actor,
    *,
    uow: UnitOfWork,
    project: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[IndicatorView]:
    """Indicators by project and code; of one project when its code is given."""
    actor.require(Permission.REFERENCE_SEE)
    after = _place(cursor) if cursor else None
    with uow.read() as look:
        project_id = public.by_code(look, project, "project").id if project else None
        rows = store.listing(look.db, project_id=project_id, after=after, limit=limit + 1)
        shown = _views(look, rows[:limit])
    further = to_cursor(shown[-1].project_id, shown[-1].code) if len(rows) > limit else None
    return Page(items=shown, next=further)


def get_indicator(actor: Actor, indicator_id: UUID, *, uow: UnitOfWork) -> IndicatorView:
    """One indicator."""
    actor.require(Permission.REFERENCE_SEE)
    with uow.read() as look:
        return _view(look, indicator_id)


def add_indicator(actor: Actor, command: AddIndicator, *, uow: UnitOfWork) -> Outcome[IndicatorView]:
    """Add an indicator at the end of its project's list. The same request again gives the same answer."""
    actor.require(Permission.REFERENCE_MANAGE)
    identity = command.id or new_id()
    with uow.begin() as tx:
        if not is_first(tx, "indicator", identity, command.model_dump(mode="json")):
            return Outcome(_view(tx, identity), fresh=False)
        project = public.by_code(tx, command.project, "project")
        _check_targets(command.targets)
        _check_following(
            command.measure, command.aggregation or usual_aggregation(command.measure), command.filter
        )
        project_store.find_by_code(tx.db, project.code, lock=True)  # places in its list are given one by one
        if store.find_by_code(tx.db, project.id, command.code) is not None:
            raise code_taken("indicator")
        with claiming("indicator"):
            store.add(tx.db, identity, project.id, command)
        store.replace_targets(tx.db, identity, command.targets)
        tx.record(
            "indicator.added",
            actor,
            "indicator",
            identity,
            data={"project": project.code, "code": command.code},
        )
        return Outcome(_view(tx, identity), fresh=True)


def change_indicator(
    actor: Actor, indicator_id: UUID, command: ChangeIndicator, seen: int | None, *, uow: UnitOfWork
) -> IndicatorView:
    """Change what `command` names, if `seen` is still the newest version."""
    actor.require(Permission.REFERENCE_MANAGE)
    with uow.begin() as tx:
        row = store.find(tx.db, indicator_id, lock=True)
        if row is None:
            raise NotFound
        if seen != row.version:
            raise Stale(row.version, seen)
        before = _view(tx, indicator_id).model_dump(mode="json")
        if command.title is not None:
            row.title_en, row.title_fr, row.title_ar = command.title.en, command.title.fr, command.title.ar
        for name, value in _plain(command).items():
            setattr(row, name, value)
        if {"measure", "aggregation", "filter"} & command.model_fields_set:
            _check_following(
                Measure(row.measure),
                command.aggregation or aggregation_kept(Measure(row.measure), row.aggregation),
                [Dimension(name) for name in row.filter],
            )
        if command.targets is not None:
            _check_targets(command.targets)
            store.replace_targets(tx.db, row.id, command.targets)
        row.version += 1
        tx.db.add(row)
        tx.db.flush()
        after = _view(tx, indicator_id)
        told = changes(before, after.model_dump(mode="json"))
        tx.record("indicator.changed", actor, "indicator", row.id, data=told)
        return after


def _plain(command: ChangeIndicator) -> dict[str, Any]:
    """The columns that simply take the new value."""
    named = {"measure", "filter", "unit", "baseline", "aggregation", "disaggregation"}
    plain = command.model_dump(mode="json", include=named, exclude_unset=True, exclude_none=True)
    if command.aggregation is not None:
        plain["aggregation"] = KEPT_AS[command.aggregation]
    return plain


def _check_targets(targets: Sequence[TargetLine]) -> None:
    problems = target_problems(targets)
    if problems:
        raise Invalid(problems)


def _check_following(measure: Measure, aggregation: Aggregation, narrowed_by: Collection[Dimension]) -> None:
    problems = following_problems(measure, aggregation, narrowed_by)
    if problems:
        raise Invalid(problems)


def _place(cursor: str) -> tuple[UUID, str]:
    project_id, code = from_cursor(cursor, 2)
    try:
        return UUID(project_id), code
    except ValueError:
        raise cursor_unknown() from None


def _views(look: ReadTx, rows: list[Indicator]) -> list[IndicatorView]:
    targets = store.targets_of(look.db, [row.id for row in rows])
    projects = project_store.find_many(look.db, ids={row.project_id for row in rows})
    codes = {project.id: project.code for project in projects}
    return [store.view(row, targets[row.id], codes) for row in rows]


def _view(look: ReadTx, indicator_id: UUID) -> IndicatorView:
    row = store.find(look.db, indicator_id)
    if row is None:
        raise NotFound
    return _views(look, [row])[0]
