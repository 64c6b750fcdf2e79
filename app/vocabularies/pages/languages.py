"""The languages below /settings."""

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
from app.vocabularies.schemas import AddLanguage, ChangeLanguage, Direction, LanguageView
from app.vocabularies.use_cases import languages

router = APIRouter(prefix="/settings/languages")

LanguageCode = Annotated[Code, Path()]

DIRECTIONS = [
    (Direction.LEFT_TO_RIGHT.value, _("from left to right")),
    (Direction.RIGHT_TO_LEFT.value, _("from right to left")),
]


@router.get("")
def listing(request: Request, actor: CurrentActor, uow: Uow, cursor: Text | None = None) -> Response:
    """All languages of sessions."""
    found = languages.list_languages(actor, uow=uow, cursor=cursor)
    manages = actor.may(Permission.REFERENCE_MANAGE)
    language = language_of(request)
    shown = Listing(
        title=_("Languages"),
        columns=(Column(_("Code"), "code"), Column(_("Name")), Column(_("Own name")), Column(_("In use"))),
        rows=[
            Row(
                (one.code, one.names.in_language(language), one.autonym, yes_no(one.active)),
                f"/settings/languages/{one.code}" if manages else None,
            )
            for one in found.items
        ],
        add_href="/settings/languages/new" if manages else None,
        add_label=_("Add a language"),
        next_href=next_page(found.next),
    )
    return render(request, "settings/list.html", listing=shown)


@router.get("/new")
def new(request: Request, actor: CurrentActor) -> Response:
    """An empty form."""
    actor.require(Permission.REFERENCE_MANAGE)
    return _show(request, FormView({"direction": "ltr"}), None)


@router.post("/new")
def add(request: Request, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Take the form."""
    actor.require(Permission.REFERENCE_MANAGE)
    answers = answers_of(form)
    taken = take(
        AddLanguage, answers, lambda command: languages.add_language(actor, command, uow=uow), kept={}
    )
    if taken.form is not None:
        return _show(request, taken.form, None, status=taken.status)
    return go(request, "/settings/languages", _("Language added."))


@router.get("/{code}")
def edit(request: Request, code: LanguageCode, actor: CurrentActor, uow: Uow) -> Response:
    """The filled form."""
    actor.require(Permission.REFERENCE_MANAGE)
    saved = languages.get_language(actor, code, uow=uow)
    return _show(request, FormView(_values(saved)), saved)


@router.post("/{code}")
def change(request: Request, code: LanguageCode, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Take the changes; a stale version shows what was saved meanwhile."""
    actor.require(Permission.REFERENCE_MANAGE)
    answers = answers_of(form, flags=("active",))
    answers.pop("version", None)
    seen = seen_version(form)
    taken = take(
        ChangeLanguage,
        answers,
        lambda command: languages.change_language(actor, code, command, seen, uow=uow),
        kept={"version": form.get("version")},
        saved=lambda: _values(languages.get_language(actor, code, uow=uow)),
    )
    if taken.form is not None:
        saved = languages.get_language(actor, code, uow=uow)
        return _show(request, taken.form, saved, status=taken.status)
    return go(request, "/settings/languages", _("Saved."))


def _values(language: LanguageView) -> dict[str, Any]:
    """The form's values of a saved language."""
    return values_of(language.model_dump(mode="json"))


def _show(request: Request, form: FormView, editing: LanguageView | None, *, status: int = 200) -> Response:
    return render(
        request,
        "vocabularies/language.html",
        status=status,
        form=form,
        editing=editing,
        heading=editing.names.in_language(language_of(request)) if editing else _("Add a language"),
        back_href="/settings/languages",
        back_label=_("Languages"),
        directions=DIRECTIONS,
    )
