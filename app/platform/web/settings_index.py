"""The page /settings: one card a list. Main hands in what each package shows there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel.errors import Forbidden
from app.kernel.words import Words, _
from app.platform.unit_of_work import UnitOfWork
from app.platform.web.deps import CurrentActor, Uow
from app.platform.web.pages import render

router = APIRouter()


@dataclass(frozen=True, slots=True)
class SettingsCard:
    """A list, how many it holds (None: not told) and where it is."""

    href: str
    label: Words
    count: int | None = None
    note: Words | None = None


SettingsCards = Callable[[Actor, UnitOfWork], Sequence[SettingsCard]]
"""The cards of one package for one reader; empty when there is nothing this reader may see."""


@router.get("/settings")
def index(request: Request, actor: CurrentActor, uow: Uow) -> Response:
    """Every list the reader may look at."""
    if not actor.may(Permission.REFERENCE_SEE) and not actor.may(Permission.SETTINGS_MANAGE):
        raise Forbidden("forbidden", _("Your role does not let you see reference lists."))
    cards = [card for give in request.app.state.settings_cards for card in give(actor, uow)]
    return render(request, "settings/index.html", cards=cards)
