"""The life of an import: sent, checked, written. It can be left and come back to at any moment.

What is checked is only read, with the progress noted in between. What is written is written in one transaction,
so an import that dies on the way has done nothing and is simply started again.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel import clock
from app.kernel.errors import Conflict, NotFound
from app.kernel.ids import content_hash, new_id
from app.kernel.outcome import Outcome
from app.kernel.words import _
from app.platform.once import is_first
from app.platform.sheets import problems as kept_problems
from app.platform.sheets.heading import Sheet, read_sheet
from app.platform.unit_of_work import ReadTx, Tx, UnitOfWork
from app.sessions.rules.imports import COLUMNS, RUNNING, ImportState
from app.sessions.schemas.imports import ImportCounts, ImportView
from app.sessions.store import imports
from app.sessions.tables import ScheduleImport
from app.sessions.use_cases.imports.checking import Checked, hold_against, read_rows
from app.sessions.use_cases.imports.writing import write_schedule

STOPPED_AFTER = timedelta(minutes=2)
KEEP_FILES = timedelta(days=7)
_PROGRESS = "progress of an import"


def _stopped(row: ScheduleImport) -> bool:
    return ImportState(row.state) in RUNNING and clock.now() - row.touched_at > STOPPED_AFTER


def _view(row: ScheduleImport) -> ImportView:
    return ImportView(
        id=row.id,
        file_name=row.file_name,
        state=ImportState(row.state),
        rows=row.rows_total,
        rows_done=row.rows_done,
        counts=ImportCounts(**row.counts),
        errors=kept_problems.read(row.problems, COLUMNS),
        created_at=row.created_at,
        stopped=_stopped(row),
    )


def _found(look: ReadTx, actor: Actor, import_id: UUID, *, lock: bool = False) -> ScheduleImport:
    row = imports.find(look.db, actor.person_id, import_id, lock=lock)
    if row is None:
        raise NotFound
    return row


def get_import(actor: Actor, import_id: UUID, *, uow: UnitOfWork) -> ImportView:
    """An import as it stands, in the language being spoken. Raises NotFound when it is not one's own."""
    actor.require(Permission.SESSION_SCHEDULE)
    with uow.read() as look:
        look.db.expire_all()
        return _view(_found(look, actor, import_id))


def newest_imports(actor: Actor, *, uow: UnitOfWork) -> list[tuple[UUID, str, ImportState, int, datetime]]:
    """One's own last imports: (id, file name, state, rows, when), newest first."""
    actor.require(Permission.SESSION_SCHEDULE)
    with uow.read() as look:
        return [
            (one, name, ImportState(state), rows, at)
            for one, name, state, rows, at in imports.newest(look.db, actor.person_id, 10)
        ]


def begin_import(
    actor: Actor, file_name: str, content: bytes, *, uow: UnitOfWork, import_id: UUID | None = None
) -> Outcome[ImportView]:
    """Take a schedule in, to be checked. The same file under the same id is the same import.

    Raises Forbidden, TooLarge, Invalid on `file` when it is no schedule.
    """
    actor.require(Permission.SESSION_SCHEDULE)
    sheet = read_sheet(content, COLUMNS)
    identity = import_id or new_id()
    name = "".join(sign for sign in file_name if sign.isprintable()).strip()[:200] or "–"
    digest = content_hash(content.hex())
    with uow.begin() as tx:
        fresh = is_first(tx, "import", identity, {"content": digest, "by": str(actor.person_id)})
        if fresh:
            imports.forget_contents(tx.db, clock.now() - KEEP_FILES)
            imports.add(
                tx.db,
                identity,
                person_id=actor.person_id,
                file_name=name,
                content=content,
                content_hash=digest,
                rows=len(sheet.rows),
            )
            tx.record(
                "import.sent", actor, "import", identity, data={"rows": len(sheet.rows), "file": digest}
            )
        return Outcome(_view(_found(tx, actor, identity)), fresh)


def _claim(tx: Tx, actor: Actor, import_id: UUID, wanted: frozenset[ImportState], to: ImportState) -> bytes:
    """The file, for whoever comes first; the others are told how far it is."""
    row = _found(tx, actor, import_id, lock=True)
    state = ImportState(row.state)
    if state not in wanted and not _stopped(row):
        raise Conflict("import.state", _("This import is being worked on, or is finished."))
    if row.content is None:
        raise Conflict("import.forgotten", _("The file is no longer here. Please send it again."))
    imports.change(tx.db, import_id, state=to.value, rows_done=0)
    return bytes(row.content)


