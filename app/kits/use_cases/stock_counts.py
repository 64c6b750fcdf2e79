"""Counting a store: the sheet is blind, a difference is counted again, a big one is approved by somebody else."""

from __future__ import annotations

from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.accounts import public as accounts
from app.items import public as items
from app.kernel import clock
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.ids import new_id
from app.kernel.outcome import Outcome
from app.kernel.paging import Page, to_cursor
from app.kernel.words import _
from app.kits import public
from app.kits.public import Entry
from app.kits.rules import STORES, LocationKind, MovementReason
from app.kits.rules.counting import (
    OPEN,
    CountState,
    after_a_round,
    check_second_person,
    check_takes_entries,
)
from app.kits.schemas.papers import BeginCount, EnterRound, SettleCount, StockCountLineView, StockCountView
from app.kits.store import balances, lots, places, stock_counts
from app.kits.store.papers import next_number
from app.kits.tables import StockCount, StockCountLine
from app.kits.use_cases.cursors import a_moment
from app.organisations import public as organisations
from app.platform.once import is_first
from app.platform.unit_of_work import ReadTx, Tx, UnitOfWork

_SHOWN = frozenset({CountState.APPROVAL, CountState.DONE, CountState.DROPPED})
"""When the numbers may be seen: before, they would tell the counter what to find."""


def _newest(look: ReadTx, count_id: UUID) -> dict[UUID, StockCountLine]:
    """The newest line of each lot: a recount replaces what was counted before."""
    return {line.lot_id: line for line in stock_counts.lines_of(look.db, count_id)}


def _on_the_sheet(look: ReadTx, row: StockCount, known: dict[UUID, StockCountLine]) -> list[UUID]:
    """The lots to be counted now: all that the place holds, then only those that differ."""
    state = CountState(row.state)
    if state is CountState.COUNTING:
        return stock_counts.lots_on_the_sheet(look.db, row.location_id)
    if state is CountState.RECOUNT:
        return [lot for lot, line in known.items() if line.counted != line.book]
    return list(known)


def _view(look: ReadTx, row: StockCount) -> StockCountView:
    known = _newest(look, row.id)
    state = CountState(row.state)
    of = lots.find_many(look.db, _on_the_sheet(look, row, known))
    named = items.by_ids(look, {lot.item_id for lot in of.values()})
    place = places.find_many(look.db, [row.location_id])[row.location_id]
    owner = organisations.by_ids(look, [place.organisation_id])[place.organisation_id]
    counters = {line.counted_by for line in stock_counts.lines_of(look.db, row.id)}
    people = _names(look, counters | {row.approved_by})
    open_book = state in _SHOWN
    lines = [
        StockCountLineView(
            lot=lot.id,
            label=lot.told,
            item=named[lot.item_id].code,
            names=named[lot.item_id].names,
            expires_on=lot.expires_on,
            counted=known[lot.id].counted if open_book and lot.id in known else None,
            book=known[lot.id].book if open_book and lot.id in known else None,
        )
        for lot in of.values()
    ]
    return StockCountView(
        id=row.id,
        number=row.number,
        location=place.id,
        location_name=place.name,
        location_kind=LocationKind(place.kind),
        organisation=owner.code,
        state=state,
        rounds=row.rounds,
        begun_at=row.begun_at,
        done_at=row.done_at,
        reason=row.reason,
        counted_by=tuple(sorted(people[one] for one in counters if one in people)),
        approved_by=people.get(row.approved_by),
        lines=tuple(sorted(lines, key=lambda line: (line.item, line.label, str(line.lot)))),
    )


def _names(look: ReadTx, ids: set[UUID | None]) -> dict[UUID | None, str]:
    known = accounts.people_by_ids(look, {one for one in ids if one is not None})
    return {one: person.name for one, person in known.items()}


def _found(look: ReadTx, actor: Actor, count_id: UUID) -> StockCount:
    row = stock_counts.find_seen(look.db, actor.scope(Permission.STOCK_SEE), count_id)
    if row is None:
        raise NotFound
    return row


def _held(tx: Tx, actor: Actor, count_id: UUID) -> tuple[StockCount, public.Place]:
    row = stock_counts.lock_seen(tx.db, actor.scope(Permission.STOCK_SEE), count_id)
    if row is None:
        raise NotFound
    return row, public.place_of(tx, row.location_id)


