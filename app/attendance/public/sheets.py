"""A paper sheet is used once, whoever types it in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.access.actor import Actor
from app.accounts import public as accounts
from app.attendance import store
from app.kernel import clock
from app.kernel.errors import Conflict, FieldError, NotFound
from app.kernel.words import _
from app.platform import formats
from app.platform.unit_of_work import ReadTx, Tx
from app.sessions import public as sessions


def use_sheet(tx: Tx, actor: Actor, session: sessions.SessionFacts, sheet_id: UUID, request_id: UUID) -> None:
    """Say that a paper sheet of this session is being typed in: once, whoever types it. The session is held.

    The same request may say so again. Raises NotFound for a sheet of another session, Conflict `sheet.entered`.
    """
    rows = store.sheets(tx.db, session.id, sheet_id)
    if not rows:
        raise NotFound
    (sheet,) = rows
    by, now = actor.person_id, clock.now()
    mine, free = sheet.request_id == request_id, sheet.entered_at is None
    if mine or (free and store.use_sheet(tx.db, sheet_id, session.id, request_id, by=by, at=now)):
        return
    raise entered_before(tx, store.sheets(tx.db, session.id, sheet_id)[0], session.time_zone)


@dataclass(frozen=True, slots=True)
class _When:
    """An instant inside a sentence, written when the sentence is read: in the reader's language."""

    at: datetime
    time_zone: str

    def __str__(self) -> str:
        return formats.moment(self.at, self.time_zone)


def entered_before(look: ReadTx, sheet: Any, time_zone: str) -> Conflict:
    """The refusal to enter a sheet twice, naming who entered it and when."""
    people = accounts.people_by_ids(look, {sheet.entered_by}) if sheet.entered_by else {}
    name = people[sheet.entered_by].name if sheet.entered_by in people else "–"
    said = _("Sheet %(number)s was entered before, by %(name)s on %(time)s. Each sheet counts once.") % {
        "number": sheet.number,
        "name": name,
        "time": _When(sheet.entered_at, time_zone),
    }
    facts = {"entered_by": name, "entered_at": sheet.entered_at.isoformat()}
    return Conflict("sheet.entered", said, [FieldError("sheet", "sheet.entered", said, facts)])
