"""Keeps the sums by month in step with the sessions they are made of, in the database itself.

A trigger and not a step of the program: while a new version is rolled out, processes of the old one verify
sessions too, and know nothing of these sums. Projects and partners of a verified session are frozen: what moves
the sums is its way into that state and out of it, and a late count that is accepted into it.
"""

from __future__ import annotations

from alembic import op

NOBODYS = "00000000000000000000000000000000"

_OWNERS = """
    SELECT 'programme' AS whose, {nobodys} AS owner_id
    UNION ALL SELECT 'project', project_id FROM session_project WHERE session_id = {session}
    UNION ALL SELECT 'organisation', organisation_id FROM session_partner
        WHERE session_id = {session} AND (accepted IS NULL OR accepted)
"""

_ADD = """
INSERT INTO month_cell (whose, owner_id, month, community, sex, age_band, people)
SELECT own.whose, own.owner_id, {month}, cell.community, cell.sex, cell.age_band, {amount}
FROM {cells} CROSS JOIN {lateral} ({owners}) AS own
WHERE {condition}
{grouped} ORDER BY 1, 2, 3, 4, 5, 6
ON CONFLICT (whose, owner_id, month, community, sex, age_band)
DO UPDATE SET people = month_cell.people + excluded.people
"""
"""In the order of the keys, so that two who verify at once wait for each other and never in a circle."""


def _add(
    cells: str, amount: str, condition: str, *, session: str, day: str, lateral: str = "", grouped: str = ""
) -> str:
    sqlite = op.get_bind().dialect.name == "sqlite"
    nobodys = f"'{NOBODYS}'" if sqlite else f"'{NOBODYS}'::uuid"
    return _ADD.format(
        month=f"date({day}, 'start of month')" if sqlite else f"date_trunc('month', {day})::date",
        amount=amount,
        cells=cells,
        lateral=lateral,
        owners=_OWNERS.format(nobodys=nobodys, session=session),
        condition=condition,
        grouped=grouped,
    )


def follow() -> None:
    """Add a session's people when it becomes verified, take them off when it stops being so, and follow what is
    corrected in between (a late count that was accepted).
    """
    if op.get_bind().dialect.name == "sqlite":
        _follow_on_sqlite()
    else:
        _follow_on_postgresql()


def _follow_on_sqlite() -> None:
    own_cells = "cell.session_id = NEW.id AND cell.count <> 0"
    for name, sign, when in (
        ("added", "", "NEW.status = 'verified' AND OLD.status <> 'verified'"),
        ("taken_off", "-", "OLD.status = 'verified' AND NEW.status <> 'verified'"),
    ):
        add = _add(
            "session_total AS cell", f"{sign}cell.count", own_cells, session="NEW.id", day="NEW.local_date"
        )
        op.execute(
            f"CREATE TRIGGER month_cell_{name} AFTER UPDATE OF status ON awareness_session WHEN {when} "
            f"BEGIN {add}; END"
        )
    add = _add(
        "awareness_session AS held CROSS JOIN (SELECT NEW.community AS community, NEW.sex AS sex, "
        "NEW.age_band AS age_band) AS cell",
        "NEW.count - OLD.count",
        "held.id = NEW.session_id",
        session="NEW.session_id",
        day="held.local_date",
    )
    op.execute(
        "CREATE TRIGGER month_cell_corrected AFTER UPDATE OF count ON session_total WHEN NEW.count <> OLD.count "
        f"AND (SELECT status FROM awareness_session WHERE id = NEW.session_id) = 'verified' BEGIN {add}; END"
    )


def _follow_on_postgresql() -> None:
    add = _add(
        "session_total AS cell",
        "CASE WHEN NEW.status = 'verified' THEN cell.count ELSE -cell.count END",
        "cell.session_id = NEW.id AND cell.count <> 0",
        session="NEW.id",
        day="NEW.local_date",
    )
    op.execute(
        "CREATE FUNCTION month_cells_follow() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {add}; RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER month_cells_follow AFTER UPDATE OF status ON awareness_session FOR EACH ROW "
        "WHEN ((OLD.status = 'verified') <> (NEW.status = 'verified')) EXECUTE FUNCTION month_cells_follow()"
    )
    # Once a statement and not once a row: the rows of all its cells are then written in their order too.
    op.execute(
        "CREATE FUNCTION month_cells_corrected() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {_corrections()}; RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER month_cells_corrected AFTER UPDATE ON session_total "
        "REFERENCING OLD TABLE AS counted_before NEW TABLE AS counted_after "
        "FOR EACH STATEMENT EXECUTE FUNCTION month_cells_corrected()"
    )


def _corrections() -> str:
    return _add(
        "counted_after AS cell JOIN counted_before AS before USING (session_id, community, sex, age_band) "
        "JOIN awareness_session AS held ON held.id = cell.session_id",
        "sum(cell.count - before.count)",
        "held.status = 'verified' AND cell.count <> before.count",
        session="held.id",
        day="held.local_date",
        lateral="LATERAL",
        grouped="GROUP BY 1, 2, 3, 4, 5, 6",
    )


_ANY_IS_VERIFIED = (
    "EXISTS (SELECT FROM (SELECT DISTINCT session_id FROM counted_after) AS counted "
    "JOIN awareness_session AS held ON held.id = counted.session_id WHERE held.status = 'verified')"
)


def ask_first() -> None:
    """On PostgreSQL: look for corrections only where a session is verified. To hold every cell that a tablet's set
    counted beside what it was before took as long as to count them, and nearly always for nothing.
    """
    op.execute(
        "CREATE OR REPLACE FUNCTION month_cells_corrected() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {_ANY_IS_VERIFIED} THEN {_corrections()}; END IF; RETURN NULL; END $$"
    )


def ask_always() -> None:
    """As it was before (when going back)."""
    op.execute(
        "CREATE OR REPLACE FUNCTION month_cells_corrected() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {_corrections()}; RETURN NULL; END $$"
    )


def stay() -> None:
    """Take the triggers away again (when going back)."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER month_cell_added")
        op.execute("DROP TRIGGER month_cell_taken_off")
        op.execute("DROP TRIGGER month_cell_corrected")
        return
    op.execute("DROP TRIGGER month_cells_follow ON awareness_session")
    op.execute("DROP FUNCTION month_cells_follow()")
    op.execute("DROP TRIGGER month_cells_corrected ON session_total")
    op.execute("DROP FUNCTION month_cells_corrected()")


def add_up() -> None:
    """The sums of the sessions that were verified before."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    month = "date(s.local_date, 'start of month')" if sqlite else "date_trunc('month', s.local_date)::date"
    nobodys = f"'{NOBODYS}'" if sqlite else f"'{NOBODYS}'::uuid"
    for whose, owner, joined in (
        ("programme", nobodys, ""),
        ("project", "own.project_id", "JOIN session_project AS own ON own.session_id = s.id"),
        (
            "organisation",
            "own.organisation_id",
            "JOIN session_partner AS own ON own.session_id = s.id AND (own.accepted IS NULL OR own.accepted)",
        ),
    ):
        op.execute(
            "INSERT INTO month_cell (whose, owner_id, month, community, sex, age_band, people) "
            f"SELECT '{whose}', {owner}, {month}, c.community, c.sex, c.age_band, sum(c.count) "
            f"FROM awareness_session AS s JOIN session_total AS c ON c.session_id = s.id {joined} "
            "WHERE s.status = 'verified' AND c.count <> 0 GROUP BY 2, 3, 4, 5, 6"
        )
