"""What other packages may ask of areas and venues inside their own transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import Table

from app.kernel.errors import Invalid, NotFound
from app.kernel.types import Names
from app.kernel.words import _
from app.organisations import public as organisation_door
from app.places.rules import area_named, labels_of, open_at, venue_named
from app.places.schemas import AreaView, VenueView
from app.places.store import areas as area_store
from app.places.store import outlines as outline_store
from app.places.store import seeding
from app.places.store import venues as venue_store
from app.places.tables import Venue
from app.platform import catalogues
from app.platform.charts import Outline
from app.platform.unit_of_work import ReadTx, Tx

__all__ = [
    "AreaView",
    "VenueView",
    "area_by_code",
    "area_choices",
    "area_named",
    "area_names",
    "areas_by_codes",
    "codes_below",
    "every_venue",
    "labels_of",
    "lock_venue",
    "lock_venues",
    "open_at",
    "outlines",
    "seed",
    "venue_by_id",
    "venue_choices",
    "venue_label",
    "venue_named",
    "venue_names_by_ids",
    "venue_views",
    "venues_by_ids",
    "venues_table",
]

venues_table: Final[Table] = Venue.__table__  # type: ignore[attr-defined]
"""For reading only, joined where each tenth of a millisecond counts: no other package writes these rows."""


def area_by_code(look: ReadTx, code: str, field: str) -> AreaView:
    """The area with this code. Raises Invalid on `field` when there is none."""
    row = area_store.find(look.db, code)
    if row is None:
        raise Invalid.of(field, "area.unknown", _("There is no area with this code."))
    return area_store.view(row)


def areas_by_codes(look: ReadTx, codes: Iterable[str]) -> dict[str, AreaView]:
    """Areas by code; one statement however many, unknown codes are missing from the answer."""
    return {row.code: area_store.view(row) for row in area_store.find_many(look.db, codes)}


def area_choices(look: ReadTx, country: str = "LBN") -> list[AreaView]:
    """The areas of a country (ISO alpha-3): the country, governorates, districts, each level by name."""
    return [area_store.view(row) for row in area_store.in_country(look.db, country)]


def area_names(look: ReadTx, country: str = "LBN") -> list[tuple[str, Names]]:
    """Code and names of the same areas in the same order, for choosing from."""
    return area_store.names_in_country(look.db, country)


def outlines(codes: Iterable[str]) -> tuple[Outline, ...]:
    """The outlines of all governorates of the country that one of these P-codes belongs to; empty when none is shipped.

    Asks no database.
    """
    known = outline_store.outlines()
    return known if {one.code for one in known} & set(codes) else ()


def codes_below(look: ReadTx, code: str) -> frozenset[str]:
    """The code and the codes of all areas under it, by the stored parents; empty for an unknown code."""
    return area_store.codes_below(look.db, code)


def venue_views(look: ReadTx, rows: Sequence[venue_store.Row]) -> list[VenueView]:
    """The plain views of these venues; one more statement however many."""
    owners = organisation_door.by_ids(look, {row.organisation_id for row in rows if row.organisation_id})
    return [
        venue_store.view(row, owners[row.organisation_id].code if row.organisation_id else None)
        for row in rows
    ]


def venue_by_id(
    look: ReadTx, venue_id: UUID, field: str, *, organisations: frozenset[UUID] | None
) -> VenueView:
    """The active venue with this id. Raises Invalid on `field` when there is none.

    `organisations` are those on whose behalf it is asked for: a sensitive venue of another organisation
    does not exist for them. None asks for the whole programme (a coordinator).
    """
    row = venue_store.find(look.db, venue_id, organisations=organisations)
    if row is None or not row.active:
        raise Invalid.of(field, "venue.unknown", _("There is no venue with this id."))
    return venue_views(look, [row])[0]


def venues_by_ids(look: ReadTx, ids: Iterable[UUID]) -> dict[UUID, VenueView]:
    """Venues by id, sensitive and closed ones included: show them through `venue_label`."""
    return {venue.id: venue for venue in venue_views(look, venue_store.find_many(look.db, ids))}


def venue_names_by_ids(look: ReadTx, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Only the names of venues by id, sensitive and closed ones included: for readers who may know them."""
    return venue_store.names(look.db, ids)


def lock_venue(tx: Tx, venue_id: UUID) -> None:
    """Hold a venue until the transaction ends, so that two bookings of it stand in line."""
    if venue_store.find(tx.db, venue_id, organisations=None, lock=True) is None:
        raise NotFound


def lock_venues(tx: Tx, venue_ids: Iterable[UUID]) -> None:
    """Hold several venues until the transaction ends, in the order of their ids; one statement."""
    venue_store.lock_many(tx.db, venue_ids)


MOST_CHOICES, MOST_FOUND = 500, 50
"""Venues that a form offers unasked; those it finds for a name that was typed."""


def venue_choices(
    look: ReadTx, organisations: frozenset[UUID] | None, *, sought: Iterable[str] = ()
) -> list[VenueView]:
    """The active venues these organisations may know of (None: all), by name.

    At most 500, so that a form stays light. Beyond them `sought` finds the venues with these ids, and for each
    part of a name up to 50.
    """
    rows = venue_store.listing(
        look.db, organisations=organisations, after=None, limit=MOST_CHOICES, active_only=True
    )
    if len(rows) == MOST_CHOICES:
        rows += venue_store.seek(look.db, sought, organisations=organisations, limit=MOST_FOUND)
    return venue_views(look, list({row.id: row for row in rows}.values()))


def every_venue(look: ReadTx, organisations: frozenset[UUID] | None) -> list[VenueView]:
    """All active venues these organisations may know of (None: all), by name: for sheets, which name any of them."""
    rows = venue_store.listing(look.db, organisations=organisations, after=None, limit=None, active_only=True)
    return venue_views(look, rows)


def venue_label(venue: VenueView, sees_sensitive: bool, language: str) -> str:  # noqa: FBT001 - read as one
    """What a reader may see of a venue's name.

    `sees_sensitive` is True for its owner organisation, the organisations of the session and coordinators;
    to others a sensitive venue is only "Protected place", in their language.
    """
    if sees_sensitive or not venue.sensitive:
        return venue.name
    with catalogues.speaking(language):
        return str(_("Protected place"))


def seed(tx: Tx) -> dict[str, int]:
    """Insert the areas and venues that are missing from the shipped lists; how many of each."""
    return seeding.seed(tx)
