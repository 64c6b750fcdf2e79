"""All SQL of items, their versions and bills of materials."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam
from sqlalchemy import select as columns_of
from sqlmodel import Session, col, select

from app.items.rules import ItemKind, version_on
from app.items.schemas import AddItem, ComponentLine, ItemDetail, ItemVersionView, ItemView, Variant
from app.items.tables import Item, ItemComponent, ItemVersion
from app.kernel.types import Names
from app.platform.asked import Asked


def find_by_code(db: Session, code: str, *, lock: bool = False) -> Item | None:
    """The item with this code; `lock` holds it until the transaction ends."""
    query = select(Item).where(Item.code == code)
    return db.exec(query.with_for_update() if lock else query).first()


def find_many(db: Session, codes: Iterable[str]) -> list[Item]:
    """The items with these codes, by code."""
    wanted = list(set(codes))
    return list(db.exec(_ROWS_BY_CODES, params={"codes": wanted})) if wanted else []


_ROWS_BY_CODES = (
    select(Item).where(col(Item.code).in_(bindparam("codes", expanding=True))).order_by(Item.code)
)


_item: Any = Item.__table__.c  # type: ignore[attr-defined]
_version: Any = ItemVersion.__table__.c  # type: ignore[attr-defined]
_VIEWS = (
    columns_of(
        _item.id,
        _item.code,
        _item.name_en,
        _item.name_fr,
        _item.name_ar,
        _item.kind,
        _item.active,
        _item.version,
        _version.number,
        _version.valid_from,
        _version.coverage_months,
    )
    .join_from(Item, ItemVersion, _version.item_id == _item.id)
    .order_by(_item.code)
)
_BY_IDS = Asked(lambda among: _VIEWS.where(among(_item.id, "ids")))
_BY_CODES = Asked(lambda among: _VIEWS.where(among(_item.code, "codes")))


def by_ids(db: Session, ids: Collection[UUID], today: date) -> list[ItemView]:
    """The items with these ids, by code, as they are today; one statement. Each page of a session asks it."""
    return _views(_BY_IDS.rows(db.connection(), ids=ids), today) if ids else []


def by_codes(db: Session, codes: Collection[str], today: date) -> list[ItemView]:
    """The items with these codes, by code, as they are today; one statement."""
    return _views(_BY_CODES.rows(db.connection(), codes=codes), today) if codes else []


def _views(rows: Sequence[Any], today: date) -> list[ItemView]:
    """Each row is an item with one of its versions."""
    of_each: dict[UUID, list[Any]] = {}
    for row in rows:
        of_each.setdefault(row.id, []).append(row)
    return [view(versions[0], versions, today) for versions in of_each.values()]


def ids_of_kind(db: Session, kind: ItemKind) -> list[UUID]:
    """The ids of all items of a kind, active or not."""
    return [row.id for row in _OF_KIND.rows(db.connection(), kind=kind.value)]


_OF_KIND = Asked.just(columns_of(_item.id).where(_item.kind == bindparam("kind")))


def listing(db: Session, *, after: str | None, limit: int, active_only: bool = False) -> list[Item]:
    """Items by code, after a code."""
    query = select(Item).order_by(Item.code).limit(limit)
    if after is not None:
        query = query.where(col(Item.code) > after)
    if active_only:
        query = query.where(col(Item.active).is_(True))
    return list(db.exec(query))


def versions_of(db: Session, item_ids: Iterable[UUID]) -> dict[UUID, list[ItemVersion]]:
    """The versions of these items, newest number first, one statement."""
    wanted = set(item_ids)
    found: dict[UUID, list[ItemVersion]] = {item_id: [] for item_id in wanted}
    if wanted:
        for row in db.exec(_VERSIONS, params={"ids": list(wanted)}):
            found[row.item_id].append(row)
    return found


_VERSIONS = (
    select(ItemVersion)
    .where(col(ItemVersion.item_id).in_(bindparam("ids", expanding=True)))
    .order_by(col(ItemVersion.number).desc())
)


def lines_of(db: Session, version_ids: Iterable[UUID]) -> dict[UUID, list[ComponentLine]]:
    """The bills of materials of these versions in their order, one statement."""
    wanted = set(version_ids)
    found: dict[UUID, list[ComponentLine]] = {version_id: [] for version_id in wanted}
    if wanted:
        query = select(ItemComponent).where(col(ItemComponent.version_id).in_(wanted))
        for row in db.exec(query.order_by(col(ItemComponent.position))):
            found[row.version_id].append(
                ComponentLine(
                    component=row.component,
                    quantity=row.quantity,
                    unit=row.unit,
                    optional=row.optional,
                    variant=row.variant,
                )
            )
    return found


def add(db: Session, new_id: UUID, command: AddItem) -> Item:
    """Insert an item, without any version."""
    row = Item(
        id=new_id,
        code=command.code,
        name_en=command.names.en,
        name_fr=command.names.fr,
        name_ar=command.names.ar,
        kind=command.kind.value,
    )
    db.add(row)
    db.flush()
    return row


def add_version(
    db: Session,
    new_id: UUID,
    *,
    item_id: UUID,
    number: int,
    valid_from: date,
    coverage_months: int | None,
    lines: Sequence[ComponentLine],
) -> None:
    """Insert a version with its bill of materials."""
    db.add(
        ItemVersion(
            id=new_id, item_id=item_id, number=number, valid_from=valid_from, coverage_months=coverage_months
        )
    )
    db.flush()
    for position, line in enumerate(lines, start=1):
        db.add(
            ItemComponent(
                version_id=new_id,
                position=position,
                component=line.component,
                quantity=line.quantity,
                unit=line.unit,
                optional=line.optional,
                variant=line.variant,
            )
        )
    db.flush()


def view(row: Any, versions: Sequence[Any], today: date) -> ItemView:
    """The plain view of an item and its version of today."""
    current = version_on(versions, today)
    return ItemView(
        id=row.id,
        code=row.code,
        names=Names(en=row.name_en, fr=row.name_fr, ar=row.name_ar),
        kind=ItemKind(row.kind),
        active=row.active,
        version_number=current.number,
        coverage_months=current.coverage_months,
        version=row.version,
    )


def detail(
    row: Item,
    versions: Sequence[ItemVersion],
    lines: dict[UUID, list[ComponentLine]],
    variants: tuple[Variant, ...],
    today: date,
) -> ItemDetail:
    """An item with its versions, bills of materials and variants."""
    current = version_on(versions, today)
    return ItemDetail(
        **dict(view(row, versions, today)),
        lines=tuple(lines[current.id]),
        versions=tuple(
            ItemVersionView(
                id=version.id,
                number=version.number,
                valid_from=version.valid_from,
                coverage_months=version.coverage_months,
                lines=tuple(lines[version.id]),
            )
            for version in versions
        ),
        variants=variants,
    )
