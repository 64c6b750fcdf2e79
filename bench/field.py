"""What tablets cost: one event and a hundred, a check-in, whole grids, and five hundred tablets coming home at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from statistics import median
from uuid import UUID

import orjson
from fastapi import FastAPI
from sqlmodel import Session

from app.kernel.ids import new_id
from app.main import create_app
from app.platform import schema
from app.platform.db import Database
from app.platform.settings import Settings
from app.platform.unit_of_work import UnitOfWork
from app.registration.public import ticket_hash
from bench.asking import Headers, StatementCounter, asker, yardstick
from bench.house import database_url, folder, settle
from bench.questions import Line
from bench.senders import request_of, send_all
from tests import world
from tests.attendance.held import a_session
from tests.field.homecoming import all_at_once
from tests.field.karama_process import Karama, karama
from tests.field.tablet import Event, Tablet
from tests.field.test_conflicts import tickets

BATCHES = "/api/v1/field/batches"
HUNDRED = 100
GRID = tuple(product(("ET", "BD", "PH", "SD", "OTHER"), ("f", "m"), ("12-17", "18-59", "60+")))
"""Thirty cells."""
TIMES_ONE_EVENT = 5.0
CHECK_IN_MS = 5.0
EVENTS_A_SECOND = 5_000.0
GRIDS_A_SECOND = 300.0
WORKERS = {"sqlite": 1, "postgresql": 2}
HANDS = 32
"""Tablets that send at the same time, each one batch after another: a few towns' sessions that end at the same hour."""
ROOMY = 900_000


@dataclass(frozen=True, slots=True)
class TabletHouse:
    """A small house for tablets: where it is kept, and the application in this process."""

    kind: str
    url: str
    room: Path
    app: FastAPI
    uow: UnitOfWork

    def tablets(self, many: int) -> list[tuple[Tablet, UUID]]:
        """So many tablets, each with a session of its own."""
        return [(Tablet(self.uow), a_session(self.uow, capacity=ROOMY)) for _ in range(many)]


@contextmanager
def _house(kind: str) -> Iterator[TabletHouse | None]:
    with ExitStack() as stack:
        room = stack.enter_context(folder())
        url = stack.enter_context(database_url(kind, room))
        if url is None:
            yield None
            return
        database = Database(url)
        schema.migrate(database)
        with Session(database.writer) as db:
            world.build(db)
            db.commit()
        database.close()
        settings = Settings(
            database_url=url,
            data_dir=room / "data",
            base_url="http://testserver",
            api_rate_per_minute=1_000_000,
        )
        app = create_app(settings, seal=False)
        uow: UnitOfWork = app.state.uow
        stack.callback(uow.database.close)
        settle()
        yield TabletHouse(kind, url, room, app, uow)


def field(kind: str, times: int, tablets: int, seconds: float) -> list[Line]:
    """All figures of tablets on one kind of database; none when this machine has no such database.

    `times`: batches measured one by one; `tablets`: how many come home at once; `seconds`: about how long the
    measures of a second's worth take.
    """
    with _house(kind) as home:
        if home is None:
            return []
        lines = list(_one_by_one(home, times))
        with karama(home.url, home.room) as house:
            house.serve(WORKERS[kind])
            lines += _many_a_second(home, house, seconds)
            lines += _coming_home(home, house.port, tablets)
        return lines


def _one_by_one(home: TabletHouse, times: int) -> Iterator[Line]:
    """Inside this process, through the whole application: CPU, statements, and the same rows by bare SQL."""
    ((tablet, session),) = home.tablets(1)
    kinds: tuple[Callable[[], list[Event]], ...] = (
        lambda: [tablet.count(session)],
        lambda: [tablet.count(session) for _ in range(HUNDRED)],
        lambda: [tablet.event("check_in", session, {"ticket": hashes.pop()})],
        lambda: _grid(tablet, session),
    )
    hashes = [ticket_hash(session, code) for code in tickets(home.uow, session, times + 2)]
    turns = [[_body(tablet, make()) for make in kinds] for _time in range(times + 2)]
    bodies = [*zip(*turns, strict=True)]  # asked in turn, as the tablet numbered them
    with asker(home.app, StatementCounter(home.uow)) as ask:
        one, hundred, check_in, grid = ask.cost_of_each(BATCHES, _headers(tablet), bodies)
    bare, written = _bare_sql(home, times)
    yield Line("yardstick: 100,000 rounds of Python", yardstick(), "ms CPU")
    yield Line("tablet: a batch of 1 count", one.cpu_ms, "ms CPU", None, one.statements)
    yield Line(
        "tablet: a batch of 100 counts",
        hundred.cpu_ms,
        "ms CPU",
        None,
        hundred.statements,
        f"{HUNDRED / hundred.cpu_ms * 1000:,.0f} events a second of CPU",
    )
    note = f"{1000 / grid.cpu_ms:,.0f} grids a second of CPU"
    yield Line("tablet: a grid of 30 cells", grid.cpu_ms, "ms CPU", None, grid.statements, note)
    yield Line("tablet: 100 counts / 1 count", hundred.cpu_ms / one.cpu_ms, "times", TIMES_ONE_EVENT)
    yield Line("tablet: the same rows by bare SQL", bare, "ms CPU", None, 2, f"{written} rows")
    yield Line("tablet: 100 counts / bare SQL", hundred.cpu_ms / bare, "times")
    note = f"least {check_in.least_ms:.1f} ms"
    yield Line("tablet: one check-in", check_in.cpu_ms, "ms CPU", CHECK_IN_MS, check_in.statements, note)


