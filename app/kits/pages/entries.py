"""The entries behind a figure."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from app.access.permissions import Permission
from app.kernel.errors import Invalid
from app.kernel.paging import Page
from app.kernel.words import _
from app.kits import use_cases
from app.kits.pages.narrowing import Asked, Cursor, Day, Filters, address, downloads
from app.kits.pages.refusing import filters_refused
from app.kits.pages.sorting import headed
from app.kits.rules import REASON_NAMES
from app.kits.rules.house_places import place_told
from app.kits.schemas.views import EntryLine
from app.kits.use_cases import entries, flowing
from app.kits.use_cases.entries import STAGE_NAMES, EntryFilters, Stage
from app.platform.sheets.written import Cell
from app.platform.web.deps import CurrentActor, CurrentSettings, Uow
from app.platform.web.forms import FormView
from app.platform.web.pages import language_of, render
from app.platform.web.tables_sent import table_sent

router = APIRouter(prefix="/kits")

PATH = "/kits/entries"
MOST_IN_A_FILE = 100_000
OLDEST_FIRST = "when"

COLUMNS = (
    ("when", _("When"), False),
    ("why", _("Why"), False),
    ("item", _("Item"), False),
    ("lot", _("Lot"), False),
    ("from", _("From"), False),
    ("to", _("To"), False),
    ("quantity", _("Quantity"), True),
    ("document", _("Document"), False),
)
"""Sorted by time only, either way: the ledger is too long for anything else."""


def day_of(text: str, field: str) -> date | None:
    """The day in an address; None for none. Raises Invalid."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid.of(field, "date.unknown", _("Please write the day as 2022-07-30.")) from None


class _Search:
    """What the address asks for; read inside the request, so that what is wrong is said on the page."""

    def __init__(
        self,
        filters: Filters,
        settings: CurrentSettings,
        stage: Asked = "",
        lot: Asked = "",
        from_day: Annotated[Day, Query(alias="from")] = "",
        to_day: Annotated[Day, Query(alias="to")] = "",
        sort: Asked = "",
    ) -> None:
        self.filters, self.time_zone = filters, settings.time_zone
        self.more = {"stage": stage, "lot": lot, "from": from_day, "to": to_day}
        self.sort = OLDEST_FIRST if sort == OLDEST_FIRST else ""

    @property
    def asked(self) -> dict[str, str]:
        return {**self.filters.given, **self.more}

    def address(self, **more: str | None) -> str:
        """Where these entries are, from a place in the list on, or in another order."""
        return address(PATH, self.filters, **{**self.more, "sort": self.sort, **more})

    def read(self) -> EntryFilters:
        """The filters. Raises Invalid."""
        stage, lot = self.more["stage"], self.more["lot"]
        try:
            lot_id = UUID(lot) if lot else None
        except ValueError:
            raise Invalid.of("lot", "lot.unknown", _("There is no such lot.")) from None
        first, last = day_of(self.more["from"], "from"), day_of(self.more["to"], "to")
        period = None
        if first or last:
            period = flowing.period_of(first or date(2000, 1, 1), last, time_zone=self.time_zone)
        return EntryFilters(
            stock=self.filters,
            stage=Stage(stage) if stage in set(Stage) else None,
            lot=lot_id,
            period=period,
            oldest_first=self.sort == OLDEST_FIRST,
        )


Search = Annotated[_Search, Depends()]


@router.get("/entries")
def listing(
    request: Request, actor: CurrentActor, uow: Uow, search: Search, cursor: Cursor = None
) -> Response:
    """Entries of the ledger, newest first unless the oldest are asked for first."""
    actor.require(Permission.STOCK_SEE)
    form, status, page = FormView(search.asked), 200, Page[EntryLine](items=[])
    with uow.read():
        choices = use_cases.filter_choices(actor, uow=uow)
        try:
            page = entries.list_entries(
                actor, search.read(), time_zone=search.time_zone, uow=uow, cursor=cursor
            )
        except Invalid as refusal:
            form, status = filters_refused(search.asked, refusal), refusal.status
    return render(
        request,
        "kits/entries.html",
        status=status,
        form=form,
        entries=page.items,
        stages=[(one.value, name) for one, name in STAGE_NAMES.items()],
        reasons=REASON_NAMES,
        place_told=place_told,
        choices=choices,
        columns=headed(
            COLUMNS,
            search.sort or "-when",
            lambda turned: search.address(sort=turned if turned == OLDEST_FIRST else None),
            {"when"},
        ),
        sort=search.sort,
        downloads=downloads(PATH, search.filters, **search.more, sort=search.sort),
        next_href=search.address(cursor=page.next) if page.next else None,
        filtered=any(search.asked.values()),
    )


def _cells(line: EntryLine, language: str) -> list[Cell]:
    return [
        line.effective_at,
        line.document,
        REASON_NAMES[line.reason],
        line.item,
        line.names.in_language(language),
        line.lot,
        line.project,
        place_told(line.from_place),
        place_told(line.to_place),
        line.quantity,
        line.session,
        line.note,
    ]


@router.get("/entries.xlsx")
@router.get("/entries.csv")
@router.get("/entries.excel.csv")
def entries_file(request: Request, actor: CurrentActor, uow: Uow, search: Search) -> Response:
    """The same entries as a file in the same order (at most the first 100,000)."""
    page = entries.list_entries(
        actor, search.read(), time_zone=search.time_zone, uow=uow, limit=MOST_IN_A_FILE
    )
    language = language_of(request)
    return table_sent(
        request,
        "entries",
        _("Entries of the ledger"),
        [
            _("When (UTC)"),
            _("Document"),
            _("Why"),
            _("Item"),
            _("Name"),
            _("Lot"),
            _("Paid by project"),
            _("From"),
            _("To"),
            _("Quantity"),
            _("Session"),
            _("Note"),
        ],
        [_cells(line, language) for line in page.items],
    )
