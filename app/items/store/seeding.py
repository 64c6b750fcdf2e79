"""One dignity kit with its bill of materials, what it is made of, and what campaigns give out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from app.items.tables import Item, ItemComponent, ItemVariant, ItemVersion
from app.kernel.ids import new_id
from app.platform.seeds import insert_missing, known, missing, named, rows_of, seeded, yes
from app.platform.unit_of_work import Tx

DATA = Path(__file__).resolve().parent.parent / "data"

FIRST_DAY = date(2020, 1, 1)
"""From when the first versions hold: before anything the demonstration tells."""


def seed(tx: Tx) -> dict[str, int]:
    """Insert the items that are missing, each with its first version and its variants; how many."""
    fresh = missing(rows_of(DATA / "items.csv"), known(tx, Item))
    items = [{"id": new_id(), **_item(dict(row))} for row in fresh]
    versions = [
        {
            "id": new_id(),
            "item_id": item["id"],
            "number": 1,
            "valid_from": FIRST_DAY,
            "coverage_months": int(row["coverage_months"]) if row["coverage_months"] else None,
        }
        for item, row in zip(items, fresh, strict=True)
    ]
    version_of = {row["code"]: version["id"] for row, version in zip(fresh, versions, strict=True)}
    lines = [row for row in rows_of(DATA / "components.csv") if row["item"] in version_of]
    insert_missing(tx, Item, items)
    insert_missing(tx, ItemVersion, versions)
    insert_missing(
        tx,
        ItemComponent,
        [
            {
                "version_id": version_of[line["item"]],
                "position": place,
                "component": line["component"],
                "quantity": Decimal(line["quantity"]),
                "unit": line["unit"],
                "optional": yes(line["optional"]),
            }
            for place, line in enumerate(lines, start=1)
        ],
    )
    item_of = {row["code"]: item["id"] for item, row in zip(items, fresh, strict=True)}
    sizes = [row for row in rows_of(DATA / "variants.csv") if row["item"] in item_of]
    insert_missing(
        tx,
        ItemVariant,
        [
            {"item_id": item_of[row["item"]], "code": row["code"], "position": place, "active": True}
            | named(row)
            for place, row in enumerate(sizes, start=1)
        ],
    )
    return seeded(tx, "items", {"items": len(items)})


def _item(row: dict[str, str]) -> dict[str, object]:
    return {"code": row["code"], **named(row), "kind": row["kind"], "active": True, "version": 1}
