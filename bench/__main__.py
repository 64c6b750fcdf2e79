"""`python -m bench`: measures, prints a table, writes JSON; exit status 1 when a limit was passed."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.asking import StatementCounter, asker
from bench.documents import documents
from bench.field import field
from bench.figures import year_figures
from bench.hiding import hiding
from bench.house import house
from bench.importing import schedule_import
from bench.kits import ledger
from bench.questions import Line, bare_sql, filling, project_report, requests
from bench.telling import as_json, keep, table

KINDS = ("sqlite", "postgresql")
PARTS = ("house", "field", "documents", "kits")


def measure(kind: str, sessions: int, times: int) -> list[Line] | None:
    """All figures on one kind of database; None when this machine has none."""
    with house(kind, sessions) as home:
        if home is None:
            return None
        counter = StatementCounter(home.uow)
        lines = list(filling(home))
        with asker(home.app, counter) as ask:
            lines += requests(home, ask, times)
        lines += bare_sql(home, times)
        lines += _ratios(lines)
        lines += project_report(home, counter)
        lines += year_figures(home, counter)
        lines += hiding()
        lines += schedule_import(home, counter)
    return lines


def _ratios(lines: Sequence[Line]) -> list[Line]:
    """How many times the bare select a JSON list of the same rows costs."""
    bare = next(line.value for line in lines if line.name.startswith("bare SQL"))
    return [
        Line(f"{line.name} / bare SQL", line.value / bare, "times")
        for line in lines
        if line.name.startswith("JSON list")
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure on each database and judge."""
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="What Karama costs with many sessions."
    )
    parser.add_argument("--sessions", type=int, default=100_000, help="how many to generate (100,000)")
    parser.add_argument("--requests", type=int, default=30, help="how often each page is asked for (30)")
    parser.add_argument("--database", choices=KINDS, action="append", help="only this one; may be repeated")
    parser.add_argument(
        "--movements", type=int, default=1_000_000, help="how long the ledger of kits is (1,000,000)"
    )
    parser.add_argument("--tablets", type=int, default=500, help="how many tablets come home at once (500)")
    parser.add_argument("--rows", type=int, default=200_000, help="rows of the long workbook (200,000)")
    parser.add_argument(
        "--seconds", type=float, default=4.0, help="about how long a second's worth is measured (4)"
    )
    parser.add_argument("--only", choices=PARTS, action="append", help="only this part; may be repeated")
    parser.add_argument(
        "--json", type=Path, default=Path("var/bench.json"), help="where the figures go as JSON"
    )
    asked = parser.parse_args(arguments)
    runs: dict[str, Sequence[Line]] = {}
    parts = asked.only or PARTS
    in_databases = {*parts} - {"documents"}
    for kind in (asked.database or KINDS) if in_databases else ():
        lines: list[Line] = []
        if "house" in parts:
            lines += measure(kind, asked.sessions, asked.requests) or ()
        if "field" in parts:
            lines += field(kind, max(3, 2 * asked.requests), asked.tablets, asked.seconds)
        if "kits" in parts:
            lines += ledger(kind, asked.movements, max(1, asked.requests // 2))
        if not lines:
            print(f"\n{kind}: not on this machine, not measured")
            continue
        runs[kind] = lines
        print(f"\n{table(f'{kind}, {asked.sessions:,} sessions', lines)}", flush=True)
    if "documents" in parts:
        runs["files"] = list(documents(asked.rows))
        print(f"\n{table('files, without a database', runs['files'])}", flush=True)
    keep(asked.json, as_json(runs, asked.sessions))
    over = [f"{kind}: {line.name}" for kind, lines in runs.items() for line in lines if not line.kept]
    if over:
        print("\nOver the limit: " + "; ".join(over))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
