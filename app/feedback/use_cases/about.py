"""The distribution that is asked about: a session or a distribution point, and what may have been in the kit."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.distributions import public as distributions
from app.distributions.public.points import PointState, point_till, row_of_point
from app.feedback.schemas import About
from app.items import public as items
from app.kernel.errors import Conflict, Invalid
from app.kernel.types import Names
from app.kernel.words import _
from app.platform.unit_of_work import ReadTx
from app.sessions import public as sessions

_HELD = frozenset({"in_progress", "reported", "verified"})


def about(
    look: ReadTx, actor: Actor, right: Permission, session_id: UUID | None, point_id: UUID | None
) -> About:
    """The session or the point, if it exists for this reader. Raises NotFound, Invalid when not exactly one is named."""
    scope = actor.scope(right)
    if (session_id is None) is (point_id is None):
        raise Invalid.of(
            "session",
            "feedback.where",
            _("Say which session or which distribution point people were asked about."),
        )
    if point_id is not None:
        point = row_of_point(look, scope, point_id)
        return About(
            session_id=None,
            point_id=point.id,
            code=point.code,
            title="",
            took_place=point.state is not PointState.CANCELLED,
            held_on=point.held_on,
            bag_id=point.bag_id,
            href=f"/points/{point.id}",
            organisation_id=point.organisation_id,
            inside=actor.belongs_to(point.organisation_id),
        )
    session = sessions.facts(look, scope, cast("UUID", session_id))
    return About(
        session_id=session.id,
        point_id=None,
        code=session.code,
        title=session.title,
        took_place=session.status in _HELD,
        held_on=session.local_date,
        href=f"/sessions/{session.id}",
        organisation_id=session.lead_organisation_id,
        inside=actor.belongs_to(session.lead_organisation_id),
    )


def check_over(one: About) -> None:
    """People are asked once something was handed out. Raises Conflict `feedback.too_early`."""
    if not one.took_place:
        raise Conflict("feedback.too_early", _("People are asked after a distribution that took place."))


def contents(look: ReadTx, one: About) -> dict[str, Names]:
    """What may be in the kits that were handed out there: component → names; of every kit when none was."""
    if one.session_id is not None:
        given = set(distributions.given(look, one.session_id))
    else:
        given = {state.item_id for state in point_till(look, one.bag_id)} if one.bag_id else set()
    kits = items.dignity_kits(look)
    lines = items.contents_of(look, (given & kits) or kits)
    codes = list(dict.fromkeys(line.component for version in lines.values() for line in version))
    known = items.by_codes(look, codes)
    return {code: known[code].names if code in known else Names(en=code) for code in codes}
