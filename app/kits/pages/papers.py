"""The papers of the store as PDF: what a driver carries, a storekeeper signs, an auditor asks for."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.kernel import clock
from app.kernel.words import _
from app.kits import use_cases
from app.kits.pages.places import ItemCode
from app.kits.rules import REASON_NAMES
from app.kits.rules.counting import COUNT_STATE_NAMES, CountState
from app.kits.rules.house_places import place_told
from app.kits.rules.waybills import DIFFERENCE_NAMES, WAYBILL_STATE_NAMES
from app.kits.schemas.papers import StockCountLineView, StockCountView, WaybillView
from app.kits.use_cases import papers, stock_counts, waybill_lists
from app.platform import catalogues, formats
from app.platform.paper import Column, FieldDocument, print_document
from app.platform.settings import Settings
from app.platform.web.deps import CurrentActor, CurrentSettings, Uow
from app.platform.web.pages import language_of

router = APIRouter(prefix="/kits")


def _sent(request: Request, paper: FieldDocument) -> Response:
    """The document in the reader's language, under its number."""
    name = "".join(sign if sign.isalnum() or sign in "-_." else "-" for sign in paper.number) or "document"
    return Response(
        print_document(paper, language_of(request)),
        media_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}.pdf"'},
    )


def _day(moment: datetime | None, settings: Settings) -> str:
    return formats.moment(moment, settings.time_zone) if moment else ""


def waybill_paper(waybill: WaybillView, language: str, settings: Settings) -> FieldDocument:
    """A waybill: reference, dispatch, and boxes for the receipt where it is still on the road."""
    with catalogues.speaking(language):
        rows = [
            [
                line.item,
                line.names.in_language(language),
                line.label,
                formats.full_date(line.expires_on) if line.expires_on else "–",
                formats.number(line.quantity),
                "" if line.received is None else formats.number(line.received),
                (str(DIFFERENCE_NAMES[line.difference]) if line.difference else "–")
                if line.received is not None
                else "",
            ]
            for line in waybill.lines
        ]
        return FieldDocument(
            kind=_("Waybill"),
            number=waybill.number,
            at=waybill.settled_at or waybill.dispatched_at,
            facts=[
                (_("From"), f"{waybill.from_name} ({waybill.organisation})"),
                (_("To"), waybill.to_name),
                (_("Sent"), _day(waybill.dispatched_at, settings)),
                (_("Vehicle and trailer"), waybill.vehicle),
                (_("Status"), str(WAYBILL_STATE_NAMES[waybill.state])),
                (_("Received on"), _day(waybill.settled_at, settings)),
                (_("Note"), waybill.note),
                (_("Note of the receiver"), waybill.settled_note),
            ],
            columns=[
                Column(_("Code"), 0),
                Column(_("Item"), 4),
                Column(_("Lot"), 3),
                Column(_("Expires"), 3),
                Column(_("Sent"), 2, numeric=True),
                Column(_("Received"), 2, numeric=True),
                Column(_("Difference"), 3),
            ],
            rows=rows,
            notes=[
                _(
                    "Count before the driver leaves. Write shortages and damage on this paper, then enter them."
                ),
                *(f"{line.item} · {line.label}: {line.note}" for line in waybill.lines if line.note),
            ],
            signatures=[_("Sent by"), _("Driver"), _("Received by")],
            link=f"{settings.base_url}/kits/waybills/{waybill.id}",
        )


def _as_counted(line: StockCountLineView) -> list[str]:
    """Book, count and difference of a line; boxes to fill in where it was not counted."""
    if line.counted is None or line.book is None:
        return ["", "", ""]
    change = line.counted - line.book
    return [formats.number(line.book), formats.number(line.counted), f"{change:+d}" if change else "0"]


def count_sheet(count: StockCountView, language: str, settings: Settings) -> FieldDocument:
    """A count sheet: blind while it is counted, frozen with both numbers afterwards."""
    done = count.state in {CountState.DONE, CountState.APPROVAL, CountState.DROPPED}
    with catalogues.speaking(language):
        rows = [
            [
                line.item,
                line.names.in_language(language),
                line.label,
                formats.full_date(line.expires_on) if line.expires_on else "–",
                *(_as_counted(line) if done else [""]),
            ]
            for line in count.lines
        ]
        columns = [
            Column(_("Code"), 0),
            Column(_("Item"), 4),
            Column(_("Lot"), 3),
            Column(_("Expires"), 3),
        ]
        if done:
            columns += [
                Column(_("By the books"), 2, numeric=True),
                Column(_("Counted"), 2, numeric=True),
                Column(_("Difference"), 2, numeric=True),
            ]
        else:
            columns.append(Column(_("Counted"), 3, numeric=True))
        return FieldDocument(
            kind=_("Count sheet"),
            number=count.number,
            at=count.done_at or count.begun_at,
            facts=[
                (_("Place"), f"{count.location_name} ({count.organisation})"),
                (_("Begun"), _day(count.begun_at, settings)),
                (_("Status"), str(COUNT_STATE_NAMES[count.state])),
                (_("Finished"), _day(count.done_at, settings)),
                (_("Reason"), count.reason),
            ],
            columns=columns,
            rows=rows,
            notes=[]
            if done
            else [_("Count what is on the shelf, not what the books say. Enter 0 for nothing.")],
            signatures=[_("Counted by"), _("Checked by")],
            link=f"{settings.base_url}/kits/counts/{count.id}",
        )


