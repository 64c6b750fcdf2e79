"""Pure rules of organisations: their kinds."""

from __future__ import annotations

from enum import StrEnum

from app.kernel.words import Words, _


class OrganisationKind(StrEnum):
    """What an organisation is."""

    UN_AGENCY = "un_agency"
    NGO = "ngo"
    GOVERNMENT = "government"
    DONOR = "donor"
    COMMUNITY_GROUP = "community_group"
    OTHER = "other"


KIND_NAMES: dict[OrganisationKind, Words] = {
    OrganisationKind.UN_AGENCY: _("UN agency"),
    OrganisationKind.NGO: _("NGO"),
    OrganisationKind.GOVERNMENT: _("government"),
    OrganisationKind.DONOR: _("donor"),
    OrganisationKind.COMMUNITY_GROUP: _("community group"),
    OrganisationKind.OTHER: _("other"),
}
