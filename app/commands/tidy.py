"""`karama tidy`: what is no longer needed is destroyed. Run it once a day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated

import typer

from app.commands.house import opened


def tidy(
    before: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            help="Forget tickets of sessions held before this day, not of periods that closed 90 days ago.",
        ),
    ] = None,
) -> None:
    """Seal tickets of sessions that are over; destroy ticket hashes 90 days after their period closed. Counts stay.

    Says of reopened periods whose time is over that they closed themselves again.
    """
    from app.periods.public import days_to_forget
    from app.periods.use_cases.closing import close_again
    from app.registration.use_cases.forgetting import tidy_tickets

    with opened() as uow:
        again = close_again(uow)
        if before:
            spans = [(date.min, before.date() - timedelta(days=1))]
        else:
            with uow.read() as look:
                spans = days_to_forget(look)
        sealed, forgotten = tidy_tickets(uow, spans)
    typer.echo(f"{sealed} batches of tickets sealed, {forgotten} ticket hashes destroyed.")
    if again:
        typer.echo(f"{again} reopened periods closed themselves again.")


def install(app: typer.Typer) -> None:
    """Hang this command on the command line."""
    app.command()(tidy)
