"""Opens the house for a command: settings, database, unit of work; closes it afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from app.audit import public as audit
from app.kernel.errors import AppError
from app.measures.public.glance import period_figures
from app.periods import public as periods
from app.platform import schema
from app.platform.db import Database
from app.platform.settings import Settings
from app.platform.unit_of_work import UnitOfWork


def insist_on_the_newest_schema(database: Database) -> None:
    """End the command, with a sentence, on a database that was never migrated or not yet to this version."""
    if not schema.is_current(database):
        typer.echo("karama: the database is not on the newest schema; run `karama migrate` first.", err=True)
        raise typer.Exit(1)


@contextmanager
def opened(settings: Settings | None = None) -> Iterator[UnitOfWork]:
    """A unit of work on the configured database. A refusal becomes a sentence and exit code 1."""
    periods.hang()
    periods.freeze_with(period_figures)
    database = Database((settings or Settings()).database)
    uow = UnitOfWork(database, audit.keep_record)
    try:
        insist_on_the_newest_schema(database)
        yield uow
        audit.seal(uow)
    except AppError as refusal:
        typer.echo(f"karama: {refusal.message}", err=True)
        for error in refusal.errors:
            typer.echo(f"  {error.field}: {error.message}", err=True)
        raise typer.Exit(1) from None
    finally:
        database.close()
