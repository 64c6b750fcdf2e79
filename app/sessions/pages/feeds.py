"""My calendar feeds: secret addresses for the calendar program of a phone or an office."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.access.actor import Actor
from app.kernel.errors import AppError, Forbidden, NotFound
from app.kernel.ids import new_id
from app.kernel.words import _
from app.platform.unit_of_work import UnitOfWork
from app.platform.web.deps import CurrentActor, CurrentSettings, Submitted, Uow, settings_of
from app.platform.web.forms import FormView, parse
from app.platform.web.pages import go, language_of, render
from app.sessions.schemas.feeds import MakeFeed, RenameFeed
from app.sessions.use_cases import feeds as use_cases

router = APIRouter(prefix="/calendar/feeds")

PATH = "/calendar/feeds"


def _usual(actor: Actor, offered: list[tuple[str, str]]) -> str:
    """The reader's own organisation, when its sessions are hers to follow."""
    codes = {code for code, _name in offered}
    own = [one.organisation_code for one in actor.memberships]
    return next((code for code in own if code in codes), "")


def _show(
    request: Request,
    actor: Actor,
    uow: UnitOfWork,
    *,
    form: FormView | None = None,
    renaming: tuple[UUID, FormView] | None = None,
    address: str | None = None,
    status: int = 200,
) -> Response:
    language = language_of(request)
    offered = [(code, names.in_language(language)) for code, names in use_cases.feed_choices(actor, uow=uow)]
    problems = [*(form.problems if form else []), *(renaming[1].problems if renaming else [])]
    return render(
        request,
        "calendar/feeds.html",
        status=status,
        form=form or FormView({"id": str(new_id()), "organisation": _usual(actor, offered)}),
        problems=problems,
        renaming=renaming,
        blank=FormView(),
        feeds=use_cases.list_feeds(actor, uow=uow, limit=200).items,
        organisations=offered,
        address=address,
        time_zone=settings_of(request).time_zone,
    )


@router.get("")
def listing(request: Request, actor: CurrentActor, uow: Uow) -> Response:
    """My feeds that still work, and a form for another one."""
    return _show(request, actor, uow)


@router.post("")
def make(
    request: Request, form: Submitted, actor: CurrentActor, uow: Uow, settings: CurrentSettings
) -> Response:
    """Make a feed and show its address, this once."""
    command, problems = parse(MakeFeed, form.data())
    if command is None:
        return _show(request, actor, uow, form=FormView.wrong(form, problems), status=422)
    try:
        made = use_cases.make_feed(actor, command, base_url=settings.base_url, uow=uow)
    except (Forbidden, NotFound):
        raise
    except AppError as refusal:
        return _show(request, actor, uow, form=FormView.refused(form, refusal), status=refusal.status)
    if made.value.address is None:
        return go(request, PATH, _("This address was made before and cannot be shown again."), "warn")
    return _show(request, actor, uow, address=made.value.address)


@router.post("/{feed_id}/rename")
def rename(request: Request, feed_id: UUID, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Call a feed otherwise."""
    command, problems = parse(RenameFeed, form.data())
    if command is None:
        return _show(request, actor, uow, renaming=(feed_id, FormView.wrong(form, problems)), status=422)
    use_cases.rename_feed(actor, feed_id, command, uow=uow)
    return go(request, PATH, _("Saved."))


@router.post("/{feed_id}/revoke")
def revoke(request: Request, feed_id: UUID, actor: CurrentActor, uow: Uow) -> Response:
    """An address works no more."""
    use_cases.revoke_feed(actor, feed_id, uow=uow)
    return go(request, PATH, _("That address works no more."))
