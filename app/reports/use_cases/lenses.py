"""Look at, add and change lenses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from app.access.actor import Actor, Scope
from app.access.permissions import Permission
from app.kernel.errors import Conflict, FieldError, Forbidden, Invalid, NotFound, Stale
from app.kernel.ids import new_id
from app.kernel.outcome import Outcome, changes
from app.kernel.paging import Page, cursor_unknown, from_cursor, to_cursor
from app.kernel.words import _
from app.platform import formats
from app.platform.once import is_first
from app.platform.settings import Settings
from app.platform.unit_of_work import ReadTx, UnitOfWork
from app.projects import public as projects
from app.projects.public import ProjectView
from app.reports.asked import AddLens, ChangeLens, LensView
from app.reports.due import DueRule
from app.reports.lens_rules import Attribution, Band, union_problems
from app.reports.public.thresholds import threshold_of
from app.reports.rules import FileKind, ReportAudience
from app.reports.store import lenses as store
from app.reports.store import reports as reports_store
from app.reports.tables import Lens
from app.reports.use_cases.cutting import cut_problems
from app.sessions.public import ActivityType
from app.vocabularies import public as vocabularies


def whole_projects(actor: Actor) -> Scope:
    """The projects whose whole report this person makes: all, or those of a coordinator of one grant."""
    made = actor.scope(Permission.REPORT_MAKE)
    return Scope(everything=made.everything, projects=made.projects)


def may_report(actor: Actor, project_id: UUID) -> bool:
    """Whether this person makes the reports of a project."""
    scope = whole_projects(actor)
    return scope.everything or project_id in scope.projects


def may_report_code(actor: Actor, project: str, *, uow: UnitOfWork) -> bool:
    """The same, of a project named by its code."""
    with uow.read() as look:
        found = projects.by_codes(look, [project]).get(project)
    return found is not None and may_report(actor, found.id)


def list_lenses(
    actor: Actor, *, uow: UnitOfWork, cursor: str | None = None, limit: int = 50
) -> Page[LensView]:
    """Lenses by name; a partner, who reports no whole project, has none."""
    actor.require(Permission.REPORT_MAKE)
    after = _place(cursor) if cursor else None
    with uow.read() as look:
        rows = store.listing(look.db, whole_projects(actor), after=after, limit=limit + 1)
        shown = views(look, rows[:limit])
    further = to_cursor(shown[-1].name, shown[-1].id) if len(rows) > limit else None
    return Page(items=shown, next=further)


def get_lens(actor: Actor, lens_id: UUID, *, uow: UnitOfWork) -> LensView:
    """One lens."""
    actor.require(Permission.REPORT_MAKE)
    with uow.read() as look:
        return views(look, [found(look, actor, lens_id)])[0]


def add_lens(actor: Actor, command: AddLens, *, uow: UnitOfWork, settings: Settings) -> Outcome[LensView]:
    """Add a lens. The same request again gives the same answer."""
    actor.require(Permission.REPORT_MAKE)
    identity = command.id or new_id()
    with uow.begin() as tx:
        project = projects.by_code(tx, command.project, "project")
        if not may_report(actor, project.id):
            raise Forbidden("lens.not_yours", _("Only who reports the whole project makes its lenses."))
        if not is_first(tx, "lens", identity, command.model_dump(mode="json")):
            return Outcome(views(tx, [found(tx, actor, identity)])[0], fresh=False)
        threshold = command.threshold
        least = threshold_of(tx, ReportAudience.DONOR, settings)
        if threshold is None:
            threshold = least
        first, last = _days(command, project)
        wrong = [*_too_low(threshold, least), *cut_problems(tx, command, threshold)]
        _check(tx, (first, last), command.due, command.age_bands, wrong)
        try:
            row = store.add(tx.db, identity, project.id, command, (first, last), threshold)
        except IntegrityError as broken:
            raise _name_taken() from broken
        tx.record(
            "lens.added",
            actor,
            "lens",
            identity,
            organisation_id=project.agency_id,
            data={"project": project.code, "name": command.name, "threshold": threshold},
        )
        return Outcome(views(tx, [row])[0], fresh=True)


def change_lens(
    actor: Actor,
    lens_id: UUID,
    command: ChangeLens,
    seen: int | None,
    *,
    uow: UnitOfWork,
    settings: Settings,
) -> LensView:
    """Change what `command` names, if `seen` is still the newest version.

    A threshold that stays as it is stays good, even when the donors' was raised since.
    """
    actor.require(Permission.REPORT_MAKE)
    with uow.begin() as tx:
        row = found(tx, actor, lens_id, lock=True)
        if seen != row.version:
            raise Stale(row.version, seen)
        before = views(tx, [row])[0].model_dump(mode="json")
        kept = row.threshold
        _refuse_another_cut(tx, row, command)
        wanted = command.model_dump(exclude_unset=True, exclude_none=True)
        if "age_bands" in wanted:
            wanted["age_bands"] = {name: list(bands) for name, bands in wanted["age_bands"].items()}
        for name, value in wanted.items():
            if name != "due":
                setattr(row, name, _plain(value))
        if command.due is not None:
            store.put_rule(row, command.due)
        wrong = []
        if row.threshold != kept:
            wrong = _too_low(row.threshold, threshold_of(tx, ReportAudience.DONOR, settings))
        wrong += cut_problems(tx, command, row.threshold, row.rounding)
        _check(tx, (row.from_date, row.to_date), store.rule_of(row), row.age_bands, wrong)
        row.version += 1
        try:
            tx.db.add(row)
            tx.db.flush()
        except IntegrityError as broken:
            raise _name_taken() from broken
        after = views(tx, [row])[0]
        agency = projects.by_ids(tx, [row.project_id])[row.project_id].agency_id
        told = changes(before, after.model_dump(mode="json"))
        tx.record("lens.changed", actor, "lens", row.id, organisation_id=agency, data=told)
        return after


def found(look: ReadTx, actor: Actor, lens_id: UUID, *, lock: bool = False) -> Lens:
    """The lens, for those who report its project. Raises NotFound for everybody else."""
    row = store.find(look.db, lens_id, lock=lock)
    if row is None or not may_report(actor, row.project_id):
        raise NotFound
    return row


def views(look: ReadTx, rows: Sequence[Lens]) -> list[LensView]:
    """Plain views; one more statement however many."""
    known = projects.spans_by_ids(look, {row.project_id for row in rows})
    return [
        LensView(
            id=row.id,
            project=known[row.project_id].code,
            name=row.name,
            from_date=row.from_date,
            to_date=row.to_date,
            attribution=Attribution(row.attribution),
            threshold=row.threshold,
            age_bands={name: tuple(bands) for name, bands in row.age_bands.items()},
            language=row.language,
            due=store.rule_of(row),
            areas=tuple(row.areas),
            communities=tuple(row.communities),
            activity_types=tuple(ActivityType(one) for one in row.activity_types),
            rounding=row.rounding,
            formats=tuple(FileKind(one) for one in row.formats),
            version=row.version,
        )
        for row in rows
    ]


def _plain(value: Any) -> Any:
    """A value as the row keeps it."""
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value.value if isinstance(value, StrEnum) else value


def _refuse_another_cut(look: ReadTx, row: Lens, command: ChangeLens) -> None:
    """Once a report has left, its lens counts the same people in the same way: the next report is read beside it.

    Raises Conflict `lens.sent`.
    """
    changed = [
        name
        for name in ("areas", "communities", "activity_types", "rounding", "attribution")
        if (value := getattr(command, name)) is not None
        and _sorted(_plain(value)) != _sorted(getattr(row, name))
    ]
    if command.threshold is not None and (command.threshold == 0) != (row.threshold == 0):
        changed.append("threshold")  # what was submitted inside would be the donor's, or the other way round
    if changed and reports_store.has_left(look.db, row.id):
        sentence = _(
            "A report of this lens has been submitted: what it counts stays as it is. Add another lens."
        )
        raise Conflict("lens.sent", sentence, [FieldError(name, "lens.sent", sentence) for name in changed])


def _sorted(value: Any) -> Any:
    return sorted(value) if isinstance(value, list) else value


def _days(command: AddLens, project: ProjectView) -> tuple[date, date]:
    """The days asked for, else the project's. Raises Invalid when its end is not known."""
    last = command.to_date or project.ends_on
    if last is None:
        raise Invalid.of("to", "lens.no_end", _("The project has no last day: say which one the lens has."))
    return command.from_date or project.starts_on, last


