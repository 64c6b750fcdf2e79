"""Where everything is now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.access.permissions import Permission
from app.kernel.errors import Invalid
from app.kernel.words import Words, _
from app.kits import use_cases
from app.kits.pages.narrowing import Asked, Cursor, Filters, address, downloads
from app.kits.pages.refusing import filters_refused
from app.kits.pages.sorting import Heading, headed
from app.kits.rules import LOCATION_KIND_NAMES
from app.kits.rules.house_places import place_told
from app.kits.rules.standing import BY_NAMES, SORTED_BY, WHEREABOUTS_NAMES, By
from app.kits.schemas.views import StandingLine, StandingView
from app.platform.sheets.written import Cell
from app.platform.web.deps import CurrentActor, Uow
from app.platform.web.forms import FormView
from app.platform.web.pages import language_of, render
from app.platform.web.tables_sent import table_sent

router = APIRouter(prefix="/kits")

PAGE = 100
PATH = "/kits/where"


def _grouping(text: str) -> By:
    return By(text) if text in set(By) else By.PLACE


@router.get("")
def where(
    request: Request,
    actor: CurrentActor,
    uow: Uow,
    filters: Filters,
    by: Asked = "",
    expiring: Asked = "",
    whereabouts: Asked = "",
    sort: Asked = "",
    cursor: Cursor = None,
) -> Response:
    """What stands where, one line for each of what is asked for; what expires soon is marked."""
    actor.require(Permission.STOCK_SEE)
    grouping = _grouping(by)
    only = {"expiring": expiring, "whereabouts": whereabouts}
    asked = {**filters.given, "by": grouping.value, "sort": sort, **only}
    form, status = FormView(dict(asked)), 200
    view = StandingView(by=grouping, lines=(), total=0, next=None)
    with uow.read():
        choices = use_cases.filter_choices(actor, uow=uow)
        try:
            view = use_cases.where_everything_is(
                actor,
                grouping,
                filters,
                uow=uow,
                **only,
                sort=_known(sort, grouping),
                language=language_of(request),
                cursor=cursor,
                limit=PAGE,
            )
        except Invalid as refusal:
            form, status = filters_refused(asked, refusal), refusal.status
    more = {"by": by and grouping.value, **only, "sort": _known(sort, grouping)}
    return render(
        request,
        "kits/where.html",
        status=status,
        form=form,
        view=view,
        by=grouping.value,
        columns=headed(
            COLUMNS[grouping],
            more["sort"],
            lambda turned: address("/kits", filters, **{**more, "sort": turned}),
            SORTED_BY[grouping],
        ),
        whereabouts_known=[(one.value, name) for one, name in WHEREABOUTS_NAMES.items()],
        groupings=[(one.value, name) for one, name in BY_NAMES.items()],
        kinds=LOCATION_KIND_NAMES,
        place_told=place_told,
        choices=choices,
        expires_soon=use_cases.expires_soon,
        may_move=actor.may(Permission.STOCK_MOVE),
        downloads=downloads(PATH, filters, **more),
        next_href=address("/kits", filters, **more, cursor=view.next) if view.next else None,
        lots_of=lots_of(view, filters, only),
        filtered=bool(filters.given or any(only.values())),
    )


def _known(sort: str, by: By) -> str:
    """The order asked for, if this grouping has the column: another grouping may be chosen later."""
    return sort if sort.removeprefix("-") in SORTED_BY[by] else ""


def lots_of(
    view: StandingView, filters: use_cases.StockFilters, only: dict[str, str]
) -> Callable[[StandingLine], str | None]:
    """Where the lots of a line are; None where no filter says exactly these: donors that pay together."""
    paying = Counter(
        one for donors in {line.donor or "" for line in view.lines} for one in donors.split(", ")
    )

    def of(line: StandingLine) -> str | None:
        told = {**only, "expiring": line.month or only["expiring"], "item": line.item}
        if line.project:
            told["project"] = line.project
        if view.by is By.DONOR and line.donor is None:
            told["project"] = use_cases.UNPAID
        elif view.by is By.DONOR:
            if not line.donor or paying[line.donor] != 1:
                return None
            told["donor"] = line.donor
        return address("/kits", filters, by="lot", **told)

    return of


_PLACE: tuple[Heading, ...] = (("place", _("Place"), False), ("organisation", _("Organisation"), False))
_ITEM: Heading = ("item", _("Item"), False)
_PROJECT: Heading = ("project", _("Paid by project"), False)
_QUANTITY: Heading = ("quantity", _("Quantity"), True)
_FIRST: Heading = ("expiry", _("First expiry"), False)

COLUMNS: dict[By, tuple[Heading, ...]] = {
    By.PLACE: (*_PLACE, _ITEM, _QUANTITY, _FIRST),
    By.LOT: (
        *_PLACE,
        _ITEM,
        ("lot", _("Lot"), False),
        _PROJECT,
        _QUANTITY,
        ("expiry", _("Expires"), False),
    ),
    By.ITEM: (_ITEM, _QUANTITY, _FIRST),
    By.PROJECT: (_PROJECT, _ITEM, _QUANTITY, _FIRST),
    By.DONOR: (("donor", _("Donor"), False), _ITEM, _QUANTITY, _FIRST),
    By.EXPIRY: (("month", _("Month of expiry"), False), _ITEM, _QUANTITY, _FIRST),
}
"""The columns on the page."""

HEADINGS: dict[By, tuple[Words, ...]] = {
    By.PLACE: (_("Place"), _("Kind"), _("Organisation")),
    By.LOT: (_("Place"), _("Kind"), _("Organisation"), _("Lot"), _("Paid by project")),
    By.ITEM: (),
    By.PROJECT: (_("Paid by project"),),
    By.DONOR: (_("Donor"),),
    By.EXPIRY: (_("Month of expiry"),),
}


def _cells(line: StandingLine, by: By, language: str) -> list[Cell]:
    place: list[Cell] = [
        place_told(line.location) if line.location else None,
        LOCATION_KIND_NAMES[line.kind] if line.kind else None,
        line.organisation,
    ]
    first: dict[By, list[Cell]] = {
        By.PLACE: place,
        By.LOT: [*place, line.lot, line.project],
        By.ITEM: [],
        By.PROJECT: [line.project],
        By.DONOR: [line.donor],
        By.EXPIRY: [line.month],
    }
    return [
        *first[by],
        line.item,
        line.names.in_language(language),
        line.quantity,
        line.first_expiry,
    ]


@router.get("/where.xlsx")
@router.get("/where.csv")
@router.get("/where.excel.csv")
def where_file(
    request: Request,
    actor: CurrentActor,
    uow: Uow,
    filters: Filters,
    by: Asked = "",
    expiring: Asked = "",
    whereabouts: Asked = "",
    sort: Asked = "",
) -> Response:
    """The same list as a file, all of it in the same order, with its sum."""
    grouping, language = _grouping(by), language_of(request)
    view = use_cases.where_everything_is(
        actor,
        grouping,
        filters,
        uow=uow,
        expiring=expiring,
        whereabouts=whereabouts,
        sort=_known(sort, grouping),
        language=language,
        limit=None,
    )
    first = HEADINGS[grouping]
    total: list[Cell] = [*(None for _heading in first), _("In all"), None, view.total, None]
    return table_sent(
        request,
        "stock",
        _("Where everything is now"),
        [*first, _("Item"), _("Name"), _("Quantity"), _("First expiry")],
        [_cells(line, grouping, language) for line in view.lines],
        totals=[total],
    )
