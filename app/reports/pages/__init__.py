"""Pages of reports: choose and look, lenses, reports through a lens, and a month at a glance."""

from fastapi import APIRouter

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel.words import _
from app.platform.unit_of_work import UnitOfWork
from app.platform.web.settings_index import SettingsCard
from app.reports.pages import choosing, claims, lenses, monthly, protection, public_figures, reports, results

routers: tuple[APIRouter, ...] = (
    choosing.router,
    claims.router,
    results.router,
    lenses.router,
    reports.router,
    monthly.router,
    protection.router,
    public_figures.router,
)


def settings_cards(actor: Actor, _uow: UnitOfWork) -> list[SettingsCard]:
    """The way to the thresholds, for those who keep the lists."""
    if not actor.may(Permission.REFERENCE_MANAGE):
        return []
    return [SettingsCard("/settings/protection", _("Protection of small counts"))]
