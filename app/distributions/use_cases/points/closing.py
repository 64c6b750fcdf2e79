"""A distribution point closes like a till: loaded = given + returned + damaged + unexplained."""

from __future__ import annotations

from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.distributions.public.points import point_till
from app.distributions.public.settling import settle
from app.distributions.rules import TillEntry, TillState
from app.distributions.rules.points import (
    PointState,
    check_open,
    check_second_person,
    check_waits,
    needs_second_person,
)
from app.distributions.schemas.points import ClosePoint, PointView, SayWhy, SettlePoint
from app.distributions.store import points
from app.distributions.tables import DistributionPoint, PointTillLine
from app.distributions.use_cases.points.viewing import held, purse_of, view
from app.kernel import clock
from app.kernel.errors import FieldError, Invalid
from app.kernel.guard import personal_data, warning
from app.kernel.ids import new_id
from app.kernel.outcome import Outcome
from app.kernel.words import _
from app.platform.once import is_first
from app.platform.unit_of_work import Tx, UnitOfWork


def close(actor: Actor, point_id: UUID, command: ClosePoint, *, uow: UnitOfWork) -> Outcome[PointView]:
    """Settle the till and close. When too much is unexplained it waits for a second person instead.

    Raises Conflict `till.open` with the numbers of what does not add up, Invalid without a reason.
    """
    identity = command.id or new_id()
    with uow.begin() as tx:
        row = held(tx, actor, point_id)
        if not is_first(tx, "point_close", identity, [str(point_id), command.model_dump(mode="json")]):
            return Outcome(view(tx, row), fresh=False)
        check_open(PointState(row.state))
        till = point_till(tx, row.bag_id)
        lines = _entries(command, till)
        settle(tx, actor, purse_of(tx, row), till, lines)
        waits = needs_second_person(till, lines)
        row.state = (PointState.APPROVAL if waits else PointState.CLOSED).value
        row.closed_at, row.closed_by, row.why = clock.now(), actor.person_id, ""
        _keep(tx, row, {line.item_id: line.reason for line in lines})
        points.save(tx.db, row)
        _record(tx, actor, row, "kits.point_closed", {"waits": waits, "kits": row.kits_count})
        return Outcome(view(tx, row), fresh=True)


def _entries(command: ClosePoint, till: list[TillState]) -> list[TillEntry]:
    """The till as sent; an item whose books balance already need not be sent. Raises Invalid for what is unknown."""
    states = {state.item_code: state for state in till}
    wrong = []
    lines = []
    for number, line in enumerate(command.till):
        reason = line.reason.strip()
        if found := personal_data(reason):
            wrong.append(FieldError(f"till.{number}.reason", "personal_data", warning(found)))
        if line.item in states:
            lines.append(
                TillEntry(states[line.item].item_id, line.returned, line.damaged, line.unexplained, reason)
            )
        elif line.returned or line.damaged or line.unexplained:
            said = _("This item was never loaded here.")
            wrong.append(FieldError(f"till.{number}.item", "till.not_loaded", said))
    if wrong:
        raise Invalid(wrong)
    sent = {line.item for line in command.till}
    lines += [
        TillEntry(state.item_id, state.returned, state.damaged, state.unexplained, "")
        for state in till
        if state.item_code not in sent and state.should_hold == 0 and state.unexplained == 0
    ]
    return lines


def _keep(tx: Tx, row: DistributionPoint, reasons: dict[UUID, str]) -> None:
    """What the till said, line by line, as it is now settled."""
    before = points.last_till(tx.db, row.id)
    number = before[0].round + 1 if before else 1
    points.add_till(
        tx.db,
        [
            PointTillLine(
                point_id=row.id,
                round=number,
                item_id=state.item_id,
                loaded=state.loaded,
                given=state.given,
                returned=state.returned,
                damaged=state.damaged,
                unexplained=state.unexplained,
                reason=reasons.get(state.item_id, "") if state.unexplained else "",
            )
            for state in point_till(tx, row.bag_id)
        ],
    )


def approve(actor: Actor, point_id: UUID, command: SettlePoint, *, uow: UnitOfWork) -> Outcome[PointView]:
    """Somebody else accepts what is unexplained: the point is closed."""
    actor.require(Permission.STOCK_APPROVE)
    identity = command.id or new_id()
    with uow.begin() as tx:
        row = held(tx, actor, point_id)
        actor.require(Permission.STOCK_APPROVE, row.organisation_id)
        if not is_first(tx, "point_approve", identity, str(point_id)):
            return Outcome(view(tx, row), fresh=False)
        check_waits(PointState(row.state))
        check_second_person(row.closed_by, actor.person_id)
        row.state, row.approved_by = PointState.CLOSED.value, actor.person_id
        points.save(tx.db, row)
        _record(tx, actor, row, "kits.point_approved", {"kits": row.kits_count})
        return Outcome(view(tx, row), fresh=True)


def send_back(actor: Actor, point_id: UUID, command: SayWhy, *, uow: UnitOfWork) -> Outcome[PointView]:
    """A till that waits is opened again with a reason: by whoever may approve it, or by whoever closed it."""
    identity = command.id or new_id()
    with uow.begin() as tx:
        row = held(tx, actor, point_id)
        if row.closed_by != actor.person_id:
            actor.require(Permission.STOCK_APPROVE, row.organisation_id)
        if not is_first(tx, "point_send_back", identity, [str(point_id), command.model_dump(mode="json")]):
            return Outcome(view(tx, row), fresh=False)
        check_waits(PointState(row.state))
        row.state, row.why = PointState.OPEN.value, command.reason
        points.save(tx.db, row)
        _record(tx, actor, row, "kits.point_sent_back", {"reason": command.reason})
        return Outcome(view(tx, row), fresh=True)


def _record(tx: Tx, actor: Actor, row: DistributionPoint, action: str, data: dict[str, object]) -> None:
    tx.record(action, actor, "distribution_point", row.id, organisation_id=row.organisation_id, data=data)
