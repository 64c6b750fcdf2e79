"""A sheet of opening stock is sent and looked at; then it is entered, whole or not at all.

Nothing is entered twice: the receipt of a lot at a store has an id that follows from the two.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.items import public as items
from app.kernel import clock
from app.kernel.errors import Conflict, FieldError, Invalid, NotFound
from app.kernel.ids import content_hash, new_id
from app.kernel.outcome import Outcome
from app.kernel.words import _
from app.kits import public
from app.kits.rules import LocationKind, MovementReason
from app.kits.rules.imports import COLUMNS, MOST_ROWS, ImportState
from app.kits.schemas.imports import StockImportCounts, StockImportView
from app.kits.store import imports, lots
from app.kits.tables import Lot, StockImport
from app.kits.use_cases.imports.rows import StockRow, read_all
from app.platform.once import first_of_many, is_first
from app.platform.sheets import problems as problems_of
from app.platform.sheets.heading import Sheet, read_sheet
from app.platform.sheets.problems import Problem
from app.platform.unit_of_work import ReadTx, Tx, UnitOfWork

KEEP_FILES = timedelta(days=7)


@dataclass(slots=True)
class Checked:
    """The rows of a sheet by what is to be done with them."""

    new: list[StockRow] = field(default_factory=list)
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How many of each."""
        return {
            "new": len(self.new),
            "pieces": sum(row.quantity for row in self.new),
            "unchanged": self.unchanged,
        }

    @property
    def state(self) -> ImportState:
        """Whether it could be entered."""
        return ImportState.REFUSED if self.problems else ImportState.CHECKED


def _view(row: StockImport) -> StockImportView:
    return StockImportView(
        id=row.id,
        file_name=row.file_name,
        state=ImportState(row.state),
        rows=row.rows_total,
        counts=StockImportCounts(**row.counts),
        errors=problems_of.read(row.problems, COLUMNS),
        created_at=row.created_at,
    )


def _found(look: ReadTx, actor: Actor, import_id: UUID, *, lock: bool = False) -> StockImport:
    row = imports.find(look.db, actor.person_id, import_id, lock=lock)
    if row is None:
        raise NotFound
    return row


def get_import(actor: Actor, import_id: UUID, *, uow: UnitOfWork) -> StockImportView:
    """An import as it stands, in the language being spoken. Raises NotFound when it is not one's own."""
    actor.require(Permission.STOCK_MOVE)
    with uow.read() as look:
        return _view(_found(look, actor, import_id))


def newest_imports(actor: Actor, *, uow: UnitOfWork) -> list[tuple[UUID, str, ImportState, int, datetime]]:
    """One's own last imports: (id, file name, state, rows, when), newest first."""
    actor.require(Permission.STOCK_MOVE)
    with uow.read() as look:
        return [
            (one, name, ImportState(state), rows, at)
            for one, name, state, rows, at in imports.newest(look.db, actor.person_id, 10)
        ]


def _read(content: bytes) -> Sheet:
    sheet = read_sheet(content, COLUMNS)
    if len(sheet.rows) > MOST_ROWS:
        raise Invalid.of(
            "file",
            "import.too_many",
            _("A file has at most %(most)s rows. Divide it into several.") % {"most": MOST_ROWS},
        )
    return sheet


def _hold_against(look: ReadTx, rows: list[StockRow], problems: list[Problem]) -> Checked:
    """What of it is there already: the same quantity is nothing new, another one is refused."""
    checked = Checked(problems=list(problems))
    there = imports.quantities(look.db, [row.receipt_id for row in rows])
    for row in rows:
        before = there.get(row.receipt_id)
        if before is None:
            checked.new.append(row)
        elif before == row.quantity:
            checked.unchanged += 1
        else:
            message = _(
                "%(before)s were imported before. An entry is never changed: correct it with an adjustment."
            ) % {"before": before}
            checked.problems.append(
                Problem(row.number, FieldError("quantity", "import.entered_before", message))
            )
    return checked


def _checked(look: ReadTx, actor: Actor, sheet: Sheet) -> Checked:
    rows, problems = read_all(look, actor, sheet)
    return _hold_against(look, rows, problems)


