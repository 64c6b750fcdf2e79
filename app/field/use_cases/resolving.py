"""A coordinator settles an exception: leaves it, swaps which use of a ticket counts, takes it back, or notes something."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.attendance import public as attendance
from app.attendance.public import CountRow, DoorRow, Source
from app.field.rules.words import CAN_BE_SWAPPED, CAN_BE_VOIDED, ExceptionState, Kind, Reason, Resolution
from app.field.schemas.exceptions import ExceptionDetail, ResolveException
from app.field.store import events
from app.field.store import exceptions as store
from app.field.store.events import Known
from app.field.tables import ExceptionEvent, FieldException
from app.field.use_cases.exceptions import detail, found
from app.field.use_cases.intake.undoing import undo_one
from app.kernel import clock
from app.kernel.errors import Conflict, FieldError, Invalid, NotFound
from app.kernel.ids import new_id
from app.kernel.words import _
from app.platform.sheaves import Sheaf
from app.platform.unit_of_work import Tx, UnitOfWork
from app.registration import public as registration
from app.sessions import public as sessions
from app.sessions.public import SessionFacts, SessionStatus
from app.sessions.public.gate import Doing, pass_gate

_ALL = 100_000


def resolve_exception(
    actor: Actor, exception_id: UUID, command: ResolveException, *, key: bytes, uow: UnitOfWork
) -> ExceptionDetail:
    """Settle it. The same again changes nothing; another way after it was settled is a Conflict.

    Raises Invalid for a swap of what cannot be swapped, or a note without words.
    """
    with uow.begin(housekeeping="settled before") as tx:
        session_id = found(tx, actor, exception_id).session_id
        session = sessions.hold(tx, actor.scope(Permission.EXCEPTION_RESOLVE), session_id)
        row = store.lock(tx.db, exception_id)
        if row is None:
            raise NotFound
        if row.state == ExceptionState.RESOLVED.value:
            if row.resolution == command.action.value:
                return detail(tx, row)
            said = _("This was settled before.")
            raise Conflict("exception.resolved", said, [FieldError("action", "exception.resolved", said)])
        _settle(tx, actor, row, session, command, key)
        tx.db.flush()
        return detail(tx, row)


def _settle(
    tx: Tx,
    actor: Actor,
    row: FieldException,
    session: SessionFacts,
    command: ResolveException,
    key: bytes,
) -> None:
    now = clock.now()
    under = store.events_of(tx.db, row.id, _ALL)
    if command.action is Resolution.NOTE and not command.note:
        raise Invalid.of("note", "note.missing", _("Please write something."))
    if command.action in {Resolution.SWAP, Resolution.REVERSE}:
        pass_gate(tx, Doing.COUNT, [session.local_date], session.id)
    if command.action is Resolution.SWAP:
        _swap(tx, actor, row, under)
    elif command.action is Resolution.REVERSE:
        _take_back(tx, actor, session, [one.event_id for one in under if one.position], row.id, key, now)
    row.note = "\n".join(part for part in (row.note, command.note) if part)[:2000]
    row.version += 1
    if command.action is not Resolution.NOTE:
        row.state, row.resolution = ExceptionState.RESOLVED.value, command.action.value
        row.resolved_by, row.resolved_at = actor.person_id, now
    tx.db.add(row)
    tx.record(
        "exception.noted" if command.action is Resolution.NOTE else "exception.resolved",
        actor,
        "session",
        session.id,
        organisation_id=session.lead_organisation_id,
        data={"exception": str(row.id), "reason": row.reason, "action": command.action.value},
    )


def _swap(tx: Tx, actor: Actor, row: FieldException, under: list[ExceptionEvent]) -> None:
    first = [one for one in under if one.position == 0]
    second = [one for one in under if one.position]
    if Reason(row.reason) not in CAN_BE_SWAPPED or not first or not second:
        raise Invalid.of("action", "exception.no_swap", _("Only two uses of one ticket can change places."))
    registration.swap(tx, actor, second[0].event_id, first[0].event_id)


def _take_back(
    tx: Tx, actor: Actor, session: SessionFacts, ids: list[UUID], why: UUID, key: bytes, now: datetime
) -> None:
    """Each effect once, whoever took it back before."""
    known = [one for one in events.by_ids(tx.db, ids).values() if Kind(one.kind) in CAN_BE_VOIDED]
    if not known:
        raise Invalid.of("action", "exception.no_reversal", _("There is nothing in this to take back."))
    claimed = events.claim_reversals(
        tx.db,
        [{"event_id": one.id, "by_event": None, "by_person": actor.person_id, "at": now} for one in known],
    )
    taken = [one for one in known if one.id in claimed]
    late = session.status is SessionStatus.VERIFIED
    attendance.append(
        tx,
        [Sheaf.one(_count_back(actor, one, now, late=late)) for one in taken if one.kind == Kind.COUNT.value],
        [_door_back(actor, one, now, late=late) for one in taken if one.kind == Kind.DOOR.value],
    )
    for one in taken:
        undo_one(
            tx,
            actor,
            Kind(one.kind),
            one.id,
            one.payload,
            by=why,
            device_id=one.device_id,
            key=key,
        )


def _count_back(actor: Actor, one: Known, now: datetime, *, late: bool) -> CountRow:
    return {
        "id": new_id(),
        "session_id": one.session_id,
        "community": one.payload["community"],
        "sex": one.payload["sex"],
        "age_band": one.payload["age_band"],
        "delta": -one.payload["delta"],
        "source": Source.GRID.value,
        "device_id": None,
        "seq": None,
        "recorded_by": actor.person_id,
        "occurred_at": one.occurred_at,
        "sent_at": now,
        "received_at": now,
        "reverses": one.id,
        "late": late,
        "sheet_id": None,
    }


def _door_back(actor: Actor, one: Known, now: datetime, *, late: bool) -> DoorRow:
    return {
        "id": new_id(),
        "session_id": one.session_id,
        "delta": -one.payload["delta"],
        "device_id": None,
        "seq": None,
        "recorded_by": actor.person_id,
        "occurred_at": one.occurred_at,
        "received_at": now,
        "late": late,
    }
