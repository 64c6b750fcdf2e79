"""`karama backup`, `karama restore`, `karama check`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.commands.house import opened
from app.platform import backup as backups
from app.platform.db import Database
from app.platform.settings import Settings


def _sqlite_file() -> Path:
    database = Database(Settings().database)
    database.close()
    if not database.is_sqlite or not database.url.database:
        typer.echo(
            "karama: this is for SQLite; for PostgreSQL use pg_dump and pg_restore (see README).", err=True
        )
        raise typer.Exit(2)
    return Path(database.url.database)


def backup(file: Annotated[Path, typer.Argument(help="Where the copy goes.")]) -> None:
    """Copy the running SQLite database to FILE, consistently."""
    try:
        backups.backup(_sqlite_file(), file)
    except backups.BackupRefused as refusal:
        typer.echo(f"karama: {refusal}", err=True)
        raise typer.Exit(1) from None


def restore(file: Annotated[Path, typer.Argument(help="A backup made by `karama backup`.")]) -> None:
    """Verify FILE and put it in place of the database. Stop the server first."""
    try:
        backups.restore(file, _sqlite_file())
    except backups.BackupRefused as refusal:
        typer.echo(f"karama: {refusal}", err=True)
        raise typer.Exit(1) from None


def check() -> None:
    """Recompute every total from its ledger; exit 1 on a difference."""
    from app.commands.ledgers import differences

    with opened() as uow:
        found = differences(uow)
    for difference in found:
        typer.echo(difference)
    typer.echo("All totals equal their ledgers." if not found else f"{len(found)} differences.")
    if found:
        raise typer.Exit(1)


def install(app: typer.Typer) -> None:
    """Hang these commands on the command line."""
    app.command()(backup)
    app.command()(restore)
    app.command()(check)
