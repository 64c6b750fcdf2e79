"""The statement of a donor's stock: the same lines on screen, as a workbook and as a paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from app.access.permissions import Permission
from app.kernel import clock
from app.kernel.errors import Invalid
from app.kernel.words import Words, _
from app.kits import use_cases
from app.kits.pages import narrowing
from app.kits.pages.entries import day_of
from app.kits.pages.narrowing import Day, Filters, address, downloads
from app.kits.pages.refusing import filters_refused
from app.kits.pages.sorting import headed
from app.kits.schemas.views import StatementLine, StatementTotal, StatementView
from app.kits.use_cases import flowing
from app.platform import catalogues, formats
from app.platform.paper import Column, FieldDocument, print_document
from app.platform.sheets.written import Cell
from app.platform.web.deps import CurrentActor, CurrentSettings, Uow
from app.platform.web.forms import FormView
from app.platform.web.pages import language_of, render
from app.platform.web.tables_sent import table_sent

router = APIRouter(prefix="/kits")

PATH = "/kits/statement"

SUMS: tuple[tuple[str, Words], ...] = (
    ("opening", _("Opening")),
    ("received", _("Received")),
    ("assembled", _("Assembled")),
    ("passed", _("From others")),
    ("distributed", _("Distributed")),
    ("lost", _("Lost")),
    ("closing", _("Closing")),
)

COLUMNS = (
    ("project", _("Project"), False),
    ("item", _("Item"), False),
    ("lot", _("Lot"), False),
    *((name, words, True) for name, words in SUMS),
)

RULE = _("Opening + received + assembled + from others − distributed − lost = closing.")


@dataclass(frozen=True, slots=True)
class _Asked:
    """The filters and the days of the address, not yet looked at."""

    filters: Filters
    first: str
    last: str
    sort: str

    @property
    def given(self) -> dict[str, str]:
        return {**self.filters.given, "from": self.first, "to": self.last, "sort": self.sort}

    def read(self, time_zone: str) -> flowing.Period:
        """The period. Raises Invalid."""
        return flowing.period_of(day_of(self.first, "from"), day_of(self.last, "to"), time_zone=time_zone)


def _asked(
    filters: Filters,
    from_day: Annotated[Day, Query(alias="from")] = "",
    to_day: Annotated[Day, Query(alias="to")] = "",
    sort: narrowing.Asked = "",
) -> _Asked:
    return _Asked(filters, from_day, to_day, sort)


Asked = Annotated[_Asked, Depends(_asked)]


@router.get("/statement")
def statement(
    request: Request, actor: CurrentActor, uow: Uow, settings: CurrentSettings, asked: Asked
) -> Response:
    """What each lot did in the period; each figure leads to its entries."""
    actor.require(Permission.STOCK_SEE)
    form, status, view = FormView(asked.given), 200, None
    with uow.read():
        choices = use_cases.filter_choices(actor, uow=uow)
        try:
            view = _read(actor, uow, settings, asked, language_of(request))
            form.values |= {"from": view.from_date.isoformat(), "to": view.to_date.isoformat()}
        except Invalid as refusal:
            form, status = filters_refused(asked.given, refusal), refusal.status
    days = {"from": str(form.value("from")), "to": str(form.value("to"))}
    return render(
        request,
        "kits/statement.html",
        status=status,
        form=form,
        view=view,
        columns=headed(
            COLUMNS,
            asked.sort,
            lambda turned: address(PATH, asked.filters, **days, sort=turned),
            flowing.STATEMENT_COLUMNS,
        ),
        rule=RULE,
        choices=choices,
        cells=_cells(asked, days, language_of(request)),
        downloads=downloads(PATH, asked.filters, **days, sort=asked.sort),
        pdf_href=address(f"{PATH}.pdf", asked.filters, **days, sort=asked.sort),
    )


_STAGES = {
    "received": "received",
    "assembled": "assembled",
    "passed": "passed",
    "distributed": "handed_out",
    "lost": "lost",
}


_Cell = tuple[str, int, str | None]


def _cells(
    asked: _Asked, days: dict[str, str], language: str
) -> Callable[[StatementLine | StatementTotal], list[_Cell]]:
    """The figures of a line: its label, the number, and where the entries behind it are, when it is of a lot. Opening
    and closing are sums of all before, of no entries.

    What is the same in every label and address is written once: a long statement has a thousand of them.
    """
    with catalogues.speaking(language):
        labels = [(name, str(words), _STAGES.get(name)) for name, words in SUMS]
    common = address("/kits/entries", use_cases.StockFilters(organisation=asked.filters.organisation), **days)
    common += "&" if "?" in common else "?"

    def of(line: StatementLine | StatementTotal) -> list[_Cell]:
        lot = f"{common}lot={line.lot_id}&stage=" if isinstance(line, StatementLine) else None
        return [
            (words, getattr(line, name), f"{lot}{stage}" if lot and stage else None)
            for name, words, stage in labels
        ]

    return of


def _facts(view: StatementView, language: str) -> list[tuple[Words | str, str]]:
    donor = f"{view.donor} · {view.donor_names.in_language(language)}" if view.donor_names else _all()
    project = {None: _all(), use_cases.UNPAID: str(_("no project"))}.get(view.project, view.project or "")
    return [
        (_("Donor"), donor),
        (_("Project"), project),
        (_("From"), formats.full_date(view.from_date)),
        (_("To"), formats.full_date(view.to_date)),
        (_("Rule"), str(RULE)),
    ]


def _all() -> str:
    return str(_("all"))


def _sums(line: StatementLine | StatementTotal) -> list[int]:
    return [int(getattr(line, name)) for name, _words in SUMS]


def _read(
    actor: CurrentActor, uow: Uow, settings: CurrentSettings, asked: _Asked, language: str
) -> StatementView:
    return flowing.statement(
        actor,
        asked.filters,
        asked.read(settings.time_zone),
        time_zone=settings.time_zone,
        uow=uow,
        sort=asked.sort,
        language=language,
    )


@router.get("/statement.xlsx")
@router.get("/statement.csv")
@router.get("/statement.excel.csv")
def statement_file(
    request: Request, actor: CurrentActor, uow: Uow, settings: CurrentSettings, asked: Asked
) -> Response:
    """The same lines as a file, and the sums by project and item below them."""
    language = language_of(request)
    view = _read(actor, uow, settings, asked, language)
    rows: list[list[Cell]] = [
        [line.project, line.item, line.names.in_language(language), line.lot, line.expires_on, *_sums(line)]
        for line in view.lines
    ]
    totals: list[list[Cell]] = [
        [line.project, line.item, line.names.in_language(language), _("In all"), None, *_sums(line)]
        for line in view.totals
    ]
    with catalogues.speaking(language):
        facts = _facts(view, language)
    return table_sent(
        request,
        "stock-statement",
        _("Statement of stock"),
        [_("Project"), _("Code"), _("Item"), _("Lot"), _("Expires"), *(words for _name, words in SUMS)],
        rows,
        facts=facts,
        totals=totals,
    )


def statement_paper(view: StatementView, language: str) -> FieldDocument:
    """The statement as a paper to be signed."""
    with catalogues.speaking(language):
        rows = [
            [
                line.project or "–",
                line.item,
                line.lot,
                *(formats.number(value) for value in _sums(line)),
            ]
            for line in view.lines
        ]
        rows += [
            [
                line.project or "–",
                line.item,
                str(_("In all")),
                *(formats.number(value) for value in _sums(line)),
            ]
            for line in view.totals
        ]
        return FieldDocument(
            kind=_("Statement of stock"),
            number=" · ".join(
                one
                for one in (
                    view.donor,
                    view.project,
                    f"{view.from_date.isoformat()}–{view.to_date.isoformat()}",
                )
                if one
            ),
            at=clock.now(),
            facts=[
                (Words(label) if isinstance(label, str) else label, value)
                for label, value in _facts(view, language)
            ],
            columns=[
                Column(_("Project"), 2),
                Column(_("Code"), 0),
                Column(_("Lot"), 4),
                *(Column(words, 2, numeric=True) for _name, words in SUMS),
            ],
            rows=rows,
            signatures=[_("Storekeeper"), _("Coordinator")],
            wide=True,
        )


@router.get("/statement.pdf")
def statement_pdf(
    request: Request, actor: CurrentActor, uow: Uow, settings: CurrentSettings, asked: Asked
) -> Response:
    """The same lines as a paper."""
    language = language_of(request)
    view = _read(actor, uow, settings, asked, language)
    return Response(
        print_document(statement_paper(view, language), language),
        media_type="application/pdf",
        headers={"Content-Disposition": 'inline; filename="stock-statement.pdf"'},
    )
