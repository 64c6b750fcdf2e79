"""Keeps the sums by month in step with the sessions they are made of, in the database itself.

A trigger and not a step of the program: while a new version is rolled out, processes of the old one verify
sessions too, and know nothing of these sums. Counts, projects and partners of a verified session are frozen,
so only its way into that state and out of it moves anything.
"""

from __future__ import annotations

from alembic import op

NOBODYS = "00000000000000000000000000000000"

_OWNERS = """
    SELECT 'programme' AS whose, {nobodys} AS owner_id
    UNION ALL SELECT 'project', project_id FROM session_project WHERE session_id = NEW.id
    UNION ALL SELECT 'organisation', organisation_id FROM session_partner
        WHERE session_id = NEW.id AND (accepted IS NULL OR accepted)
"""

_ADD = """
INSERT INTO month_cell (whose, owner_id, month, community, sex, age_band, people)
SELECT own.whose, own.owner_id, {month}, cell.community, cell.sex, cell.age_band, {sign} * cell.count
FROM session_total AS cell CROSS JOIN ({owners}) AS own
WHERE cell.session_id = NEW.id AND cell.count <> 0
ORDER BY 1, 2, 3, 4, 5, 6
ON CONFLICT (whose, owner_id, month, community, sex, age_band)
DO UPDATE SET people = month_cell.people + excluded.people
"""
"""In the order of the keys, so that two who verify at once wait for each other and never in a circle."""


def follow() -> None:
    """Add a session's people when it becomes verified, take them off when it stops being so."""
    if op.get_bind().dialect.name == "sqlite":
        owners = _OWNERS.format(nobodys=f"'{NOBODYS}'")
        month = "date(NEW.local_date, 'start of month')"
        for name, sign, when in (
            ("added", "1", "NEW.status = 'verified' AND OLD.status <> 'verified'"),
            ("taken_off", "-1", "OLD.status = 'verified' AND NEW.status <> 'verified'"),
        ):
            op.execute(
                f"CREATE TRIGGER month_cell_{name} AFTER UPDATE OF status ON awareness_session WHEN {when} "
                f"BEGIN {_ADD.format(month=month, sign=sign, owners=owners)}; END"
            )
        return
    owners = _OWNERS.format(nobodys=f"'{NOBODYS}'::uuid")
    month = "date_trunc('month', NEW.local_date)::date"
    sign = "(CASE WHEN NEW.status = 'verified' THEN 1 ELSE -1 END)"
    op.execute(
        "CREATE FUNCTION month_cells_follow() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {_ADD.format(month=month, sign=sign, owners=owners)}; RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER month_cells_follow AFTER UPDATE OF status ON awareness_session FOR EACH ROW "
        "WHEN ((OLD.status = 'verified') <> (NEW.status = 'verified')) EXECUTE FUNCTION month_cells_follow()"
    )


def stay() -> None:
    """Take the triggers away again (when going back)."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER month_cell_added")
        op.execute("DROP TRIGGER month_cell_taken_off")
        return
    op.execute("DROP TRIGGER month_cells_follow ON awareness_session")
    op.execute("DROP FUNCTION month_cells_follow()")


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
