"""The areas of the region with their P-codes, and a handful of invented venues in Lebanon."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID, uuid5

from app.organisations import public as organisations
from app.places.rules import COUNTRY_LEVEL, governorate_of
from app.places.tables import Area, Venue
from app.platform.seeds import insert_missing, known, missing, named, rows_of, seeded, yes
from app.platform.unit_of_work import Tx

DATA = Path(__file__).resolve().parent.parent / "data"

_VENUES = UUID("7d1c6c5e-5f2a-5e0b-8d36-6b6172616d61")
"""The space in which a venue of the list has always the same id: venues have no code."""


def seed(tx: Tx) -> dict[str, int]:
    """Insert the areas and venues that are missing; how many of each."""
    counts = {
        "areas": insert_missing(tx, Area, missing(_areas(), known(tx, Area))),
        "venues": insert_missing(tx, Venue, missing(_venues(tx), known(tx, Venue, "id"), "id")),
    }
    return seeded(tx, "places", counts)


def _areas() -> list[dict[str, object]]:
    """Countries, then governorates, then districts: a parent always before its children."""
    shorts = {row["code"]: row["short"] for row in rows_of(DATA / "short_codes.csv")}
    countries = [
        {"code": row["iso3"], "level": COUNTRY_LEVEL, "parent": None, "country": row["iso3"], **named(row)}
        for row in rows_of(DATA / "countries_mena_and_origin.csv")
    ]
    lebanon = [
        {
            "code": row["pcode"],
            "level": int(row["admin_level"]),
            "parent": row["parent_pcode"],
            "country": "LBN",
            **named(row),
        }
        for row in rows_of(DATA / "lebanon_admin1_admin2.csv")
    ]
    there = {area["code"] for area in lebanon}
    region = [
        {
            "code": row["pcode"],
            "level": int(row["admin_level"]),
            "parent": row["parent_pcode"],
            "country": row["iso3"],
            **named(row),
        }
        for row in rows_of(DATA / "mena_pcodes_adm1_adm2.csv")
        if row["pcode"] not in there
    ]
    governorates: dict[str, str | None] = {}
    areas: list[dict[str, object]] = []
    for area in sorted([*countries, *lebanon, *region], key=lambda area: (area["level"], area["code"])):
        code, level, parent = str(area["code"]), int(str(area["level"])), area.pop("parent")
        governorates[code] = governorate_of(code, level, governorates.get(str(parent)))
        areas.append(
            {
                **area,
                "parent_code": parent,
                "governorate": governorates[code],
                "short": shorts.get(code),
                "active": True,
                "version": 1,
            }
        )
    return areas


def _venues(tx: Tx) -> list[dict[str, object]]:
    rows = rows_of(DATA / "venues.csv")
    owners = organisations.by_codes(tx, {row["organisation"] for row in rows})
    return [
        {
            "id": uuid5(_VENUES, row["key"]),
            "name": row["name"],
            "area_code": row["area"],
            "address": row["address"],
            "capacity": int(row["capacity"]),
            "accessible": yes(row["accessible"]),
            "sensitive": yes(row["sensitive"]),
            "organisation_id": owners[row["organisation"]].id,
            "active": True,
            "version": 1,
        }
        for row in rows
    ]
