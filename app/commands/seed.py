"""`karama seed`: the reference data that a programme starts with. Safe to repeat."""

from __future__ import annotations

from collections.abc import Callable

import typer

from app.commands.house import opened
from app.items import public as items
from app.organisations import public as organisations
from app.places import public as places
from app.platform import schema
from app.platform.unit_of_work import Tx, UnitOfWork
from app.projects import public as projects
from app.vocabularies import public as vocabularies

STEPS: tuple[Callable[[Tx], dict[str, int]], ...] = (
    organisations.seed,
    projects.seed,
    places.seed,
    vocabularies.seed,
    items.seed,
)
"""Each inserts what is missing of its lists and answers how many of each kind; in the order of their needs."""


def sow(uow: UnitOfWork) -> dict[str, int]:
    """Insert all reference data that is missing, in one transaction; how many of each kind."""
    with uow.begin() as tx:
        return {kind: count for step in STEPS for kind, count in step(tx).items()}


def seed() -> None:
    """Load the reference data: organisations, projects, areas, lists and items, but no people.

    Inserts what is missing and changes nothing that is there, so it may be repeated after every update.
    """
    with opened() as uow:
        if not schema.is_current(uow.database):
            typer.echo(
                "karama: the database is not on the newest schema; run `karama migrate` first.", err=True
            )
            raise typer.Exit(1)
        added = sow(uow)
    for kind, count in added.items():
        typer.echo(f"{kind.replace('_', ' ')}: {count} added")


def install(app: typer.Typer) -> None:
    """Hang this command on the command line."""
    app.command()(seed)
