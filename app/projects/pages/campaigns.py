"""The campaigns below /settings."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from app.access.permissions import Permission
from app.kernel.ids import new_id
from app.kernel.types import Code, Text
from app.kernel.words import _
from app.platform.web.deps import CurrentActor, Submitted, Uow
from app.platform.web.editing import answers_of, seen_version, take, values_of
from app.platform.web.forms import FormView
from app.platform.web.listing import Column, Listing, Row, next_page
from app.platform.web.pages import go, language_of, render
from app.projects.schemas import AddCampaign, CampaignView, ChangeCampaign
from app.projects.use_cases import campaigns

router = APIRouter(prefix="/settings/campaigns")

CampaignCode = Annotated[Code, Path()]


@router.get("")
def listing(request: Request, actor: CurrentActor, uow: Uow, cursor: Text | None = None) -> Response:
    """All campaigns."""
    found = campaigns.list_campaigns(actor, uow=uow, cursor=cursor)
    manages = actor.may(Permission.REFERENCE_MANAGE)
    shown = Listing(
        title=_("Campaigns"),
        columns=(
            Column(_("Code"), "code"),
            Column(_("Name")),
            Column(_("First day"), "date"),
            Column(_("Last day"), "date"),
        ),
        rows=[
            Row(
                (one.code, one.names.in_language(language_of(request)), one.starts_on, one.ends_on),
                f"/settings/campaigns/{one.code}" if manages else None,
            )
            for one in found.items
        ],
        add_href="/settings/campaigns/new" if manages else None,
        add_label=_("Add a campaign"),
        next_href=next_page(found.next),
    )
    return render(request, "settings/list.html", listing=shown)


@router.get("/new")
def new(request: Request, actor: CurrentActor) -> Response:
    """An empty form with a fresh id in it."""
    actor.require(Permission.REFERENCE_MANAGE)
    return _show(request, FormView({"id": str(new_id())}), None)


@router.post("/new")
def add(request: Request, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Take the form."""
    actor.require(Permission.REFERENCE_MANAGE)
    taken = take(
        AddCampaign,
        answers_of(form),
        lambda command: campaigns.add_campaign(actor, command, uow=uow),
        kept={"id": form.get("id")},
    )
    if taken.form is not None:
        return _show(request, taken.form, None, status=taken.status)
    return go(request, "/settings/campaigns", _("Campaign added."))


@router.get("/{code}")
def edit(request: Request, code: CampaignCode, actor: CurrentActor, uow: Uow) -> Response:
    """The filled form."""
    actor.require(Permission.REFERENCE_MANAGE)
    saved = campaigns.get_campaign(actor, code, uow=uow)
    return _show(request, FormView(_values(saved)), saved)


@router.post("/{code}")
def change(request: Request, code: CampaignCode, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Take the changes; a stale version shows what was saved meanwhile."""
    actor.require(Permission.REFERENCE_MANAGE)
    answers = answers_of(form, clearable=("ends_on",))
    answers.pop("version", None)
    seen = seen_version(form)
    taken = take(
        ChangeCampaign,
        answers,
        lambda command: campaigns.change_campaign(actor, code, command, seen, uow=uow),
        kept={"version": form.get("version")},
        saved=lambda: _values(campaigns.get_campaign(actor, code, uow=uow)),
    )
    if taken.form is not None:
        saved = campaigns.get_campaign(actor, code, uow=uow)
        return _show(request, taken.form, saved, status=taken.status)
    return go(request, "/settings/campaigns", _("Saved."))


def _values(campaign: CampaignView) -> dict[str, Any]:
    """The form's values of a saved campaign."""
    return values_of(campaign.model_dump(mode="json", exclude={"id", "code"}))


def _show(request: Request, form: FormView, editing: CampaignView | None, *, status: int = 200) -> Response:
    return render(
        request,
        "projects/campaign.html",
        status=status,
        form=form,
        editing=editing,
        heading=editing.names.in_language(language_of(request)) if editing else _("Add a campaign"),
        back_href="/settings/campaigns",
        back_label=_("Campaigns"),
    )
