"""`karama audit verify`."""

from __future__ import annotations

import typer

from app.audit import use_cases
from app.commands.house import opened


def verify() -> None:
    """Recompute the hash chains; exit 1 when one of them was edited."""
    with opened() as uow:
        verdicts = use_cases.verify(uow)
    for verdict in verdicts:
        state = "sound" if verdict.broken_at is None else f"BROKEN at position {verdict.broken_at}"
        typer.echo(f"{verdict.chain}: {verdict.events} events, head {verdict.head or '-'}, {state}")
    if any(verdict.broken_at is not None for verdict in verdicts):
        raise typer.Exit(1)


def install(app: typer.Typer) -> None:
    """Hang these commands on the command line."""
    group = typer.Typer(help="The audit trail.", no_args_is_help=True)
    group.command()(verify)
    group.callback()(lambda: None)
    app.add_typer(group, name="audit")
