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
from app.accounts.tables import MembershipRow, Person
from app.commands.demo.bulk import BulkWriter, stored
from app.commands.demo.minted import SeededIds, milliseconds
from app.items import public as items
from app.kernel import clock
from app.kernel.ids import new_id
from app.kernel.paging import to_cursor
from app.kits import public as kits
from app.kits.rules import LocationKind, MovementReason
from app.kits.tables import Balance, Location, Lot, Movement
from app.projects import public as projects
from bench.asking import StatementCounter, asker, yardstick
from bench.house import BenchHouse, SomeoneSignedIn, house, sign_in
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
                for table in ("movement", "balance", "stock_month", "flow_month", "lot", "location"):
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
        home.people[Role.STOREKEEPER] = _a_storekeeper(home)
        with home.uow.read() as look:
            assert kits.differences(look) == []
        counter = StatementCounter(home.uow)
        lines = [
            Line(f"{movements:,} movements written", took, "s"),
            Line("yardstick: 100,000 rounds of Python", yardstick(), "ms CPU"),
        ]
        lines += _pages(home, counter, filled.store, times)
    return lines


def _a_storekeeper(home: BenchHouse) -> SomeoneSignedIn:
    """Somebody who keeps the great store, signed in."""
    owner = who(home, Role.PLANNER).memberships[0].organisation_id
    with home.uow.begin(housekeeping="a storekeeper for the benchmark") as tx:
        person = Person(
            id=new_id(), email="storekeeper@bench.example", name="Storekeeper", created_at=clock.now()
        )
        tx.db.add(person)
        tx.db.flush()
        tx.db.add(
            MembershipRow(
                id=new_id(),
                person_id=person.id,
                organisation_id=owner,
                role=Role.STOREKEEPER.value,
                created_at=clock.now(),
            )
        )
    return sign_in(home.uow, Role.STOREKEEPER)


def _addresses(home: BenchHouse, store: str) -> Iterator[tuple[str, str]]:
    """Every view of balances and every page of a stock card: the first and the last, the newest month and the oldest."""
    deep, oldest = _old_cursors(home, store)
    places, lots = _last_cursors(store)
    card, of_a_donor = f"/kits/places/{store}?item=DK", "/kits/statement?donor=CH"
    yield "where everything is", "/kits"
    yield "its last page", f"/kits?cursor={places}"
    yield "the same by lot", "/kits?by=lot"
    yield "its last page by lot", f"/kits?by=lot&cursor={lots}"
    yield "the same by project", "/kits?by=project"
    yield "the same by donor", "/kits?by=donor"
    yield "the same by month of expiry", "/kits?by=expiry"
    yield "one donor's, expiring in 90 days", "/kits?donor=CH&expiring=yes"
    yield "the same, the most first", "/kits?sort=-quantity"
    yield "stock card of the great store", f"/kits/places/{store}"
    yield "the same, years back", f"{card}&cursor={deep}"
    yield "the same, its last page", f"{card}&cursor={oldest}"
    yield "pipeline", "/kits/pipeline"
    yield "donor statement of a quarter", f"{of_a_donor}&from=2024-01-01&to=2024-03-31"
    yield "the same, the first month", f"{of_a_donor}&from=2020-01-01&to=2020-01-31"
    yield "the same, the last month", f"{of_a_donor}&from=2025-12-01&to=2025-12-31"
    yield "statement of all, from the middle of months", "/kits/statement?from=2022-03-16&to=2025-11-15"
    yield "entries", "/kits/entries"
    yield "entries, the oldest first", "/kits/entries?sort=when"
    yield "what needs a look", "/kits/exceptions"
    yield "waybills", "/kits/waybills"
    yield "start page", "/"


def _pages(home: BenchHouse, counter: StatementCounter, store: str, times: int) -> Iterator[Line]:
    """Judged by CPU where the database works in our own process, else by the clock: it has a process of its own."""
    own_process = home.uow.database.is_sqlite
    addresses = list(_addresses(home, store))
    with asker(home.app, counter) as ask:
        for role in (Role.COORDINATOR, Role.PLANNER, Role.STOREKEEPER):
            browser = in_a_browser(home, role)
            for name, path in addresses:
                cost = ask.cost(path, browser, times=times)
                value, other = (cost.cpu_ms, cost.wall_ms) if own_process else (cost.wall_ms, cost.cpu_ms)
                note = f"{other:.0f} ms {'by the clock' if own_process else 'of it CPU'}, {cost.size:,} bytes"
                unit = "ms CPU" if own_process else "ms"
                yield Line(f"{name}, {role.value}", value, unit, LIMIT_MS, cost.statements, note)


def _old_cursors(home: BenchHouse, store: str) -> tuple[str, str]:
    """Where a stock card goes on after its entries of the last three years, and to its oldest ones."""
    left = select(Movement).where(Movement.from_location_id == UUID(store)).limit(1)
    when = col(Movement.effective_at)
    with home.uow.read() as look:
        deep = look.db.exec(left.where(when < FIRST + timedelta(days=3 * 365)).order_by(when.desc())).one()
        oldest = look.db.exec(left.order_by(when).offset(20)).one()
        return (
            to_cursor(deep.effective_at.isoformat(), deep.id),
            to_cursor(oldest.effective_at.isoformat(), oldest.id),
        )


def _last_cursors(store: str) -> tuple[str, str]:
    """Where the lists by place and by lot have a last page to go: behind most stores, behind most days of expiry."""
    return (
        to_cursor(f"Great ledger, store {STORES // 2}", store, store),
        to_cursor(date(2028, 6, 1).isoformat(), "", store, store),
    )
