"""HTML face of items, below /settings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from app.access.actor import Actor
from app.access.permissions import Permission
from app.items import use_cases
from app.items.rules import ITEM_KIND_NAMES, ItemKind, kinds_open_to, unit_told
from app.items.schemas import AddItem, AddItemVersion, ChangeItem, ItemDetail
from app.kernel import clock
from app.kernel.ids import new_id
from app.kernel.types import Code, Text
from app.kernel.words import Words, _
from app.platform.unit_of_work import UnitOfWork
from app.platform.web.deps import CurrentActor, Submitted, Uow
from app.platform.web.editing import BLANK_ROWS, answers_of, row_places, seen_version, take, values_of
from app.platform.web.forms import FormView, SubmittedForm
from app.platform.web.listing import Column, Listing, Row, next_page, yes_no
from app.platform.web.pages import go, language_of, render
from app.platform.web.settings_index import SettingsCard

router = APIRouter(prefix="/settings/items")
routers = (router,)
"""To be hung on the app by main."""


ItemCode = Annotated[Code, Path()]


@router.get("")
def listing(request: Request, actor: CurrentActor, uow: Uow, cursor: Text | None = None) -> Response:
    """All items."""
    found = use_cases.list_items(actor, uow=uow, cursor=cursor)
    manages = actor.may(Permission.REFERENCE_MANAGE)
    shown = Listing(
        title=_("Items"),
        columns=(
            Column(_("Code"), "code"),
            Column(_("Name")),
            Column(_("Kind")),
            Column(_("Version"), "number"),
            Column(_("In use")),
        ),
        rows=[
            Row(
                (
                    item.code,
                    item.names.in_language(language_of(request)),
                    ITEM_KIND_NAMES[item.kind],
                    item.version_number,
                    yes_no(item.active),
                ),
                f"/settings/items/{item.code}",
            )
            for item in found.items
        ],
        add_href="/settings/items/new" if manages else None,
        add_label=_("Add an item"),
        next_href=next_page(found.next),
    )
    return render(request, "settings/list.html", listing=shown)


@router.get("/new")
def new(request: Request, actor: CurrentActor) -> Response:
    """An empty form with a fresh id in it."""
    actor.require(Permission.REFERENCE_MANAGE)
    return _show_new(request, FormView({"id": str(new_id())}))


@router.post("/new")
def add(request: Request, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Take the form."""
    actor.require(Permission.REFERENCE_MANAGE)
    taken = take(
        AddItem,
        _with_variants(_with_lines(form), form),
        lambda command: use_cases.add_item(actor, command, uow=uow),
        kept={"id": form.get("id")},
        rows=("lines", "variants"),
    )
    if taken.form is not None:
        return _show_new(request, taken.form, taken.status)
    return go(request, "/settings/items", _("Item added."))


@router.get("/{code}")
def edit(request: Request, code: ItemCode, actor: CurrentActor, uow: Uow) -> Response:
    """The filled form, and every version."""
    item = use_cases.get_item(actor, code, uow=uow)
    return _show(request, actor, uow, FormView(_values(item)), item)


