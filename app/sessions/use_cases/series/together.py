"""Many sessions in one transaction: locked in a fixed order, checked at once, written at once.

Locks are taken sessions first, then halls, then people, each in the order of their ids: as when one session is
planned. So two writers of overlapping series stand in line, and the second one sees the first.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.accounts import public as accounts
from app.kernel.errors import Conflict, FieldError
from app.kernel.words import Words, _, _n
from app.places import public as places
from app.platform.unit_of_work import ReadTx, Tx
from app.sessions.public.gate import Doing, pass_gate
from app.sessions.rules.plan import SessionPlan
from app.sessions.store import clashes, series_clashes, series_writing
from app.sessions.store.series_clashes import InTheWay
from app.sessions.store.series_writing import NewSession
from app.sessions.use_cases.clashing import CLASH, record_override, taken

Planned = tuple[UUID, SessionPlan]
"""The id of a session and its plan."""


def hold_places_and_people(tx: Tx, plans: Sequence[Planned]) -> None:
    """Lock every hall, then every person of these plans; two statements."""
    places.lock_venues(tx, {plan.venue_id for _session_id, plan in plans})
    people = {person for _session_id, plan in plans for person in plan.facilitator_ids}
    if people:
        accounts.lock_people(tx, people)


@dataclass(frozen=True, slots=True)
class Told:
    """A clash of one of the plans (`position`), and its sentence alone and, in `error`, after its day."""

    clash: InTheWay
    sentence: Words
    error: FieldError


def _sentence(clash: InTheWay, *, known: bool) -> Words:
    if clash.other is None:
        return taken(clash.code if known else None, a_person=clash.person_id is not None)
    if clash.person_id is None:
        return _("The venue is taken at that time by another of these sessions.")
    return _("This person is needed at that time by another of these sessions.")


def clashes_of(
    look: ReadTx, actor: Actor, plans: Sequence[Planned], *, but_not: Collection[UUID] = ()
) -> list[Told]:
    """Everything in the way of these plans, each with its field and sentence; three statements.

    The other session is named only to those for whom it exists.
    """
    found = series_clashes.in_the_way(look.db, plans, but_not=but_not)
    there = {clash.session_id for clash in found if clash.other is None}
    known = clashes.known_among(look.db, actor.scope(Permission.SESSION_SEE), there)
    told = []
    for clash in found:
        plan = plans[clash.position][1]
        is_known = clash.session_id in known
        day = plan.local_date.isoformat()
        facts = {
            "date": day,
            "occurrence": clash.position + 1,
            **({"session": clash.code} if is_known else {}),
        }
        if clash.person_id is None:
            field, code = "venue", f"{CLASH}.venue"
        else:
            field = f"facilitators.{plan.facilitator_ids.index(clash.person_id)}"
            code = f"{CLASH}.facilitator"
        sentence = _sentence(clash, known=is_known)
        message = _("%(day)s: %(what)s") % {"day": day, "what": sentence}
        told.append(Told(clash, sentence, FieldError(field, code, message, facts)))
    return told


def refuse_all_clashes(
    tx: Tx,
    actor: Actor,
    plans: Sequence[Planned],
    *,
    override_reason: str = "",
    but_not: Collection[UUID] = (),
) -> dict[UUID, list[str]]:
    """Lock and look; raise Conflict `session.clash` with the list of all clashes.

    Whoever may override and says why passes: answers for each session the codes in its way.
    """
    hold_places_and_people(tx, plans)
    found = clashes_of(tx, actor, plans, but_not=but_not)
    leads = {plan.lead_organisation_id for _session_id, plan in plans}
    if (
        found
        and override_reason.strip()
        and all(actor.may(Permission.SESSION_OVERRIDE_CLASH, lead) for lead in leads)
    ):
        passed: dict[UUID, list[str]] = {}
        for one in found:
            passed.setdefault(plans[one.clash.position][0], []).append(one.clash.code)
        return passed
    if found:
        message = _n(
            "%(num)s clash is in the way. Nothing was saved.",
            "%(num)s clashes are in the way. Nothing was saved.",
            len(found),
        )
        raise Conflict(CLASH, message, [one.error for one in found])
    return {}


def write_proposals(
    tx: Tx,
    actor: Actor,
    plans: Sequence[Planned],
    *,
    series_id: UUID | None = None,
    in_the_way: dict[UUID, list[str]] | None = None,
    override_reason: str = "",
) -> list[str]:
    """Insert sessions that were checked, with codes and first steps; says so for each. Answers their codes."""
    pass_gate(tx, Doing.PLAN, {plan.local_date for _session_id, plan in plans})
    areas = places.areas_by_codes(tx, {plan.area_code for _session_id, plan in plans})
    prefixes = {code: area.short or area.code for code, area in areas.items()}
    codes = series_writing.new_codes(
        tx.db, [(prefixes[plan.area_code], plan.local_date) for _session_id, plan in plans]
    )
    sessions = [
        NewSession(session_id, code, plan) for (session_id, plan), code in zip(plans, codes, strict=True)
    ]
    series_writing.add_many(
        tx.db,
        sessions,
        by=actor.person_id,
        says_yes=actor.organisations_where(Permission.SESSION_SCHEDULE),
        series_id=series_id,
    )
    for one in sessions:
        tx.record(
            "session.proposed",
            actor,
            "session",
            one.id,
            organisation_id=one.plan.lead_organisation_id,
            data={
                "code": one.code,
                "starts_at": one.plan.starts_at.isoformat(),
                "ends_at": one.plan.ends_at.isoformat(),
                "follows": None,
                "series": str(series_id) if series_id else None,
            },
        )
        record_override(tx, actor, one.plan, one.id, (in_the_way or {}).get(one.id, []), override_reason)
    return codes
