"""All SQL of the sizes and other variants in which items come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlmodel import Session, col, select

from app.items.schemas import Variant
from app.items.tables import ItemVariant
from app.kernel.types import Names


def of_items(db: Session, item_ids: Iterable[UUID]) -> dict[UUID, tuple[Variant, ...]]:
    """The variants of these items in their order, active or not; one statement."""
    wanted = set(item_ids)
    found: dict[UUID, list[Variant]] = {item_id: [] for item_id in wanted}
    if wanted:
        query = select(ItemVariant).where(col(ItemVariant.item_id).in_(wanted))
        for row in db.exec(query.order_by(col(ItemVariant.position), col(ItemVariant.code))):
            names = Names(en=row.name_en, fr=row.name_fr, ar=row.name_ar)
            found[row.item_id].append(Variant(code=row.code, names=names, active=row.active))
    return {item_id: tuple(listed) for item_id, listed in found.items()}


def put(db: Session, item_id: UUID, listed: Sequence[Variant]) -> None:
    """Add those that are new, below the others, and change those that are known by their code."""
    query = select(ItemVariant).where(col(ItemVariant.item_id) == item_id)
    there = {row.code: row for row in db.exec(query)}
    last = max((row.position for row in there.values()), default=0)
    for place, variant in enumerate(listed, start=1):
        row = there.get(variant.code) or ItemVariant(
            item_id=item_id, code=variant.code, position=last + place, name_en=variant.names.en
        )
        row.name_en, row.name_fr, row.name_ar = variant.names.en, variant.names.fr, variant.names.ar
        row.active = variant.active
        db.add(row)
    db.flush()
