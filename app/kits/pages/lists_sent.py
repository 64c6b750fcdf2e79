"""The short lists of the store as files: waybills, stock counts, what needs a look. Exactly what the page shows."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from app.kernel.types import Text
from app.kernel.words import _
from app.kits.rules.counting import COUNT_STATE_NAMES
from app.kits.rules.house_places import place_told
from app.kits.rules.odd import ODD_NAMES
from app.kits.rules.waybills import WAYBILL_STATE_NAMES, WaybillState
from app.kits.use_cases import stock_counts, waybill_lists
from app.kits.use_cases.oddities import oddities
from app.platform.web.deps import CurrentActor, Uow
from app.platform.web.pages import language_of
from app.platform.web.tables_sent import table_sent

router = APIRouter(prefix="/kits")

MOST_IN_A_FILE = 10_000
"""The most papers of one list in a file, the newest of them."""


@router.get("/waybills.xlsx")
@router.get("/waybills.csv")
@router.get("/waybills.excel.csv")
def waybills_file(
    request: Request, actor: CurrentActor, uow: Uow, state: Annotated[Text, Query(max_length=20)] = ""
) -> Response:
    """Shipments in the state asked for, newest first."""
    wanted = WaybillState(state) if state in set(WaybillState) else None
    page = waybill_lists.list_waybills(actor, uow=uow, state=wanted, limit=MOST_IN_A_FILE)
    return table_sent(
        request,
        "waybills",
        _("Waybills"),
        [
            _("No."),
            _("From"),
            _("To"),
            _("Sent on (UTC)"),
            _("Status"),
            _("Settled on (UTC)"),
            _("Sent"),
            _("Received"),
        ],
        [
            (
                one.number,
                one.from_name,
                one.to_name,
                one.dispatched_at,
                WAYBILL_STATE_NAMES[one.state],
                one.settled_at,
                one.sent,
                one.received,
            )
            for one in page.items
        ],
    )


@router.get("/counts.xlsx")
@router.get("/counts.csv")
@router.get("/counts.excel.csv")
def counts_file(request: Request, actor: CurrentActor, uow: Uow) -> Response:
    """Stock counts, newest first."""
    page = stock_counts.list_counts(actor, uow=uow, limit=MOST_IN_A_FILE)
    return table_sent(
        request,
        "stock-counts",
        _("Stock counts"),
        [_("No."), _("Place"), _("Begun (UTC)"), _("Status"), _("Done (UTC)"), _("Reason"), _("Approved by")],
        [
            (
                one.number,
                one.location_name,
                one.begun_at,
                COUNT_STATE_NAMES[one.state],
                one.done_at,
                one.reason,
                one.approved_by,
            )
            for one in page.items
        ],
    )


@router.get("/exceptions.xlsx")
@router.get("/exceptions.csv")
@router.get("/exceptions.excel.csv")
def exceptions_file(request: Request, actor: CurrentActor, uow: Uow) -> Response:
    """What needs a look, the most pressing first."""
    language = language_of(request)
    return table_sent(
        request,
        "needs-a-look",
        _("What needs a look in the stores"),
        [
            _("What it is"),
            _("Place or session"),
            _("No."),
            _("Item"),
            _("Lot"),
            _("Quantity"),
            _("Since (UTC)"),
            _("Expires"),
        ],
        [
            (
                ODD_NAMES[line.kind],
                place_told(line.location),
                line.number,
                line.names.in_language(language) if line.names else None,
                line.lot,
                line.quantity,
                line.since,
                line.expires_on,
            )
            for line in oddities(actor, uow=uow)
        ],
    )