def begin_count(actor: Actor, command: BeginCount, *, uow: UnitOfWork) -> Outcome[StockCountView]:
    """Begin to count a store; one count may be open at a time (Conflict `count.open`)."""
    actor.require(Permission.STOCK_MOVE)
    identity = command.id or new_id()
    with uow.begin() as tx:
        place = public.place_known(tx, actor, command.location)
        actor.require(Permission.STOCK_MOVE, place.organisation_id)
        if not is_first(tx, "stock_count", identity, command.model_dump(mode="json")):
            return Outcome(_view(tx, _found(tx, actor, identity)), fresh=False)
        if place.kind not in STORES:
            raise Invalid.of("location", "count.no_store", _("Stores are counted, not bags."))
        owner = organisations.by_ids(tx, [place.organisation_id])[place.organisation_id]
        now = clock.now()
        row = StockCount(
            id=identity,
            number=next_number(tx.db, owner.id, owner.code, "SC", now.year),
            location_id=place.id,
            state=CountState.COUNTING.value,
            begun_at=now,
            begun_by=actor.person_id,
        )
        stock_counts.add(tx.db, row)
        tx.record(
            "kits.count_begun",
            actor,
            "stock_count",
            identity,
            organisation_id=owner.id,
            data={"number": row.number, "place": str(place.id)},
        )
        return Outcome(_view(tx, row), fresh=True)


def enter_round(
    actor: Actor, count_id: UUID, command: EnterRound, *, uow: UnitOfWork
) -> Outcome[StockCountView]:
    """Enter a round. Without a difference the count is done; the first difference is counted again; what
    remains is adjusted, or waits for a second person when it is above the threshold.
    """
    actor.require(Permission.STOCK_MOVE)
    identity = command.id or new_id()
    with uow.begin() as tx:
        row, place = _held(tx, actor, count_id)
        actor.require(Permission.STOCK_MOVE, place.organisation_id)
        if not is_first(tx, "stock_round", identity, [str(count_id), command.model_dump(mode="json")]):
            return Outcome(_view(tx, row), fresh=False)
        check_takes_entries(CountState(row.state))
        known = _newest(tx, row.id)
        told = {line.lot: line.counted for line in command.lines}
        wanted = set(_on_the_sheet(tx, row, known))
        if len(told) != len(command.lines) or wanted - set(told):
            text = _("Count every line of the sheet once; enter 0 where nothing was there.")
            raise Invalid.of("lines", "count.lines", text)
        if any(
            lots.find_seen(tx.db, actor.scope(Permission.STOCK_SEE), lot) is None
            for lot in set(told) - wanted
        ):
            raise NotFound
        held = balances.lock(tx.db, [(place.id, lot) for lot in told])
        row.rounds += 1
        now = clock.now()
        fresh = [
            StockCountLine(
                count_id=row.id,
                round=row.rounds,
                lot_id=lot,
                counted=counted,
                book=held[place.id, lot],
                counted_at=now,
                counted_by=actor.person_id,
            )
            for lot, counted in told.items()
        ]
        stock_counts.add_lines(tx.db, fresh)
        known |= {line.lot_id: line for line in fresh}
        differing: dict[object, tuple[int, int]] = {
            lot: (line.book, line.counted) for lot, line in known.items() if line.book != line.counted
        }
        row.state = after_a_round(row.rounds, differing).value
        if row.state == CountState.DONE.value:
            _adjust(tx, actor, row, place, known)
        stock_counts.save(tx.db, row)
        tx.record(
            "kits.count_entered",
            actor,
            "stock_count",
            row.id,
            organisation_id=place.organisation_id,
            data={"number": row.number, "round": row.rounds, "differences": len(differing)},
        )
        return Outcome(_view(tx, row), fresh=True)


def _adjust(
    tx: Tx, actor: Actor, row: StockCount, place: public.Place, known: dict[UUID, StockCountLine]
) -> None:
    """Bring the book to what was counted, by entries at the moment of counting."""
    loss = public.outside_location(tx, place.organisation_id, LocationKind.LOSS)
    entries = []
    for line in known.values():
        change = line.counted - line.book
        if change:
            entries.append(
                Entry(
                    lot_id=line.lot_id,
                    from_id=place.id if change < 0 else loss,
                    to_id=loss if change < 0 else place.id,
                    quantity=abs(change),
                    reason=MovementReason.COUNT_ADJUSTMENT,
                    effective_at=line.counted_at,
                    document=row.number,
                    note=row.reason,
                    caused_by=row.id,
                )
            )
    public.write(tx, actor, entries)
    row.done_at = clock.now()


