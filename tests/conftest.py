"""Databases built by the migrations, the little world in them, and a browser-less client at the door."""

from __future__ import annotations

import json
import shutil
import socket
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_OID, uuid4, uuid5

import pytest
from fastapi import FastAPI
from sqlmodel import Session
from starlette.testclient import TestClient

from app.audit import public as audit
from app.main import create_app
from app.platform import schema
from app.platform.db import Database
from app.platform.settings import Settings
from app.platform.unit_of_work import UnitOfWork
from app.platform.web.deps import SIGN_IN_COOKIE
from tests import scene, world
from tests.built_once import built_once
from tests.factories import filled
from tests.postgres_plugin import postgres_server

pytest_plugins = [
    "tests.longest_first",
    "tests.no_skips",
    "tests.one_street",
    "tests.postgres_plugin",
    "tests.shared_statements",
]

POSTGRES_TEMPLATE = "karama_world"

_connect = socket.socket.connect


def _connect_at_home(self: socket.socket, address: Any) -> None:
    """The network is shut: only this machine itself may be talked to."""
    if self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in {
        "127.0.0.1",
        "::1",
        "localhost",
    }:
        message = f"a test wanted to talk to {address[0]}"
        raise OSError(message)
    _connect(self, address)


socket.socket.connect = _connect_at_home  # type: ignore[method-assign, assignment]


def _fill(url: str) -> None:
    database = Database(url, pool_size=1)
    try:
        schema.migrate(database)
        with Session(database.writer) as db:
            world.build(db)
            db.commit()
        if database.is_sqlite:
            with database.writer.connect() as connection:
                connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
    finally:
        database.close()


@pytest.fixture(scope="session")
def sqlite_world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with schema and world, to be copied."""
    folder = built_once(tmp_path_factory, "world", lambda room: _fill(f"sqlite:///{room / 'world.db'}"))
    return folder / "world.db"


@pytest.fixture(scope="session")
def postgres_world(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A PostgreSQL database with schema and world, to be copied."""
    server = postgres_server()

    def build(_room: Path) -> None:
        server.create_database(POSTGRES_TEMPLATE)
        _fill(server.url(POSTGRES_TEMPLATE))

    built_once(tmp_path_factory, "postgres-world", build)
    return POSTGRES_TEMPLATE


def pytest_configure(config: pytest.Config) -> None:
    """The marks of the house."""
    config.addinivalue_line("markers", "after(*facts): the fresh world is one in which these have happened")


Facts = tuple[Callable[[Session], None], ...]


@pytest.fixture
def facts(request: pytest.FixtureRequest) -> Facts:
    """What has happened before this test begins; see `factories.after`."""
    mark = request.node.get_closest_marker("after")
    return () if mark is None else tuple(mark.args)


def _name_of(facts: Facts) -> str:
    names = [f"{fact.__module__}.{fact.__qualname__}" for fact in facts]
    return f"after-{uuid5(NAMESPACE_OID, ' '.join(names)).hex[:16]}"


@pytest.fixture
def sqlite_url(
    sqlite_world: Path, facts: Facts, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> str:
    """A fresh SQLite world."""

    def build(room: Path) -> None:
        shutil.copy(sqlite_world, room / "world.db")
        filled(f"sqlite:///{room / 'world.db'}", *facts)

    world = built_once(tmp_path_factory, _name_of(facts), build) / "world.db" if facts else sqlite_world
    file = tmp_path / "karama.db"
    shutil.copy(world, file)
    return f"sqlite:///{file}"


@pytest.fixture
def postgres_url(
    postgres_world: str, facts: Facts, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A fresh PostgreSQL world."""
    server = postgres_server()
    world = _name_of(facts) if facts else postgres_world

    def build(_room: Path) -> None:
        server.create_database(world, template=postgres_world)
        filled(server.url(world), *facts)

    if facts:
        built_once(tmp_path_factory, f"postgres-{world}", build)
    name = f"k{uuid4().hex[:16]}"
    server.create_database(name, template=world)
    yield server.url(name)
    server.drop_database(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh world on each database in turn."""
    fixture = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    return str(request.getfixturevalue(fixture))


def settings_for(database_url: str, folder: Path) -> Settings:
    """Settings of an application under test."""
    return Settings(
        database_url=database_url,
        data_dir=folder / "data",
        base_url="http://testserver",
        api_rate_per_minute=100_000,
        pool_size=8,
        report_patience_seconds=300,
    )


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[FastAPI]:
    """The whole application on a fresh world."""
    made = create_app(settings_for(database_url, tmp_path), seal=False)
    yield made
    made.state.uow.database.close()


@pytest.fixture
def uow(app: FastAPI) -> UnitOfWork:
    """The application's unit of work."""
    return app.state.uow  # type: ignore[no-any-return]


@pytest.fixture
def lone_uow(database_url: str) -> Iterator[UnitOfWork]:
    """A unit of work without any application around it."""
    database = Database(database_url, pool_size=4)
    yield UnitOfWork(database, audit.keep_record)
    database.close()


Client = Callable[[str], TestClient]


def at_the_json_face(app: FastAPI) -> Client:
    """Clients with API tokens."""

    def of(name: str) -> TestClient:
        client = TestClient(app, base_url="http://testserver/api/v1", raise_server_exceptions=False)
        if name:
            client.headers["Authorization"] = f"Bearer {world.token_of(name)}"
        return client

    return of


def at_the_html_face(app: FastAPI) -> Client:
    """Clients with sign-in cookies; they do not follow redirects by themselves."""

    def of(name: str) -> TestClient:
        client = TestClient(
            app, base_url="http://testserver", follow_redirects=False, raise_server_exceptions=False
        )
        if name:
            client.cookies.set(SIGN_IN_COOKIE, world.cookie_of(name))
        return client

    return of


@pytest.fixture
def api(app: FastAPI) -> Client:
    """`api("Bilal")` is a client with Bilal's API token; `api("")` is a stranger."""
    return at_the_json_face(app)


@pytest.fixture
def browser(app: FastAPI) -> Client:
    """`browser("Bilal")` is signed in by cookie and does not follow redirects by itself."""
    return at_the_html_face(app)


@pytest.fixture(scope="session")
def played(sqlite_world: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, scene.Scene]:
    """A SQLite file in which the whole scene was played, to be copied; and what stands in it."""

    def build(room: Path) -> None:
        file = room / "karama.db"
        shutil.copy(sqlite_world, file)
        made = create_app(settings_for(f"sqlite:///{file}", room), seal=False)
        done = scene.play(at_the_json_face(made))
        made.state.uow.database.close()
        (room / "scene.json").write_text(json.dumps(asdict(done)))

    folder = built_once(tmp_path_factory, "scene", build)
    return folder / "karama.db", scene.Scene(**json.loads((folder / "scene.json").read_text()))


@pytest.fixture
def scene_app(played: tuple[Path, scene.Scene], tmp_path: Path) -> Iterator[FastAPI]:
    """The application with the scene on stage."""
    file = tmp_path / "scene.db"
    shutil.copy(played[0], file)
    made = create_app(settings_for(f"sqlite:///{file}", tmp_path), seal=False)
    yield made
    made.state.uow.database.close()
