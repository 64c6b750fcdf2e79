"""Call off one session of a series, it and the later ones, or all that are still to come."""

from __future__ import annotations

from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel.errors import Conflict, FieldError, Invalid
from app.kernel.words import _
from app.platform.unit_of_work import UnitOfWork
from app.sessions import public
from app.sessions.public.gate import Doing, pass_gate
from app.sessions.rules import SessionStatus
from app.sessions.schemas.series import CancelSeries, SeriesChanged
from app.sessions.store import series_reading
from app.sessions.use_cases.series.choosing import hold, reached, still_planned
from app.sessions.use_cases.series.looking import series_view


def cancel_series(actor: Actor, series_id: UUID, command: CancelSeries, *, uow: UnitOfWork) -> SeriesChanged:
    """Cancel what the command reaches, each session by its own step of the life line.

    What was held or called off before stays and is named in the answer. Raises NotFound, Forbidden, Invalid
    (no reason, no `from`), Conflict `session.step` when there is nothing left to cancel.
    """
    actor.require(Permission.SESSION_SEE)
    with uow.begin() as tx:
        held = hold(tx, actor, series_id)
        if not command.reason.strip():
            raise Invalid.of(
                "reason", "reason.missing", _("Please say why; the reason is kept with the session.")
            )
        chosen, left = still_planned(tx, actor, reached(held, command.scope, command.begins_with))
        if not chosen:
            message = _("There is nothing left to cancel.")
            raise Conflict("session.step", message, [FieldError("scope", "session.step", message)])
        pass_gate(tx, Doing.CALL_OFF, {one.row.local_date for one in chosen})
        for one in chosen:
            public.step(tx, actor, one.facts, SessionStatus.CANCELLED, command.reason, closing=False)
        series_reading.change(tx.db, series_id)
        changed = [one.row.code for one in chosen]
        tx.record(
            "series.cancelled",
            actor,
            "series",
            series_id,
            organisation_id=held.series.lead_organisation_id,
            data={"scope": command.scope.value, "sessions": changed, "reason": command.reason},
        )
        return SeriesChanged(series=series_view(tx, actor, series_id), changed=changed, untouched=left)
