"""No byte of a booking identifies a person: there is no column to write one in, and the trail holds no secret."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Connection,
    DateTime,
    Integer,
    String,
    Table,
    Uuid,
    inspect,
    literal_column,
    select,
    table,
)
from sqlmodel import AutoString
from sqlmodel.sql.sqltypes import UTCDateTime

from app.audit import public as audit
from app.platform.db import Database
from app.platform.unit_of_work import UnitOfWork
from app.registration import tables
from app.registration.use_cases import bookings, guest_tickets
from tests.registration.seats import SECRET, a_link, a_session_to_come, asking

TABLES: tuple[Table, ...] = tuple(
    one.__table__  # type: ignore[union-attr]
    for one in (
        tables.BookingLink,
        tables.SessionSeats,
        tables.Booking,
        tables.BookingLine,
        tables.DrawnPlace,
    )
)
LISTS = {"community.code", "age_band.code"}
STAFF = {"person.id"}


def _checks(table: Table) -> str:
    return " ".join(str(one.sqltext) for one in table.constraints if isinstance(one, CheckConstraint))


@pytest.mark.parametrize("checked", TABLES, ids=lambda one: one.name)
def test_no_column_can_hold_a_name(checked: Table) -> None:
    """Each text is a hash of fixed length, a code of a list, or a word of an enumeration."""
    for one in checked.columns:
        points_at = {key.target_fullname for key in one.foreign_keys}
        if isinstance(one.type, String | AutoString):
            is_hash = f"length({one.name}) = 64" in _checks(checked)
            is_word = f"{one.name} = '" in _checks(checked)
            assert is_hash or is_word or (points_at and points_at <= LISTS), (checked.name, one.name)
        elif isinstance(one.type, JSON):
            assert (checked.name, one.name) == ("booking_link", "languages")
        else:
            assert isinstance(one.type, Uuid | DateTime | UTCDateTime | Integer | Boolean), (
                checked.name,
                one.name,
            )
        if points_at & STAFF:
            assert (checked.name, one.name) == ("booking_link", "created_by")


def _rows(connection: Connection, name: str) -> Sequence[Sequence[object]]:
    return connection.execute(select(literal_column("*")).select_from(table(name))).all()


def test_neither_token_nor_reference_is_kept_anywhere(
    sqlite_url: str, request: pytest.FixtureRequest
) -> None:
    database = Database(sqlite_url)
    request.addfinalizer(database.close)
    uow = UnitOfWork(database, audit.keep_record)
    token = a_link(uow, a_session_to_come(uow), tickets=True).token
    reference = bookings.book(asking(token, ("ET", 2)), uow=uow, secret=SECRET).value.reference
    codes = guest_tickets.show(reference, uow=uow, secret=SECRET).tickets
    bookings.cancel(reference, uow=uow, secret=SECRET)
    with uow.read() as look:
        connection = look.db.connection()
        kept = json.dumps(
            [
                [str(cell) for cell in row]
                for name in inspect(connection).get_table_names()
                for row in _rows(connection, name)
            ]
        )
    assert "booking.made" in kept
    assert len(codes) == 2
    for secret in (token, reference, *codes):
        for written in (secret, secret.upper(), secret.replace("-", "")):
            assert written not in kept