def _bare_sql(home: TabletHouse, times: int) -> tuple[float, int]:
    """CPU of writing again what a batch of a hundred counts wrote: two inserts and a commit. And how many rows."""
    shapes = []
    with home.uow.database.writer.begin() as connection:
        for table in ("field_event", "count_entry"):
            found = connection.exec_driver_sql(f"SELECT * FROM {table} LIMIT {HUNDRED}")  # noqa: S608
            shapes.append((table, list(found.keys()), [tuple(row) for row in found]))
    mark = "?" if home.uow.database.is_sqlite else "%s"
    spent = []
    for _time in range(times):
        new = [new_id() for _row in range(HUNDRED)]
        prepared = []
        for table, columns, rows in shapes:
            marks = ", ".join([mark] * len(columns))
            place = columns.index("id")
            again = [
                tuple(_as_sent(home, new[number] if at == place else value) for at, value in enumerate(row))
                for number, row in enumerate(rows)
            ]
            prepared.append((f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", again))  # noqa: S608
        started = time.process_time()
        with home.uow.database.writer.begin() as connection:
            for statement, again in prepared:
                connection.exec_driver_sql(statement, again)
        spent.append(time.process_time() - started)
    return median(spent) * 1000, HUNDRED * len(shapes)


def _as_sent(home: TabletHouse, value: object) -> object:
    if isinstance(value, dict):
        return orjson.dumps(value).decode()
    return value.hex if isinstance(value, UUID) and home.uow.database.is_sqlite else value


def _many_a_second(home: TabletHouse, house: Karama, seconds: float) -> Iterator[Line]:
    """A real server with as many workers as its database allows, and a tablet in each of a few hands.

    Beside what the clock on the wall says stands what the server's CPU could do alone: neighbours slow the first.
    """
    crowd = home.tablets(HANDS)
    for name, limit, most, make in (
        ("tablet: counts a second", EVENTS_A_SECOND, HUNDRED, _counts),
        ("tablet: whole grids a second", GRIDS_A_SECOND, 1, _grid),
        ("tablet: whole grids a second, three at once", GRIDS_A_SECOND, 3, _three_grids),
    ):
        many = max(2, int(limit / most * seconds / len(crowd)))
        loads = [
            [
                request_of(BATCHES, _plain_headers(tablet), _body(tablet, make(tablet, session)))
                for _ in range(many)
            ]
            for tablet, session in crowd
        ]
        before = house.cpu_seconds()
        took = send_all(house.port, loads)
        sent = many * len(crowd) * most
        note = (
            f"workers: {WORKERS[home.kind]}, tablets: {len(crowd)}, "
            f"{sent / (house.cpu_seconds() - before):,.0f} a second of the server's CPU"
        )
        yield Line(name, sent / took, "a second", limit, None, note, at_least=True)


def _counts(tablet: Tablet, session: UUID) -> list[Event]:
    return [tablet.count(session) for _ in range(HUNDRED)]


def _grid(tablet: Tablet, session: UUID) -> list[Event]:
    """All thirty cells of a session, typed in at once."""
    return [
        tablet.event("count", session, {"community": community, "sex": sex, "age_band": band, "delta": 3})
        for community, sex, band in GRID
    ]


def _three_grids(tablet: Tablet, session: UUID) -> list[Event]:
    """As many as a batch takes: what a tablet brings home of a day without a network."""
    return [event for _ in range(3) for event in _grid(tablet, session)]


def _coming_home(home: TabletHouse, port: int, many: int) -> Iterator[Line]:
    """So many tablets with 40 events each, released by one signal."""
    sessions = [a_session(home.uow, capacity=ROOMY) for _ in range(25)]
    tablets = [Tablet(home.uow) for _ in range(many)]
    loads = [
        (tablet, tablet.body(*[tablet.count(sessions[number % 25]) for _ in range(40)]))
        for number, tablet in enumerate(tablets)
    ]
    met = all_at_once(port, loads)
    faults = sum(number for status, number in met.statuses.items() if status not in {200, 429, 503})
    asked_back = met.statuses[429] + met.statuses[503]
    safe = met.outcomes["applied"]
    yield Line(f"{many} tablets come home: events that are safe", safe, "", 40.0 * many, at_least=True)
    yield Line(
        "faults they saw", faults + met.without_a_time, "", 0.0, note=f"{asked_back} asked to come back"
    )
    yield Line(
        "p99 of accepted batches", met.percentile(0.99), "s", note=f"median {met.percentile(0.5):.2f} s"
    )
    yield Line("until the last one was through", met.took, "s")


def _plain_headers(tablet: Tablet) -> dict[str, str]:
    return {"authorization": f"Bearer {tablet.token}", "content-type": "application/json"}


def _headers(tablet: Tablet) -> Headers:
    return [(name.encode(), value.encode()) for name, value in _plain_headers(tablet).items()]


def _body(tablet: Tablet, events: list[Event]) -> bytes:
    return orjson.dumps(tablet.body(*events))
