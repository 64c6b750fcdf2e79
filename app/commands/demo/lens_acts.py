"""How three donors want their reports: each with its own language, and one of them only of some places."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial

from app.commands.demo.session_acts import Act
from app.commands.demo.stage import Stage, an_id
from app.platform.settings import Settings
from app.reports.asked import AddLens
from app.reports.lens_rules import Attribution
from app.reports.rules import FileKind
from app.reports.use_cases import lenses

FIRST, LAST = date(2022, 1, 1), date(2027, 6, 30)

LENSES = (
    AddLens(
        id=an_id("lens ch"),
        project="LBNT39",
        name="Switzerland, quarterly",
        attribution=Attribution.SHARE,
        language="fr",
        age_bands={"0-17": ("0-4", "5-11", "12-17")},
        from_date=FIRST,
        to_date=LAST,
    ),
    AddLens(
        id=an_id("lens cy"),
        project="XMEX19",
        name="Cyprus, Beirut and Mount Lebanon",
        areas=("LB1", "LB3"),
        formats=(FileKind.PDF, FileKind.XLSX, FileKind.JSON),
        from_date=FIRST,
        to_date=LAST,
    ),
    AddLens(
        id=an_id("lens nl"),
        project="GLOS83",
        name="Netherlands, for its dashboard",
        formats=(FileKind.PDF, FileKind.IATI, FileKind.EXCEL_CSV),
        from_date=FIRST,
        to_date=LAST,
    ),
)
"""Cyprus pays for sessions in other governorates too; its own report is of the two it asked about."""


class LensActs:
    """Farid of the agency that holds these grants adds their lenses, once the people of the story are there."""

    def __init__(self, stage: Stage, since: datetime) -> None:
        self._stage, self._since = stage, since

    def acts(self) -> Iterator[Act]:
        """One act a lens, in the first hour."""
        for number, lens in enumerate(LENSES, start=1):
            yield Act(self._since + timedelta(minutes=10 * number), partial(self._add, lens))

    def _add(self, lens: AddLens) -> None:
        farid = self._stage.actors["Farid"]
        lenses.add_lens(farid, lens, uow=self._stage.uow, settings=Settings())
