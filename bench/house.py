"""A throw-away house with N generated sessions, and two people who are signed in to it."""

from __future__ import annotations

import gc
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from fastapi import FastAPI
from sqlmodel import col, select

from app.access.permissions import Role
from app.accounts.tables import ApiToken, MembershipRow, SignIn
from app.commands.demo.scale import ScaleSummary, fill
from app.commands.seed import sow
from app.kernel import clock
from app.kernel.ids import fingerprint, new_id, new_secret
from app.main import create_app
from app.platform import schema
from app.platform.db import Database
from app.platform.settings import Settings
from app.platform.unit_of_work import UnitOfWork
from tests.postgres import PostgresServer
from tests.postgres_programs import NoPostgresError


@dataclass(frozen=True, slots=True)
class SomeoneSignedIn:
    """A generated person with the secrets of a browser and of the API."""

    person_id: UUID
    cookie: str
    token: str


@dataclass(frozen=True, slots=True)
class BenchHouse:
    """The running application, what was filled in, in how many seconds, and who is there."""

    app: FastAPI
    uow: UnitOfWork
    settings: Settings
    summary: ScaleSummary
    fill_seconds: float
    people: dict[Role, SomeoneSignedIn]


@contextmanager
def folder() -> Iterator[Path]:
    """A temporary folder that a database server under another user may enter."""
    with tempfile.TemporaryDirectory(prefix="karama-bench-") as made:
        path = Path(made)
        path.chmod(0o755)
        yield path


def settle() -> None:
    """What a served process does once it has started: the collector need not walk through what was imported."""
    gc.collect()
    gc.freeze()


@contextmanager
def database_url(kind: str, room: Path) -> Iterator[str | None]:
    """The address of an empty database; None when this machine has no PostgreSQL."""
    if kind == "sqlite":
        yield f"sqlite:///{room / 'karama.db'}"
        return
    try:
        server = PostgresServer.start(room / "postgres")
    except NoPostgresError:
        yield None
        return
    try:
        server.create_database("karama")
        yield server.url("karama")
    finally:
        server.stop()


@contextmanager
def house(kind: str, sessions: int) -> Iterator[BenchHouse | None]:
    """A house on that kind of database with so many sessions; None when there is no such database here."""
    with ExitStack() as stack:
        room = stack.enter_context(folder())
        url = stack.enter_context(database_url(kind, room))
        if url is None:
            yield None
            return
        database = Database(url)
        schema.migrate(database)
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
        sow(uow)
        started = time.perf_counter()
        summary = fill(uow, sessions)
        took = time.perf_counter() - started
        people = {role: sign_in(uow, role) for role in (Role.COORDINATOR, Role.PLANNER)}
        settle()
        yield BenchHouse(app, uow, settings, summary, took, people)


def sign_in(uow: UnitOfWork, role: Role) -> SomeoneSignedIn:
    """Somebody of this role, with the secrets of a browser and of the API."""
    cookie, token, now = new_secret(), new_secret(), clock.now()
    until = now + timedelta(days=1)
    with uow.begin(housekeeping="somebody for the benchmark") as tx:
        person = tx.db.exec(
            select(MembershipRow.person_id)
            .where(MembershipRow.role == role.value)
            .order_by(col(MembershipRow.person_id))
        ).first()
        assert person is not None
        tx.db.add(
            SignIn(
                id=new_id(),
                person_id=person,
                token_hash=fingerprint(cookie),
                created_at=now,
                last_seen_at=now,
                expires_at=until,
            )
        )
        tx.db.add(
            ApiToken(
                id=new_id(),
                person_id=person,
                name="bench",
                token_hash=fingerprint(token),
                created_at=now,
                expires_at=until,
                last_used_at=now,
            )
        )
    return SomeoneSignedIn(person, cookie, token)
