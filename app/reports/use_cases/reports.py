"""Draft, change, look at and answer reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel import clock, guard
from app.kernel.errors import Conflict, FieldError, Forbidden, Invalid, NotFound, Stale
from app.kernel.ids import new_id
from app.kernel.outcome import Outcome
from app.kernel.paging import Page, cursor_unknown, from_cursor, to_cursor
from app.kernel.words import _
from app.platform import formats
from app.platform.once import is_first
from app.platform.settings import Settings
from app.platform.unit_of_work import ReadTx, Tx, UnitOfWork
from app.projects import public as projects
from app.reports.asked import ReportView
from app.reports.lens_rules import NARRATIVES, WORKED_ON, Detail, Part, ReportStatus
from app.reports.public.rights import paid_for
from app.reports.report_commands import AddReport, AnswerReport, ChangeReport
from app.reports.store import lenses as lens_store
from app.reports.store import reports as store
from app.reports.tables import Lens, Report
from app.reports.use_cases import lenses
from app.reports.use_cases.answers import answers_are_kept
from app.reports.use_cases.drafting import first_texts
from app.reports.use_cases.releasing import disclosures


def list_reports(
    actor: Actor, *, uow: UnitOfWork, cursor: str | None = None, limit: int = 50
) -> Page[ReportView]:
    """Reports, the newest first: makers see those of their projects, donors what was sent to them."""
    actor.require(Permission.REPORT_READ)
    after = _place(cursor) if cursor else None
    scope = lenses.whole_projects(actor)
    with uow.read() as look:
        rows = store.listing(
            look.db,
            projects=None if scope.everything else scope.projects,
            paid=paid_for(look, actor),
            after=after,
            limit=limit + 1,
        )
        shown = views(look, rows[:limit], actor)
    further = to_cursor(rows[limit - 1].made_at.isoformat(), shown[-1].id) if len(rows) > limit else None
    return Page(items=shown, next=further)


@answers_are_kept
def get_report(actor: Actor, report_id: UUID, *, uow: UnitOfWork, settings: Settings) -> ReportView:
    """One report; while it is worked on with what it would give away beside earlier ones, and what to do."""
    actor.require(Permission.REPORT_READ)
    with uow.read() as look:
        row, lens = readable(look, actor, report_id)
        makes = lenses.may_report(actor, row.project_id)
        view = views(look, [row], actor)[0]
        if ReportStatus(row.status) not in WORKED_ON or not makes:
            return view
        found, offers, parts = disclosures(look, row, lens, settings=settings)
        left_out = tuple(dict.fromkeys((*view.left_out, *parts))) if parts else ()
        return view.model_copy(update={"discloses": found, "offers": offers, "offers_without": left_out})


def saved_report(actor: Actor, report_id: UUID, *, uow: UnitOfWork) -> ReportView:
    """One report as it is saved, without what it would give away."""
    actor.require(Permission.REPORT_READ)
    with uow.read() as look:
        return views(look, [readable(look, actor, report_id)[0]], actor)[0]


def add_report(actor: Actor, command: AddReport, *, uow: UnitOfWork) -> Outcome[ReportView]:
    """Make a draft through a lens, its texts begun from the close-outs."""
    actor.require(Permission.REPORT_MAKE)
    identity = command.id or new_id()
    with uow.begin() as tx:
        lens = lens_store.find(tx.db, command.lens)
        if lens is None or not lenses.may_report(actor, lens.project_id):
            raise Invalid.of("lens", "lens.unknown", _("There is no lens with this id."))
        if not is_first(tx, "report", identity, command.model_dump(mode="json")):
            return Outcome(views(tx, [readable(tx, actor, identity)[0]], actor)[0], fresh=False)
        _check_days(command, lens)
        row = Report(
            id=identity,
            lens_id=lens.id,
            project_id=lens.project_id,
            from_date=command.from_date,
            to_date=command.to_date,
            language=command.language or lens.language,
            narratives={},
            made_at=clock.now(),
            made_by=actor.person_id,
        )
        row.narratives = first_texts(tx, lens, row)
        tx.db.add(row)
        tx.db.flush()
        project = projects.by_ids(tx, [lens.project_id])[lens.project_id]
        tx.record(
            "report.drafted",
            actor,
            "report",
            identity,
            organisation_id=project.agency_id,
            data={"project": project.code, "lens": lens.name},
        )
        return Outcome(views(tx, [row], actor)[0], fresh=True)


def change_report(
    actor: Actor, report_id: UUID, command: ChangeReport, seen: int | None, *, uow: UnitOfWork
) -> ReportView:
    """Write its texts, or break people down more coarsely, while it is worked on.

    New words that look like personal data need a reason to stay: they leave the house. Raises Invalid `note.personal_data`.
    """
    actor.require(Permission.REPORT_MAKE)
    with uow.begin() as tx:
        row = held(tx, actor, report_id)
        if seen != row.version:
            raise Stale(row.version, seen)
        if ReportStatus(row.status) not in WORKED_ON:
            raise _not_now()
        texts = command.model_dump(include=set(NARRATIVES), exclude_unset=True, exclude_none=True)
        _guard(texts, row, command.note_reason)
        row.narratives = {**row.narratives, **texts}
        if command.detail is not None:
            row.detail = command.detail.value
        if command.left_out is not None:
            row.left_out = sorted({part.value for part in command.left_out})
        row.version += 1
        tx.db.add(row)
        tx.db.flush()
        _record(
            tx,
            actor,
            "report.changed",
            row,
            {
                "texts": sorted(texts),
                "detail": row.detail,
                "left_out": row.left_out,
                **guard.kept_because(command.note_reason),
            },
        )
        return views(tx, [row], actor)[0]


def _guard(texts: Mapping[str, str], row: Report, note_reason: str) -> None:
    new = {name: text for name, text in texts.items() if text != row.narratives.get(name)}
    if wrong := guard.problems(new, note_reason):
        raise Invalid(wrong)


def answer_report(actor: Actor, report_id: UUID, command: AnswerReport, *, uow: UnitOfWork) -> ReportView:
    """Accept a submitted report or send it back: its donor, or a coordinator who notes the donor's answer.

    The same answer again changes nothing.
    """
    actor.require(Permission.REPORT_READ)
    with uow.begin() as tx:
        row, _lens = readable(tx, actor, report_id, lock=True)
        wanted = ReportStatus(command.to)
        if row.status == wanted.value and row.note == command.note:
            return views(tx, [row], actor)[0]
        if row.status != ReportStatus.SUBMITTED.value:
            raise _not_now()
        if wanted is ReportStatus.SENT_BACK and not command.note:
            raise Invalid.of("note", "note.missing", _("Say what has to be changed."))
        row.status, row.note = wanted.value, command.note
        row.answered_at, row.answered_by = clock.now(), actor.person_id
        row.version += 1
        tx.db.add(row)
        tx.db.flush()
        _record(tx, actor, f"report.{wanted.value}", row, {"hash": row.hash})
        return views(tx, [row], actor)[0]


def readable(look: ReadTx, actor: Actor, report_id: UUID, *, lock: bool = False) -> tuple[Report, Lens]:
    """The report and its lens, for its makers always, for its donors once it was sent to them. Else NotFound."""
    row = store.find(look.db, report_id, lock=lock)
    lens = lens_store.find(look.db, row.lens_id) if row else None
    if row is None or lens is None:
        raise NotFound
    if lenses.may_report(actor, row.project_id):
        return row, lens
    sent = row.status != ReportStatus.DRAFT.value and lens.threshold > 0
    if sent and row.project_id in paid_for(look, actor):
        return row, lens
    raise NotFound


def held(look: ReadTx, actor: Actor, report_id: UUID) -> Report:
    """The report, locked, for its makers. Raises NotFound for strangers, Forbidden for its donor."""
    row, _lens = readable(look, actor, report_id, lock=True)
    if not lenses.may_report(actor, row.project_id):
        raise Forbidden("report.not_yours", _("Only who makes this report may change it."))
    return row


def views(look: ReadTx, rows: Sequence[Report], actor: Actor) -> list[ReportView]:
    """Plain views for this reader; two more statements however many.

    A report that was sent back is being rewritten: to its donor the new texts and choices are not sent yet.
    """
    known = projects.spans_by_ids(look, {row.project_id for row in rows})
    through = lens_store.find_many(look.db, {row.lens_id for row in rows})
    rewritten = {
        row.id
        for row in rows
        if row.status == ReportStatus.SENT_BACK.value and not lenses.may_report(actor, row.project_id)
    }
    return [
        ReportView(
            id=row.id,
            lens=row.lens_id,
            lens_name=through[row.lens_id].name,
            project=known[row.project_id].code,
            from_date=row.from_date,
            to_date=row.to_date,
            language=row.language,
            status=ReportStatus(row.status),
            detail=Detail(row.detail),
            left_out=() if row.id in rewritten else tuple(Part(part) for part in row.left_out),
            threshold=through[row.lens_id].threshold,
            narratives={
                key: "" if row.id in rewritten else str(row.narratives.get(key, "")) for key in NARRATIVES
            },
            hash=row.hash,
            note=row.note,
            made_at=row.made_at,
            submitted_at=row.submitted_at,
            version=row.version,
        )
        for row in rows
    ]


def _record(tx: Tx, actor: Actor, action: str, row: Report, data: dict[str, object]) -> None:
    agency = projects.by_ids(tx, [row.project_id])[row.project_id].agency_id
    tx.record(action, actor, "report", row.id, organisation_id=agency, data=data)


def _not_now() -> Conflict:
    sentence = _("This step is not possible as the report stands now.")
    return Conflict("report.step", sentence, [FieldError("to", "report.step", sentence)])


def _check_days(command: AddReport, lens: Lens) -> None:
    problems = []
    if command.to_date < command.from_date:
        problems.append(FieldError("to", "dates.order", _("The last day is before the first.")))
    for name, day in (("from", command.from_date), ("to", command.to_date)):
        if not lens.from_date <= day <= lens.to_date:
            sentence = _("The lens covers the days from %(first)s to %(last)s.")
            facts = {"first": formats.full_date(lens.from_date), "last": formats.full_date(lens.to_date)}
            problems.append(FieldError(name, "lens.days", sentence % facts))
    if problems:
        raise Invalid(problems)


def _place(cursor: str) -> tuple[datetime, UUID]:
    at, identity = from_cursor(cursor, 2)
    try:
        moment = datetime.fromisoformat(at)
        place = moment, UUID(identity)
    except ValueError:
        raise cursor_unknown() from None
    if moment.tzinfo is None:
        raise cursor_unknown()
    return place
