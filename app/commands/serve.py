"""`karama serve` and `karama migrate`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import typer
import uvicorn

from app.accounts.use_cases.own import demo_people
from app.audit import public as audit
from app.commands.house import insist_on_the_newest_schema
from app.commands.side_by_side import POSSIBLE, serve_side_by_side
from app.platform import logs, schema
from app.platform.db import Database
from app.platform.settings import Settings
from app.platform.unit_of_work import UnitOfWork

SERVED = "app.main:served"


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(help="Processes; more than one needs PostgreSQL.", min=1)] = 1,
) -> None:
    """Serve Karama."""
    settings = Settings()
    database = Database(settings.database)
    try:
        if workers > 1 and database.is_sqlite:
            typer.echo("karama: SQLite is served by one process; use PostgreSQL for more workers.", err=True)
            raise typer.Exit(2)
        insist_on_the_newest_schema(database)
        for line in greeting(settings, UnitOfWork(database, audit.keep_record), host, port):
            typer.echo(line)
    finally:
        database.close()
    settings.signing_key()
    logs.set_up(settings.log_format)
    ways: dict[str, Any] = {
        "factory": True,
        "host": host,
        "port": port,
        "workers": workers,
        "access_log": False,
        "log_level": "warning",
        "proxy_headers": True,
        "timeout_graceful_shutdown": 20,
    }
    if workers > 1 and POSSIBLE:
        serve_side_by_side(uvicorn.Config(SERVED, **ways))
    else:
        uvicorn.run(SERVED, **ways)


def greeting(settings: Settings, uow: UnitOfWork, host: str, port: int) -> Iterator[str]:
    """Where Karama is to be found and, in a demonstration, who can be tried: name, role, organisation."""
    yield f"Karama is served at http://{f'[{host}]' if ':' in host else host}:{port} (Ctrl-C ends it)."
    if settings.demo and (people := demo_people(uow=uow)):
        yield "A demonstration: tap one of these people on the sign-in page, no password is asked."
        for person in people:
            yield f"  {person.name:10} {person.role.value:14} {person.organisation}"


def migrate() -> None:
    """Bring the database to the newest schema (safe to repeat)."""
    database = Database(Settings().database)
    try:
        schema.migrate(database)
    finally:
        database.close()


def install(app: typer.Typer) -> None:
    """Hang these commands on the command line."""
    app.command()(serve)
    app.command()(migrate)
