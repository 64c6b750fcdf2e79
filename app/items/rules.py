"""Pure rules of items: their kinds, and which version holds on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Protocol, TypeVar

from app.kernel.words import Words, _


class ItemKind(StrEnum):
    """What an item is."""

    DIGNITY_KIT = "dignity_kit"
    HYGIENE_ITEM = "hygiene_item"
    PROMOTIONAL = "promotional"
    INFORMATION = "information"
    VOUCHER = "voucher"


ITEM_KIND_NAMES: dict[ItemKind, Words] = {
    ItemKind.DIGNITY_KIT: _("dignity kit"),
    ItemKind.HYGIENE_ITEM: _("hygiene item"),
    ItemKind.PROMOTIONAL: _("promotional material"),
    ItemKind.INFORMATION: _("information material"),
    ItemKind.VOUCHER: _("voucher"),
}


def kinds_open_to(kind: ItemKind) -> list[ItemKind]:
    """What an item of this kind may turn out to be. Figures count dignity kits, also those that left in reports: what
    was added as one stays one, and nothing else becomes one.
    """
    if kind is ItemKind.DIGNITY_KIT:
        return [kind]
    return [one for one in ItemKind if one is not ItemKind.DIGNITY_KIT]


_UNITS: dict[str, Words] = {
    "piece": _("piece"),
    "bar": _("bar"),
    "g": _("g"),
    "tube": _("tube"),
    "bottle": _("bottle"),
}
"""The units of the kit that comes with Karama."""


def unit_told(unit: str) -> Words | str:
    """A unit as people read it: in their language if it is one of ours, else as somebody wrote it."""
    return _UNITS.get(unit, unit)


class _Dated(Protocol):
    number: int
    valid_from: date


Version = TypeVar("Version", bound=_Dated)


def version_on(versions: Iterable[Version], day: date) -> Version:
    """The version valid on a day: the latest begun by then; before the first of all, the first.

    Of two that begin on the same day the higher number holds. Raises ValueError when there is none.
    """
    ordered = sorted(versions, key=lambda version: (version.valid_from, version.number))
    begun = [version for version in ordered if version.valid_from <= day]
    if begun:
        return begun[-1]
    if ordered:
        return ordered[0]
    message = "an item has at least one version"
    raise ValueError(message)
