"""Items, their versions, and what a version is made of."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Column, Numeric, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.items.rules import ItemKind
from app.platform.db import check, one_of


class Item(SQLModel, table=True):
    """Something handed out."""

    __tablename__ = "item"
    __table_args__ = (UniqueConstraint("code"), one_of("kind", ItemKind))

    id: UUID = Field(primary_key=True)
    code: str = Field(max_length=64)
    name_en: str = Field(max_length=200)
    name_fr: str | None = Field(default=None, max_length=200)
    name_ar: str | None = Field(default=None, max_length=200)
    kind: str = Field(max_length=20)
    active: bool = True
    version: int = 1


class ItemVariant(SQLModel, table=True):
    """A size or another variant in which an item comes. Never deleted: lots name it by its code."""

    __tablename__ = "item_variant"

    item_id: UUID = Field(primary_key=True, foreign_key="item.id")
    code: str = Field(primary_key=True, max_length=64)
    position: int
    name_en: str = Field(max_length=200)
    name_fr: str | None = Field(default=None, max_length=200)
    name_ar: str | None = Field(default=None, max_length=200)
    active: bool = True


class ItemVersion(SQLModel, table=True):
    """What an item is made of from a day on."""

    __tablename__ = "item_version"
    __table_args__ = (
        UniqueConstraint("item_id", "number"),
        check("coverage_positive", "coverage_months > 0"),
    )

    id: UUID = Field(primary_key=True)
    item_id: UUID = Field(foreign_key="item.id")
    number: int
    valid_from: date
    coverage_months: int | None = None


class ItemComponent(SQLModel, table=True):
    """A line of the bill of materials. `component` is an item's code where there is one, else words.

    `variant` is the code of a variant of that item; none takes whatever variant there is.
    """

    __tablename__ = "item_component"
    __table_args__ = (check("quantity_positive", "quantity > 0"),)

    version_id: UUID = Field(primary_key=True, foreign_key="item_version.id")
    position: int = Field(primary_key=True)
    component: str = Field(max_length=200)
    quantity: Decimal = Field(sa_column=Column(Numeric(12, 3), nullable=False))
    unit: str = Field(max_length=40)
    optional: bool = False
    variant: str | None = Field(default=None, max_length=64)
