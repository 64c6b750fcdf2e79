"""`karama seed`: the reference data that a programme starts with. Safe to repeat."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from app.commands.demo.scale import fill
from app.commands.demo.story import tell
from app.commands.house import opened
from app.items import public as items
from app.organisations import public as organisations
from app.places import public as places
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


def seed(
    *,
    demo: Annotated[bool, typer.Option("--demo", help="Also tell the story of 2022, once.")] = False,
    scale: Annotated[int, typer.Option(min=0, max=1_000_000, help="Also add N generated sessions.")] = 0,
    seed: Annotated[int, typer.Option(help="The same seed makes the same sessions.")] = 2022,
) -> None:
    """Load the reference data: organisations, projects, areas, lists and items, but no people.

    Inserts what is missing and changes nothing that is there, so it may be repeated after every update.
    With --demo the made-up people and sessions of the demonstration come too; with --scale, load for tests.
    """
    with opened() as uow:
        for kind, count in sow(uow).items():
            typer.echo(f"{kind.replace('_', ' ')}: {count} added")
        if demo:
            told = tell(uow)
            done = "told" if told.fresh else "was there already"
            typer.echo(f"demo: {told.sessions} sessions, {told.people} people reached, {done}")
        if scale:
            made = fill(uow, scale, seed)
            typer.echo(
                f"scale: {made.sessions} sessions, {made.reached} people, {made.kits} kits, {made.rows} rows"
            )


def install(app: typer.Typer) -> None:
    """Hang this command on the command line."""
    app.command()(seed)
