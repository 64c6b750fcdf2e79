"""What stock is asked for, in codes as the address has them; and as ids that are known to exist."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.items import public as items
from app.kernel.errors import Invalid
from app.kernel.words import _
from app.kits.store.flows import Cut
from app.organisations import public as organisations
from app.platform.unit_of_work import ReadTx
from app.projects import public as projects

UNPAID = "none"
"""Asked for as a project: lots that no project paid for."""


@dataclass(frozen=True, slots=True)
class StockFilters:
    """Codes: whose places, which item, lots of which project (or `none`), lots of projects of which donor."""

    organisation: str = ""
    item: str = ""
    project: str = ""
    donor: str = ""

    @property
    def given(self) -> dict[str, str]:
        """What was asked for, by name."""
        asked = {
            "organisation": self.organisation,
            "item": self.item,
            "project": self.project,
            "donor": self.donor,
        }
        return {name: value for name, value in asked.items() if value}


def cut_of(look: ReadTx, filters: StockFilters) -> Cut:
    """The filters as ids. Raises Invalid on the one that nothing is called so."""
    owner = (
        organisations.by_code(look, filters.organisation, "organisation") if filters.organisation else None
    )
    item = items.by_code(look, filters.item, "item") if filters.item else None
    paid: frozenset[UUID] | None = None
    unpaid = filters.project == UNPAID
    if filters.project and not unpaid:
        paid = frozenset({projects.by_code(look, filters.project, "project").id})
    if filters.donor:
        donor = organisations.by_code(look, filters.donor, "donor")
        theirs = frozenset(projects.projects_of_donor(look, [donor.id]))
        paid = theirs if paid is None else paid & theirs
        if unpaid:
            raise Invalid.of("donor", "donor.unpaid", _("What no project paid for has no donor."))
    return Cut(
        organisation_id=owner.id if owner else None,
        item_id=item.id if item else None,
        projects=paid,
        unpaid=unpaid,
    )
