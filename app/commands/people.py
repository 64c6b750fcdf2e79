"""`karama user add`, `karama user reset`, `karama token new`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from app.access.permissions import Role
from app.accounts.schemas import MakeToken
from app.accounts.use_cases import command_line
from app.commands.house import opened
from app.platform.settings import Settings

Email = Annotated[str, typer.Argument(metavar="EMAIL", help="Work e-mail address.")]


def add(
    email: Email,
    organisation: Annotated[str, typer.Option(help="Code of an organisation, e.g. IOM.")],
    role: Annotated[Role, typer.Option(help="What the person may do there.")],
    name: Annotated[str | None, typer.Option(help="Name on screen; else the e-mail's first part.")] = None,
    *,
    password_stdin: Annotated[bool, typer.Option(help="Read the password from standard input.")] = False,
    language: Annotated[str, typer.Option(help="en, fr or ar.")] = "en",
) -> None:
    """Add a person with a role, or a role to a person. Prints a one-time link when there is no password yet."""
    settings = Settings()
    password = sys.stdin.read(10_000).strip() if password_stdin else None
    with opened(settings) as uow:
        added = command_line.add_user(
            email,
            organisation,
            role.value,
            name=name,
            language=language,
            password=password,
            settings=settings,
            uow=uow,
        )
    what = "added" if added.is_new else "already there, role added"
    typer.echo(f"{email}: {what}, {role.value} of {organisation}.", err=True)
    if added.link:
        typer.echo(f"Hand over this link; it works once, within {settings.link_hours} hours:", err=True)
        typer.echo(added.link)


def reset(email: Email) -> None:
    """Print a one-time link with which the person sets a new password."""
    settings = Settings()
    with opened(settings) as uow:
        link = command_line.reset_user(email, settings=settings, uow=uow)
    typer.echo(f"Hand over this link; it works once, within {settings.link_hours} hours:", err=True)
    typer.echo(link)


def new(
    email: Email,
    name: Annotated[str, typer.Option(help="What it is for.")] = "command line",
    days: Annotated[int, typer.Option(min=1, max=366, help="Days until it ends.")] = 90,
    *,
    read_only: Annotated[bool, typer.Option("--read-only", help="It may look, never write.")] = False,
) -> None:
    """Print a new API token, once, alone on standard output."""
    with opened() as uow:
        token = command_line.new_token(
            email, MakeToken(name=name[:120] or "-", days=days, read_only=read_only), uow=uow
        )
    typer.echo(token)


def install(app: typer.Typer) -> None:
    """Hang these commands on the command line."""
    user = typer.Typer(help="People.", no_args_is_help=True)
    user.command()(add)
    user.command()(reset)
    app.add_typer(user, name="user")
    token = typer.Typer(help="API tokens.", no_args_is_help=True)
    token.command()(new)
    token.callback()(lambda: None)
    app.add_typer(token, name="token")