def send_import(
    actor: Actor, file_name: str, content: bytes, *, uow: UnitOfWork, import_id: UUID | None = None
) -> Outcome[StockImportView]:
    """Take a sheet in and look at every row; nothing is entered yet. The same file under the same id is the same.

    Raises Forbidden, TooLarge, Invalid on `file` when it is no sheet of stock.
    """
    actor.require(Permission.STOCK_MOVE)
    sheet = _read(content)
    identity, now = import_id or new_id(), clock.now()
    name = "".join(sign for sign in file_name if sign.isprintable()).strip()[:200] or "–"
    digest = content_hash(content.hex())
    with uow.begin() as tx:
        fresh = is_first(tx, "stock_import", identity, {"content": digest, "by": str(actor.person_id)})
        if fresh:
            imports.forget_contents(tx.db, now - KEEP_FILES)
            found = _checked(tx, actor, sheet)
            imports.add(
                tx.db,
                StockImport(
                    id=identity,
                    person_id=actor.person_id,
                    file_name=name,
                    content_hash=digest,
                    content=None if found.problems else content,
                    state=found.state.value,
                    rows_total=len(sheet.rows),
                    counts=found.counts,
                    problems=problems_of.kept(found.problems),
                    created_at=now,
                    touched_at=now,
                ),
            )
            tx.record(
                "stock_import.sent",
                actor,
                "stock_import",
                identity,
                data={
                    **found.counts,
                    "rows": len(sheet.rows),
                    "problems": len(found.problems),
                    "file": digest,
                },
            )
        return Outcome(_view(_found(tx, actor, identity)), fresh)


def write_import(actor: Actor, import_id: UUID, *, uow: UnitOfWork) -> StockImportView:
    """Enter the sheet that was looked at: all rows, or none when something is in the way by now.

    Raises NotFound, Conflict `import.state` when it was refused, `import.forgotten`. Once done it stays done.
    """
    actor.require(Permission.STOCK_MOVE)
    with uow.begin() as tx:
        row = _found(tx, actor, import_id, lock=True)
        if row.state == ImportState.DONE.value:
            return _view(row)
        if row.state != ImportState.CHECKED.value:
            raise Conflict("import.state", _("This sheet has mistakes in it. Mend them and send it again."))
        if row.content is None:
            raise Conflict("import.forgotten", _("The file is no longer here. Please send it again."))
        rows, problems = read_all(tx, actor, _read(bytes(row.content)))
        # The ids are taken before anything is looked at: of two sheets at once the second waits here.
        first_of_many(tx, "movement", {one.receipt_id: "opening stock" for one in rows})
        found = _hold_against(tx, rows, problems)
        if not found.problems:
            _enter(tx, actor, found.new)
        state = ImportState.REFUSED if found.problems else ImportState.DONE
        imports.change(
            tx.db,
            import_id,
            state=state.value,
            counts=found.counts,
            problems=problems_of.kept(found.problems),
            content=None,
        )
        tx.record(f"stock_import.{state.value}", actor, "stock_import", import_id, data=found.counts)
        return _view(_found(tx, actor, import_id, lock=True))


def _enter(tx: Tx, actor: Actor, rows: list[StockRow]) -> None:
    """The lots that are missing, then every receipt, by the one way into the ledger."""
    there = lots.find_many(tx.db, {row.lot_id for row in rows})
    today = clock.today()
    versions = {
        item_id: items.current_version_id(tx, item_id, today) for item_id in {row.item.id for row in rows}
    }
    for row in rows:
        if row.lot_id in there:
            continue
        there[row.lot_id] = lots.add(
            tx.db,
            Lot(
                id=row.lot_id,
                item_id=row.item.id,
                item_version_id=versions[row.item.id],
                label=row.label,
                project_id=row.project.id if row.project else None,
                expires_on=row.expires_on,
                unit_cost=row.unit_cost,
                currency=row.currency if row.unit_cost is not None else None,
                created_by_organisation_id=row.place.organisation_id,
                variant=row.variant,
            ),
        )
        tx.record(
            "kits.lot_added",
            actor,
            "lot",
            row.lot_id,
            organisation_id=row.place.organisation_id,
            data={
                "item": row.item.code,
                "label": row.label,
                "project": row.project.code if row.project else None,
            },
        )
    suppliers = {
        owner: public.outside_location(tx, owner, LocationKind.SUPPLIER)
        for owner in {row.place.organisation_id for row in rows}
    }
    now = clock.now()
    public.write(
        tx,
        actor,
        [
            public.Entry(
                id=row.receipt_id,
                lot_id=row.lot_id,
                from_id=suppliers[row.place.organisation_id],
                to_id=row.place.id,
                quantity=row.quantity,
                reason=MovementReason.RECEIPT,
                effective_at=row.effective_at or now,
                document=row.document,
                note=row.note,
            )
            for row in rows
        ],
    )