def _note(actor: Actor, import_id: UUID, state: ImportState, found: Checked, *, uow: UnitOfWork) -> None:
    with uow.begin() as tx:
        row = _found(tx, actor, import_id, lock=True)
        done = row.rows_total
        ended = {"content": None} if state is ImportState.REFUSED else {}
        imports.change(
            tx.db,
            import_id,
            state=state.value,
            rows_done=done,
            counts=found.counts,
            problems=kept_problems.kept(found.problems),
            **ended,
        )
        tx.record(
            f"import.{state.value}",
            actor,
            "import",
            import_id,
            data={**found.counts, "problems": len(found.problems)},
        )


def _looked_at(actor: Actor, import_id: UUID, sheet: Sheet, time_zone: str, *, uow: UnitOfWork) -> Checked:
    def progress(done: int) -> None:
        with uow.begin(housekeeping=_PROGRESS) as tx:
            imports.change(tx.db, import_id, rows_done=done)

    with uow.read() as look:
        plans, problems = read_rows(look, actor, sheet, time_zone, progress)
        found = hold_against(look, actor, plans)
    found.problems += problems
    return found


def check_import(actor: Actor, import_id: UUID, *, time_zone: str, uow: UnitOfWork) -> None:
    """Look at every row; afterwards it is checked, or refused with all that is wrong. `time_zone`: the default.

    Raises NotFound, Conflict `import.state` when somebody is at it.
    """
    actor.require(Permission.SESSION_SCHEDULE)
    with uow.begin(housekeeping=_PROGRESS) as tx:
        content = _claim(tx, actor, import_id, frozenset({ImportState.CHECKING}), ImportState.CHECKING)
    found = _looked_at(actor, import_id, read_sheet(content, COLUMNS), time_zone, uow=uow)
    state = ImportState.REFUSED if found.problems else ImportState.CHECKED
    _note(actor, import_id, state, found, uow=uow)


def begin_writing(actor: Actor, import_id: UUID, *, uow: UnitOfWork) -> None:
    """Say that a checked schedule is being written now, so that nobody begins it twice.

    Raises NotFound, Conflict `import.state` when it was not checked or somebody is at it, `import.forgotten`.
    """
    actor.require(Permission.SESSION_SCHEDULE)
    with uow.begin(housekeeping=_PROGRESS) as tx:
        _claim(tx, actor, import_id, frozenset({ImportState.CHECKED}), ImportState.WRITING)


def finish_writing(actor: Actor, import_id: UUID, *, time_zone: str, uow: UnitOfWork) -> None:
    """Write all rows, or none: everything is looked at once more inside the writing transaction."""
    actor.require(Permission.SESSION_SCHEDULE)
    with uow.read() as look:
        row = _found(look, actor, import_id)
        sheet = read_sheet(bytes(row.content or b""), COLUMNS)
        plans, problems = read_rows(look, actor, sheet, time_zone, lambda _done: None)
    found = Checked(problems=problems)
    if not problems:
        try:
            with uow.begin() as tx:
                _found(tx, actor, import_id, lock=True)
                found = hold_against(tx, actor, plans, tx=tx)
                if found.problems:
                    raise _NothingWritten  # noqa: TRY301 - leaves the transaction, which rolls back
                write_schedule(tx, actor, import_id, found)
                imports.change(
                    tx.db,
                    import_id,
                    state=ImportState.DONE.value,
                    rows_done=len(sheet.rows),
                    counts=found.counts,
                    problems=[],
                    content=None,
                )
                tx.record("import.done", actor, "import", import_id, data=found.counts)
        except _NothingWritten:
            pass
        else:
            return
    _note(actor, import_id, ImportState.REFUSED, found, uow=uow)


def write_import(actor: Actor, import_id: UUID, *, time_zone: str, uow: UnitOfWork) -> None:
    """Begin and finish in one go. Raises as `begin_writing` does."""
    begin_writing(actor, import_id, uow=uow)
    finish_writing(actor, import_id, time_zone=time_zone, uow=uow)


class _NothingWritten(Exception):
    """Something is in the way: the transaction rolls back."""
