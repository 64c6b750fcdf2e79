"""Freeze a report and let it leave; read it again, the same for ever."""

from __future__ import annotations

from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.audit import public as audit
from app.kernel import clock
from app.kernel.errors import Conflict, NotFound
from app.kernel.words import _
from app.platform.settings import Settings
from app.platform.unit_of_work import ReadTx, Tx, UnitOfWork
from app.projects import public as projects
from app.reports.asked import Submitted
from app.reports.disclosure.joining import Release
from app.reports.frozen import LANGUAGES, freeze, reports_of
from app.reports.lens_rules import WORKED_ON, ReportStatus
from app.reports.rules import FileKind
from app.reports.schemas import ALL, COMPLEMENTARY, PRIMARY, DonorReport
from app.reports.store import lenses as lens_store
from app.reports.store import reports as store
from app.reports.tables import Lens, Report, Snapshot
from app.reports.use_cases import lenses
from app.reports.use_cases.answers import answers_are_kept
from app.reports.use_cases.drafting import draft_of, to_be_read
from app.reports.use_cases.files import leaves_as
from app.reports.use_cases.ledger import checked, given_away_now, refused
from app.reports.use_cases.releasing import would_publish
from app.reports.use_cases.reports import held, readable


@answers_are_kept
def submit_report(actor: Actor, report_id: UUID, *, uow: UnitOfWork, settings: Settings) -> Submitted:
    """Freeze facts, lens and texts under one hash, and write down what leaves the house.

    A report that was submitted already answers with its hash again. Raises Conflict `report.discloses` when a
    small count could be worked out beside earlier reports, `report.again` when one of them left meanwhile.
    Whatever a look at the same figures beside the same releases found is not solved again.
    """
    actor.require(Permission.REPORT_MAKE)
    audit.seal_quietly(uow)
    with uow.read() as look:
        row, lens = readable(look, actor, report_id)
        seen, known = (row.version, lens.version), _left(look, row.project_id)
        reports = {
            language: draft_of(look, row, lens, language=language, settings=settings)
            for language in LANGUAGES
        }
        before = (
            checked(look, would_publish(look, row, lens, reports[row.language])) if lens.threshold else None
        )
    with uow.begin() as tx:
        row = held(tx, actor, report_id)
        if ReportStatus(row.status) not in WORKED_ON:
            return _answer(row)
        lens_store.lock_of_project(tx.db, row.project_id)
        store.hold_ledger(tx.db)
        lens = lenses.found(tx, actor, row.lens_id)
        if seen != (row.version, lens.version) or known != _left(tx, row.project_id):
            sentence = _("The report, its lens or an earlier report was changed meanwhile. Submit it again.")
            raise Conflict("report.again", sentence)
        found = given_away_now(tx, before) if before else []
        if found:
            raise refused(tx, found)
        return _freeze(tx, actor, row, lens, reports)


def _left(look: ReadTx, project_id: UUID) -> list[tuple[UUID, int]]:
    return [(row.id, row.number) for row, _lens in store.submitted_of_project(look.db, project_id)]


def _freeze(tx: Tx, actor: Actor, row: Report, lens: Lens, reports: dict[str, DonorReport]) -> Submitted:
    frozen_lens = lenses.views(tx, [lens])[0].model_dump(mode="json")
    facts, hash_ = freeze(frozen_lens, reports)
    now = clock.now()
    row.status, row.hash, row.number = ReportStatus.SUBMITTED.value, hash_, row.number + 1
    row.submitted_at, row.submitted_by, row.note = now, actor.person_id, ""
    row.version += 1
    tx.db.add(row)
    tx.db.add(
        Snapshot(
            report_id=row.id, number=row.number, lens_version=lens.version, hash=hash_, facts=facts, at=now
        )
    )
    tx.db.flush()
    if lens.threshold:
        store.release(tx.db, _cells(row, would_publish(tx, row, lens, reports[row.language]).people))
    project = projects.by_ids(tx, [row.project_id])[row.project_id]
    tx.record(
        "report.submitted",
        actor,
        "report",
        row.id,
        organisation_id=project.agency_id,
        data={"project": project.code, "lens": lens.name, "number": row.number, "hash": hash_},
    )
    return _answer(row)


def _cells(row: Report, out: Release) -> list[dict[str, object]]:
    place = {"report_id": row.id, "number": row.number}
    people: list[dict[str, object]] = [
        {
            **place,
            "month": "",
            "community": community,
            "sex": sex,
            "age_band": age,
            "value": value,
            "sign": _sign(value, small=(community, sex, age) in out.small),
        }
        for (community, sex, age), value in out.cells.items()
    ]
    everybody = {"community": ALL, "sex": ALL, "age_band": ALL}
    months: list[dict[str, object]] = [
        {
            **place,
            "month": month,
            **everybody,
            "value": value,
            "sign": _sign(value, small=month in out.small_months),
        }
        for month, value in out.months.items()
    ]
    return people + months


def _sign(value: int | None, *, small: bool) -> str:
    if value is not None:
        return ""
    return PRIMARY if small else COMPLEMENTARY


def _answer(row: Report) -> Submitted:
    return Submitted(id=row.id, hash=row.hash, status=ReportStatus(row.status), version=row.version)


@answers_are_kept
def open_report(
    actor: Actor, report_id: UUID, *, language: str | None, uow: UnitOfWork, settings: Settings
) -> DonorReport:
    """The report to read: what was frozen once it was submitted, before that as it would be now."""
    actor.require(Permission.REPORT_READ)
    with uow.read() as look:
        row, lens = readable(look, actor, report_id)
        wanted = language or row.language
        if row.number == 0:
            return to_be_read(draft_of(look, row, lens, language=wanted, settings=settings))
        snapshot = store.snapshot(look.db, row.id, row.number)
        assert snapshot is not None  # noqa: S101 - written together with the number
        report = reports_of(snapshot.facts)[1][wanted]
        if not report.threshold and not lenses.may_report(actor, row.project_id):
            raise NotFound  # exact figures were frozen for inside use, whatever the lens says since
        return report


def take_report(
    actor: Actor,
    report_id: UUID,
    kind: FileKind,
    *,
    language: str | None,
    uow: UnitOfWork,
    settings: Settings,
) -> DonorReport:
    """The same as a file that leaves the house; the trail keeps its hash.

    Raises Conflict `report.format` for a format that its lens did not choose.
    """
    report = open_report(actor, report_id, language=language, uow=uow, settings=settings)
    if not leaves_as(report, kind):
        sentence = _("This report leaves as %(formats)s only: its lens says so.")
        chosen = ", ".join(one.value for one in report.formats)
        raise Conflict("report.format", sentence % {"formats": chosen})
    with uow.begin() as tx:
        row, _lens = readable(tx, actor, report_id)
        project = projects.by_ids(tx, [row.project_id])[row.project_id]
        tx.record(
            "report.taken",
            actor,
            "report",
            row.id,
            organisation_id=project.agency_id,
            data={"language": report.language, "format": kind.value, "hash": report.hash},
        )
    return report
