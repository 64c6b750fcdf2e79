"""What goes in and what comes out of counting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, TypedDict
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field

from app.attendance.rules import MAX_DELTA, CellKey, Mark
from app.kernel.types import Code, Command, Names, Sex, View, western_digits
from app.kernel.words import Words


def _not_zero(delta: int) -> int:
    if delta == 0:
        message = "a step of nobody says nothing"
        raise ValueError(message)
    return delta


Delta = Annotated[
    int, BeforeValidator(western_digits), Field(ge=-MAX_DELTA, le=MAX_DELTA), AfterValidator(_not_zero)
]
"""People more (or fewer), never 0."""


class CountLine(Command):
    """`delta` people more (or fewer) in one cell."""

    id: UUID
    community: Code
    sex: Sex
    age_band: Code
    delta: Delta


class RecordCounts(Command):
    """Entries for one session. The same request again changes nothing."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "01825000-0000-7000-8000-000000000010",
                    "entries": [
                        {
                            "id": "01825000-0000-7000-8000-000000000011",
                            "community": "ET",
                            "sex": "f",
                            "age_band": "18-59",
                            "delta": 12,
                        }
                    ],
                }
            ]
        }
    )

    id: UUID
    entries: Annotated[list[CountLine], Field(min_length=1, max_length=500)]


class RecordDoor(Command):
    """`delta` people more (or fewer) through the door."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"id": "01825000-0000-7000-8000-000000000012", "delta": 55}]}
    )

    id: UUID
    delta: Delta


class GridLine(Command):
    """People more (or fewer) in one cell of a form."""

    community: Code
    sex: Sex
    age_band: Code
    delta: Delta


class MarkLine(Command):
    """A cell is zero, was not collected, or (None) nothing is said of it any more."""

    community: Code
    sex: Sex
    age_band: Code
    mark: Mark | None


class SaveGrid(Command):
    """A submitted grid form: what it says anew against what it had seen."""

    id: UUID
    entries: Annotated[tuple[GridLine, ...], Field(max_length=2000)] = ()
    marks: Annotated[tuple[MarkLine, ...], Field(max_length=2000)] = ()
    door: Annotated[int, Field(ge=-MAX_DELTA, le=MAX_DELTA)] = 0


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry about to be written, from whatever door it came."""

    id: UUID
    community: str
    sex: Sex
    age_band: str
    delta: int
    occurred_at: datetime | None = None
    sent_at: datetime | None = None
    seq: int | None = None
    reverses: UUID | None = None

    @property
    def cell(self) -> CellKey:
        """The cell it counts in."""
        return (self.community, self.sex.value, self.age_band)


class CountRow(TypedDict):
    """A whole row of the grid's ledger; `reverses` is the entry it takes back, `late` keeps it apart."""

    id: UUID
    session_id: UUID
    community: str
    sex: str
    age_band: str
    delta: int
    source: str
    device_id: UUID | None
    seq: int | None
    recorded_by: UUID | None
    occurred_at: datetime
    sent_at: datetime
    received_at: datetime
    reverses: UUID | None
    late: bool
    sheet_id: UUID | None


class DoorRow(TypedDict):
    """A whole row of the door's ledger."""

    id: UUID
    session_id: UUID
    delta: int
    device_id: UUID | None
    seq: int | None
    recorded_by: UUID | None
    occurred_at: datetime
    received_at: datetime
    late: bool


class Cell(View):
    """One cell: people counted, people counted late (kept apart), and its mark."""

    community: str
    sex: Sex
    age_band: str
    count: int
    late: int
    mark: Mark | None


class CellView(View):
    """One cell as others read it."""

    community: str
    sex: Sex
    age_band: str
    count: int


class MarkView(View):
    """A cell of which it was said that nobody was there, or that it was not collected."""

    community: str
    sex: Sex
    age_band: str
    mark: Mark


class CountsView(View):
    """The three counts of a session side by side. `total` (the grid) is the official figure.

    `late` and `door_late` came after verification: they are kept apart and change no figure.
    """

    cells: list[CellView]
    marks: list[MarkView]
    total: int
    late: int
    door: int
    door_late: int
    tickets: int


@dataclass(frozen=True, slots=True)
class CountsPanel:
    """What the session page shows of its counts.

    communities   those that can be chosen today, most common first
    names         of every community ever used
    reason        why nobody can be counted now, or None
    late          counting goes on apart, because the session is verified
    blanks_are_zero   the report is in: what was left blank counts as nobody
    """

    session_id: UUID
    counts: CountsView
    cells: list[Cell]
    communities: list[str]
    names: dict[str, Names]
    reason: Words | None
    late: bool
    blanks_are_zero: bool
    may_count: bool


@dataclass(frozen=True, slots=True)
class CountingPage(CountsPanel):
    """What the counting form shows; `bands` are age band codes, youngest first, 'not stated' last."""

    code: str
    title: str
    capacity: int
    bands: list[str]


MOST_SHEETS_AT_ONCE = 30
MOST_ROWS_OF_A_SHEET = 6
"""Communities on one sheet of paper; one more row is left for writing."""


class MakeSheets(Command):
    """So many numbered tally sheets for a session, with these communities as rows (none: the likely ones)."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "01825000-0000-7000-8000-000000000013",
                    "quantity": 2,
                    "communities": ["ET", "BD"],
                }
            ]
        }
    )

    id: UUID
    quantity: Annotated[int, BeforeValidator(western_digits), Field(ge=1, le=MOST_SHEETS_AT_ONCE)]
    communities: Annotated[tuple[Code, ...], Field(max_length=MOST_ROWS_OF_A_SHEET)] = ()


class SheetView(View):
    """A tally sheet: its number on the paper, its rows, and by whom and when it was typed in (None: not yet)."""

    id: UUID
    number: int
    communities: tuple[str, ...]
    entered_at: datetime | None
    entered_by: str | None


class SheetsView(View):
    """The sheets of a session, by number."""

    sheets: list[SheetView]


class EnterSheet(Command):
    """What stands on a tally sheet. Each sheet is entered once."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "01825000-0000-7000-8000-000000000014",
                    "entries": [{"community": "ET", "sex": "f", "age_band": "18-59", "delta": 12}],
                    "door": 14,
                }
            ]
        }
    )

    id: UUID
    entries: Annotated[tuple[GridLine, ...], Field(max_length=2000)] = ()
    marks: Annotated[tuple[MarkLine, ...], Field(max_length=2000)] = ()
    door: Annotated[int, BeforeValidator(western_digits), Field(ge=0, le=MAX_DELTA)] = 0


class PaperSheet(View):
    """One sheet for the printer."""

    id: UUID
    number: int
    rows: tuple[Names, ...]


class PaperSheets(View):
    """Sheets for the printer. No place and no hour when the venue is sensitive."""

    session_id: UUID
    code: str
    title: str
    day: date
    starts_at: datetime
    time_zone: str
    venue: str | None
    items: tuple[Names, ...]
    bands: tuple[str, ...]
    sheets: tuple[PaperSheet, ...]
    made_at: datetime