def _too_low(threshold: int, donors: int) -> list[FieldError]:
    """What is wrong with a threshold beside that of the donors: a lens hides as much or more, or is for inside use."""
    if threshold == 0:
        return []
    if threshold < donors:
        sentence = _(
            "Counts below %(least)s are hidden from every donor. Choose 0 for inside use, or %(least)s and more."
        ) % {"least": formats.number(donors)}
        return [FieldError("threshold", "threshold.below_audience", sentence)]
    if threshold in {1, 2}:
        sentence = _("Choose 0 for inside use, or 3 and more: a smaller threshold hides nothing.")
        return [FieldError("threshold", "threshold.too_small", sentence)]
    return []


def _check(
    look: ReadTx,
    days: tuple[date, date],
    due: DueRule,
    unions: Mapping[str, Sequence[str]],
    problems: list[FieldError],
) -> None:
    """Raises Invalid with the `problems` found already and those of days, due rule and bands."""
    for field, first, last in (("to", *days), ("due.last", due.first, due.last)):
        if first and last and last < first:
            problems.append(FieldError(field, "dates.order", _("The last day is before the first.")))
    finest = [Band(band.code, band.lower, band.upper) for band in vocabularies.age_bands(look)]
    problems += union_problems(unions, finest)
    if problems:
        raise Invalid(problems)


def _name_taken() -> Conflict:
    sentence = _("This project has a lens of that name already.")
    return Conflict("lens.name_taken", sentence, [FieldError("name", "lens.name_taken", sentence)])


def _place(cursor: str) -> tuple[str, UUID]:
    name, identity = from_cursor(cursor, 2)
    try:
        return name, UUID(identity)
    except ValueError:
        raise cursor_unknown() from None
