"""Holds the plans of a schedule against what is there: new, changed, unchanged, and everything in the way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from app.access.actor import Actor
from app.kernel.errors import FieldError
from app.kernel.ids import content_hash
from app.kernel.words import Words, _
from app.platform.once import first_of_many
from app.platform.sheets.heading import Sheet
from app.platform.sheets.problems import Problem
from app.platform.unit_of_work import ReadTx, Tx
from app.sessions.rules import STATUS_NAMES
from app.sessions.rules.life import why_not_changeable
from app.sessions.rules.plan import SessionPlan
from app.sessions.store import imports, series_reading
from app.sessions.use_cases.changing import plan_of, told
from app.sessions.use_cases.imports.known import known_to
from app.sessions.use_cases.imports.rows import RowPlan, emails_in, read_row
from app.sessions.use_cases.series import together
from app.sessions.use_cases.series.choosing import STILL_PLANNED, Chosen

PROGRESS_EVERY = 500
"""Rows after which the import says how far it is."""


@dataclass(slots=True)
class Checked:
    """The plans of a schedule, sorted by what is to be done with them."""

    new: list[RowPlan] = field(default_factory=list)
    changed: list[tuple[RowPlan, Chosen, SessionPlan]] = field(default_factory=list)
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, row: int, column: str, code: str, message: Words) -> None:
        """Note what is wrong in a column of a row."""
        self.problems.append(Problem(row, FieldError(column, code, message)))

    @property
    def counts(self) -> dict[str, int]:
        """How many of each."""
        return {"new": len(self.new), "changed": len(self.changed), "unchanged": self.unchanged}


def plan_hash(plan: SessionPlan) -> str:
    """The mark of a plan: the same for the same plan, always."""
    return content_hash(told(plan))


def read_rows(
    look: ReadTx, actor: Actor, sheet: Sheet, default_zone: str, progress: Callable[[int], None]
) -> tuple[list[RowPlan], list[Problem]]:
    """Every row as a plan, and all problems of all rows. A session that stands there twice is one of them."""
    known = known_to(look, actor, emails_in(sheet))
    plans: list[RowPlan] = []
    problems: list[Problem] = []
    seen: dict[UUID, int] = {}
    for done, (number, cells) in enumerate(sheet.rows, start=1):
        plan, errors = read_row(number, cells, known, default_zone)
        problems += [Problem(number, error) for error in errors]
        if plan is not None and plan.session_id in seen:
            message = _("The same session stands in row %(row)s.") % {"row": seen[plan.session_id]}
            column = "reference" if cells.get("reference") else "date"
            problems.append(Problem(number, FieldError(column, "import.twice", message)))
        elif plan is not None:
            seen[plan.session_id] = number
            plans.append(plan)
        if done % PROGRESS_EVERY == 0:
            progress(done)
    return plans, problems


def _sort_changed(
    look: ReadTx,
    actor: Actor,
    again: Sequence[RowPlan],
    hashes: dict[UUID, str],
    checked: Checked,
    *,
    lock: bool,
) -> None:
    """Those that were imported before and read otherwise now; a hand that changed one since goes before."""
    rows = series_reading.sessions_by_ids(look.db, {one.session_id for one in again}, lock=lock)
    known = series_reading.facts_of_many(look.db, rows)
    by_id = {row.id: row for row in rows}
    for one in again:
        facts, all_parts = known[one.session_id]
        row = by_id[one.session_id]
        before = plan_of(row, facts, all_parts.joined, all_parts.people)
        if plan_hash(before) == plan_hash(one.plan):
            checked.unchanged += 1
        elif facts.status not in STILL_PLANNED:
            message = _("The plan can no longer be changed: the session is %(status)s.")
            checked.wrong(
                one.number, "title", "session.closed", message % {"status": STATUS_NAMES[facts.status]}
            )
        elif (refusal := why_not_changeable(facts, actor)) is not None:
            checked.wrong(one.number, "lead_organisation", refusal.code, refusal.message)
        elif plan_hash(before) != hashes[one.session_id]:
            message = _(
                "%(code)s was changed by hand since it was imported. Change it there, or take the row away."
            )
            checked.wrong(one.number, "title", "import.changed_by_hand", message % {"code": row.code})
        else:
            checked.changed.append((one, Chosen(row, facts, all_parts), before))


def hold_against(look: ReadTx, actor: Actor, plans: Sequence[RowPlan], *, tx: Tx | None = None) -> Checked:
    """Sort the plans and look for clashes; a fixed number of statements.

    In a writing `tx` the ids are taken, and the sessions, halls and people held, before anything is looked at.
    """
    checked = Checked()
    ids = {one.session_id for one in plans}
    fresh = first_of_many(tx, "session", dict.fromkeys(ids, "schedule")) if tx is not None else ids
    hashes = imports.hashes(look.db, ids)
    strange = imports.there_already(look.db, ids - set(hashes)) | (ids - fresh - set(hashes))
    again: list[RowPlan] = []
    for one in plans:
        before = hashes.get(one.session_id)
        if one.session_id in strange:
            message = _("The id of this row is used by another session. Give it another reference.")
            checked.wrong(one.number, "reference", "id.reused", message)
        elif before is None:
            checked.new.append(one)
        elif before == plan_hash(one.plan):
            checked.unchanged += 1
        else:
            again.append(one)
    _sort_changed(look, actor, again, hashes, checked, lock=tx is not None)
    asked = [*checked.new, *(one for one, _chosen, _before in checked.changed)]
    asked.sort(key=lambda one: one.number)
    planned = [(one.session_id, one.plan) for one in asked]
    if tx is not None:
        together.hold_places_and_people(tx, planned)
    moving = [one.session_id for one, _chosen, _before in checked.changed]
    for told_of in together.clashes_of(look, actor, planned, but_not=moving):
        clash = told_of.clash
        column = "facilitators" if clash.person_id else "venue"
        message = told_of.sentence
        if clash.other is not None:
            message = _("Taken at that time by row %(row)s of this file.") % {
                "row": asked[clash.other].number
            }
        checked.wrong(asked[clash.position].number, column, told_of.error.code, message)
    return checked
