"""The late box: what came after a period was closed, and accepting it into the next one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.attendance import public as attendance
from app.kernel import clock
from app.kernel.errors import Conflict, FieldError, Invalid, NotFound
from app.kernel.guard import personal_data, refusal
from app.kernel.ids import new_id
from app.kernel.outcome import Outcome
from app.kernel.paging import Page, cursor_unknown, from_cursor, to_cursor
from app.kernel.words import _
from app.organisations import public as organisations
from app.periods.public import standings
from app.periods.rules import LateReason, Phase
from app.periods.schemas import NOT_VERIFIED, Acceptance, AcceptLate, LateItem
from app.periods.store import periods as store
from app.periods.store import sessions as session_store
from app.periods.tables import LateAcceptance
from app.periods.use_cases.looking import found
from app.platform.once import is_first
from app.platform.unit_of_work import ReadTx, Tx, UnitOfWork
from app.sessions import public as sessions
from app.sessions.public import SessionStatus


def see_box(
    actor: Actor, period: str, *, uow: UnitOfWork, cursor: str | None = None, limit: int = 50
) -> Page[LateItem]:
    """What waits in the late box of a period, by day. Raises NotFound."""
    actor.require(Permission.PERIOD_CLOSE)
    after = _place(cursor) if cursor else None
    with uow.read() as look:
        row = found(look, period)
        scope = actor.scope(Permission.PERIOD_CLOSE)
        rows = session_store.box(look.db, scope, row, after=after, limit=limit + 1)
        known = organisations.by_ids(look, {one[5] for one in rows})
        items = [
            LateItem(
                session=identity,
                code=code,
                title=title,
                day=day,
                status=SessionStatus(status),
                lead_organisation=known[lead].code,
                people=people,
                door=door,
                unverified=status in {one.value for one in NOT_VERIFIED},
                last_arrived_at=last,
                accepted_before=bool(accepted),
            )
            for identity, code, title, day, status, lead, people, door, last, accepted in rows[:limit]
        ]
        more = to_cursor(items[-1].day, items[-1].session) if len(rows) > limit else None
        return Page(items=items, next=more)


def _place(cursor: str) -> tuple[date, UUID]:
    day, identity = from_cursor(cursor, 2)
    try:
        return date.fromisoformat(day), UUID(identity)
    except ValueError:
        raise cursor_unknown() from None


def _into(tx: Tx, period_id: UUID, starts_on: date, phase: Phase) -> tuple[UUID, str]:
    """The period in which it is told: its own while that takes figures, else the next one that does."""
    if phase is not Phase.CLOSED:
        row = store.find(tx.db, period_id)
    else:
        row = store.next_open(tx.db, starts_on, clock.now())
    if row is None:
        message = _("There is no open period into which this could be accepted.")
        raise Conflict("period.none_open", message, [FieldError("session", "period.none_open", message)])
    return row.id, row.code


def accept_late(actor: Actor, period: str, command: AcceptLate, *, uow: UnitOfWork) -> Outcome[Acceptance]:
    """Let what came late to a session count; the next report tells it as a correction.

    A session that was left unverified may be counted, reported and verified from then on. The same request again
    gives the same answer. Raises NotFound, Forbidden, Conflict `late.nothing` when nothing waits, `counts.negative`.
    """
    actor.require(Permission.PERIOD_CLOSE)
    if command.note and (hits := personal_data(command.note)):
        raise Invalid.of("note", "personal_data", refusal(hits))
    if command.reason is LateReason.OTHER and not command.note:
        raise Invalid.of("note", "note.missing", _("Please write something."))
    identity = command.id or new_id()
    with uow.begin() as tx:
        row = found(tx, period)
        session = sessions.hold(tx, actor.scope(Permission.PERIOD_CLOSE), command.session)
        content = [str(row.id), command.model_dump(mode="json", exclude={"id"})]
        if not is_first(tx, "late_acceptance", identity, content):
            return Outcome(_views(tx, [_kept(tx, identity)])[0], fresh=False)
        if not row.starts_on <= session.local_date <= row.ends_on:
            raise NotFound
        standing = standings(tx, [session.local_date])[session.local_date]
        people, door = attendance.accept_late(tx, actor, session)
        if not people and not door and not session.late_count and session.status not in NOT_VERIFIED:
            message = _("Nothing of this session waits in the late box.")
            raise Conflict("late.nothing", message, [FieldError("session", "late.nothing", message)])
        into, into_code = _into(tx, row.id, row.starts_on, standing.phase)
        kept = LateAcceptance(
            id=identity,
            session_id=session.id,
            period_id=row.id,
            into_period_id=into,
            people=people,
            door=door,
            reason=command.reason.value,
            note=command.note,
            accepted_by=actor.person_id,
            accepted_at=clock.now(),
        )
        session_store.add_acceptance(tx.db, kept)
        tx.record(
            "period.late_accepted",
            actor,
            "session",
            session.id,
            organisation_id=session.lead_organisation_id,
            data={"period": row.code, "into": into_code, "reason": command.reason.value},
        )
        return Outcome(_views(tx, [kept])[0], fresh=True)


def _kept(look: ReadTx, identity: UUID) -> LateAcceptance:
    row = session_store.acceptance(look.db, identity)
    if row is None:
        raise NotFound
    return row


def _views(look: ReadTx, rows: Sequence[LateAcceptance]) -> list[Acceptance]:
    """Three statements however many."""
    if not rows:
        return []
    labels = sessions.labels(look, {row.session_id for row in rows})
    codes = store.codes(look.db, {one for row in rows for one in (row.period_id, row.into_period_id)})
    return [
        Acceptance(
            id=row.id,
            session=row.session_id,
            session_code=labels[row.session_id].code,
            period=codes[row.period_id],
            into=codes[row.into_period_id],
            people=row.people,
            door=row.door,
            reason=LateReason(row.reason),
            note=row.note,
            accepted_at=row.accepted_at,
        )
        for row in rows
    ]


def accepted(actor: Actor, period: str, *, uow: UnitOfWork) -> tuple[list[Acceptance], list[Acceptance]]:
    """What was accepted out of a period's late box, and what was accepted into the period (the newest 200 each)."""
    actor.require(Permission.PERIOD_CLOSE)
    with uow.read() as look:
        row = found(look, period)
        out = session_store.acceptances(look.db, of=row.id)
        into = [one for one in session_store.acceptances(look.db, into=row.id) if one.period_id != row.id]
        return _views(look, out), _views(look, into)
