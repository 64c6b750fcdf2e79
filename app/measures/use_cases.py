"""Look at the register of measures, and ask for one of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.measures import public
from app.measures.rules import Kind
from app.measures.schemas import AskFigures, Figures, FiguresView, MeasureView
from app.platform.unit_of_work import UnitOfWork


def list_measures(actor: Actor) -> list[MeasureView]:
    """Every measure with its definition."""
    actor.require(Permission.FIGURES_SEE)
    return public.definitions()


def query(actor: Actor, asked: AskFigures, *, time_zone: str, uow: UnitOfWork) -> FiguresView:
    """The figure over the sessions (or the stock) this person may see: exact, for use inside.

    Figures of stock are open to whoever sees stock, and over the stock they see. What people said after a
    distribution is counted for those who handed out and for the programme: others see its page, without small numbers.
    """
    known = public.MEASURES.get(asked.measure)
    right = Permission.STOCK_SEE if known and known.of_stock else Permission.FIGURES_SEE
    actor.require(right)
    led_by: frozenset[UUID] | None = None
    if known and known.of_feedback:
        actor.require(Permission.FEEDBACK_SEE)
        if not actor.may_everywhere(Permission.FEEDBACK_SEE):
            led_by = actor.organisations_where(Permission.FEEDBACK_SEE)
    with uow.read() as look:
        cut = public.cut_of(look, asked.filters, from_date=asked.from_date, to_date=asked.to_date)
        cut = cut.model_copy(update={"led_by": led_by})
        found = public.figures(
            look,
            actor.scope(right),
            asked.measure,
            by=asked.dimensions,
            cut=cut,
            provisional=asked.provisional,
            time_zone=time_zone,
        )
    return _view(found)


def _view(found: Figures) -> FiguresView:
    ratio = public.MEASURES[found.measure].kind is Kind.RATIO
    rows: list[dict[str, Any]] = []
    for row in found.rows:
        line: dict[str, Any] = {name.value: code for name, code in zip(found.by, row.codes, strict=True)}
        line["value"] = row.value
        if ratio:
            line |= {"numerator": row.numerator, "denominator": row.denominator}
        elif found.provisional:
            line["provisional"] = row.provisional
        rows.append(line)
    return FiguresView(
        measure=found.measure,
        by=found.by,
        rows=rows,
        total=found.total.value,
        numerator=found.total.numerator,
        denominator=found.total.denominator,
        provisional=found.provisional,
        provisional_part=found.total.provisional,
    )
