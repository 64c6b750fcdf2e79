"""Where everything is now."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from app.access.permissions import Permission
from app.kernel.errors import AppError, FieldError, Invalid
from app.kernel.types import Text
from app.kernel.words import _
from app.kits import use_cases
from app.kits.pages.files import csv_file
from app.kits.rules import LOCATION_KIND_NAMES
from app.kits.use_cases import WhereFilters
from app.platform.web.deps import CurrentActor, Uow
from app.platform.web.forms import FormView, SubmittedForm
from app.platform.web.pages import language_of, render

router = APIRouter(prefix="/kits")

Asked = Annotated[Text, Query(max_length=64)]
Cursor = Annotated[str | None, Query(max_length=1000)]

PAGE = 100


def _filters(organisation: str, item: str, project: str, expiring: str) -> WhereFilters:
    return WhereFilters(organisation or None, item or None, project or None, expiring=bool(expiring))


def _address(filters: WhereFilters, **more: str) -> str:
    asked = {
        "organisation": filters.organisation or "",
        "item": filters.item or "",
        "project": filters.project or "",
        "expiring": "yes" if filters.expiring else "",
        **more,
    }
    return urlencode({name: value for name, value in asked.items() if value})


@router.get("")
def where(
    request: Request,
    actor: CurrentActor,
    uow: Uow,
    organisation: Asked = "",
    item: Asked = "",
    project: Asked = "",
    expiring: Asked = "",
    cursor: Cursor = None,
) -> Response:
    """What stands at which place, by item; what expires soon is marked."""
    actor.require(Permission.STOCK_SEE)
    filters = _filters(organisation, item, project, expiring)
    form = FormView(
        {
            "organisation": organisation,
            "item": item,
            "project": project,
            "expiring": "yes" if expiring else "",
        }
    )
    lines, following, status = [], None, 200
    try:
        page = use_cases.where_everything_is(actor, filters, uow=uow, cursor=cursor, limit=PAGE)
        lines, following = page.items, page.next
    except Invalid as refusal:
        status = refusal.status
        form.problems, form.message = list(refusal.errors), refusal.message
        form.errors = {error.field: error.message for error in refusal.errors}
    return render(
        request,
        "kits/where.html",
        status=status,
        form=form,
        lines=lines,
        kinds=LOCATION_KIND_NAMES,
        choices=use_cases.filter_choices(actor, uow=uow),
        expires_soon=use_cases.expires_soon,
        may_move=actor.may(Permission.STOCK_MOVE),
        csv_href=f"/kits/where.csv?{_address(filters)}",
        next_href=f"/kits?{_address(filters, cursor=following)}" if following else None,
        filtered=bool(organisation or item or project or expiring),
    )


@router.get("/where.csv")
def where_csv(
    request: Request,
    actor: CurrentActor,
    uow: Uow,
    organisation: Asked = "",
    item: Asked = "",
    project: Asked = "",
    expiring: Asked = "",
) -> Response:
    """The same list as a file, all of it."""
    filters = _filters(organisation, item, project, expiring)
    page = use_cases.where_everything_is(actor, filters, uow=uow, limit=None)
    language = language_of(request)
    return csv_file(
        request,
        "stock.csv",
        [_("Place"), _("Kind"), _("Organisation"), _("Item"), _("Name"), _("Quantity"), _("First expiry")],
        (
            (
                line.location,
                LOCATION_KIND_NAMES[line.kind],
                line.organisation,
                line.item,
                line.names.in_language(language),
                line.quantity,
                line.first_expiry.isoformat() if line.first_expiry else "",
            )
            for line in page.items
        ),
    )


def refused(form: SubmittedForm, refusal: AppError) -> FormView:
    """The form as it was typed, with the refusal at its fields, or on top when it names none.

    A refusal of right or of knowing passes on to its own page.
    """
    if refusal.status in {403, 404}:
        raise refusal
    whole = [FieldError("", refusal.code, refusal.message)]
    return FormView.wrong(form, list(refusal.errors) or whole, refusal.message)
