"""From the lorry to the hand: what was received, stands, is on the road, was handed out or lost, drawn and in figures."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response
from markupsafe import Markup

from app.access.permissions import Permission
from app.kernel.errors import Invalid
from app.kernel.words import Words, _
from app.kits import use_cases
from app.kits.pages.narrowing import Asked, Filters, address, downloads
from app.kits.pages.refusing import filters_refused
from app.kits.pages.sorting import headed
from app.kits.schemas.views import PipelineLine, PipelineView
from app.kits.use_cases import flowing
from app.platform import catalogues, formats
from app.platform.charts import Bar, bar_chart
from app.platform.sheets.written import Cell
from app.platform.web.deps import CurrentActor, Uow
from app.platform.web.forms import FormView
from app.platform.web.pages import language_of, render
from app.platform.web.tables_sent import table_sent

router = APIRouter(prefix="/kits")

PATH = "/kits/pipeline"

STAGES: tuple[tuple[str, Words], ...] = (
    ("received", _("Received")),
    ("assembled", _("Assembled")),
    ("passed", _("From others")),
    ("in_stock", _("In stock")),
    ("on_the_road", _("On the road")),
    ("handed_out", _("Handed out")),
    ("lost", _("Lost")),
)


def _drawn(line: PipelineLine, language: str) -> Markup:
    """The chosen item as bars. What was used up, given to others or found again is below zero: told, not drawn."""
    with catalogues.speaking(language):
        name = line.names.in_language(language)
        bars = [
            Bar(str(words), max(value, 0), formats.number(value))
            for stage, words in STAGES
            if (value := int(getattr(line, stage))) or stage not in {"assembled", "passed"}
        ]
        told = "; ".join(f"{bar.label}: {bar.shown}" for bar in bars)
        return bar_chart(
            bars,
            title=str(_("From the lorry to the hand: %(item)s") % {"item": name}),
            description=f"{told}.",
            right_to_left=catalogues.direction(language) == "rtl",
            number=formats.number,
        )


COLUMNS = (
    ("item", _("Item"), False),
    *((stage, words, True) for stage, words in STAGES),
    ("months_of_stock", _("Months of stock"), True),
)


@router.get("/pipeline")
def pipeline(request: Request, actor: CurrentActor, uow: Uow, filters: Filters, sort: Asked = "") -> Response:
    """Every item in figures, one of them drawn."""
    actor.require(Permission.STOCK_SEE)
    asked = {**filters.given, "sort": sort}
    form, status, view = FormView(dict(asked)), 200, None
    with uow.read():
        choices = use_cases.filter_choices(actor, uow=uow)
        try:
            view = flowing.pipeline(actor, filters, uow=uow, sort=sort, language=language_of(request))
        except Invalid as refusal:
            form, status = filters_refused(asked, refusal), refusal.status
    lines = view.lines if view else ()
    chosen = next((one for one in lines if view and one.item == view.chosen), None)
    return render(
        request,
        "kits/pipeline.html",
        status=status,
        form=form,
        view=view,
        chart=_drawn(chosen, language_of(request)) if chosen else None,
        choices=choices,
        columns=headed(
            COLUMNS, sort, lambda turned: address(PATH, filters, sort=turned), flowing.PIPELINE_COLUMNS
        ),
        stages=STAGES,
        hrefs=lambda line: _hrefs(line, filters),
        downloads=downloads(PATH, filters, sort=sort),
    )


def _hrefs(line: PipelineLine, filters: use_cases.StockFilters) -> dict[str, str]:
    """Where the rows behind each figure are."""
    of = use_cases.StockFilters(filters.organisation, line.item, filters.project, filters.donor)
    entries = {
        stage: address("/kits/entries", of, stage=stage)
        for stage in ("received", "assembled", "passed", "handed_out", "lost")
    }
    return {
        **entries,
        "in_stock": address("/kits", of, by="lot", whereabouts="here"),
        "on_the_road": address("/kits", of, by="lot", whereabouts="road"),
        "drawn": address(PATH, of),
    }


def _cells(line: PipelineLine, language: str) -> list[Cell]:
    lasts = "" if line.months_of_stock is None else f"{line.months_of_stock:g}"
    return [
        line.item,
        line.names.in_language(language),
        *(int(getattr(line, stage)) for stage, _words in STAGES),
        line.issued,
        lasts,
    ]


@router.get("/pipeline.xlsx")
@router.get("/pipeline.csv")
@router.get("/pipeline.excel.csv")
def pipeline_file(
    request: Request, actor: CurrentActor, uow: Uow, filters: Filters, sort: Asked = ""
) -> Response:
    """The same figures as a file, in the same order."""
    language = language_of(request)
    view: PipelineView = flowing.pipeline(actor, filters, uow=uow, sort=sort, language=language)
    return table_sent(
        request,
        "pipeline",
        _("From the lorry to the hand"),
        [
            _("Item"),
            _("Name"),
            *(words for _stage, words in STAGES),
            _("Handed out in six months"),
            _("Months of stock"),
        ],
        [_cells(line, language) for line in view.lines],
    )
