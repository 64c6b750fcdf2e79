"""What the report's template draws: tiles, lines, tables, figures."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Tile:
    """A key figure; `href` leads to its rows."""

    label: str
    value: str
    note: str
    href: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its heading and its cells; `total` rows are set in bold; `href` leads to the rows it counts."""

    heading: str
    cells: tuple[str, ...]
    total: bool = False
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table: caption, heading of the first column, headings of the others, how many of those hold text, and
    whether the lines are headed by codes, which never wrap.
    """

    caption: str
    first: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    text_columns: int = 0
    coded: bool = False


@dataclass(frozen=True, slots=True)
class Figured:
    """A chart with the table of the same figures beside it, and a note under the chart; either may be missing."""

    heading: str
    chart: Markup | None
    table: Table | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReportPage:
    """Everything the template writes down."""

    language: str
    direction: str
    code: str
    title: str
    period: tuple[str, str]
    provisional: str
    summary: str
    narratives: tuple[tuple[str, tuple[str, ...]], ...]
    restated: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    tiles: tuple[Tile, ...]
    results: Table | None
    parts: Table | None
    figured: tuple[Figured, ...]
    people: tuple[Table, ...]
    notes: tuple[str, ...]
    districts: Table | None
    kits: Table | None
    feedback: Table | None
    asked: str
    partners: Table | None
    sessions: Table | None
    more_sessions: str
    coverage: Table
    quality_notes: tuple[str, ...]
    methodology: tuple[str, ...]
    footer: tuple[tuple[str, str], ...]
