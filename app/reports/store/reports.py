"""SQL of reports, their snapshots and the cells that were released."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from uuid import UUID

from sqlalchemy import and_, func, insert, tuple_
from sqlmodel import Session, col, select

from app.reports.lens_rules import WORKED_ON, ReportStatus
from app.reports.tables import Lens, ReleasedCell, Report, SentFigures, Snapshot

_LEDGER = 6_202_211
"""A number of our own by which PostgreSQL knows the lock of what was released."""


def find(db: Session, report_id: UUID, *, lock: bool = False) -> Report | None:
    """The report with this id; `lock` holds it until the transaction ends."""
    query = select(Report).where(Report.id == report_id)
    return db.exec(query.with_for_update() if lock else query).first()


def listing(
    db: Session,
    *,
    projects: Collection[UUID] | None,
    paid: Collection[UUID],
    after: tuple[object, UUID] | None,
    limit: int,
) -> list[Report]:
    """Reports, newest first: all of `projects` (None: of every project), of the projects `paid` for only what was sent."""
    order = (col(Report.made_at), col(Report.id))
    query = select(Report).order_by(*(column.desc() for column in order)).limit(limit)
    if projects is not None:
        sent = and_(
            col(Report.project_id).in_(list(paid)),
            col(Report.status) != ReportStatus.DRAFT.value,
            col(Report.lens_id).in_(select(Lens.id).where(Lens.threshold > 0)),
        )
        query = query.where(col(Report.project_id).in_(list(projects)) | sent)
    if after is not None:
        query = query.where(tuple_(*order) < tuple_(*after))
    return list(db.exec(query))


def submitted_of_lens(db: Session, lens_id: UUID, *, before: date, limit: int) -> list[Report]:
    """Reports of a lens that were submitted and end before a day, newest period first."""
    query = (
        select(Report)
        .where(Report.lens_id == lens_id, Report.number > 0, Report.to_date < before)
        .order_by(col(Report.to_date).desc(), col(Report.id))
        .limit(limit)
    )
    return list(db.exec(query))


def days_sent(db: Session, lens_ids: Collection[UUID]) -> list[tuple[UUID, date, date]]:
    """(lens, first day, last day) of reports that have left the house and were not sent back; one statement."""
    if not lens_ids:
        return []
    query = select(col(Report.lens_id), col(Report.from_date), col(Report.to_date)).where(
        col(Report.lens_id).in_(lens_ids),
        col(Report.status).in_([ReportStatus.SUBMITTED.value, ReportStatus.ACCEPTED.value]),
    )
    return list(db.exec(query))


def has_left(db: Session, lens_id: UUID) -> bool:
    """Whether a report of this lens was ever submitted."""
    query = select(Report.id).where(Report.lens_id == lens_id, Report.number > 0).limit(1)
    return db.exec(query).first() is not None


def worked_on(db: Session, lens_ids: Collection[UUID]) -> list[tuple[UUID, date, date, UUID]]:
    """(lens, first day, last day, report) of drafts and of reports sent back, the newest last; one statement."""
    if not lens_ids:
        return []
    query = (
        select(col(Report.lens_id), col(Report.from_date), col(Report.to_date), col(Report.id))
        .where(col(Report.lens_id).in_(lens_ids), col(Report.status).in_([one.value for one in WORKED_ON]))
        .order_by(col(Report.made_at), col(Report.id))
    )
    return list(db.exec(query))


def submitted_of_project(db: Session, project_id: UUID) -> list[tuple[Report, Lens]]:
    """Every report of a project that has left the house, with its lens."""
    query = (
        select(Report, Lens)
        .join(Lens, col(Lens.id) == col(Report.lens_id))
        .where(Report.project_id == project_id, Report.number > 0, Lens.threshold > 0)
        .order_by(col(Report.from_date), col(Report.id))
    )
    return list(db.exec(query))


def snapshot(db: Session, report_id: UUID, number: int) -> Snapshot | None:
    """What was frozen when the report was submitted for the `number`-th time."""
    return db.exec(select(Snapshot).where(Snapshot.report_id == report_id, Snapshot.number == number)).first()


def submitted(db: Session) -> list[tuple[Report, Lens]]:
    """Every report of any project that has left the house, with its lens."""
    query = (
        select(Report, Lens)
        .join(Lens, col(Lens.id) == col(Report.lens_id))
        .where(Report.number > 0, Lens.threshold > 0)
        .order_by(col(Report.from_date), col(Report.id))
    )
    return list(db.exec(query))


def snapshots(db: Session, report_ids: Iterable[UUID]) -> Iterator[Snapshot]:
    """Every submission of these reports, one after the other: each is large."""
    for report_id in report_ids:
        yield from db.exec(
            select(Snapshot).where(Snapshot.report_id == report_id).order_by(col(Snapshot.number))
        )


def hold_ledger(db: Session) -> None:
    """What leaves is checked and written down one after the other; SQLite lets one write at a time anyway."""
    if db.get_bind().dialect.name == "postgresql":
        db.connection().execute(select(func.pg_advisory_xact_lock(_LEDGER)))


def sent(db: Session, counted: str, first: date, last: date) -> list[SentFigures]:
    """What left without a lens: of these sessions, or of others with a day in common."""
    near = and_(col(SentFigures.from_date) <= last, col(SentFigures.to_date) >= first)
    query = select(SentFigures).where((col(SentFigures.counted) == counted) | near)
    return list(db.exec(query.order_by(col(SentFigures.sent_at), col(SentFigures.id))))


def files(db: Session, ids: Iterable[UUID]) -> list[SentFigures]:
    """Those of these that left without a lens."""
    wanted = list(ids)
    return list(db.exec(select(SentFigures).where(col(SentFigures.id).in_(wanted)))) if wanted else []


def how_much_left(db: Session) -> tuple[int, int]:
    """How many submissions and how many files left so far: both only ever grow."""
    counts = [select(func.count()).select_from(table).scalar_subquery() for table in (Snapshot, SentFigures)]
    submissions, files_ = db.connection().execute(select(*counts)).one()
    return int(submissions), int(files_)


def was_sent(db: Session, hash_: str) -> bool:
    """Whether exactly these figures have left before."""
    return db.exec(select(SentFigures.id).where(SentFigures.hash == hash_)).first() is not None


def release(db: Session, rows: list[dict[str, object]]) -> None:
    """Write down what leaves the house."""
    if rows:
        db.connection().execute(insert(ReleasedCell), rows)
