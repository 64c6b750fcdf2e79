"""What tablets send costs PostgreSQL half: a ledger's references are asked for once a statement, not for every row.

Locks: both ledgers and the five tables they refer to, for an instant; nothing is read or rewritten.
Back: yes; both ledgers are then looked through once.
Old code: goes on; it never removed what the ledgers refer to.

Revision: references
Follows: look_answers
"""

from __future__ import annotations

from alembic import op

from migrations.references import Reference, ask_for_each_row, ask_once, keep_for_ever, let_go

revision = "references"
down_revision = "look_answers"

_PERSON: Reference = ("recorded_by", "person", "id")
_SESSION: Reference = ("session_id", "awareness_session", "id")
_LEDGERS: tuple[tuple[str, tuple[Reference, ...]], ...] = (
    (
        "count_entry",
        (
            _SESSION,
            ("community", "community", "code"),
            ("age_band", "age_band", "code"),
            _PERSON,
            ("reverses", "count_entry", "id"),
        ),
    ),
    ("field_event", (("device_id", "device", "id"), _SESSION, _PERSON)),
)
_REFERRED_TO = {
    "awareness_session": "id",
    "community": "code",
    "age_band": "code",
    "person": "id",
    "device": "id",
}
"""But for `count_entry`, which is append-only itself."""


def upgrade() -> None:
    """SQLite asks for a key in the process itself, for next to nothing: there the foreign keys stay."""
    if op.get_bind().dialect.name == "postgresql":
        for table, key in _REFERRED_TO.items():
            keep_for_ever(table, key)
        for ledger, references in _LEDGERS:
            ask_once(ledger, references)


def downgrade() -> None:
    """As it was."""
    if op.get_bind().dialect.name == "postgresql":
        for ledger, references in _LEDGERS:
            ask_for_each_row(ledger, references)
        let_go(list(_REFERRED_TO))
