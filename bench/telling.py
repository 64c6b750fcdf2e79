"""Prints the figures as a table and keeps them as JSON."""

from __future__ import annotations

import json
import platform
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from app import __version__
from bench.questions import Line


def table(title: str, lines: Sequence[Line]) -> str:
    """A table for people, one line a figure."""
    rows = [("", "figure", "limit", "SQL", "")]
    rows += [
        (
            line.name,
            f"{line.value:,.1f} {line.unit}",
            _limit(line),
            "-" if line.statements is None else str(line.statements),
            line.note,
        )
        for line in lines
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    body = [
        "  ".join(
            cell.ljust(width) if column in {0, 4} else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    return "\n".join([title, *body])


def _limit(line: Line) -> str:
    if line.limit is None:
        return "-"
    least = "≥ " if line.at_least else ""
    passed = "" if line.kept else "  SHORT" if line.at_least else "  OVER"
    return f"{least}{line.limit:,.0f}{passed}"


def as_json(runs: dict[str, Sequence[Line]], sessions: int) -> str:
    """All figures for a program."""
    return json.dumps(
        {
            "karama": __version__,
            "python": platform.python_version(),
            "sessions": sessions,
            "databases": {
                kind: [asdict(line) | {"kept": line.kept} for line in lines] for kind, lines in runs.items()
            },
        },
        indent=2,
    )


def keep(path: Path, content: str) -> None:
    """Write the JSON, making the folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content + "\n", encoding="utf-8")
