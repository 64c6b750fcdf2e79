"""HTML faces of areas and venues, below /settings."""

from __future__ import annotations

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel.words import _
from app.places.pages import areas, venues
from app.places.use_cases import counting
from app.platform.unit_of_work import UnitOfWork
from app.platform.web.settings_index import SettingsCard

routers = (venues.router, areas.router)
"""To be hung on the app by main."""


def settings_cards(actor: Actor, uow: UnitOfWork) -> list[SettingsCard]:
    """Venues and areas on the page of settings."""
    if not actor.may(Permission.REFERENCE_SEE):
        return []
    held = counting.how_many(actor, uow=uow)
    return [
        SettingsCard("/settings/venues", _("Venues"), held["venues"]),
        SettingsCard("/settings/areas", _("Areas"), held["areas"]),
    ]
