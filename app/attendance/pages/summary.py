"""The counts as the session page shows them: community by sex, three counts, what came late."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.access.actor import Actor
from app.attendance import use_cases
from app.attendance.rules import SEX_NAMES, CellState, Mark, together
from app.attendance.schemas import CountsPanel
from app.kernel.types import Names, Sex
from app.kernel.words import Words
from app.platform.unit_of_work import UnitOfWork
from app.platform.web.panels import Panel


@dataclass(frozen=True, slots=True)
class Sum:
    """A cell of the table: people, or `not_collected`, or nothing said (`count` None)."""

    count: int | None
    not_collected: bool = False


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """A community with its sums by sex and in all."""

    names: Names
    sums: list[Sum]
    total: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The table of a session's counts."""

    sexes: list[Words]
    rows: list[SummaryRow]
    totals: list[int]


def _sum(states: list[CellState], *, blanks_are_zero: bool) -> Sum:
    state = together(states)
    if state.mark is Mark.NOT_COLLECTED:
        return Sum(None, not_collected=True)
    return Sum(state.count if state.count or state.mark or blanks_are_zero else None)


def summary_of(page: CountsPanel) -> Summary:
    """Communities of which something was said, in the order of the list; 'other' only where it was used."""
    said = [cell for cell in page.cells if cell.count or cell.mark]
    used = {cell.sex for cell in said}
    sexes = [sex for sex in Sex if sex is not Sex.OTHER or sex in used]
    place = {code: position for position, code in enumerate(page.communities)}
    codes = sorted({cell.community for cell in said}, key=lambda code: (place.get(code, len(place)), code))
    rows = []
    for code in codes:
        own = [cell for cell in said if cell.community == code]
        by_sex = [[CellState(cell.count, cell.mark) for cell in own if cell.sex is sex] for sex in sexes]
        sums = [_sum(states, blanks_are_zero=page.blanks_are_zero) for states in by_sex]
        rows.append(SummaryRow(page.names[code], sums, sum(cell.count for cell in own)))
    return Summary(
        sexes=[SEX_NAMES[sex] for sex in sexes],
        rows=rows,
        totals=[sum(cell.count for cell in said if cell.sex is sex) for sex in sexes],
    )


def panel(actor: Actor, session_id: UUID, uow: UnitOfWork) -> Panel | None:
    """The section "Counts" of the session page."""
    page = use_cases.counting_panel(actor, session_id, uow=uow)
    if page is None:
        return None
    return Panel("attendance/_panel.html", {"summary": summary_of(page), "page": page})
