"""The communities below /settings."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from app.access.permissions import Permission
from app.kernel.types import Code, Text
from app.kernel.words import _
from app.platform.web.deps import CurrentActor, Submitted, Uow
from app.platform.web.editing import answers_of, seen_version, take, values_of
from app.platform.web.forms import FormView
from app.platform.web.listing import Column, Listing, Row, next_page, yes_no
from app.platform.web.pages import go, language_of, render
from app.vocabularies.rules import COHORT_NAMES
from app.vocabularies.schemas import AddCommunity, ChangeCommunity, CommunityView
from app.vocabularies.use_cases import communities, languages

router = APIRouter(prefix="/settings/communities")

CommunityCode = Annotated[Code, Path()]

COHORTS = list(COHORT_NAMES.items())


@router.get("")
def listing(request: Request, actor: CurrentActor, uow: Uow, cursor: Text | None = None) -> Response:
    """All communities in their order."""
    found = communities.list_communities(actor, uow=uow, cursor=cursor)
    manages = actor.may(Permission.REFERENCE_MANAGE)
    language = language_of(request)
    shown = Listing(
        title=_("Communities"),
        columns=(
            Column(_("Code"), "code"),
            Column(_("Name")),
            Column(_("Languages"), "code"),
            Column(_("Reporting group")),
            Column(_("Never shown alone")),
        ),
        rows=[
            Row(
                (
                    one.code,
                    one.names.in_language(language),
                    " ".join(one.languages),
                    COHORT_NAMES.get(one.cohort or "", one.cohort),
                    yes_no(one.never_alone),
                ),
                f"/settings/communities/{one.code}" if manages else None,
            )
            for one in found.items
        ],
        add_href="/settings/communities/new" if manages else None,
        add_label=_("Add a community"),
        next_href=next_page(found.next),
    )
    return render(request, "settings/list.html", listing=shown)


@router.get("/new")
def new(request: Request, actor: CurrentActor, uow: Uow) -> Response:
    """An empty form."""
    actor.require(Permission.REFERENCE_MANAGE)
    return _show(request, FormView({"position": "100"}), None, spoken=_spoken(request, actor, uow))


@router.post("/new")
def add(request: Request, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Take the form."""
    actor.require(Permission.REFERENCE_MANAGE)
    answers = answers_of(form, lists=("languages",), flags=("never_alone",))
    taken = take(
        AddCommunity, answers, lambda command: communities.add_community(actor, command, uow=uow), kept={}
    )
    if taken.form is not None:
        return _show(request, taken.form, None, spoken=_spoken(request, actor, uow), status=taken.status)
    return go(request, "/settings/communities", _("Community added."))


@router.get("/{code}")
def edit(request: Request, code: CommunityCode, actor: CurrentActor, uow: Uow) -> Response:
    """The filled form."""
    actor.require(Permission.REFERENCE_MANAGE)
    saved = communities.get_community(actor, code, uow=uow)
    return _show(request, FormView(_values(saved)), saved, spoken=_spoken(request, actor, uow))


@router.post("/{code}")
def change(request: Request, code: CommunityCode, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Take the changes; a stale version shows what was saved meanwhile."""
    actor.require(Permission.REFERENCE_MANAGE)
    answers = answers_of(
        form,
        lists=("languages",),
        flags=("never_alone",),
        clearable=("cohort", "valid_from", "valid_until"),
    )
    answers.pop("version", None)
    seen = seen_version(form)
    taken = take(
        ChangeCommunity,
        answers,
        lambda command: communities.change_community(actor, code, command, seen, uow=uow),
        kept={"version": form.get("version")},
        saved=lambda: _values(communities.get_community(actor, code, uow=uow)),
    )
    if taken.form is not None:
        saved = communities.get_community(actor, code, uow=uow)
        return _show(request, taken.form, saved, spoken=_spoken(request, actor, uow), status=taken.status)
    return go(request, "/settings/communities", _("Saved."))


def _values(community: CommunityView) -> dict[str, Any]:
    """The form's values of a saved community."""
    return values_of(community.model_dump())


def _show(
    request: Request,
    form: FormView,
    editing: CommunityView | None,
    *,
    spoken: list[tuple[str, str]],
    status: int = 200,
) -> Response:
    return render(
        request,
        "vocabularies/community.html",
        status=status,
        form=form,
        editing=editing,
        heading=editing.names.in_language(language_of(request)) if editing else _("Add a community"),
        back_href="/settings/communities",
        back_label=_("Communities"),
        languages=spoken,
        cohorts=COHORTS,
    )


def _spoken(request: Request, actor: CurrentActor, uow: Uow) -> list[tuple[str, str]]:
    """The languages a community may speak, for choosing."""
    language = language_of(request)
    found = languages.list_languages(actor, uow=uow, limit=200).items
    return sorted(((one.code, one.names.in_language(language)) for one in found), key=lambda one: one[1])
