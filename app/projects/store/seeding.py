"""The projects of the programme with their donors, campaigns and indicators."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlmodel import select

from app.kernel.ids import new_id
from app.organisations import public as organisations
from app.platform.seeds import insert_missing, known, missing, named, rows_of, seeded
from app.platform.unit_of_work import Tx
from app.projects.rules import Aggregation, periods_of_year
from app.projects.store.projects import find_many
from app.projects.tables import Campaign, Indicator, Project, ProjectDonor, Target

DATA = Path(__file__).resolve().parent.parent / "data"


def seed(tx: Tx) -> dict[str, int]:
    """Insert the projects, campaigns and indicators that are missing; how many of each.

    Donors come with a new project only, and targets with a new indicator only: what a person took away
    stays away.
    """
    counts = {
        "projects": _projects(tx),
        "campaigns": insert_missing(tx, Campaign, missing(_campaigns(), known(tx, Campaign))),
        "indicators": _indicators(tx),
    }
    return seeded(tx, "projects", counts)


def _projects(tx: Tx) -> int:
    fresh = [dict(row) for row in missing(rows_of(DATA / "projects.csv"), known(tx, Project))]
    donors = {row["code"]: [donor.split(":") for donor in row["donors"].split(";")] for row in fresh}
    codes = {row["agency"] for row in fresh} | {code for lines in donors.values() for code, _grant in lines}
    known_as = {code: found.id for code, found in organisations.by_codes(tx, codes).items()}
    ids = {row["code"]: new_id() for row in fresh}
    insert_missing(
        tx,
        Project,
        [
            {
                "id": ids[row["code"]],
                "code": row["code"],
                **named(row, "title"),
                "agency_id": known_as[row["agency"]],
                "starts_on": date.fromisoformat(row["starts_on"]),
                "ends_on": date.fromisoformat(row["ends_on"]),
                "version": 1,
            }
            for row in fresh
        ],
    )
    insert_missing(
        tx,
        ProjectDonor,
        [
            {
                "project_id": ids[project],
                "organisation_id": known_as[code],
                "grant_reference": grant,
            }
            for project, lines in donors.items()
            for code, grant in lines
        ],
    )
    return len(fresh)


def _campaigns() -> list[dict[str, object]]:
    return [
        {
            "id": new_id(),
            "code": row["code"],
            **named(row),
            "starts_on": date.fromisoformat(row["starts_on"]),
            "ends_on": date.fromisoformat(row["ends_on"]) if row["ends_on"] else None,
            "version": 1,
        }
        for row in rows_of(DATA / "campaigns.csv")
    ]


def _indicators(tx: Tx) -> int:
    rows = rows_of(DATA / "indicators.csv")
    projects = {row.code: row.id for row in find_many(tx.db, codes={row["project"] for row in rows})}
    there = set(tx.db.exec(select(Indicator.project_id, Indicator.code)))
    fresh = [
        (new_id(), place, row)
        for place, row in enumerate(rows, start=1)
        if (projects[row["project"]], row["code"]) not in there
    ]
    indicators = [
        {"id": identity, "project_id": projects[row["project"]], "position": place, **_indicator(row)}
        for identity, place, row in fresh
    ]
    insert_missing(tx, Indicator, indicators)
    insert_missing(tx, Target, [line for identity, _place, row in fresh for line in _targets(identity, row)])
    return len(fresh)


def _indicator(row: dict[str, str]) -> dict[str, Any]:
    return {
        "code": row["code"],
        **named(row, "title"),
        "measure": row["measure"],
        "filter": dict([row["filter"].split("=")]) if row["filter"] else {},
        "unit": row["unit"],
        "baseline": 0,
        "aggregation": Aggregation.SUM.value,
        "disaggregation": [dimension for dimension in row["disaggregation"].split(";") if dimension],
        "version": 1,
    }


def _targets(indicator_id: UUID, row: dict[str, str]) -> Iterator[dict[str, Any]]:
    """The targets as they stand in the list: `2022:400+600+700+600` by quarter, `2022:2400` for a year."""
    for said in row["yearly_targets"].split(";"):
        year, values = said.split(":")
        periods = periods_of_year(int(year), quarters=row["step"] == "quarter")
        for (begins, ends), value in zip(periods, values.split("+"), strict=True):
            yield {"indicator_id": indicator_id, "from_date": begins, "to_date": ends, "value": int(value)}
