"""`karama report`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer
from pydantic import ValidationError

from app.access.actor import Actor, Door, Membership
from app.access.permissions import Role
from app.commands.house import opened
from app.kernel.errors import Invalid
from app.kernel.words import _
from app.platform.settings import Settings
from app.reports import use_cases
from app.reports.rules import FileKind, IatiMode, ReportAudience

_HOUSE = UUID(int=0)
"""Whoever stands at the machine may read everything in the database anyway."""


def _at_the_machine() -> Actor:
    return Actor(
        person_id=_HOUSE,
        name="karama",
        email="karama@localhost",
        memberships=(Membership(_HOUSE, "", Role.COORDINATOR),),
        door=Door.COMMAND_LINE,
    )


_SHORT = {"hxl": FileKind.HXL, "5w": FileKind.FIVE_W, "iati": FileKind.IATI}
_OFFERED = "pdf, xlsx, csv, excel.csv, hxl, 5w, iati, json or zip (all of these)"


def _kind(name: str | FileKind) -> FileKind:
    """The format by its ending or its short name."""
    try:
        return _SHORT.get(name) or FileKind(name)
    except ValueError:
        raise typer.BadParameter(f"choose {_OFFERED}") from None


def report(
    project: Annotated[str, typer.Option(help="Code of the project, e.g. LBNT39.")],
    first: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="First day, included.")],
    last: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day, included.")],
    kind: Annotated[
        FileKind,
        typer.Option(
            "--format",
            parser=_kind,
            metavar="FORMAT",
            help=f"{_OFFERED}.",
        ),
    ],
    output: Annotated[Path, typer.Option("-o", "--output", help="Where the file goes.")],
    language: Annotated[str, typer.Option("--lang", help="en, fr or ar.")] = "en",
    audience: Annotated[
        ReportAudience,
        typer.Option(
            help="Who will read it (inside, partner, donor); decides which small counts are hidden. "
            "Everybody reads rounded figures at /figures/CODE instead."
        ),
    ] = ReportAudience.DONOR,
    mode: Annotated[
        IatiMode,
        typer.Option(help="IATI only: people by dimensions, or for readers that ignore them by indicators."),
    ] = IatiMode.DIMENSIONS,
) -> None:
    """Write the report of a project and period to a file: the same report as on screen."""
    if kind is FileKind.HTML:
        typer.echo(f"karama: html is for the browser; choose {_OFFERED}.", err=True)
        raise typer.Exit(2)
    settings = Settings()
    answers: dict[str, Any] = {
        "project": project,
        "from": first.date(),
        "to": last.date(),
        "lang": language,
        "audience": audience,
        "mode": mode,
    }
    with opened(settings) as uow:
        made = use_cases.export_report(_at_the_machine(), _asked(answers), kind, uow=uow, settings=settings)
        use_cases.write_file(made, kind, output, mode)
    typer.echo(f"{output}: {project}, {first:%Y-%m-%d} to {last:%Y-%m-%d}, hash {made.hash}", err=True)


def _asked(answers: dict[str, Any]) -> use_cases.AskReport:
    try:
        return use_cases.AskReport.model_validate(answers)
    except ValidationError as wrong:
        field = str(wrong.errors()[0]["loc"][0])
        raise Invalid.of(field, "invalid", _("This answer cannot be read.")) from None


def install(app: typer.Typer) -> None:
    """Hang this command on the command line."""
    app.command()(report)
