"""A table with a column of each kind, into which rows are written and read back."""

from __future__ import annotations

from datetime import timedelta, timezone

from sqlalchemy import JSON, Boolean, Column, Date, Integer, MetaData, String, Table, Uuid
from sqlmodel.sql.sqltypes import UTCDateTime

THINGS = Table(
    "thing_of_a_test",
    MetaData(),
    Column("id", Uuid(), primary_key=True),
    Column("of", Uuid()),
    Column("name", String(80)),
    Column("number", Integer),
    Column("at", UTCDateTime()),
    Column("day", Date),
    Column("said", JSON),
    Column("late", Boolean),
)
NAMES = tuple(column.name for column in THINGS.columns)
EAST = timezone(timedelta(hours=3))
