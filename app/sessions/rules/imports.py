"""A schedule on a sheet: its columns, and the state of an import. Pure."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID, uuid5

from app.kernel.columns import SheetColumn
from app.kernel.words import Words, _

SPACE = UUID("5a0e3d52-7f3e-5d6b-9a53-6b6172616d61")
"""The name space of sessions that come from a schedule (UUID version 5)."""


class ImportState(StrEnum):
    """How far an import is."""

    CHECKING = "checking"
    CHECKED = "checked"
    WRITING = "writing"
    DONE = "done"
    REFUSED = "refused"


IMPORT_STATE_NAMES: dict[ImportState, Words] = {
    ImportState.CHECKING: _("being checked"),
    ImportState.CHECKED: _("checked, not yet imported"),
    ImportState.WRITING: _("being imported"),
    ImportState.DONE: _("imported"),
    ImportState.REFUSED: _("not imported"),
}

RUNNING = frozenset({ImportState.CHECKING, ImportState.WRITING})


COLUMNS: tuple[SheetColumn, ...] = (
    SheetColumn(
        "reference",
        _("Reference"),
        _("Your own mark of the row, never used twice. With it a session can change its day or place later."),
        optional=True,
        longest=64,
    ),
    SheetColumn("title", _("Title"), _("What the session is called."), width=38),
    SheetColumn("activity_type", _("Kind"), _("Choose from the list.")),
    SheetColumn("audience", _("For whom"), _("Choose from the list.")),
    SheetColumn("date", _("Date"), _("A date, such as 2026-07-30 or 30/07/2026."), format="yyyy-mm-dd"),
    SheetColumn("start", _("Begins at"), _("A time, such as 09:30."), format="hh:mm"),
    SheetColumn(
        "end", _("Ends at"), _("A time, such as 11:30. Before the start means the next day."), format="hh:mm"
    ),
    SheetColumn("time_zone", _("Time zone"), _("Such as Asia/Beirut."), optional=True),
    SheetColumn("venue", _("Venue"), _("Choose from the list."), width=32),
    SheetColumn("capacity", _("Seats"), _("A whole number."), format="0"),
    SheetColumn("language", _("Language"), _("Choose from the list.")),
    SheetColumn(
        "topics",
        _("Topics"),
        _("Codes or names, several with a semicolon between them."),
        optional=True,
        width=32,
    ),
    SheetColumn("lead_organisation", _("Lead organisation"), _("Choose from the list."), width=26),
    SheetColumn(
        "partners",
        _("Partners"),
        _("Organisation: part, several with a semicolon. Such as LAW: facilitator; KAFA: host."),
        optional=True,
    ),
    SheetColumn(
        "facilitators",
        _("Facilitators"),
        _("E-mail addresses, or names of your own people; several with a semicolon between them."),
        optional=True,
        width=32,
    ),
    SheetColumn(
        "projects",
        _("Projects that pay"),
        _("Project: percent, several with a semicolon; without percent for full credit."),
        optional=True,
    ),
    SheetColumn("campaign", _("Campaign"), _("Choose from the list."), optional=True),
    SheetColumn(
        "planned_kits", _("Kits planned"), _("Item: how many, several with a semicolon."), optional=True
    ),
    SheetColumn(
        "note",
        _("Note"),
        _("No names, phone numbers or documents of participants."),
        optional=True,
        longest=2000,
        width=32,
    ),
)

BY_KEY = {column.key: column for column in COLUMNS}


def session_key(organisation_id: UUID, *mark: object) -> UUID:
    """The id of the session a row stands for: the same for the same organisation and mark, always."""
    return uuid5(SPACE, "|".join([str(organisation_id), *(str(part) for part in mark)]))
