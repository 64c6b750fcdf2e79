"""The topics below /settings."""

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
from app.vocabularies.schemas import AddTopic, ChangeTopic, TopicView
from app.vocabularies.use_cases import topics

router = APIRouter(prefix="/settings/topics")

TopicCode = Annotated[Code, Path()]


@router.get("")
def listing(request: Request, actor: CurrentActor, uow: Uow, cursor: Text | None = None) -> Response:
    """All topics in their order."""
    found = topics.list_topics(actor, uow=uow, cursor=cursor)
    manages = actor.may(Permission.REFERENCE_MANAGE)
    language = language_of(request)
    shown = Listing(
        title=_("Topics"),
        columns=(
            Column(_("Code"), "code"),
            Column(_("Name")),
            Column(_("Order"), "number"),
            Column(_("In use")),
        ),
        rows=[
            Row(
                (one.code, one.names.in_language(language), one.position, yes_no(one.active)),
                f"/settings/topics/{one.code}" if manages else None,
            )
            for one in found.items
        ],
        add_href="/settings/topics/new" if manages else None,
        add_label=_("Add a topic"),
        next_href=next_page(found.next),
    )
    return render(request, "settings/list.html", listing=shown)


@router.get("/new")
def new(request: Request, actor: CurrentActor) -> Response:
    """An empty form."""
    actor.require(Permission.REFERENCE_MANAGE)
    return _show(request, FormView({"position": "100"}), None)


@router.post("/new")
def add(request: Request, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Take the form."""
    actor.require(Permission.REFERENCE_MANAGE)
    answers = answers_of(form)
    taken = take(AddTopic, answers, lambda command: topics.add_topic(actor, command, uow=uow), kept={})
    if taken.form is not None:
        return _show(request, taken.form, None, status=taken.status)
    return go(request, "/settings/topics", _("Topic added."))


@router.get("/{code}")
def edit(request: Request, code: TopicCode, actor: CurrentActor, uow: Uow) -> Response:
    """The filled form."""
    actor.require(Permission.REFERENCE_MANAGE)
    saved = topics.get_topic(actor, code, uow=uow)
    return _show(request, FormView(_values(saved)), saved)


@router.post("/{code}")
def change(request: Request, code: TopicCode, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Take the changes; a stale version shows what was saved meanwhile."""
    actor.require(Permission.REFERENCE_MANAGE)
    answers = answers_of(form, flags=("active",))
    answers.pop("version", None)
    seen = seen_version(form)
    taken = take(
        ChangeTopic,
        answers,
        lambda command: topics.change_topic(actor, code, command, seen, uow=uow),
        kept={"version": form.get("version")},
        saved=lambda: _values(topics.get_topic(actor, code, uow=uow)),
    )
    if taken.form is not None:
        saved = topics.get_topic(actor, code, uow=uow)
        return _show(request, taken.form, saved, status=taken.status)
    return go(request, "/settings/topics", _("Saved."))


def _values(topic: TopicView) -> dict[str, Any]:
    """The form's values of a saved topic."""
    return values_of(topic.model_dump())


def _show(request: Request, form: FormView, editing: TopicView | None, *, status: int = 200) -> Response:
    return render(
        request,
        "vocabularies/topic.html",
        status=status,
        form=form,
        editing=editing,
        heading=editing.names.in_language(language_of(request)) if editing else _("Add a topic"),
        back_href="/settings/topics",
        back_label=_("Topics"),
    )
