"""Several processes that propose overlapping series: `python -m tests.sessions.series_process URL MANY EACH`.

Each of MANY proposes its EACH series at once, each from its own thread. For each series a line of JSON is printed: its
number, the days it got, or what was in the way as (day, field).
"""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from app.audit import public as audit
from app.kernel.errors import Conflict
from app.platform.db import Database
from app.platform.unit_of_work import UnitOfWork
from app.sessions.schemas.series import ProposeSeries
from app.sessions.use_cases import series
from tests import world
from tests.crowd import Begin, told_by_each
from tests.sessions.asked import a_session


def rule_of(number: int) -> dict[str, Any]:
    """How the series with this number repeats: every week or every second one, 6 to 25 times."""
    return {"frequency": "weekly", "interval": 1 + number % 2, "count": 6 + number}


def main() -> None:
    """See the module's first line."""
    url, processes, each = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    bilal = world.actor("Bilal")

    def live(place: int, begin: Begin) -> list[str]:
        database = Database(url, pool_size=each)
        uow = UnitOfWork(database, audit.keep_record)
        commands = {
            number: ProposeSeries.model_validate(a_session(rule=rule_of(number)))
            for number in range(place * each, (place + 1) * each)
        }

        def propose(number: int) -> dict[str, Any]:
            try:
                made = series.propose_series(bilal, commands[number], uow=uow).value
            except Conflict as refused:
                told = [(str(one.facts["date"]), one.field) for one in refused.errors]
                return {"number": number, "code": refused.code, "told": told}
            return {"number": number, "days": [str(one.date) for one in made.sessions]}

        begin()
        with ThreadPoolExecutor(each) as threads:
            answers = [json.dumps(answer) for answer in threads.map(propose, commands)]
        database.close()
        return answers

    print(*told_by_each(processes, live), sep="\n")


if __name__ == "__main__":
    main()
