"""HTML faces of projects, their indicators and campaigns, below /settings."""

from __future__ import annotations

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel.words import _
from app.platform.unit_of_work import UnitOfWork
from app.platform.web.settings_index import SettingsCard
from app.projects.pages import campaigns, indicators, logframe, projects
from app.projects.use_cases import counting

routers = (projects.router, indicators.router, logframe.router, campaigns.router)
"""To be hung on the app by main."""


def settings_cards(actor: Actor, uow: UnitOfWork) -> list[SettingsCard]:
    """Projects and campaigns on the page of settings."""
    if not actor.may(Permission.REFERENCE_SEE):
        return []
    held = counting.how_many(actor, uow=uow)
    return [
        SettingsCard("/settings/projects", _("Projects"), held["projects"]),
        SettingsCard("/settings/campaigns", _("Campaigns"), held["campaigns"]),
    ]
