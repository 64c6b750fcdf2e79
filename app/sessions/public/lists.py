"""Lists of sessions for readers of other packages: views whose codes and names were looked up all at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.access.actor import Scope
from app.places import public as places
from app.platform.unit_of_work import ReadTx
from app.sessions.rules import SessionStatus
from app.sessions.schemas import PartnerView, SessionLine
from app.sessions.store import listing, parts
from app.sessions.store.listing import Row, Wanted


def lines(look: ReadTx, rows: Sequence[Row]) -> list[SessionLine]:
    """The rows of a reader's list as views; two statements however many rows.

    Whoever meets a session may know its venue, a sensitive one included (see use_cases.showing).
    """
    if not rows:
        return []
    joined = parts.in_lists(look.db, [row.id for row in rows])
    venues = places.venue_names_by_ids(look, {row.venue_id for row in rows})
    # Few organisations, many sessions: each way of taking part is one value, shown in all of them.
    known = {
        part: PartnerView.model_construct(
            organisation=part.organisation, role=part.role, accepted=part.accepted
        )
        for part in {part for of_one in joined.values() for part in of_one}
    }
    shown = []
    for row in rows:
        lead, *others = joined[row.id]
        shown.append(
            SessionLine.model_construct(
                id=row.id,
                code=row.code,
                status=row.status,
                title=row.title,
                activity_type=row.activity_type,
                audience=row.audience,
                starts_at=row.starts_at,
                ends_at=row.ends_at,
                time_zone=row.time_zone,
                local_date=row.local_date,
                venue=row.venue_id,
                venue_name=venues[row.venue_id],
                area=row.area_code,
                language=row.language_code,
                lead_organisation=lead.organisation,
                partners=[known[part] for part in others],
                capacity=row.capacity,
                reached=row.reached,
                late=row.late,
                door=row.door,
                tickets=row.tickets,
                kits=row.kits,
                version=row.version,
            )
        )
    return shown


def upcoming(
    look: ReadTx, scope: Scope, begins: datetime, ends: datetime, limit: int = 50
) -> list[SessionLine]:
    """Sessions that start between two instants (`ends` excluded), the next one first."""
    wanted = Wanted(from_instant=begins, to_instant=ends, newest_first=False)
    return lines(look, listing.page(look.db, scope, wanted, limit=limit))


def waiting(look: ReadTx, scope: Scope, status: SessionStatus, limit: int = 20) -> list[SessionLine]:
    """Sessions that stand in a state, the longest ago first."""
    wanted = Wanted(status=status, newest_first=False)
    return lines(look, listing.page(look.db, scope, wanted, limit=limit))


def counts_by_status(look: ReadTx, scope: Scope) -> dict[SessionStatus, int]:
    """How many sessions stand in each state in which somebody has something to do; 1,000 means that or more."""
    return listing.counts_of_open(look.db, scope)