def approve_count(
    actor: Actor, count_id: UUID, command: SettleCount, *, uow: UnitOfWork
) -> Outcome[StockCountView]:
    """Approve the differences of a count, with the reason; never by whoever counted."""
    actor.require(Permission.STOCK_APPROVE)
    identity = command.id or new_id()
    with uow.begin() as tx:
        row, place = _held(tx, actor, count_id)
        actor.require(Permission.STOCK_APPROVE, place.organisation_id)
        if not is_first(tx, "stock_approval", identity, [str(count_id), command.model_dump(mode="json")]):
            return Outcome(_view(tx, row), fresh=False)
        if CountState(row.state) is not CountState.APPROVAL:
            raise Conflict("count.step", _("This count does not wait for an approval."))
        lines = stock_counts.lines_of(tx.db, row.id)
        check_second_person({line.counted_by for line in lines}, actor.person_id)
        row.state, row.approved_by, row.reason = CountState.DONE.value, actor.person_id, command.reason
        _adjust(tx, actor, row, place, _newest(tx, row.id))
        stock_counts.save(tx.db, row)
        tx.record(
            "kits.count_approved",
            actor,
            "stock_count",
            row.id,
            organisation_id=place.organisation_id,
            data={"number": row.number, "reason": command.reason},
        )
        return Outcome(_view(tx, row), fresh=True)


def drop_count(
    actor: Actor, count_id: UUID, command: SettleCount, *, uow: UnitOfWork
) -> Outcome[StockCountView]:
    """Leave a count unfinished, with the reason; nothing is adjusted and the sheet stays."""
    actor.require(Permission.STOCK_MOVE)
    identity = command.id or new_id()
    with uow.begin() as tx:
        row, place = _held(tx, actor, count_id)
        actor.require(Permission.STOCK_MOVE, place.organisation_id)
        if not is_first(tx, "stock_drop", identity, [str(count_id), command.model_dump(mode="json")]):
            return Outcome(_view(tx, row), fresh=False)
        if CountState(row.state) not in OPEN:
            raise Conflict("count.step", _("This count is finished."))
        row.state, row.reason, row.done_at = CountState.DROPPED.value, command.reason, clock.now()
        stock_counts.save(tx.db, row)
        tx.record(
            "kits.count_dropped",
            actor,
            "stock_count",
            row.id,
            organisation_id=place.organisation_id,
            data={"number": row.number, "reason": command.reason},
        )
        return Outcome(_view(tx, row), fresh=True)


def get_count(actor: Actor, count_id: UUID, *, uow: UnitOfWork) -> StockCountView:
    """One count."""
    actor.require(Permission.STOCK_SEE)
    with uow.read() as look:
        return _view(look, _found(look, actor, count_id))


def list_counts(
    actor: Actor,
    *,
    uow: UnitOfWork,
    location_id: UUID | None = None,
    state: CountState | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[StockCountView]:
    """Counts of one's stores, newest first, without their lines."""
    actor.require(Permission.STOCK_SEE)
    before = a_moment(cursor) if cursor else None
    with uow.read() as look:
        rows = stock_counts.listing(
            look.db,
            actor.scope(Permission.STOCK_SEE),
            location_id=location_id,
            state=state,
            before=before,
            limit=limit + 1,
        )
        shown = rows[:limit]
        at = places.find_many(look.db, {row.location_id for row in shown})
        owners = organisations.by_ids(look, {place.organisation_id for place in at.values()})
        people = _names(look, {row.approved_by for row in shown})
    last = shown[-1] if len(rows) > limit else None
    return Page(
        items=[
            StockCountView(
                id=row.id,
                number=row.number,
                location=row.location_id,
                location_name=at[row.location_id].name,
                location_kind=LocationKind(at[row.location_id].kind),
                organisation=owners[at[row.location_id].organisation_id].code,
                state=CountState(row.state),
                rounds=row.rounds,
                begun_at=row.begun_at,
                done_at=row.done_at,
                reason=row.reason,
                approved_by=people.get(row.approved_by),
                lines=(),
            )
            for row in shown
        ],
        next=to_cursor(last.begun_at.isoformat(), last.id) if last else None,
    )
