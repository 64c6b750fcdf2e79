"""What each place gained of each lot in each month, kept by the database itself; and what is held, found at once.

Locks: `movement` for as long as its entries are added up once (some seconds for a million).
Back: yes, the months are sums that can be made again.
Old code: writes entries as before; a trigger keeps the months, whoever writes.

Revision: 0013
Follows: periods
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "periods"

_INTO = "INSERT INTO stock_month (lot_id, location_id, month, net)"
_KEPT = "ON CONFLICT (lot_id, location_id, month) DO UPDATE SET net = stock_month.net + excluded.net"
_MONTH = {
    "sqlite": "substr({at}, 1, 7) || '-01'",
    "postgresql": "date_trunc('month', {at} AT TIME ZONE 'UTC')::date",
}


def _both_sides(table: str, month: str) -> str:
    """What came and what went, added up by lot, place and month; in one order, so that nobody waits in a ring."""
    return (
        "SELECT lot_id, location_id, month, sum(net) FROM ("
        f"SELECT lot_id, to_location_id AS location_id, {month} AS month, quantity AS net FROM {table} "
        "UNION ALL "
        f"SELECT lot_id, from_location_id, {month}, -quantity FROM {table}"
        ") AS sides GROUP BY lot_id, location_id, month ORDER BY lot_id, location_id, month"
    )


def upgrade() -> None:
    """A table, its first sums, and the trigger that keeps them."""
    op.create_table(
        "stock_month",
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("lot_id", "location_id", "month", name=op.f("pk_stock_month")),
    )
    op.create_index(
        "ix_balance_held",
        "balance",
        ["location_id", "lot_id", "quantity"],
        sqlite_where=sa.text("quantity <> 0"),
        postgresql_where=sa.text("quantity <> 0"),
    )
    dialect = op.get_bind().dialect.name
    if dialect == "sqlite":
        month = _MONTH[dialect].format(at="NEW.effective_at")
        op.execute(
            "CREATE TRIGGER movement_into_months AFTER INSERT ON movement BEGIN "
            f"{_INTO} VALUES (NEW.lot_id, NEW.to_location_id, {month}, NEW.quantity) {_KEPT}; "
            f"{_INTO} VALUES (NEW.lot_id, NEW.from_location_id, {month}, -NEW.quantity) {_KEPT}; END"
        )
    else:
        month = _MONTH[dialect].format(at="effective_at")
        op.execute(
            "CREATE OR REPLACE FUNCTION movement_into_months() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"{_INTO} {_both_sides('fresh', month)} {_KEPT}; RETURN NULL; END $$"
        )
        op.execute(
            "CREATE TRIGGER movement_into_months AFTER INSERT ON movement REFERENCING NEW TABLE AS fresh "
            "FOR EACH STATEMENT EXECUTE FUNCTION movement_into_months()"
        )
    # After the trigger: on PostgreSQL nobody writes an entry between the two, the table is locked by it.
    op.execute(f"{_INTO} {_both_sides('movement', _MONTH[dialect].format(at='effective_at'))}")


def downgrade() -> None:
    """Back."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER movement_into_months")
    else:
        op.execute("DROP TRIGGER movement_into_months ON movement")
        op.execute("DROP FUNCTION movement_into_months()")
    op.drop_index(
        "ix_balance_held",
        table_name="balance",
        sqlite_where=sa.text("quantity <> 0"),
        postgresql_where=sa.text("quantity <> 0"),
    )
    op.drop_table("stock_month")
