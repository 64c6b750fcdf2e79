"""A place: what it holds, its stock card, its name; and new places."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from app.access.permissions import Permission
from app.kernel.errors import AppError, FieldError
from app.kernel.ids import new_id
from app.kernel.types import Text
from app.kernel.words import _
from app.kits import use_cases
from app.kits.pages.narrowing import Cursor
from app.kits.pages.refusing import refused
from app.kits.rules import LOCATION_KIND_NAMES, OUTSIDE, REASON_NAMES
from app.kits.rules.house_places import place_told
from app.kits.schemas import AddLocation, ChangeLocation, Reverse
from app.platform.web.deps import CurrentActor, Submitted, Uow
from app.platform.web.forms import FormView, parse
from app.platform.web.pages import go, language_of, render
from app.platform.web.tables_sent import table_sent

router = APIRouter(prefix="/kits/places")

KINDS = [(kind.value, name) for kind, name in LOCATION_KIND_NAMES.items()]

ItemCode = Annotated[Text, Query(max_length=64)]


def _new(request: Request, actor: CurrentActor, uow: Uow, form: FormView, status: int = 200) -> Response:
    return render(
        request,
        "kits/place_new.html",
        status=status,
        form=form,
        kinds=KINDS,
        organisations=use_cases.own_organisations(actor, uow=uow),
    )


@router.get("/new")
def new(request: Request, actor: CurrentActor, uow: Uow) -> Response:
    """An empty form with a fresh id in it."""
    actor.require(Permission.STOCK_MOVE)
    return _new(request, actor, uow, FormView({"id": str(new_id())}))


@router.post("/new")
def add(request: Request, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Take the form."""
    actor.require(Permission.STOCK_MOVE)
    command, problems = parse(AddLocation, form.data())
    if command is None:
        return _new(request, actor, uow, FormView.wrong(form, problems), 422)
    try:
        place = use_cases.add_location(actor, command, uow=uow).value
    except AppError as refusal:
        return _new(request, actor, uow, refused(form, refusal), refusal.status)
    return go(request, f"/kits/places/{place.id}", _("Place added."))


def _files(path: str, asked: str = "") -> list[tuple[str, str]]:
    return [(kind, f"{path}.{kind}{asked}") for kind in ("xlsx", "csv", "excel.csv")]


def _show(
    request: Request,
    actor: CurrentActor,
    uow: Uow,
    place_id: UUID,
    *,
    item: str = "",
    cursor: str | None = None,
    form: FormView | None = None,
    taking_back: UUID | None = None,
    status: int = 200,
) -> Response:
    with uow.read():  # the card and what is held now are of one moment
        card = use_cases.card_of(actor, place_id, uow=uow, item=item or None, cursor=cursor)
        lots = use_cases.lots_at_place(actor, place_id, uow=uow)
        may_move = use_cases.moves_stock_at(actor, place_id, uow=uow)
    place = card.place
    asked = {"item": card.item or ""}
    return render(
        request,
        "kits/place.html",
        status=status,
        place=place,
        card=card,
        lots=lots,
        form=form
        or FormView({"name": place.name, "active": "true" if place.active else "", "item": card.item}),
        kinds=LOCATION_KIND_NAMES,
        reasons=REASON_NAMES,
        place_told=place_told,
        is_outside=place.kind in OUTSIDE,
        expires_soon=use_cases.expires_soon,
        may_move=may_move,
        pdf_href=f"/kits/places/{place.id}/card.pdf?{urlencode(asked)}",
        downloads=_files(f"/kits/places/{place.id}/card", f"?{urlencode(asked)}"),
        lot_downloads=_files(f"/kits/places/{place.id}/lots"),
        next_href=f"?{urlencode({**asked, 'cursor': card.next})}" if card.next else None,
        fresh_id=new_id(),
        taking_back=taking_back,
        blank=FormView(),
    )


@router.get("/{place_id}")
def show(
    request: Request,
    place_id: UUID,
    actor: CurrentActor,
    uow: Uow,
    item: ItemCode = "",
    cursor: Cursor = None,
) -> Response:
    """What the place holds by lot, and the stock card of one item."""
    return _show(request, actor, uow, place_id, item=item, cursor=cursor)


