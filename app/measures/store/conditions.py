"""Which sessions count: the reader's scope and the cut asked for, as conditions on a session.

Whatever a session has several of (projects, partners, topics) is asked with IN (SELECT ...), never joined:
a session that meets a condition twice still counts once.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true

from app.access.actor import Scope
from app.measures.schemas import Cut
from app.measures.store.ledgers import (
    session_facilitators_table,
    session_partners_table,
    session_projects_table,
    session_topics_table,
    sessions_table,
)

VERIFIED = "verified"
PROVISIONAL = ("in_progress", "reported", VERIFIED)
"""What counts when provisional figures are asked for."""

_session = sessions_table.c
_partner = session_partners_table.c
_project = session_projects_table.c


def _of_organisations(ids: Iterable[UUID]) -> ColumnElement[bool]:
    """Led by one of these (the lead has a row of its own), or joined and not declined."""
    return _session.id.in_(
        select(_partner.session_id).where(
            _partner.organisation_id.in_(list(ids)), _partner.accepted.is_not(False)
        )
    )


def _of_projects(ids: Iterable[UUID], cut: Cut | None = None) -> ColumnElement[bool]:
    """Paid by one of these. The start is copied into the link, so that a year of a project is one index range."""
    paid = select(_project.session_id).where(_project.project_id.in_(list(ids)))
    if cut is not None:
        paid = paid.where(*starts_within(_project.starts_at, cut))
    return _session.id.in_(paid)


def starts_within(starts_at: ColumnElement[Any], cut: Cut) -> list[ColumnElement[bool]]:
    """Bounds on a copied start, two days wider than the cut: days are local and starts are in UTC."""
    bounds: list[ColumnElement[bool]] = []
    if cut.from_date is not None and cut.from_date.year > 1:
        bounds.append(starts_at >= _midnight(cut.from_date) - _ROOM)
    if cut.to_date is not None and cut.to_date.year < 9999:
        bounds.append(starts_at < _midnight(cut.to_date) + _ROOM)
    return bounds


_ROOM = timedelta(days=2)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def seen_by(scope: Scope) -> ColumnElement[bool]:
    """The sessions that exist for a reader."""
    if scope.everything:
        return true()
    lines: list[ColumnElement[bool]] = []
    if scope.organisations:
        lines.append(_of_organisations(scope.organisations))
    if scope.projects:
        lines.append(_of_projects(scope.projects))
    lines.extend(
        and_(_of_organisations([organisation]), _of_projects([project]))
        for organisation, project in sorted(scope.within)
    )
    if scope.person_id is not None:
        assigned = select(session_facilitators_table.c.session_id).where(
            session_facilitators_table.c.person_id == scope.person_id
        )
        lines.append(_session.id.in_(assigned))
    return or_(*lines) if lines else false()


def within(cut: Cut) -> list[ColumnElement[bool]]:
    """The conditions of a cut that a session must meet, whatever its status."""
    lines: list[ColumnElement[bool]] = []
    if cut.from_date is not None:
        lines.append(_session.local_date >= cut.from_date)
    if cut.to_date is not None:
        lines.append(_session.local_date <= cut.to_date)
    if cut.projects:
        lines.append(_of_projects(cut.projects, cut))
    if cut.donor_projects is not None:
        lines.append(_of_projects(cut.donor_projects, cut))
    if cut.organisations:
        lines.append(_of_organisations(cut.organisations))
    if cut.led_by is not None:
        lines.append(_session.lead_organisation_id.in_(list(cut.led_by)))
    if cut.topics:
        topics = session_topics_table.c
        lines.append(_session.id.in_(select(topics.session_id).where(topics.topic_code.in_(cut.topics))))
    for column, wanted in (
        (_session.area_code, cut.areas),
        (_session.venue_id, cut.venues),
        (_session.activity_type, cut.activity_types),
        (_session.audience, cut.audiences),
        (_session.language_code, cut.languages),
        (_session.campaign_id, cut.campaigns),
    ):
        if wanted:
            lines.append(column.in_(wanted))
    return lines


def standing(*, provisional: bool) -> ColumnElement[bool]:
    """Verified sessions, and with provisional figures also those still on their way there."""
    return _session.status.in_(PROVISIONAL) if provisional else _session.status == VERIFIED


def narrowed(
    query: Select[Any], scope: Scope, cut: Cut, *, provisional: bool = False, any_status: bool = False
) -> Select[Any]:
    """The query over the sessions that count."""
    conditions = [seen_by(scope), *within(cut)]
    if not any_status:
        conditions.append(standing(provisional=provisional))
    return query.where(*conditions)
