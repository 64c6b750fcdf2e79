"""What it takes to import a schedule of 5,000 sessions, with every clash looked for."""

from __future__ import annotations

import time
from collections.abc import Iterator

from app.access.permissions import Role
from app.kernel.ids import new_id
from app.sessions.rules.imports import ImportState
from app.sessions.use_cases import form_choices, imports
from bench.asking import StatementCounter
from bench.house import BenchHouse
from bench.questions import Line, who
from tests.sessions.schedules import hourly, workbook

ROWS = 5_000
SECONDS_OF_ALL = 30.0
_EMPTY = dict.fromkeys(("topics", "partners", "facilitators", "projects", "planned_kits"), "")
YEAR = 2060
"""Long after everything that was filled in: what is measured is the look, not the refusal."""


def schedule_import(house: BenchHouse, counter: StatementCounter) -> Iterator[Line]:
    """A workbook taken in, checked and written; then the very same file once more, which changes nothing."""
    rows = min(ROWS, max(100, house.summary.sessions))
    actor = who(house, Role.COORDINATOR)
    choices = form_choices(actor, uow=house.uow)
    content = workbook(
        hourly(
            rows,
            YEAR,
            venue=choices.venues[0][0],
            lead_organisation=choices.leads[0][0],
            language=choices.languages[0][0],
            **_EMPTY,
        )
    )
    for name, wanted in (("import", ImportState.DONE), ("import of the same file again", ImportState.DONE)):
        before, started = counter.seen, time.perf_counter()
        identity = new_id()
        imports.begin_import(actor, "schedule.xlsx", content, uow=house.uow, import_id=identity)
        imports.check_import(actor, identity, time_zone="UTC", uow=house.uow)
        imports.write_import(actor, identity, time_zone="UTC", uow=house.uow)
        took = time.perf_counter() - started
        found = imports.get_import(actor, identity, uow=house.uow)
        assert found.state is wanted, found.errors[:3]
        note = f"{found.counts.new:,} new, {found.counts.unchanged:,} unchanged"
        yield Line(f"{name}, {rows:,} rows", took, "s", SECONDS_OF_ALL, counter.seen - before, note)
