"""The areas below /settings: thousands, so found by country, by the area above, or by name."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response
from pydantic import Field

from app.access.permissions import Permission
from app.kernel.types import Code, Text
from app.kernel.words import _
from app.places.rules import LEVEL_NAMES
from app.places.schemas import AddArea, AreaView, ChangeArea
from app.places.use_cases import areas
from app.platform.web.deps import CurrentActor, Submitted, Uow
from app.platform.web.editing import answers_of, seen_version, take, values_of
from app.platform.web.forms import FormView
from app.platform.web.listing import Column, Filter, Listing, Row, next_page, yes_no
from app.platform.web.pages import go, language_of, render

router = APIRouter(prefix="/settings/areas")

LEVELS = [(str(level), name) for level, name in LEVEL_NAMES.items()]

AreaCode = Annotated[Code, Path()]
Asked = Annotated[Annotated[Text, Field(max_length=100)], Query()]


@router.get("")
def listing(
    *,
    request: Request,
    actor: CurrentActor,
    uow: Uow,
    country: Asked = "",
    parent: Asked = "",
    q: Asked = "",
    cursor: Text | None = None,
) -> Response:
    """Areas by code, page by page."""
    language = language_of(request)
    found = areas.list_areas(
        actor,
        uow=uow,
        country=country or None,
        parent=parent.strip() or None,
        search=q.strip() or None,
        cursor=cursor,
    )
    manages = actor.may(Permission.REFERENCE_MANAGE)
    named = {one.names.in_language(language): one.code for one in areas.list_countries(actor, uow=uow)}
    shown = Listing(
        title=_("Areas"),
        columns=(
            Column(_("Code"), "code"),
            Column(_("Name")),
            Column(_("Level")),
            Column(_("Lies in"), "code"),
            Column(_("Prefix of session codes"), "code"),
            Column(_("In use")),
        ),
        rows=[
            Row(
                (
                    area.code,
                    area.names.in_language(language),
                    LEVEL_NAMES[area.level],
                    area.parent,
                    area.short,
                    yes_no(area.active),
                ),
                f"/settings/areas/{area.code}" if manages else None,
            )
            for area in found.items
        ],
        filters=(
            Filter("country", _("Country"), country, [(named[name], name) for name in sorted(named)]),
            Filter("parent", _("Lies in (code)"), parent),
            Filter("q", _("Name or code"), q),
        ),
        add_href="/settings/areas/new" if manages else None,
        add_label=_("Add an area"),
        next_href=next_page(found.next, {"country": country, "parent": parent, "q": q}),
    )
    return render(request, "settings/list.html", listing=shown)


@router.get("/new")
def new(request: Request, actor: CurrentActor) -> Response:
    """An empty form."""
    actor.require(Permission.REFERENCE_MANAGE)
    return _show(request, FormView({"level": "2", "country": "LBN"}), None)


@router.post("/new")
def add(request: Request, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Take the form."""
    actor.require(Permission.REFERENCE_MANAGE)
    taken = take(AddArea, answers_of(form), lambda command: areas.add_area(actor, command, uow=uow), kept={})
    if taken.form is not None:
        return _show(request, taken.form, None, status=taken.status)
    return go(request, "/settings/areas", _("Area added."))


@router.get("/{code}")
def edit(request: Request, code: AreaCode, actor: CurrentActor, uow: Uow) -> Response:
    """The filled form."""
    actor.require(Permission.REFERENCE_MANAGE)
    saved = areas.get_area(actor, code, uow=uow)
    return _show(request, FormView(_values(saved)), saved)


@router.post("/{code}")
def change(request: Request, code: AreaCode, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Take the changes; a stale version shows what was saved meanwhile."""
    actor.require(Permission.REFERENCE_MANAGE)
    answers = answers_of(form, flags=("active",), clearable=("short",))
    answers.pop("version", None)
    seen = seen_version(form)
    taken = take(
        ChangeArea,
        answers,
        lambda command: areas.change_area(actor, code, command, seen, uow=uow),
        kept={"version": form.get("version")},
        saved=lambda: _values(areas.get_area(actor, code, uow=uow)),
    )
    if taken.form is not None:
        return _show(request, taken.form, areas.get_area(actor, code, uow=uow), status=taken.status)
    return go(request, "/settings/areas", _("Saved."))


def _values(area: AreaView) -> dict[str, Any]:
    """The form's values of a saved area."""
    return values_of(area.model_dump(include={"names", "short", "active", "version"}))


def _show(request: Request, form: FormView, editing: AreaView | None, *, status: int = 200) -> Response:
    return render(
        request,
        "places/area.html",
        status=status,
        form=form,
        editing=editing,
        levels=LEVELS,
        level_name=LEVEL_NAMES[editing.level] if editing else None,
        heading=editing.names.in_language(language_of(request)) if editing else _("Add an area"),
        back_href="/settings/areas",
        back_label=_("Areas"),
    )
