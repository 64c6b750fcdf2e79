"""What goes in and what comes out of items, their versions and bills of materials."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import BeforeValidator, ConfigDict, Field, PlainSerializer

from app.items.rules import ItemKind
from app.kernel.types import Code, Command, Label, Names, OptionalId, Text, View, western_digits


def _plain_number(amount: Decimal) -> int | float:
    return int(amount) if amount == amount.to_integral_value() else float(amount)


Amount = Annotated[
    Decimal,
    BeforeValidator(western_digits),
    Field(gt=0, le=Decimal(1_000_000), decimal_places=3),
    PlainSerializer(_plain_number, return_type=int | float, when_used="json"),
]
"""How much of a component one item holds, in its unit; at most three decimals; a plain number in JSON."""

Months = Annotated[int, BeforeValidator(western_digits), Field(ge=1, le=120)]
"""For how many months one item lasts one person."""

Unit = Annotated[Text, Field(min_length=1, max_length=40)]


class ComponentLine(Command):
    """A line of the bill of materials. `component` is an item's code where there is one, else words.

    `variant` is the code of a variant of that item; none takes whatever variant there is.
    """

    component: Label
    quantity: Amount
    unit: Unit
    optional: bool = False
    variant: Code | None = None


Lines = Annotated[tuple[ComponentLine, ...], Field(max_length=100)]


class Variant(Command):
    """A size or another variant in which an item comes: S, M, L; adult, adolescent."""

    code: Code
    names: Names
    active: bool = True


Variants = Annotated[tuple[Variant, ...], Field(max_length=50)]


class AddItem(Command):
    """A new item with its first version, valid from today."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "code": "DK-S",
                    "names": {"en": "Small dignity kit", "fr": "Petit kit de dignité"},
                    "kind": "dignity_kit",
                    "coverage_months": 1,
                    "lines": [{"component": "SOAP", "quantity": 1, "unit": "bar"}],
                    "variants": [{"code": "ADULT", "names": {"en": "Adult", "fr": "Adulte"}}],
                }
            ]
        }
    )

    id: OptionalId = None
    code: Code
    names: Names
    kind: ItemKind
    coverage_months: Months | None = None
    lines: Lines = ()
    variants: Variants = ()


class ChangeItem(Command):
    """New values; what is left out stays as it is. What it is made of changes by a new version only.

    `variants` are added or changed by their code; one that is left out stays as it is. None is deleted.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [{"names": {"en": "Dignity kit, small"}}]})

    names: Names | None = None
    kind: ItemKind | None = None
    active: bool | None = None
    variants: Variants | None = None


class AddItemVersion(Command):
    """What an item is made of from a day on. Versions never change."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "valid_from": "2026-07-01",
                    "coverage_months": 3,
                    "lines": [{"component": "SOAP", "quantity": 2, "unit": "bar"}],
                }
            ]
        }
    )

    id: OptionalId = None
    valid_from: date
    coverage_months: Months | None = None
    lines: Lines = ()


class ItemView(View):
    """An item; number and coverage are those of the version valid today."""

    id: UUID
    code: str
    names: Names
    kind: ItemKind
    active: bool
    version_number: int
    coverage_months: int | None
    version: int


class ItemVersionView(View):
    """A version and its bill of materials."""

    id: UUID
    number: int
    valid_from: date
    coverage_months: int | None
    lines: tuple[ComponentLine, ...]


class ItemDetail(ItemView):
    """An item with what it is made of today, every version, newest first, and the variants it comes in."""

    lines: tuple[ComponentLine, ...]
    versions: tuple[ItemVersionView, ...]
    variants: tuple[Variant, ...]
