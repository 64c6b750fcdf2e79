"""`karama tidy`: what is no longer needed is destroyed. Run it once a day."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import typer

from app.commands.house import opened
from app.kernel import clock


def tidy(
    before: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            help="Forget tickets of sessions held before this day, not of months that ended 90 days ago.",
        ),
    ] = None,
) -> None:
    """Seal tickets of sessions that are over; destroy ticket hashes 90 days after their month. Counts stay."""
    from app.registration.rules.tickets import forget_before
    from app.registration.use_cases.forgetting import tidy_tickets

    day: date = before.date() if before else forget_before(clock.today())
    with opened() as uow:
        sealed, forgotten = tidy_tickets(uow, day)
    typer.echo(f"{sealed} batches of tickets sealed, {forgotten} ticket hashes destroyed.")


def install(app: typer.Typer) -> None:
    """Hang this command on the command line."""
    app.command()(tidy)
