"""What other packages may ask of organisations inside their own transaction."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from sqlalchemy import Table

from app.kernel.errors import Invalid
from app.kernel.words import _
from app.organisations import store
from app.organisations.rules import OrganisationKind
from app.organisations.schemas import OrganisationView
from app.organisations.tables import Organisation
from app.platform.unit_of_work import ReadTx, Tx

__all__ = [
    "OrganisationKind",
    "OrganisationView",
    "by_code",
    "by_codes",
    "by_ids",
    "choices",
    "codes_by_ids",
    "organisations_table",
    "seed",
]

organisations_table: Final[Table] = Organisation.__table__  # type: ignore[attr-defined]
"""For reading only, joined where each tenth of a millisecond counts: no other package writes these rows."""


def by_ids(look: ReadTx, ids: Iterable[UUID]) -> dict[UUID, OrganisationView]:
    """Organisations by id; at most one statement however many."""
    return look.each_once(
        "organisations", ids, lambda wanted: {one.id: one for one in store.by_ids(look.db, wanted)}
    )


def codes_by_ids(look: ReadTx, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Only the codes of organisations by id: for lists and sign-ins, where each tenth of a millisecond counts."""
    return store.codes(look.db, ids)


def by_codes(look: ReadTx, codes: Iterable[str]) -> dict[str, OrganisationView]:
    """Organisations by code; unknown codes are missing from the answer."""
    return {one.code: one for one in store.by_codes(look.db, set(codes))}


def by_code(look: ReadTx, code: str, field: str) -> OrganisationView:
    """The active organisation with this code. Raises Invalid on `field` when there is none."""
    row = store.find_by_code(look.db, code)
    if row is None or not row.active:
        raise Invalid.of(field, "organisation.unknown", _("There is no organisation with this code."))
    return store.view(row)


MOST_CHOICES = 500


def choices(look: ReadTx) -> list[OrganisationView]:
    """All active organisations, by code, for choosing from (at most 500)."""
    found = store.active(look.db, MOST_CHOICES)
    look.keep("organisations", {one.id: one for one in found})
    return found


def seed(tx: Tx) -> dict[str, int]:
    """Insert the organisations that are missing from the shipped list; how many."""
    return store.seed(tx)
