"""A person's own inbox. Everybody signed in has one, and sees nobody else's."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from app.access.actor import Actor
from app.kernel import clock
from app.kernel.paging import Page, cursor_unknown, from_cursor, to_cursor
from app.notices import store
from app.notices.rules import NoticeKind, sentence
from app.notices.schemas import ChooseLetters, MarkRead, NoticeView
from app.notices.tables import Notice
from app.platform import formats
from app.platform.unit_of_work import UnitOfWork


def view(row: Notice) -> NoticeView:
    """A line of the inbox, in the language of whoever reads now."""
    kind = NoticeKind(row.kind)
    starts = row.facts.get("starts_at")
    return NoticeView(
        id=row.id,
        kind=kind,
        text=str(sentence(kind, row.facts, formats.full_date)),
        reason=str(row.facts.get("reason", "")),
        starts_at=datetime.fromisoformat(starts) if starts else None,
        time_zone=row.facts.get("time_zone"),
        link=_link(row),
        made_at=row.made_at,
        read=row.read_at is not None,
    )


def _link(row: Notice) -> str:
    if row.subject_kind == "lens":
        return "/reports"
    return f"/sessions/{row.subject_id}" if row.subject_kind == "session" and row.subject_id else "/sessions"


def _before(cursor: str | None) -> tuple[datetime, UUID] | None:
    if not cursor:
        return None
    at, last = from_cursor(cursor, 2)
    try:
        return datetime.fromisoformat(at), UUID(last)
    except ValueError:
        raise cursor_unknown() from None


def list_notices(
    actor: Actor, *, uow: UnitOfWork, cursor: str | None = None, limit: int = 50, unread: bool = False
) -> Page[NoticeView]:
    """One's own notices, newest first."""
    before = _before(cursor)
    with uow.read() as look:
        rows = store.listing(look.db, actor.person_id, before=before, limit=limit + 1, unread=unread)
    shown = rows[:limit]
    more = len(rows) > limit
    return Page(
        items=[view(row) for row in shown],
        next=to_cursor(shown[-1].made_at.isoformat(), shown[-1].id) if more else None,
    )


def mark_read(actor: Actor, command: MarkRead, *, uow: UnitOfWork) -> int:
    """Mark one's own notices as read; how many were not yet. Their letters need not leave any more."""
    with uow.begin(housekeeping="somebody read her notices") as tx:
        return store.mark_read(tx.db, actor.person_id, ids=command.ids, up_to=command.up_to, at=clock.now())


def wants_letters(actor: Actor, *, uow: UnitOfWork) -> bool:
    """Whether one's notices also come by e-mail (where a mail server is set)."""
    with uow.read() as look:
        return store.wants_letters(look.db, actor.person_id)


def choose_letters(actor: Actor, command: ChooseLetters, *, uow: UnitOfWork) -> bool:
    """Choose whether one's notices also come by e-mail."""
    with uow.begin() as tx:
        store.choose_letters(tx.db, actor.person_id, by_mail=command.by_mail)
        tx.record(
            "notices.letters_chosen", actor, "person", actor.person_id, data={"by_mail": command.by_mail}
        )
    return command.by_mail
