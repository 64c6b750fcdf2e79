"""Look at a series: its pattern and those of its sessions that exist for the reader."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel.errors import Forbidden, NotFound
from app.kernel.words import _
from app.organisations import public as organisations
from app.places import public as places
from app.platform.unit_of_work import ReadTx, UnitOfWork
from app.sessions.rules import SessionStatus
from app.sessions.schemas.series import RuleView, SeriesSession, SeriesView
from app.sessions.store import series_reading
from app.sessions.tables import AwarenessSession, SessionSeries


def _lines(look: ReadTx, rows: Sequence[AwarenessSession]) -> list[SeriesSession]:
    names = places.venue_names_by_ids(look, {row.venue_id for row in rows})
    return [
        SeriesSession(
            id=row.id,
            code=row.code,
            title=row.title,
            status=SessionStatus(row.status),
            date=row.local_date,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            time_zone=row.time_zone,
            venue=row.venue_id,
            venue_name=names[row.venue_id],
            version=row.version,
        )
        for row in rows
    ]


def view_of(look: ReadTx, series: SessionSeries, rows: Sequence[AwarenessSession]) -> SeriesView:
    """A series with these sessions."""
    rule = series_reading.rule_of(series)
    lead = organisations.by_ids(look, [series.lead_organisation_id])[series.lead_organisation_id]
    return SeriesView(
        id=series.id,
        title=series.title,
        rule=RuleView(
            frequency=rule.frequency,
            interval=rule.interval,
            until=rule.until,
            count=rule.count,
            nth=rule.nth,
            left_out=sorted(rule.left_out),
        ),
        time_zone=series.time_zone,
        lead_organisation=lead.code,
        split_from=series.split_from_id,
        version=series.version,
        sessions=_lines(look, rows),
    )


def series_view(look: ReadTx, actor: Actor, series_id: UUID) -> SeriesView:
    """The series as it stands now. Raises NotFound when none of its sessions exists for the reader."""
    look.db.expire_all()
    series = series_reading.find(look.db, series_id)
    rows = series_reading.sessions_of(look.db, actor.scope(Permission.SESSION_SEE), series_id)
    if series is None or not rows:
        raise NotFound
    return view_of(look, series, rows)


def get_series(actor: Actor, series_id: UUID, *, uow: UnitOfWork) -> SeriesView:
    """One series. Raises NotFound when none of its sessions exists for the reader."""
    actor.require(Permission.SESSION_SEE)
    with uow.read() as look:
        return series_view(look, actor, series_id)


def series_to_edit(actor: Actor, series_id: UUID, *, uow: UnitOfWork) -> SeriesView:
    """One series for whoever may change it. Raises NotFound to strangers, Forbidden without the right."""
    actor.require(Permission.SESSION_SEE)
    with uow.read() as look:
        found = series_view(look, actor, series_id)
        series = series_reading.find(look.db, series_id)
        if series is None or not actor.may(Permission.SESSION_SCHEDULE, series.lead_organisation_id):
            raise Forbidden(
                "forbidden", _("Only the lead organisation's planner or a coordinator can do this.")
            )
        return found
