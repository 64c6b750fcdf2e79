"""A ledger of a million movements: what its pages cost, in milliseconds of the server's time (limit 100)."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

from sqlmodel import col, select

from app.access.permissions import Role
from app.commands.demo.bulk import BulkWriter, stored
from app.commands.demo.minted import SeededIds, milliseconds
from app.items import public as items
from app.kernel import clock
from app.kernel.paging import to_cursor
from app.kits import public as kits
from app.kits.rules import LocationKind, MovementReason
from app.kits.tables import Balance, Location, Lot, Movement
from app.projects import public as projects
from bench.asking import StatementCounter, asker
from bench.house import BenchHouse, house
from bench.questions import Line, in_a_browser, who

LIMIT_MS = 100.0
LOTS_OF_AN_ITEM = 30
STORES = 40
AT_ONCE = 50_000
FIRST = datetime(2020, 1, 6, 8, tzinfo=UTC)
Pair = tuple[str, str]


class _Ledger:
    """Fills a ledger: three items, ninety lots, one great store that supplies forty small ones; most goes to people."""

    def __init__(self, home: BenchHouse, movements: int) -> None:
        self._home, self._movements, self._chance = home, movements, Random(7)
        self._ids = SeededIds(Random(8))
        self._held: Counter[Pair] = Counter()
        self.store = ""

    def fill(self) -> None:
        """Write it in one transaction."""
        actor = who(self._home, Role.PLANNER)
        owner = actor.memberships[0].organisation_id
        with self._home.uow.begin(housekeeping="a great ledger for the benchmark") as tx:
            outside = {
                kind: kits.outside_location(tx, owner, kind).hex
                for kind in (LocationKind.SUPPLIER, LocationKind.BENEFICIARIES, LocationKind.LOSS)
            }
            writer = BulkWriter(
                tx,
                {
                    Location: ("id", "organisation_id", "name", "kind"),
                    Lot: ("id", "item_id", "item_version_id", "label", "project_id", "expires_on"),
                    Movement: (
                        "id",
                        "lot_id",
                        "from_location_id",
                        "to_location_id",
                        "quantity",
                        "reason",
                        "effective_at",
                        "recorded_at",
                    ),
                    Balance: ("location_id", "lot_id", "quantity"),
                },
            )
            places = [
                self._place(writer, owner, f"Great ledger, store {number}") for number in range(STORES + 1)
            ]
            self.store = str(UUID(places[0]))
            known = sorted(items.choices(tx), key=lambda one: one.code != "DK")[:3]
            payers = [None, *(project.id.hex for project in projects.choices(tx)[:3])]
            lots = [
                self._lot(
                    writer,
                    item.id.hex,
                    items.current_version_id(tx, item.id, clock.today()).hex,
                    payers,
                    number,
                )
                for item in known
                for number in range(LOTS_OF_AN_ITEM)
            ]
            writer.flush()
            self._entries(writer, places, lots, outside)
            writer.rows[Balance].extend((place, lot, n) for (place, lot), n in self._held.items())
            writer.flush()
            if not self._home.uow.database.is_sqlite:
                for table in ("movement", "balance", "stock_month", "lot", "location"):
                    tx.db.connection().exec_driver_sql(f"ANALYZE {table}")

    def _place(self, writer: BulkWriter, owner: UUID, name: str) -> str:
        identity = self._ids.digits(milliseconds(FIRST))
        writer.rows[Location].append((identity, owner.hex, name, LocationKind.WAREHOUSE.value))
        return identity

    def _lot(self, writer: BulkWriter, item: str, version: str, payers: list[str | None], number: int) -> str:
        identity = self._ids.digits(milliseconds(FIRST))
        expires = date(2027, 1, 1) + timedelta(days=20 * number)
        payer = payers[number % len(payers)]
        writer.rows[Lot].append((identity, item, version, f"Great lot {number}", payer, expires.isoformat()))
        return identity

    def _entries(
        self, writer: BulkWriter, places: list[str], lots: list[str], outside: dict[LocationKind, str]
    ) -> None:
        """A delivery of each lot on the first day; then, over six years, shipments out of the great store and hand-outs."""
        great, small = places[0], places[1:]
        step = timedelta(days=6 * 365) / self._movements
        each = 40 * self._movements // len(lots) + 30 * STORES
        moves: list[tuple[str, str, str, int, MovementReason]] = [
            (lot, outside[LocationKind.SUPPLIER], great, each, MovementReason.RECEIPT) for lot in lots
        ]
        people, loss, chance = outside[LocationKind.BENEFICIARIES], outside[LocationKind.LOSS], self._chance
        for number in range(self._movements):
            if number < len(moves):
                lot, begin, end, quantity, reason = moves[number]
            else:
                lot, place, quantity = chance.choice(lots), chance.choice(small), 1 + int(chance.random() * 5)
                begin, end, reason = place, people, MovementReason.HAND_OUT
                if self._held[place, lot] < quantity:
                    begin, end, quantity, reason = great, place, 30, MovementReason.TRANSFER
                elif chance.random() < 0.3:
                    begin, end, quantity, reason = great, people, 1, MovementReason.HAND_OUT
                elif chance.random() < 0.01:
                    end, reason = loss, MovementReason.DAMAGE
            at = FIRST + step * number
            writer.rows[Movement].append(
                (
                    self._ids.digits(milliseconds(at)),
                    lot,
                    begin,
                    end,
                    quantity,
                    reason.value,
                    stored(at),
                    stored(at),
                )
            )
            self._held[begin, lot] -= quantity
            self._held[end, lot] += quantity
            if number % AT_ONCE == 0:
                writer.flush()
        writer.flush()


def ledger(kind: str, movements: int, times: int) -> list[Line]:
    """What the pages of stock cost with so many movements; nothing when there is no such database here."""
    with house(kind, 200) as home:
        if home is None:
            return []
        started = time.perf_counter()
        filled = _Ledger(home, movements)
        filled.fill()
        took = time.perf_counter() - started
        with home.uow.read() as look:
            assert kits.differences(look) == []
        counter = StatementCounter(home.uow)
        lines = [Line(f"{movements:,} movements written", took, "s")]
        lines += _pages(home, counter, filled.store, times)
    return lines


def _pages(home: BenchHouse, counter: StatementCounter, store: str, times: int) -> Iterator[Line]:
    deep = _old_cursor(home, store)
    with asker(home.app, counter) as ask:
        for role in (Role.COORDINATOR, Role.PLANNER):
            browser = in_a_browser(home, role)
            for name, path, limit in (
                ("where everything is", "/kits", LIMIT_MS),
                ("the same by lot", "/kits?by=lot", LIMIT_MS),
                ("stock card of the great store", f"/kits/places/{store}", LIMIT_MS),
                ("the same, years back", f"/kits/places/{store}?item=DK&cursor={deep}", LIMIT_MS),
                ("pipeline", "/kits/pipeline", LIMIT_MS),
                (
                    "donor statement of a quarter",
                    "/kits/statement?donor=CH&from=2024-01-01&to=2024-03-31",
                    None,
                ),
                ("entries", "/kits/entries", None),
                ("what needs a look", "/kits/exceptions", None),
            ):
                cost = ask.cost(path, browser, times=times)
                note = f"{cost.cpu_ms:.0f} ms of it CPU, {cost.size:,} bytes"
                yield Line(f"{name}, {role.value}", cost.wall_ms, "ms", limit, cost.statements, note)


def _old_cursor(home: BenchHouse, store: str) -> str:
    """Where a stock card goes on after its entries of the last three years."""
    half = FIRST + timedelta(days=3 * 365)
    with home.uow.read() as look:
        row = look.db.exec(
            select(Movement)
            .where(Movement.from_location_id == UUID(store), col(Movement.effective_at) < half)
            .order_by(col(Movement.effective_at).desc())
            .limit(1)
        ).one()
        return to_cursor(row.effective_at.isoformat(), row.id)