@router.get("/waybills/{waybill_id}/waybill.pdf")
def waybill_pdf(
    request: Request, waybill_id: UUID, actor: CurrentActor, uow: Uow, settings: CurrentSettings
) -> Response:
    """The waybill that travels with the kits; its QR sign opens the page on which they are received."""
    waybill = waybill_lists.get_waybill(actor, waybill_id, uow=uow)
    return _sent(request, waybill_paper(waybill, language_of(request), settings))


@router.get("/counts/{count_id}/sheet.pdf")
def count_sheet_pdf(
    request: Request, count_id: UUID, actor: CurrentActor, uow: Uow, settings: CurrentSettings
) -> Response:
    """The sheet to count with, or, once done, what was counted."""
    count = stock_counts.get_count(actor, count_id, uow=uow)
    return _sent(request, count_sheet(count, language_of(request), settings))


@router.get("/places/{place_id}/card.pdf")
def stock_card_pdf(
    request: Request,
    place_id: UUID,
    actor: CurrentActor,
    uow: Uow,
    settings: CurrentSettings,
    item: ItemCode = "",
) -> Response:
    """The stock card of one item at one place, newest entry first (the newest 1,000)."""
    card = use_cases.card_of(actor, place_id, uow=uow, item=item or None, limit=1000)
    language = language_of(request)
    names = dict(card.items)
    with catalogues.speaking(language):
        rows = [
            [
                _day(line.effective_at, settings),
                line.document if line.document and line.document != line.other_place else "–",
                str(REASON_NAMES[line.reason]),
                str(place_told(line.other_place)),
                line.lot,
                formats.number(line.taken_in) if line.taken_in else "–",
                formats.number(line.given_out) if line.given_out else "–",
                formats.number(line.balance),
            ]
            for line in card.lines
        ]
        paper = FieldDocument(
            kind=_("Stock card"),
            number=f"{card.place.name} · {card.item or '–'}",
            at=card.lines[0].effective_at if card.lines else clock.now(),
            facts=[
                (_("Place"), f"{card.place.name} ({card.place.organisation})"),
                (_("Item"), names[card.item].in_language(language) if card.item else ""),
                (_("Balance now"), formats.number(card.balance)),
            ],
            columns=[
                Column(_("When"), 10),
                Column(_("Document"), 9),
                Column(_("Why"), 9),
                Column(_("From or to"), 9),
                Column(_("Lot"), 10),
                Column(_("In"), 4, numeric=True),
                Column(_("Out"), 4, numeric=True),
                Column(_("Balance"), 4, numeric=True),
            ],
            rows=rows,
            wide=True,
        )
    return _sent(request, paper)


@router.get("/movements/{movement_id}/grn.pdf")
def goods_received_pdf(
    request: Request, movement_id: UUID, actor: CurrentActor, uow: Uow, settings: CurrentSettings
) -> Response:
    """The goods received note of a delivery: every receipt entered under the same document at that place."""
    note = papers.goods_received(actor, movement_id, uow=uow)
    language = language_of(request)
    with catalogues.speaking(language):
        paper = FieldDocument(
            kind=_("Goods received note"),
            number=note.number,
            at=note.received_at,
            facts=[
                (_("Received at"), f"{note.place} ({note.organisation})"),
                (_("From"), str(place_told(note.supplier))),
                (_("Received on"), _day(note.received_at, settings)),
                (_("Note"), note.note),
            ],
            columns=[
                Column(_("Code"), 0),
                Column(_("Item"), 4),
                Column(_("Lot"), 3),
                Column(_("Paid by project"), 2),
                Column(_("Expires"), 3),
                Column(_("Received"), 2, numeric=True),
            ],
            rows=[
                [
                    line.item,
                    line.names.in_language(language),
                    line.label,
                    line.project or "–",
                    formats.full_date(line.expires_on) if line.expires_on else "–",
                    formats.number(line.quantity),
                ]
                for line in note.lines
            ],
            signatures=[_("Received by"), _("Checked by")],
        )
    return _sent(request, paper)


@router.get("/places/{place_id}/losses.pdf")
def losses_pdf(
    request: Request, place_id: UUID, actor: CurrentActor, uow: Uow, settings: CurrentSettings
) -> Response:
    """What a place lost in the last twelve months: damaged, expired, lost, missing in a count; and what was found."""
    report = papers.losses(actor, place_id, uow=uow)
    language = language_of(request)
    with catalogues.speaking(language):
        paper = FieldDocument(
            kind=_("Loss report"),
            number=report.place.name,
            at=report.until,
            facts=[
                (_("Place"), f"{report.place.name} ({report.place.organisation})"),
                (_("From"), formats.full_date(report.since.date())),
                (_("To"), formats.full_date(report.until.date())),
                (_("In all"), formats.number(report.total)),
            ],
            columns=[
                Column(_("When"), 4),
                Column(_("Code"), 0),
                Column(_("Lot"), 4),
                Column(_("Why"), 3),
                Column(_("Document"), 4),
                Column(_("Quantity"), 2, numeric=True),
                Column(_("Note"), 3),
            ],
            rows=[
                [
                    _day(line.effective_at, settings),
                    line.item,
                    line.lot,
                    str(REASON_NAMES[line.reason]),
                    line.document or "–",
                    formats.number(line.quantity),
                    line.note or "–",
                ]
                for line in report.lines
            ],
            signatures=[_("Storekeeper"), _("Coordinator")],
        )
    return _sent(request, paper)
