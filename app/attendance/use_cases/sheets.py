"""Paper tally sheets: number and print them, type each one in once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.accounts import public as accounts
from app.attendance import public, store
from app.attendance.public.sheets import entered_before
from app.attendance.rules import Source
from app.attendance.schemas import (
    MOST_ROWS_OF_A_SHEET,
    CountingPage,
    CountsView,
    EnterSheet,
    MakeSheets,
    NewEntry,
    PaperSheet,
    PaperSheets,
    SheetsView,
    SheetView,
)
from app.attendance.use_cases import counting
from app.items import public as items
from app.kernel import clock
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.ids import new_id
from app.kernel.outcome import Outcome
from app.kernel.types import NOT_STATED_BAND, NOT_STATED_COMMUNITY
from app.kernel.words import Words, _
from app.places import public as places
from app.platform.once import is_first
from app.platform.unit_of_work import ReadTx, Tx, UnitOfWork
from app.sessions import public as sessions
from app.sessions.public import SessionFacts
from app.vocabularies import public as vocabularies
from app.vocabularies.public import CommunityView

MOST_SHEETS = 500
"""Of one session."""


def _views(look: ReadTx, rows: list[Any]) -> list[SheetView]:
    people = accounts.people_by_ids(look, {row.entered_by for row in rows if row.entered_by})
    return [
        SheetView(
            id=row.id,
            number=row.number,
            communities=tuple(row.communities.split()),
            entered_at=row.entered_at,
            entered_by=people[row.entered_by].name if row.entered_by in people else None,
        )
        for row in rows
    ]


def _likely(look: ReadTx, session_id: UUID) -> tuple[str, ...]:
    """The rows of a sheet for which none were named: communities counted so far, then the most common ones."""
    known = [one.code for one in vocabularies.communities(look) if one.code != NOT_STATED_COMMUNITY]
    counted = {cell.community for cell in public.cells(look, session_id) if cell.count}
    first = [code for code in known if code in counted]
    return tuple((first + [code for code in known if code not in counted])[:MOST_ROWS_OF_A_SHEET])


def _all(look: ReadTx, session_id: UUID) -> SheetsView:
    return SheetsView(sheets=_views(look, store.sheets(look.db, session_id)))


def make_sheets(
    actor: Actor, session_id: UUID, command: MakeSheets, *, uow: UnitOfWork
) -> Outcome[SheetsView]:
    """Number new sheets; answers all sheets of the session. The same request again makes no more."""
    actor.require(Permission.SESSION_COUNT)
    with uow.begin() as tx:
        session = sessions.hold(tx, actor.scope(Permission.SESSION_COUNT), session_id)
        content = [str(session_id), command.model_dump(mode="json")]
        if not is_first(tx, "tally_sheets", command.id, content):
            return Outcome(_all(tx, session.id), fresh=False)
        chosen = tuple(dict.fromkeys(command.communities)) or _likely(tx, session.id)
        vocabularies.check_codes(tx, communities=set(chosen))
        last = store.last_sheet(tx.db, session.id)
        if last + command.quantity > MOST_SHEETS:
            said = _("A session has at most %(most)s tally sheets.") % {"most": MOST_SHEETS}
            raise Invalid.of("quantity", "sheets.too_many", said)
        now = clock.now()
        numbers = range(last + 1, last + 1 + command.quantity)
        store.add_sheets(
            tx.db,
            [
                {
                    "id": new_id(),
                    "session_id": session.id,
                    "number": number,
                    "communities": " ".join(chosen),
                    "made_by": actor.person_id,
                    "made_at": now,
                }
                for number in numbers
            ],
        )
        tx.record(
            "attendance.sheets_made",
            actor,
            "session",
            session.id,
            organisation_id=session.lead_organisation_id,
            data={"numbers": [numbers[0], numbers[-1]]},
        )
        return Outcome(_all(tx, session.id), fresh=True)


def list_sheets(actor: Actor, session_id: UUID, *, uow: UnitOfWork) -> SheetsView:
    """The sheets of a session, by number."""
    actor.require(Permission.SESSION_COUNT)
    with uow.read() as look:
        session = sessions.facts(look, actor.scope(Permission.SESSION_COUNT), session_id)
        return _all(look, session.id)


@dataclass(frozen=True, slots=True)
class SheetsPage:
    """The page of a session's sheets: which there are, and what a new one may have as rows."""

    session: SessionFacts
    sheets: list[SheetView]
    communities: list[CommunityView]
    likely: tuple[str, ...]


def sheets_page(actor: Actor, session_id: UUID, *, uow: UnitOfWork) -> SheetsPage:
    """The sheets of a session and the form for more."""
    actor.require(Permission.SESSION_COUNT)
    with uow.read() as look:
        session = sessions.facts(look, actor.scope(Permission.SESSION_COUNT), session_id)
        return SheetsPage(
            session=session,
            sheets=_all(look, session.id).sheets,
            communities=[one for one in vocabularies.communities(look) if one.code != NOT_STATED_COMMUNITY],
            likely=_likely(look, session.id),
        )


