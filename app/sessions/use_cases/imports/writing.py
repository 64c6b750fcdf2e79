"""Writes the sessions of a checked schedule: new ones proposed, changed ones saved, each with its audit event."""

from __future__ import annotations

from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel.outcome import changes
from app.platform.unit_of_work import Tx
from app.sessions.public.gate import Doing, pass_gate
from app.sessions.public.plan_changed import plan_changed
from app.sessions.store import imports, series_writing
from app.sessions.use_cases.changing import told
from app.sessions.use_cases.imports.checking import Checked, plan_hash
from app.sessions.use_cases.series import together


def write_schedule(tx: Tx, actor: Actor, import_id: UUID, found: Checked) -> None:
    """Insert and save set by set. The caller holds every session, hall and person, and found nothing in the way."""
    if found.new:
        together.write_proposals(tx, actor, [(one.session_id, one.plan) for one in found.new])
    if found.changed:
        moved = {plan.local_date for one, _chosen, before in found.changed for plan in (before, one.plan)}
        pass_gate(tx, Doing.PLAN, moved)
        series_writing.change_many(
            tx.db,
            [(one.session_id, one.plan) for one, _chosen, _before in found.changed],
            answered={
                one.session_id: {part.organisation_id: part for part in chosen.parts.joined}
                for one, chosen, _before in found.changed
            },
            by=actor.person_id,
            says_yes=actor.organisations_where(Permission.SESSION_SCHEDULE),
        )
    for one, _chosen, before in found.changed:
        tx.record(
            "session.changed",
            actor,
            "session",
            one.session_id,
            organisation_id=one.plan.lead_organisation_id,
            data={**changes(told(before), told(one.plan)), "import": str(import_id)},
        )
        plan_changed(tx, actor, one.session_id)
    written = [*found.new, *(one for one, _chosen, _before in found.changed)]
    imports.remember(tx.db, import_id, {one.session_id: plan_hash(one.plan) for one in written})
