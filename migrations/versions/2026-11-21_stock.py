"""The papers of the store: waybills, assemblies, stock counts; and places that are the road.

Locks: `location` for a moment, to add a column with a default.
Back: yes; what is on the road then looks like a store of its sender.
Old code: knows nothing of the new tables, and its new places are no road.

Revision: 0008
Follows: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """The papers of the store; places that are the road."""
    op.add_column("location", sa.Column("transit", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "paper_number",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=4), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_paper_number_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "kind", "year", name=op.f("pk_paper_number")),
    )
    op.create_table(
        "assembly",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_assembly_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name=op.f("fk_assembly_location_id_location")
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_assembly_lot_id_lot")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_assembly_made_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assembly")),
        sa.UniqueConstraint("number", name=op.f("uq_assembly_number")),
    )
    op.create_index(op.f("ix_assembly_lot_id"), "assembly", ["lot_id"], unique=False)
    op.create_index("ix_assembly_place", "assembly", ["location_id", "made_at", "id"], unique=False)
    op.create_table(
        "stock_count",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_by", sa.Uuid(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.CheckConstraint(
            "state IN ('counting', 'recount', 'approval', 'done', 'dropped')",
            name=op.f("ck_stock_count_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["person.id"], name=op.f("fk_stock_count_approved_by_person")
        ),
        sa.ForeignKeyConstraint(["begun_by"], ["person.id"], name=op.f("fk_stock_count_begun_by_person")),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name=op.f("fk_stock_count_location_id_location")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_count")),
        sa.UniqueConstraint("number", name=op.f("uq_stock_count_number")),
    )
    op.create_index("ix_stock_count_place", "stock_count", ["location_id", "begun_at", "id"], unique=False)
    op.create_index(
        "uq_stock_count_open",
        "stock_count",
        ["location_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('counting', 'recount', 'approval')"),
        postgresql_where=sa.text("state IN ('counting', 'recount', 'approval')"),
    )
    op.create_table(
        "waybill",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("from_location_id", sa.Uuid(), nullable=False),
        sa.Column("to_location_id", sa.Uuid(), nullable=False),
        sa.Column("transit_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("vehicle", sa.String(length=60), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("dispatched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dispatched_by", sa.Uuid(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        sa.Column("settled_note", sa.String(length=500), nullable=False),
        sa.Column("settling_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "state IN ('dispatched', 'received', 'called_back')", name=op.f("ck_waybill_state_known")
        ),
        sa.CheckConstraint("from_location_id <> to_location_id", name=op.f("ck_waybill_goes_somewhere")),
        sa.ForeignKeyConstraint(
            ["dispatched_by"], ["person.id"], name=op.f("fk_waybill_dispatched_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["from_location_id"], ["location.id"], name=op.f("fk_waybill_from_location_id_location")
        ),
        sa.ForeignKeyConstraint(["settled_by"], ["person.id"], name=op.f("fk_waybill_settled_by_person")),
        sa.ForeignKeyConstraint(
            ["to_location_id"], ["location.id"], name=op.f("fk_waybill_to_location_id_location")
        ),
        sa.ForeignKeyConstraint(["transit_id"], ["location.id"], name=op.f("fk_waybill_transit_id_location")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waybill")),
        sa.UniqueConstraint("number", name=op.f("uq_waybill_number")),
    )
    op.create_index("ix_waybill_from", "waybill", ["from_location_id", "dispatched_at", "id"], unique=False)
    op.create_index("ix_waybill_state", "waybill", ["state", "dispatched_at", "id"], unique=False)
    op.create_index("ix_waybill_to", "waybill", ["to_location_id", "dispatched_at", "id"], unique=False)
    op.create_table(
        "stock_count_line",
        sa.Column("count_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("book", sa.Integer(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counted_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("counted >= 0", name=op.f("ck_stock_count_line_counted_not_negative")),
        sa.ForeignKeyConstraint(
            ["count_id"], ["stock_count.id"], name=op.f("fk_stock_count_line_count_id_stock_count")
        ),
        sa.ForeignKeyConstraint(
            ["counted_by"], ["person.id"], name=op.f("fk_stock_count_line_counted_by_person")
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_stock_count_line_lot_id_lot")),
        sa.PrimaryKeyConstraint("count_id", "round", "lot_id", name=op.f("pk_stock_count_line")),
    )
    op.create_index(op.f("ix_stock_count_line_lot_id"), "stock_count_line", ["lot_id"], unique=False)
    op.create_table(
        "waybill_line",
        sa.Column("waybill_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("received", sa.Integer(), nullable=True),
        sa.Column("difference", sa.String(length=20), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.CheckConstraint(
            "difference IN ('damaged', 'lost', 'short_loaded')", name=op.f("ck_waybill_line_difference_known")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_waybill_line_sent_positive")),
        sa.CheckConstraint(
            "received IS NULL OR (received >= 0 AND received <= quantity)",
            name=op.f("ck_waybill_line_received_fits"),
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_waybill_line_lot_id_lot")),
        sa.ForeignKeyConstraint(
            ["waybill_id"], ["waybill.id"], name=op.f("fk_waybill_line_waybill_id_waybill")
        ),
        sa.PrimaryKeyConstraint("waybill_id", "lot_id", name=op.f("pk_waybill_line")),
    )
    op.create_index(op.f("ix_waybill_line_lot_id"), "waybill_line", ["lot_id"], unique=False)


def downgrade() -> None:
    """Take the papers away."""
    op.drop_index(op.f("ix_waybill_line_lot_id"), table_name="waybill_line")
    op.drop_table("waybill_line")
    op.drop_index(op.f("ix_stock_count_line_lot_id"), table_name="stock_count_line")
    op.drop_table("stock_count_line")
    op.drop_index("ix_waybill_to", table_name="waybill")
    op.drop_index("ix_waybill_state", table_name="waybill")
    op.drop_index("ix_waybill_from", table_name="waybill")
    op.drop_table("waybill")
    op.drop_index(
        "uq_stock_count_open",
        table_name="stock_count",
        sqlite_where=sa.text("state IN ('counting', 'recount', 'approval')"),
        postgresql_where=sa.text("state IN ('counting', 'recount', 'approval')"),
    )
    op.drop_index("ix_stock_count_place", table_name="stock_count")
    op.drop_table("stock_count")
    op.drop_index("ix_assembly_place", table_name="assembly")
    op.drop_index(op.f("ix_assembly_lot_id"), table_name="assembly")
    op.drop_table("assembly")
    op.drop_table("paper_number")
    op.drop_column("location", "transit")
