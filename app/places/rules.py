"""Pure rules of areas and venues: what may stand under what, who sees and changes which venue."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.kernel.errors import FieldError
from app.kernel.types import Names
from app.kernel.words import Words, _

COUNTRY_LEVEL = 0
GOVERNORATE_LEVEL = 1

LEVEL_NAMES: dict[int, Words] = {
    0: _("country"),
    1: _("governorate"),
    2: _("district"),
    3: _("below district"),
}


class AreaSaid(Protocol):
    """An area as somebody wrote it down."""

    @property
    def code(self) -> str:
        """P-code, or ISO alpha-3 of a country."""

    @property
    def level(self) -> int:
        """0 country … 3."""

    @property
    def country(self) -> str:
        """ISO alpha-3."""


def tree_problems(area: AreaSaid, parent: AreaSaid | None) -> list[FieldError]:
    """A country stands alone under its own code; all else one level under an area of the same country."""
    if area.level == COUNTRY_LEVEL:
        if parent is not None:
            return [FieldError("parent", "area.country_alone", _("A country has no area above it."))]
        if area.code != area.country:
            sentence = _("A country's code is its three letters, such as LBN.")
            return [FieldError("code", "area.country_code", sentence)]
        return []
    if parent is None:
        return [FieldError("parent", "area.parent_missing", _("Please say which area it lies in."))]
    problems = []
    if parent.level != area.level - 1:
        sentence = _("The area above must be exactly one level higher.")
        problems.append(FieldError("parent", "area.level", sentence))
    if parent.country != area.country:
        sentence = _("The area above lies in another country.")
        problems.append(FieldError("country", "area.country", sentence))
    return problems


def governorate_of(code: str, level: int, of_parent: str | None) -> str | None:
    """The ancestor of level 1: itself at level 1, the parent's below, none for a country."""
    if level == COUNTRY_LEVEL:
        return None
    return code if level == GOVERNORATE_LEVEL else of_parent


def hours_problem(opens: str | None, closes: str | None) -> list[FieldError]:
    """Both or neither (`08:00`), and it closes after it opens."""
    if (opens is None) != (closes is None):
        missing = "opens" if opens is None else "closes"
        return [FieldError(missing, "hours.half", _("Please give both hours, or neither."))]
    if opens is not None and closes is not None and closes <= opens:
        return [FieldError("closes", "hours.order", _("It closes after it opens."))]
    return []


def open_at(
    opens: str | None, closes: str | None, closed_days: Collection[int], begins: datetime, ends: datetime
) -> bool:
    """Whether a hall is open from `begins` to `ends`, both on its own clock. Unknown hours are always open."""
    if begins.isoweekday() in closed_days or ends.isoweekday() in closed_days:
        return False
    if opens is None or closes is None:
        return True
    return begins.date() == ends.date() and opens <= f"{begins:%H:%M}" and f"{ends:%H:%M}" <= closes


def coordinates_problem(latitude: float | None, longitude: float | None) -> list[FieldError]:
    """Both or neither."""
    if (latitude is None) == (longitude is None):
        return []
    missing = "latitude" if latitude is None else "longitude"
    return [FieldError(missing, "coordinates.half", _("Please give both coordinates, or neither."))]


def labels_of(venues: Iterable[tuple[str, str, Names]], language: str) -> dict[str, str]:
    """Label → id of each venue: its name and area; venues called the same are told apart by a number."""
    labels: dict[str, str] = {}
    for venue_id, name, area in venues:
        plain = label = f"{name} · {area.in_language(language)}"
        number = 2
        while label in labels:
            label = f"{plain} ({number})"
            number += 1
        labels[label] = venue_id
    return labels


def area_named(typed: str, areas: Iterable[tuple[str, Names]]) -> str:
    """The code of the area that was typed: by its code, or by its name in any language.

    Of areas that share a name (Beirut, the governorate and its only district) the first is meant: give the wide ones
    first. What is no area stays as it was typed, for the use case to refuse.
    """
    wanted = typed.casefold()
    by_name = ""
    for code, names in areas:
        if code.casefold() == wanted:
            return code
        if not by_name and wanted in {name.casefold() for name in (names.en, names.fr, names.ar) if name}:
            by_name = code
    return by_name or typed


def venue_named(typed: str, labels: Mapping[str, str]) -> tuple[str | None, FieldError | None]:
    """The id of the venue with this label, this name (when only one has it) or this id; or what is wrong."""
    if not typed:
        return None, None
    if typed in labels:
        return labels[typed], None
    named = [venue_id for label, venue_id in labels.items() if label.split(" · ")[0].lower() == typed.lower()]
    if len(named) == 1:
        return named[0], None
    try:
        return str(UUID(typed)), None
    except ValueError:
        return None, FieldError("venue", "venue.unknown", _("Choose a venue from the list."))
