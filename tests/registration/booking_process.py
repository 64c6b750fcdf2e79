"""Several processes that book at the same time: `python -m tests.registration.booking_process URL TOKEN MANY N`.

Each of MANY books N times one seat from four threads; the references are printed.
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

from app.audit import public as audit
from app.platform.db import Database
from app.platform.unit_of_work import UnitOfWork
from app.registration.use_cases import bookings
from tests.crowd import Begin, told_by_each
from tests.registration.seats import SECRET, asking


def main() -> None:
    """See the module's first line."""
    url, token, processes, times = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])

    def live(_number: int, begin: Begin) -> list[str]:
        database = Database(url, pool_size=4)
        uow = UnitOfWork(database, audit.keep_record)

        def book(_time: int) -> str:
            return bookings.book(asking(token, ("ET", 1)), uow=uow, secret=SECRET).value.reference

        begin()
        with ThreadPoolExecutor(4) as threads:
            references = list(threads.map(book, range(times)))
        database.close()
        return references

    print(*told_by_each(processes, live), sep="\n")


if __name__ == "__main__":
    main()