@router.post("/{place_id}")
def change(request: Request, place_id: UUID, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Rename a place or take it out of use; a stale version shows what was saved meanwhile."""
    use_cases.own_place(actor, place_id, uow=uow)
    seen = form.get("version")
    command, problems = parse(ChangeLocation, {"name": form.get("name"), "active": bool(form.get("active"))})
    if command is None:
        return _show(request, actor, uow, place_id, form=FormView.wrong(form, problems), status=422)
    try:
        use_cases.change_location(
            actor, place_id, command, int(seen) if seen.isdecimal() and len(seen) < 10 else None, uow=uow
        )
    except AppError as refusal:
        refusal.errors = tuple(
            replace(one, field="name", message=refusal.message) if one.field == "version" else one
            for one in refusal.errors
        )
        return _show(request, actor, uow, place_id, form=refused(form, refusal), status=refusal.status)
    return go(request, f"/kits/places/{place_id}", _("Saved."))


@router.get("/{place_id}/card.xlsx")
@router.get("/{place_id}/card.csv")
@router.get("/{place_id}/card.excel.csv")
def card_file(
    request: Request, place_id: UUID, actor: CurrentActor, uow: Uow, item: ItemCode = ""
) -> Response:
    """The whole stock card of one item as a file, newest entry first."""
    card = use_cases.card_of(actor, place_id, uow=uow, item=item or None, limit=use_cases.WHOLE_CARD)
    return table_sent(
        request,
        "stock-card",
        _("Stock card"),
        [
            _("When (UTC)"),
            _("Document"),
            _("Why"),
            _("Other place"),
            _("Lot"),
            _("Session"),
            _("In"),
            _("Out"),
            _("Balance"),
            _("Note"),
        ],
        (
            (
                line.effective_at,
                line.document,
                REASON_NAMES[line.reason],
                place_told(line.other_place),
                line.lot,
                line.session,
                line.taken_in,
                line.given_out,
                line.balance,
                line.note,
            )
            for line in card.lines
        ),
    )


@router.get("/{place_id}/lots.xlsx")
@router.get("/{place_id}/lots.csv")
@router.get("/{place_id}/lots.excel.csv")
def lots_file(request: Request, place_id: UUID, actor: CurrentActor, uow: Uow) -> Response:
    """What the place holds now by lot as a file, as the page shows it."""
    language = language_of(request)
    lots = use_cases.lots_at_place(actor, place_id, uow=uow)
    return table_sent(
        request,
        "lots",
        _("Holds now"),
        [_("Item"), _("Lot"), _("Paid by project"), _("Expires"), _("Quantity")],
        [
            (lot.names.in_language(language), lot.label, lot.project, lot.expires_on, lot.quantity)
            for lot in lots
        ],
    )


@router.post("/{place_id}/movements/{movement_id}/reverse")
def reverse(
    request: Request, place_id: UUID, movement_id: UUID, form: Submitted, actor: CurrentActor, uow: Uow
) -> Response:
    """Take an entry back and return to the card it stood on."""
    use_cases.get_location(actor, place_id, uow=uow)
    item = form.get("item")
    command, problems = parse(Reverse, {"id": form.get("id"), "note": form.get("note")})
    if not form.get("note"):
        problems.append(FieldError("note", "missing", _("Please say why it is taken back.")))

    def again(view: FormView, status: int) -> Response:
        return _show(
            request, actor, uow, place_id, item=item, form=view, taking_back=movement_id, status=status
        )

    if command is None or problems:
        return again(FormView.wrong(form, problems), 422)
    try:
        use_cases.reverse(actor, movement_id, command, uow=uow)
    except AppError as refusal:
        refusal.errors = tuple(one for one in refusal.errors if one.field in {"", "id", "note"})
        return again(refused(form, refusal), refusal.status)
    return go(request, f"/kits/places/{place_id}?{urlencode({'item': item})}", _("Taken back."))
