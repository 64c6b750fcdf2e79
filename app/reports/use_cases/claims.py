"""The check page: sessions that lenses claim above 100 %, and sessions that nobody claims."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel.errors import Invalid
from app.kernel.words import _
from app.places import public as places
from app.platform.unit_of_work import ReadTx, UnitOfWork
from app.projects import public as projects
from app.reports.asked import Claim, ClaimedSession, Claims, ClaimsQuery
from app.reports.claim_rules import ClaimedBy, claims_on, odd
from app.reports.store import claims as store
from app.sessions.public import SessionStatus

MOST_SESSIONS = 500
MOST_DAYS = 366


def check_claims(actor: Actor, asked: ClaimsQuery, *, uow: UnitOfWork) -> Claims:
    """Held sessions between two days whose claims are odd, by day (at most 500); a fixed number of statements.

    Raises Forbidden, Invalid for days out of order or more than a year apart, or a project nobody knows.
    """
    actor.require(Permission.REPORT_MAKE)
    first, last = asked.from_date, asked.to_date
    if last < first:
        raise Invalid.of("to", "dates.order", _("The last day is before the first."))
    if (last - first).days > MOST_DAYS:
        raise Invalid.of("to", "dates.too_long", _("Look at a year at most."))
    with uow.read() as look:
        project = projects.by_code(look, asked.project, "project") if asked.project else None
        rows = store.paying(
            look.db,
            actor.scope(Permission.REPORT_MAKE),
            first,
            last,
            project.id if project else None,
        )
        known = {row.project_id for row in rows if row.project_id}
        lenses = _everything_below(look, store.lenses(look.db, known))
        codes = {one: span.code for one, span in projects.spans_by_ids(look, known).items()}
    looked_at, found = 0, []
    for _session, group in groupby(rows, key=lambda row: row.id):
        lines = list(group)
        looked_at += 1
        paying = [(row.project_id, row.share) for row in lines if row.project_id]
        claims = claims_on(lines[0].day, paying, lenses, lines[0].area, lines[0].activity_type)
        why = odd(paying, claims)
        if why is not None:
            found.append(
                ClaimedSession(
                    session=lines[0].id,
                    code=lines[0].code,
                    title=lines[0].title,
                    day=lines[0].day,
                    status=SessionStatus(lines[0].status),
                    why=why,
                    percent=sum(claims.values()),
                    claims=[Claim(project=codes[one], percent=claims.get(one, 0)) for one, _share in paying],
                )
            )
    return Claims(
        from_date=first,
        to_date=last,
        looked_at=looked_at,
        items=found[:MOST_SESSIONS],
        left_out=max(len(found) - MOST_SESSIONS, 0),
    )


def _everything_below(look: ReadTx, lenses: dict[UUID, list[ClaimedBy]]) -> dict[UUID, list[ClaimedBy]]:
    """The lenses with their areas and all areas below them; a statement for each area named anywhere."""
    named = frozenset[str]().union(*(lens.areas for some in lenses.values() for lens in some))
    below = {code: places.codes_below(look, code) for code in sorted(named)}
    return {
        project: [
            lens._replace(areas=frozenset[str]().union(*(below[code] for code in lens.areas)))
            for lens in some
        ]
        for project, some in lenses.items()
    }


def days_of_month(day: date) -> tuple[date, date]:
    """The first day of the month before a day, and that day: what is looked at when nothing was asked."""
    first = day.replace(day=1)
    return (date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1), day)
