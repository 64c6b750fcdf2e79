"""The empty sheet of opening stock: a workbook in the reader's language with drop-down lists, or a CSV heading."""

from __future__ import annotations

from app.access.actor import Actor
from app.access.permissions import Permission
from app.items import public as items
from app.kernel.words import _
from app.kits.rules import STORES
from app.kits.rules.imports import COLUMNS, MOST_ROWS
from app.kits.store import places
from app.platform.sheets.template import Template, coded_lines, csv_heading, workbook
from app.platform.unit_of_work import UnitOfWork
from app.projects import public as projects

_ADVICE = (
    (_("One row is one lot in one store."), ""),
    (
        _("The same file twice changes nothing."),
        _("A row is known again by its store, item, size or variant, lot, project and expiry."),
    ),
)


def template_workbook(actor: Actor, language: str, *, uow: UnitOfWork) -> bytes:
    """The workbook in a language, with one's own stores. Raises Forbidden."""
    actor.require(Permission.STOCK_MOVE)
    with uow.read() as look:
        stores = places.choices(look.db, actor.scope(Permission.STOCK_MOVE), STORES)
        things = items.choices(look)
        grants = projects.choices(look)
    template = Template(
        _("Opening stock"),
        COLUMNS,
        {
            "place": [place.name for place in stores],
            "item": coded_lines([(item.code, item.names) for item in things], language),
            "project": coded_lines([(grant.code, grant.title) for grant in grants], language),
        },
        frozenset({"place", "item", "project"}),
        _ADVICE,
        frozen_columns=2,
        most_rows=MOST_ROWS,
    )
    return workbook(template, language)


def template_csv(actor: Actor, language: str) -> bytes:
    """The heading alone, as CSV in UTF-8 with its mark, so that Excel reads the letters. Raises Forbidden."""
    actor.require(Permission.STOCK_MOVE)
    return csv_heading(COLUMNS, language)
