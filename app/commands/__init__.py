"""Commands of `karama`, one file an idea. They parse, call one use case, and print."""

from __future__ import annotations

import sys

import typer
from pydantic import ValidationError
from sqlalchemy.exc import ArgumentError, DBAPIError

from app.commands import audit, devices, operations, people, report, seed, serve, tidy
from app.platform.settings import Settings

app = typer.Typer(
    name="karama",
    help="Karama: awareness-session registration and dignity-kit tracking, with no list of names.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
serve.install(app)
operations.install(app)
audit.install(app)
people.install(app)
devices.install(app)
report.install(app)
seed.install(app)
tidy.install(app)


def main() -> None:
    """Run the command line. What the surroundings got wrong is said in a sentence, never as a stack trace."""
    try:
        app(prog_name="karama")
    except ValidationError as wrong:
        if wrong.title != Settings.__name__:
            raise
        for error in wrong.errors():
            setting = f"KARAMA_{error['loc'][0]}".upper() if error["loc"] else "settings"
            typer.echo(f"karama: {setting}: {error['msg']}", err=True)
        sys.exit(2)
    except ArgumentError:
        typer.echo("karama: KARAMA_DATABASE_URL is no address of a database.", err=True)
        sys.exit(2)
    except DBAPIError as trouble:
        typer.echo(f"karama: the database does not answer: {trouble.orig}".strip(), err=True)
        sys.exit(1)
    except OSError as trouble:
        typer.echo(f"karama: {trouble.filename2 or trouble.filename or 'file'}: {trouble.strerror}", err=True)
        sys.exit(1)
