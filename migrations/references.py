"""References of a ledger, asked for once a statement.

PostgreSQL's own foreign keys ask for every key of every row: 240 questions for thirty counts of a tablet, of which
eight are different. Here a trigger asks for each different value once, and refuses with the same state and the same name.

A foreign key also holds what is referred to, lest it be removed before the ledger is written. Nothing has to be held
of what can never be removed: a trigger of its own refuses that, whoever tries (app/decisions/0041).
"""

from __future__ import annotations

from collections.abc import Sequence

from alembic import op

Reference = tuple[str, str, str]
"""A column of the ledger, and table and key that it refers to."""


def _name(ledger: str, reference: Reference) -> str:
    column, table, _key = reference
    return f"fk_{ledger}_{column}_{table}"


def _broken(ledger: str, reference: Reference) -> str:
    """Whether a new row refers to nothing. Asked value by value, through the key, however long the table is."""
    column, table, key = reference
    return (
        f"WHEN EXISTS (SELECT FROM (SELECT DISTINCT {column} AS named FROM fresh WHERE {column} IS NOT NULL) AS one "
        f"WHERE (SELECT {key} FROM {table} WHERE {key} = one.named) IS NULL) THEN '{_name(ledger, reference)}'"
    )


def ask_once(ledger: str, references: Sequence[Reference]) -> None:
    """Instead of the foreign keys of this append-only ledger, on PostgreSQL: one question for each different value."""
    whens = "\n    ".join(_broken(ledger, one) for one in references)
    op.execute(
        f"""CREATE FUNCTION {ledger}_refers() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE broken text := CASE
    {whens} END;
BEGIN
  IF broken IS NOT NULL THEN
    RAISE EXCEPTION 'insert on table "%" violates foreign key constraint "%"', TG_TABLE_NAME, broken
    USING ERRCODE = 'foreign_key_violation', CONSTRAINT = broken, TABLE = TG_TABLE_NAME, SCHEMA = TG_TABLE_SCHEMA;
  END IF;
  RETURN NULL;
END $$"""
    )
    op.execute(
        f"CREATE TRIGGER {ledger}_refers AFTER INSERT ON {ledger} REFERENCING NEW TABLE AS fresh "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {ledger}_refers()"
    )
    for one in references:
        op.drop_constraint(_name(ledger, one), ledger, type_="foreignkey")


def ask_for_each_row(ledger: str, references: Sequence[Reference]) -> None:
    """Foreign keys again; what stands in the ledger is looked through once more."""
    op.execute(f"DROP TRIGGER {ledger}_refers ON {ledger}")
    op.execute(f"DROP FUNCTION {ledger}_refers()")
    for one in references:
        column, table, key = one
        op.create_foreign_key(_name(ledger, one), ledger, table, [column], [key])


def keep_for_ever(table: str, key: str) -> None:
    """Refuse, on PostgreSQL, to remove rows of this table or to change their key."""
    op.execute(
        "CREATE OR REPLACE FUNCTION refuse_removal() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'rows of % stay for ever: ledgers refer to them', TG_TABLE_NAME "
        "USING ERRCODE = 'restrict_violation'; END $$"
    )
    for name, when in (
        ("stays", "BEFORE DELETE ON {table} FOR EACH ROW"),
        ("stays_whole", "BEFORE TRUNCATE ON {table} FOR EACH STATEMENT"),
        (
            "keeps_its_key",
            "BEFORE UPDATE OF {key} ON {table} FOR EACH ROW WHEN (OLD.{key} IS DISTINCT FROM NEW.{key})",
        ),
    ):
        op.execute(
            f"CREATE TRIGGER {table}_{name} {when.format(table=table, key=key)} EXECUTE FUNCTION refuse_removal()"
        )


def let_go(tables: Sequence[str]) -> None:
    """Rows of these tables may be removed again, as far as foreign keys let them."""
    for table in tables:
        for name in ("stays", "stays_whole", "keeps_its_key"):
            op.execute(f"DROP TRIGGER {table}_{name} ON {table}")
    op.execute("DROP FUNCTION refuse_removal()")
