"""Asks every package with a ledger whether its totals equal the sums of its entries."""

from __future__ import annotations

from collections.abc import Callable

from app.attendance import public as attendance
from app.distributions import public as distributions
from app.field import public as field
from app.kits import public as kits
from app.measures import public as measures
from app.platform.unit_of_work import ReadTx, UnitOfWork
from app.registration import public as registration
from app.registration.public import bookings

CHECKS: tuple[Callable[[ReadTx], list[str]], ...] = (
    attendance.differences,
    kits.differences,
    distributions.differences,
    field.differences,
    bookings.booking_differences,
    registration.differences,
    measures.differences,
)
"""Each answers one English line a difference, ids and numbers only."""


def differences(uow: UnitOfWork) -> list[str]:
    """All differences between totals and ledgers; empty when all is well."""
    with uow.read() as look:
        return [line for check in CHECKS for line in check(look)]
