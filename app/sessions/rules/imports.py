"""A schedule on a sheet: its columns, the state of an import, and how cells of any hand become values. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid5

from app.kernel.words import Words, _

LARGEST_FILE: Final = 5 * 1024 * 1024
"""Bytes of a schedule."""

MOST_ROWS: Final = 10_000
MOST_PROBLEMS: Final = 1_000
"""Problems kept of one import; whoever mends a thousand sees the next ones."""

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


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: its key (also understood as a heading), its heading, what to write in it."""

    key: str
    heading: Words
    hint: Words
    optional: bool = False


COLUMNS: tuple[SheetColumn, ...] = (
    SheetColumn(
        "reference",
        _("Reference"),
        _("Your own mark of the row, never used twice. With it a session can change its day or place later."),
        optional=True,
    ),
    SheetColumn("title", _("Title"), _("What the session is called.")),
    SheetColumn("activity_type", _("Kind"), _("Choose from the list.")),
    SheetColumn("audience", _("For whom"), _("Choose from the list.")),
    SheetColumn("date", _("Date"), _("A date, such as 2026-07-30 or 30/07/2026.")),
    SheetColumn("start", _("Begins at"), _("A time, such as 09:30.")),
    SheetColumn("end", _("Ends at"), _("A time, such as 11:30. Before the start means the next day.")),
    SheetColumn("time_zone", _("Time zone"), _("Such as Asia/Beirut."), optional=True),
    SheetColumn("venue", _("Venue"), _("Choose from the list.")),
    SheetColumn("capacity", _("Seats"), _("A whole number.")),
    SheetColumn("language", _("Language"), _("Choose from the list.")),
    SheetColumn(
        "topics", _("Topics"), _("Codes or names, several with a semicolon between them."), optional=True
    ),
    SheetColumn("lead_organisation", _("Lead organisation"), _("Choose from the list.")),
    SheetColumn(
        "partners",
        _("Partners"),
        _("Organisation: part, several with a semicolon. Such as LAW: facilitator; KAFA: host."),
        optional=True,
    ),
    SheetColumn(
        "facilitators",
        _("Facilitators"),
        _("E-mail addresses, several with a semicolon between them."),
        optional=True,
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
    SheetColumn("note", _("Note"), _("No names, phone numbers or documents of participants."), optional=True),
)

BY_KEY = {column.key: column for column in COLUMNS}


def session_key(organisation_id: UUID, *mark: object) -> UUID:
    """The id of the session a row stands for: the same for the same organisation and mark, always."""
    return uuid5(SPACE, "|".join([str(organisation_id), *(str(part) for part in mark)]))
