"""Refuses a plan whose hall or facilitators are taken, inside the writing transaction."""

from __future__ import annotations

from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.accounts import public as accounts
from app.kernel.errors import Conflict, FieldError
from app.kernel.words import Words, _
from app.places import public as places
from app.platform.unit_of_work import ReadTx, Tx
from app.sessions.rules.plan import SessionPlan
from app.sessions.store import clashes
from app.sessions.store.clashes import Overlap

CLASH = "session.clash"


def hold_place_and_people(tx: Tx, plan: SessionPlan) -> None:
    """Lock the hall, then the people in the order of their ids: whoever wants them next waits here."""
    places.lock_venue(tx, plan.venue_id)
    if plan.facilitator_ids:
        accounts.lock_people(tx, plan.facilitator_ids)


def taken(code: str | None, *, a_person: bool) -> Words:
    """That a person or the hall is taken, by the session with this code or by one not to be named."""
    if not a_person:
        if code is not None:
            return _("The venue is taken at that time by %(code)s.") % {"code": code}
        return _("The venue is taken at that time.")
    if code is not None:
        return _("This person is needed at that time by %(code)s.") % {"code": code}
    return _("This person is not free at that time.")


def overlaps_of(look: ReadTx, plan: SessionPlan, session_id: UUID | None) -> list[Overlap]:
    """The sessions that take the hall or a facilitator of a plan at its time."""
    return [
        *clashes.in_venue(look.db, plan.venue_id, plan.starts_at, plan.ends_at, but_not=session_id),
        *clashes.with_people(look.db, plan.facilitator_ids, plan.starts_at, plan.ends_at, but_not=session_id),
    ]


def clash_errors(look: ReadTx, actor: Actor, plan: SessionPlan, overlaps: list[Overlap]) -> list[FieldError]:
    """One error an overlap; the other session is named only to those for whom it exists."""
    known = clashes.known_among(
        look.db, actor.scope(Permission.SESSION_SEE), {overlap.session_id for overlap in overlaps}
    )
    errors = []
    for overlap in overlaps:
        is_known = overlap.session_id in known
        facts = {"session": overlap.code} if is_known else {}
        if overlap.person_id is None:
            field, code = "venue", f"{CLASH}.venue"
        else:
            field = f"facilitators.{plan.facilitator_ids.index(overlap.person_id)}"
            code = f"{CLASH}.facilitator"
        errors.append(
            FieldError(
                field,
                code,
                taken(overlap.code if is_known else None, a_person=overlap.person_id is not None),
                facts,
            )
        )
    return errors


def refuse_clashes(
    tx: Tx, actor: Actor, plan: SessionPlan, session_id: UUID, override_reason: str = ""
) -> list[str]:
    """Raise Conflict `session.clash` when the hall or a facilitator is taken; locks both first.

    Whoever may override and says why passes: answers the codes of the sessions in the way (for the audit
    trail), else an empty list.
    """
    hold_place_and_people(tx, plan)
    overlaps = overlaps_of(tx, plan, session_id)
    if not overlaps:
        return []
    if override_reason.strip() and actor.may(Permission.SESSION_OVERRIDE_CLASH, plan.lead_organisation_id):
        return sorted({overlap.code for overlap in overlaps})
    raise Conflict(
        CLASH,
        _("The venue or a facilitator is taken at that time. Nothing was saved."),
        clash_errors(tx, actor, plan, overlaps),
    )


def record_override(
    tx: Tx, actor: Actor, plan: SessionPlan, session_id: UUID, codes: list[str], reason: str
) -> None:
    """Say in the audit trail that somebody scheduled in spite of a clash, and why."""
    if codes:
        tx.record(
            "session.clash_overridden",
            actor,
            "session",
            session_id,
            organisation_id=plan.lead_organisation_id,
            data={"in_the_way": codes, "reason": reason},
        )
