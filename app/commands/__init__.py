"""Commands of `karama`, one file an idea. They parse, call one use case, and print."""

from __future__ import annotations

import typer

from app.commands import audit, devices, operations, people, report, seed, serve, tidy

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
    """Run the command line."""
    app()
