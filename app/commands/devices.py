"""`karama device pair`."""

from __future__ import annotations

from typing import Annotated

import typer

from app.commands.house import opened
from app.field.use_cases import pairing


def pair(
    label: Annotated[str, typer.Argument(metavar="LABEL", help="What the tablet is called.")],
    user: Annotated[str, typer.Option(help="E-mail address of the person it will act for.")],
) -> None:
    """Print a pairing code for one tablet, alone on standard output: good once, within an hour."""
    with opened() as uow:
        code = pairing.pair_from_command_line(label[:120] or "-", user, uow=uow)
    typer.echo(code)


def install(app: typer.Typer) -> None:
    """Hang these commands on the command line."""
    device = typer.Typer(help="Tablets.", no_args_is_help=True)
    device.command()(pair)
    device.callback()(lambda: None)
    app.add_typer(device, name="device")
