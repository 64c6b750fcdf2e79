"""HTML faces of communities, topics and languages, below /settings."""

from __future__ import annotations

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel.words import _
from app.platform.unit_of_work import UnitOfWork
from app.platform.web.settings_index import SettingsCard
from app.vocabularies.pages import communities, languages, topics
from app.vocabularies.use_cases import counting

routers = (communities.router, topics.router, languages.router)
"""To be hung on the app by main."""


def settings_cards(actor: Actor, uow: UnitOfWork) -> list[SettingsCard]:
    """Communities, topics and languages on the page of settings."""
    if not actor.may(Permission.REFERENCE_SEE):
        return []
    held = counting.how_many(actor, uow=uow)
    return [
        SettingsCard("/settings/communities", _("Communities"), held["communities"]),
        SettingsCard("/settings/topics", _("Topics"), held["topics"]),
        SettingsCard("/settings/languages", _("Languages"), held["languages"]),
    ]
