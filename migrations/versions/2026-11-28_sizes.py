"""Sizes and other variants of items; the one that came in a lot; the one a bill of materials asks for.

Locks: `lot` and `item_component` for a moment (a column without a default is added to each); the table is new.
Back: yes; which size came in which lot is then forgotten.
Old code: knows nothing of variants and goes on; its lots name none.

Revision: sizes
Follows: 0022
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "sizes"
down_revision = "0022"

_STRANGE = (
    "NEW.variant IS NOT NULL AND NOT EXISTS "
    "(SELECT 1 FROM item_variant WHERE item_id = NEW.item_id AND code = NEW.variant)"
)
_WHY = "a lot names a variant of its own item"
_EVENTS = {"insert": "INSERT", "update": "UPDATE OF item_id, variant"}


def upgrade() -> None:
    """Forward. A foreign key over two columns cannot be added to a table of SQLite: a trigger asks instead."""
    op.create_table(
        "item_variant",
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("name_fr", sa.String(length=200), nullable=True),
        sa.Column("name_ar", sa.String(length=200), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_variant_item_id_item")),
        sa.PrimaryKeyConstraint("item_id", "code", name=op.f("pk_item_variant")),
    )
    op.add_column("lot", sa.Column("variant", sa.String(length=64), nullable=True))
    op.add_column("item_component", sa.Column("variant", sa.String(length=64), nullable=True))
    if op.get_bind().dialect.name == "sqlite":
        for name, event in _EVENTS.items():
            op.execute(
                f"CREATE TRIGGER lot_variant_{name} BEFORE {event} ON lot WHEN {_STRANGE} "
                f"BEGIN SELECT RAISE(ABORT, '{_WHY}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION refuse_strange_variant() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {_STRANGE} THEN RAISE EXCEPTION '{_WHY}' USING ERRCODE = 'foreign_key_violation'; "
        "END IF; RETURN NEW; END $$"
    )
    op.execute(
        f"CREATE TRIGGER lot_variant BEFORE INSERT OR {_EVENTS['update']} ON lot "
        "FOR EACH ROW EXECUTE FUNCTION refuse_strange_variant()"
    )


def downgrade() -> None:
    """Back."""
    if op.get_bind().dialect.name == "sqlite":
        for name in _EVENTS:
            op.execute(f"DROP TRIGGER lot_variant_{name}")
    else:
        op.execute("DROP TRIGGER lot_variant ON lot")
        op.execute("DROP FUNCTION refuse_strange_variant()")
    op.drop_column("item_component", "variant")
    op.drop_column("lot", "variant")
    op.drop_table("item_variant")
