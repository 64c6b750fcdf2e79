"""What stands, added up by who pays: from lines by project to lines by the donors of these projects."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from app.kits.schemas.views import StandingLine
from app.platform.unit_of_work import ReadTx
from app.projects import public as projects


def by_donor(look: ReadTx, lines: Iterable[StandingLine]) -> list[StandingLine]:
    """One line for the donors of a project and item; donors that pay together stand together: "CH, NL".

    Of projects that name no donor it is empty; None is what no project paid for.
    """
    told = list(lines)
    known = projects.by_codes(look, {line.project for line in told if line.project})
    sums: dict[tuple[str | None, str], StandingLine] = {}
    for line in told:
        donors = (
            ", ".join(sorted(one.organisation for one in known[line.project].donors))
            if line.project
            else None
        )
        key, here = (donors, line.item), line.model_copy(update={"project": None, "donor": donors})
        sums[key] = _together(sums[key], here) if key in sums else here
    return list(sums.values())


def _together(one: StandingLine, other: StandingLine) -> StandingLine:
    days: list[date] = [day for day in (one.first_expiry, other.first_expiry) if day is not None]
    return one.model_copy(
        update={"quantity": one.quantity + other.quantity, "first_expiry": min(days, default=None)}
    )