@router.post("/{code}")
def change(request: Request, code: ItemCode, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Take the changes; a stale version shows what was saved meanwhile."""
    actor.require(Permission.REFERENCE_MANAGE)
    answers = _with_variants(answers_of(form, flags=("active",)), form)
    answers.pop("version", None)
    seen = seen_version(form)
    taken = take(
        ChangeItem,
        answers,
        lambda command: use_cases.change_item(actor, code, command, seen, uow=uow),
        kept={"version": form.get("version")},
        rows=("variants",),
        saved=lambda: _values(use_cases.get_item(actor, code, uow=uow)),
    )
    if taken.form is not None:
        item = use_cases.get_item(actor, code, uow=uow)
        return _show(request, actor, uow, taken.form, item, taken.status)
    return go(request, "/settings/items", _("Saved."))


@router.get("/{code}/versions/new")
def new_version(request: Request, code: ItemCode, actor: CurrentActor, uow: Uow) -> Response:
    """A form filled with what the item is made of now."""
    actor.require(Permission.REFERENCE_MANAGE)
    item = use_cases.get_item(actor, code, uow=uow)
    now = item.model_dump(mode="json", include={"coverage_months", "lines"})
    filled = values_of({**now, "valid_from": clock.today()}, rows=("lines",))
    return _show_version(request, FormView({**filled, "id": str(new_id())}), item)


@router.post("/{code}/versions/new")
def add_version(request: Request, code: ItemCode, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Take the new version."""
    actor.require(Permission.REFERENCE_MANAGE)
    taken = take(
        AddItemVersion,
        _with_lines(form),
        lambda command: use_cases.add_item_version(actor, code, command, uow=uow),
        kept={"id": form.get("id")},
        rows=("lines",),
    )
    if taken.form is not None:
        return _show_version(request, taken.form, use_cases.get_item(actor, code, uow=uow), taken.status)
    return go(request, f"/settings/items/{code}", _("New version saved. Earlier ones stay as they were."))


def settings_cards(actor: Actor, uow: UnitOfWork) -> list[SettingsCard]:
    """Items on the page of settings."""
    if not actor.may(Permission.REFERENCE_SEE):
        return []
    return [SettingsCard("/settings/items", _("Items"), use_cases.how_many(actor, uow=uow))]


def _with_lines(form: SubmittedForm) -> dict[str, Any]:
    """The answers with their bill of materials; a row that names nothing is no row."""
    answers = answers_of(form, rows=("lines",))
    answers["lines"] = [
        {**line, "optional": line.get("optional") == "true"}
        for line in answers["lines"]
        if set(line) != {"optional"}
    ]
    return answers


def _with_variants(answers: dict[str, Any], form: SubmittedForm) -> dict[str, Any]:
    """The answers with the variants; a row without code and names is none, a form without such rows says nothing."""
    if not any(name.startswith("variants.") for name in form.fields):
        return answers
    listed = [
        {"names": {}, **row, "active": row.get("active") == "true"}
        for row in answers_of(form, rows=("variants",))["variants"]
        if set(row) != {"active"}
    ]
    return {**answers, "variants": listed}


def _named(kinds: Iterable[ItemKind]) -> list[tuple[str, Words]]:
    return [(kind.value, ITEM_KIND_NAMES[kind]) for kind in kinds]


def _values(item: ItemDetail) -> dict[str, Any]:
    shown = item.model_dump(mode="json", include={"names", "kind", "active", "version", "variants"})
    return values_of(shown, rows=("variants",))


def _show_new(request: Request, form: FormView, status: int = 200) -> Response:
    return render(
        request,
        "items/new.html",
        status=status,
        form=form,
        editing=None,
        kinds=_named(ItemKind),
        places=row_places(form, "lines", BLANK_ROWS),
        variant_places=row_places(form, "variants", BLANK_ROWS),
        known_variants=(),
        heading=_("Add an item"),
        back_href="/settings/items",
        back_label=_("Items"),
    )


def _show(
    request: Request, actor: Actor, uow: Uow, form: FormView, item: ItemDetail, status: int = 200
) -> Response:
    manages = actor.may(Permission.REFERENCE_MANAGE)
    return render(
        request,
        "items/item.html",
        status=status,
        form=form,
        editing=item,
        kinds=_named(kinds_open_to(item.kind)),
        variant_places=row_places(form, "variants", BLANK_ROWS if manages else 0),
        known_variants=[one.code for one in item.variants],
        unit_told=unit_told,
        component_names=use_cases.names_of_components(actor, item, uow=uow),
        may_manage=manages,
        readonly=None if manages else _("Coordinators and administrators can change items."),
        heading=item.names.in_language(language_of(request)),
        back_href="/settings/items",
        back_label=_("Items"),
    )


def _show_version(request: Request, form: FormView, item: ItemDetail, status: int = 200) -> Response:
    return render(
        request,
        "items/version.html",
        status=status,
        form=form,
        editing=None,
        places=row_places(form, "lines", BLANK_ROWS),
        heading=_("New version of %(item)s") % {"item": item.names.in_language(language_of(request))},
        back_href=f"/settings/items/{item.code}",
        back_label=item.names.in_language(language_of(request)),
    )
