"""Counting a store, on pages: the sheet is blind, and works on a phone between the shelves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from app.access.permissions import Permission
from app.kernel.errors import AppError, FieldError
from app.kernel.ids import new_id
from app.kernel.types import Text
from app.kernel.words import _
from app.kits import use_cases
from app.kits.pages.narrowing import Cursor, downloads
from app.kits.pages.refusing import refused
from app.kits.rules import STORES
from app.kits.rules.counting import COUNT_STATE_NAMES, OPEN
from app.kits.schemas.papers import BeginCount, EnterRound, SettleCount, StockCountView
from app.kits.use_cases import stock_counts
from app.platform.web.deps import CurrentActor, CurrentSettings, Submitted, Uow
from app.platform.web.forms import FormView, SubmittedForm, parse
from app.platform.web.pages import go, render

router = APIRouter(prefix="/kits/counts")

_OF_LOT = "counted."
"""Before the id of a lot: the field for what was counted of it."""


def _list(
    request: Request,
    actor: CurrentActor,
    settings: CurrentSettings,
    uow: Uow,
    cursor: str | None = None,
    form: FormView | None = None,
    status: int = 200,
) -> Response:
    page = stock_counts.list_counts(actor, uow=uow, cursor=cursor)
    return render(
        request,
        "kits/counts.html",
        status=status,
        counts=page.items,
        form=form or FormView({"id": str(new_id())}),
        stores=use_cases.own_choices(actor, STORES, uow=uow) if actor.may(Permission.STOCK_MOVE) else [],
        states=COUNT_STATE_NAMES,
        downloads=downloads("/kits/counts", use_cases.StockFilters()),
        next_href=f"?cursor={page.next}" if page.next else None,
        time_zone=settings.time_zone,
    )


@router.get("")
def listing(
    request: Request,
    actor: CurrentActor,
    settings: CurrentSettings,
    uow: Uow,
    cursor: Cursor = None,
    location: Annotated[Text, Query(max_length=40)] = "",
) -> Response:
    """Counts of one's stores, and a way to begin one; `location` is the store somebody comes from."""
    form = FormView({"id": str(new_id()), "location": location})
    return _list(request, actor, settings, uow, cursor, form)


@router.post("")
def begin(
    request: Request, form: Submitted, actor: CurrentActor, settings: CurrentSettings, uow: Uow
) -> Response:
    """Begin to count a store."""
    actor.require(Permission.STOCK_MOVE)
    command, problems = parse(BeginCount, form.data())
    if command is None:
        return _list(request, actor, settings, uow, form=FormView.wrong(form, problems), status=422)
    try:
        count = stock_counts.begin_count(actor, command, uow=uow).value
    except AppError as refusal:
        return _list(request, actor, settings, uow, form=refused(form, refusal), status=refusal.status)
    return go(request, f"/kits/counts/{count.id}")


def _show(
    request: Request,
    actor: CurrentActor,
    settings: CurrentSettings,
    uow: Uow,
    count: StockCountView,
    form: FormView | None = None,
    status: int = 200,
) -> Response:
    return render(
        request,
        "kits/count.html",
        status=status,
        count=count,
        form=form or FormView({"id": str(new_id())}),
        settle_id=new_id(),
        states=COUNT_STATE_NAMES,
        is_open=count.state in OPEN,
        may_count=use_cases.moves_stock_of(actor, count.organisation, uow=uow),
        may_approve=actor.may(Permission.STOCK_APPROVE),
        time_zone=settings.time_zone,
    )


@router.get("/{count_id}")
def show(
    request: Request, count_id: UUID, actor: CurrentActor, settings: CurrentSettings, uow: Uow
) -> Response:
    """The sheet to fill in, or what was counted."""
    return _show(request, actor, settings, uow, stock_counts.get_count(actor, count_id, uow=uow))


@router.post("/{count_id}/rounds")
def enter(
    request: Request,
    count_id: UUID,
    form: Submitted,
    actor: CurrentActor,
    settings: CurrentSettings,
    uow: Uow,
) -> Response:
    """Enter a round."""
    actor.require(Permission.STOCK_MOVE)
    count = stock_counts.get_count(actor, count_id, uow=uow)
    lines = _counted(form, count)
    command, problems = parse(EnterRound, {"id": form.get("id") or None, "lines": lines})
    if command is None:
        sheet = replace(form, fields={**{f"{_OF_LOT}{one['lot']}": [""] for one in lines}, **form.fields})
        view = FormView.wrong(sheet, _at_lots(problems, lines))
        return _show(request, actor, settings, uow, count, view, 422)
    try:
        done = stock_counts.enter_round(actor, count_id, command, uow=uow).value
    except AppError as refusal:
        return _show(request, actor, settings, uow, count, refused(form, refusal), refusal.status)
    said = {
        "recount": _("Some lines differ from the books. Please count these once more."),
        "approval": _("The difference is large: somebody else approves it."),
    }
    return go(request, f"/kits/counts/{count_id}", said.get(done.state.value, _("Counted.")))


def _counted(form: SubmittedForm, count: StockCountView) -> list[dict[str, str]]:
    """What was counted of each lot of the sheet, and of those that stood on it when it was opened.

    By lot, not by line: what came or left meanwhile moves the lines. Sent twice, it is the same both times.
    """
    now = {str(line.lot) for line in count.lines}
    then = {name.removeprefix(_OF_LOT) for name in form.fields if name.startswith(_OF_LOT) and form.get(name)}
    return [{"lot": lot, "counted": form.get(f"{_OF_LOT}{lot}")} for lot in sorted(now | then)]


def _at_lots(problems: list[FieldError], lines: list[dict[str, str]]) -> list[FieldError]:
    """`lines.0.counted` stands at the field of that lot; that no line is left need not be said then."""
    return [
        replace(error, field=f"{_OF_LOT}{lines[int(error.field.split('.')[1])]['lot']}")
        if error.field.startswith("lines.")
        else error
        for error in problems
        if error.field != "lines" or not lines
    ]


@router.post("/{count_id}/approve")
def approve(
    request: Request,
    count_id: UUID,
    form: Submitted,
    actor: CurrentActor,
    settings: CurrentSettings,
    uow: Uow,
) -> Response:
    """Approve the differences."""
    actor.require(Permission.STOCK_APPROVE)
    return _settle(request, actor, settings, uow, count_id, form, stock_counts.approve_count)


@router.post("/{count_id}/drop")
def drop(
    request: Request,
    count_id: UUID,
    form: Submitted,
    actor: CurrentActor,
    settings: CurrentSettings,
    uow: Uow,
) -> Response:
    """Leave the count unfinished."""
    actor.require(Permission.STOCK_MOVE)
    return _settle(request, actor, settings, uow, count_id, form, stock_counts.drop_count)


def _settle(
    request: Request,
    actor: CurrentActor,
    settings: CurrentSettings,
    uow: Uow,
    count_id: UUID,
    form: Submitted,
    take: Callable[..., object],
) -> Response:
    count = stock_counts.get_count(actor, count_id, uow=uow)
    command, problems = parse(SettleCount, {"id": form.get("id") or None, "reason": form.get("reason")})
    if command is None:
        return _show(request, actor, settings, uow, count, FormView.wrong(form, problems), 422)
    try:
        take(actor, count_id, command, uow=uow)
    except AppError as refusal:
        return _show(request, actor, settings, uow, count, refused(form, refusal), refusal.status)
    return go(request, f"/kits/counts/{count_id}", _("Saved."))
