"""Many tablets coming home at the same moment: everybody is heard, nobody sees a fault. The full size is in the bench."""

from __future__ import annotations

import http.client
from pathlib import Path

from sqlalchemy import text

from app.audit import public as audit
from app.platform.db import Database
from app.platform.unit_of_work import UnitOfWork
from tests.attendance.held import a_session
from tests.field.homecoming import all_at_once
from tests.field.karama_process import karama
from tests.field.tablet import Tablet

TABLETS = 60
EVENTS = 40
NO_FAULT = {http.client.OK, http.client.TOO_MANY_REQUESTS, http.client.SERVICE_UNAVAILABLE}


def test_sixty_tablets_come_home_at_once(database_url: str, tmp_path: Path) -> None:
    """To one worker on SQLite, to two side by side on PostgreSQL."""
    with karama(database_url, tmp_path) as house:
        database = Database(database_url, pool_size=2)
        uow = UnitOfWork(database, audit.keep_record)
        sessions = [a_session(uow, capacity=90_000) for _ in range(3)]
        tablets = [Tablet(uow) for _ in range(TABLETS)]
        loads = [
            (tablet, tablet.body(*[tablet.count(sessions[number % 3]) for _ in range(EVENTS)]))
            for number, tablet in enumerate(tablets)
        ]
        house.serve(workers=1 if uow.database.is_sqlite else 2)
        home = all_at_once(house.port, loads)
        with uow.read() as look:
            reached = look.db.execute(text("SELECT sum(reached_count) FROM awareness_session")).scalar_one()
        database.close()
    assert set(home.statuses) <= NO_FAULT
    assert home.without_a_time == 0
    assert home.outcomes == {"applied": TABLETS * EVENTS}
    assert reached == TABLETS * EVENTS