def sheets_to_print(actor: Actor, session_id: UUID, *, uow: UnitOfWork) -> PaperSheets:
    """The sheets not typed in yet. Raises Conflict `sheets.none` when there is none."""
    actor.require(Permission.SESSION_COUNT)
    with uow.read() as look:
        session = sessions.facts(look, actor.scope(Permission.SESSION_COUNT), session_id)
        rows = [row for row in store.sheets(look.db, session.id) if row.entered_at is None]
        if not rows:
            raise Conflict("sheets.none", _("There is no sheet to print. Make some first."))
        names = vocabularies.community_names(look)
        venue = places.venues_by_ids(look, {session.venue_id})[session.venue_id]
        known = items.by_codes(look, {code for code, _quantity in session.planned_kits})
        return PaperSheets(
            session_id=session.id,
            code=session.code,
            title=session.title,
            day=session.local_date,
            starts_at=session.starts_at,
            time_zone=session.time_zone,
            venue=None if venue.sensitive else venue.name,
            items=tuple(known[code].names for code in sorted(known))[:3],
            bands=tuple(band.code for band in vocabularies.age_bands(look) if band.code != NOT_STATED_BAND),
            sheets=tuple(
                PaperSheet(
                    id=row.id,
                    number=row.number,
                    rows=tuple(names[code] for code in row.communities.split()),
                )
                for row in rows
            ),
            made_at=rows[-1].made_at,
        )


@dataclass(frozen=True, slots=True)
class SheetPage:
    """The form of one sheet: an empty grid of its communities, or the reason why it is not there."""

    sheet: SheetView
    counting: CountingPage
    reason: Words | None
    people: int


def _blank(page: CountingPage) -> CountingPage:
    """The grid of a sheet starts empty: what is typed adds to what was counted elsewhere."""
    nobody = {"cells": [], "marks": [], "total": 0, "late": 0, "door": 0, "door_late": 0}
    return replace(page, cells=[], counts=page.counts.model_copy(update=nobody))


def sheet_page(actor: Actor, session_id: UUID, sheet_id: UUID, *, uow: UnitOfWork) -> SheetPage:
    """The form of a sheet. Raises NotFound for a sheet of another session."""
    actor.require(Permission.SESSION_COUNT)
    with uow.read() as look:
        page = counting.counting_page(actor, session_id, uow=uow)
        rows = store.sheets(look.db, session_id, sheet_id)
        if not rows:
            raise NotFound
        (sheet,) = _views(look, rows)
        reason = page.reason
        if sheet.entered_at is not None:
            session = sessions.facts(look, actor.scope(Permission.SESSION_COUNT), session_id)
            reason = entered_before(look, rows[0], session.time_zone).message
        people = store.on_sheet(look.db, session_id, sheet_id) if sheet.entered_at else 0
        return SheetPage(sheet, _blank(page), reason, people)


def enter_sheet(
    actor: Actor, session_id: UUID, sheet_id: UUID, command: EnterSheet, *, uow: UnitOfWork
) -> Outcome[CountsView]:
    """Type a sheet in, once: people, what was said of empty cells, and the door.

    The same request again changes nothing. Raises Conflict `sheet.entered` with who did it before and when.
    """
    actor.require(Permission.SESSION_COUNT)
    scope = actor.scope(Permission.SESSION_COUNT)
    with uow.begin() as tx:
        session = sessions.hold(tx, scope, session_id)
        content = [str(session_id), str(sheet_id), command.model_dump(mode="json")]
        fresh = is_first(tx, "tally_sheet", command.id, content)
        if fresh:
            _enter(tx, actor, session, sheet_id, command)
        return Outcome(counting.counts_of(tx, sessions.facts(tx, scope, session_id)), fresh)


def _enter(tx: Tx, actor: Actor, session: SessionFacts, sheet_id: UUID, command: EnterSheet) -> None:
    public.use_sheet(tx, actor, session, sheet_id, command.id)
    session, late = counting.opened(tx, actor, session)
    entries = [NewEntry(new_id(), e.community, e.sex, e.age_band, e.delta) for e in command.entries]
    public.record_counts(
        tx,
        actor,
        session,
        entries,
        source=Source.PAPER,
        late=late,
        request_id=command.id,
        sheet_id=sheet_id,
    )
    if not late:
        public.record_marks(
            tx, actor, session, {(m.community, m.sex.value, m.age_band): m.mark for m in command.marks}
        )
    if command.door:
        public.record_door(tx, actor, session, new_id(), command.door, late=late, field="door")
    tx.record(
        "attendance.sheet_entered",
        actor,
        "session",
        session.id,
        organisation_id=session.lead_organisation_id,
        data={"sheet": str(sheet_id)},
    )
