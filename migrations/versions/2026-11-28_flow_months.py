"""What each end of the ledger gained of each lot in each month: a donor statement adds up few rows, not every place.

Locks: `movement` while the sums are made from those of each place (about a second for a million entries).
Back: yes, the sums can be made again.
Old code: writes entries as before; a trigger keeps the sums, whoever writes.

Revision: flow_months
Follows: told_late
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "flow_months"
down_revision = "told_late"

_INTO = "INSERT INTO flow_month (lot_id, end_id, month, net)"
_KEPT = "ON CONFLICT (lot_id, end_id, month) DO UPDATE SET net = flow_month.net + excluded.net"
_MONTH = {
    "sqlite": "substr({at}, 1, 7) || '-01'",
    "postgresql": "date_trunc('month', {at} AT TIME ZONE 'UTC')::date",
}


def _by_end(sides: str) -> str:
    """(lot, place, month, net) added up by end, what stays inside an organisation left out; in one order, so that
    nobody waits in a ring.
    """
    return (
        "SELECT lot_id, end_id, month, sum(net) FROM ("
        "SELECT sides.lot_id, sides.month, sides.net, "
        "CASE WHEN location.kind IN ('supplier', 'beneficiaries', 'loss') THEN location.id "
        "ELSE location.organisation_id END AS end_id "
        f"FROM ({sides}) AS sides JOIN location ON location.id = sides.location_id"
        ") AS ends GROUP BY lot_id, end_id, month HAVING sum(net) <> 0 ORDER BY lot_id, end_id, month"
    )


def _both_sides(table: str, month: str) -> str:
    return (
        f"SELECT lot_id, to_location_id AS location_id, {month} AS month, quantity AS net FROM {table} "
        f"UNION ALL SELECT lot_id, from_location_id, {month}, -quantity FROM {table}"
    )


def upgrade() -> None:
    """A table, the trigger that keeps it, and its first sums."""
    op.create_table(
        "flow_month",
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("end_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("lot_id", "end_id", "month", name=op.f("pk_flow_month")),
    )
    dialect = op.get_bind().dialect.name
    if dialect == "sqlite":
        month = _MONTH[dialect].format(at="NEW.effective_at")
        sides = (
            f"SELECT NEW.lot_id AS lot_id, NEW.to_location_id AS location_id, {month} AS month, NEW.quantity AS net "
            f"UNION ALL SELECT NEW.lot_id, NEW.from_location_id, {month}, -NEW.quantity"
        )
        op.execute(
            f"CREATE TRIGGER movement_into_flows AFTER INSERT ON movement BEGIN {_INTO} {_by_end(sides)} {_KEPT}; END"
        )
    else:
        sides = _both_sides("fresh", _MONTH[dialect].format(at="effective_at"))
        op.execute(
            "CREATE OR REPLACE FUNCTION movement_into_flows() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"{_INTO} {_by_end(sides)} {_KEPT}; RETURN NULL; END $$"
        )
        op.execute(
            "CREATE TRIGGER movement_into_flows AFTER INSERT ON movement REFERENCING NEW TABLE AS fresh "
            "FOR EACH STATEMENT EXECUTE FUNCTION movement_into_flows()"
        )
    # After the trigger: on PostgreSQL nobody writes an entry between the two, the table is locked by it.
    op.execute(f"{_INTO} {_by_end('SELECT lot_id, location_id, month, net FROM stock_month')} {_KEPT}")


def downgrade() -> None:
    """Back."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER movement_into_flows")
    else:
        op.execute("DROP TRIGGER movement_into_flows ON movement")
        op.execute("DROP FUNCTION movement_into_flows()")
    op.drop_table("flow_month")
