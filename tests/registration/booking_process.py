"""One process of several that book at the same time: `python -m tests.registration.booking_process URL TOKEN N`.

Waits for a line on its standard input, books N times one seat from four threads, and prints the references.
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

from app.audit import public as audit
from app.platform.db import Database
from app.platform.unit_of_work import UnitOfWork
from app.registration.use_cases import bookings
from tests.registration.seats import SECRET, asking


def main() -> None:
    """See the module's first line."""
    url, token, many = sys.argv[1], sys.argv[2], int(sys.argv[3])
    database = Database(url, pool_size=4)
    uow = UnitOfWork(database, audit.keep_record)
    print("ready", flush=True)
    sys.stdin.readline()

    def book(_number: int) -> str:
        return bookings.book(asking(token, ("ET", 1)), uow=uow, secret=SECRET).value.reference

    with ThreadPoolExecutor(4) as threads:
        for reference in threads.map(book, range(many)):
            print(reference)
    database.close()


if __name__ == "__main__":
    main()
