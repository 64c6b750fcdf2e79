"""A publication as plain values for JSON and back: what the ledger keeps of a file that left without a lens."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from app.reports.disclosure.annexes import Listed, SessionList
from app.reports.disclosure.joining import Release
from app.reports.disclosure.lots import Lot, Statement
from app.reports.disclosure.publication import GOOD, REST, Publication
from app.reports.scopes import counted_of_a_session


def packed(told: Publication) -> dict[str, Any]:
    """Tables in the order of their codes, so that the same figures always read the same."""
    return {
        "people": _packed(told.people),
        "detached": {name: _packed(table) for name, table in sorted(told.detached.items())},
        "results": {
            name: [[one.first.isoformat(), one.last.isoformat(), _packed(one)] for one in tables]
            for name, tables in sorted(told.results.items())
        },
        "stock": [
            [*key, lot.opening, lot.received, lot.lost, lot.distributed, lot.balance]
            for key, lot in sorted((told.stock.lots if told.stock else {}).items())
        ],
        "sessions": [
            [code, line.day.isoformat(), line.people, list(line.parts_of)]
            for code, line in sorted((told.sessions.sessions if told.sessions else {}).items())
        ],
        "sums": dict(sorted((told.sessions.sums if told.sessions else {}).items())),
    }


def _packed(table: Release) -> dict[str, Any]:
    return {
        "cells": [[*place, value, place in table.small] for place, value in sorted(table.cells.items())],
        "months": [[code, value, code in table.small_months] for code, value in sorted(table.months.items())],
    }


def _in_tables(detached: Mapping[str, Any]) -> dict[str, Any]:
    """Good answers and others in the table of their question; files that left earlier keep them under names of their own."""
    found = {name: one for name, one in detached.items() if not name.endswith((" good", " rest"))}
    for name in detached.keys() - found.keys():
        question, _space, which = name.rpartition(" ")
        cells = [
            [*(GOOD if which == "good" else REST), value, small]
            for *_place, value, small in detached[name]["cells"]
        ]
        table = found.get(question, {"cells": [], "months": []})
        found[question] = {**table, "cells": [*table["cells"], *cells]}
    return found


def unpacked(
    kept: Mapping[str, Any], report: UUID, days: tuple[date, date], threshold: int, scope: str
) -> Publication:
    """The publication again; what is the same in all its tables is kept beside them."""
    first, last = days

    def table(one: Mapping[str, Any], since: date = first, until: date = last) -> Release:
        return Release(
            report=report,
            first=since,
            last=until,
            cells={(c, s, a): value for c, s, a, value, _small in one["cells"]},
            months={code: value for code, value, _small in one["months"]},
            threshold=threshold,
            small=frozenset((c, s, a) for c, s, a, _value, small in one["cells"] if small),
            small_months=frozenset(code for code, _value, small in one["months"] if small),
            scope=scope,
        )

    return Publication(
        people=table(kept["people"]),
        detached={name: table(one) for name, one in _in_tables(kept["detached"]).items()},
        results={
            name: tuple(
                table(one, date.fromisoformat(since), date.fromisoformat(until))
                for since, until, one in tables
            )
            for name, tables in kept.get("results", {}).items()
        },
        stock=Statement(
            report,
            first,
            last,
            threshold,
            scope,
            {(item, lot): Lot(*pieces) for item, lot, *pieces in kept["stock"]},
        ),
        sessions=SessionList(
            report,
            threshold,
            counted_of_a_session(scope),
            {
                code: Listed(date.fromisoformat(day), people, tuple(parts))
                for code, day, people, parts in kept["sessions"]
            },
            kept["sums"],
        ),
    )
