"""The roster of tablets: which are out there, what they still hold, and what never arrived. No positions."""

from __future__ import annotations

from uuid import UUID

from app.access.actor import Actor
from app.accounts import public as accounts
from app.accounts.public import PersonName
from app.field.rules.gaps import Arrived
from app.field.schemas.devices import DeviceView
from app.field.store import devices as store
from app.field.tables import Device
from app.field.use_cases.pairing import organisations_of
from app.kernel import clock
from app.kernel.paging import Page, cursor_unknown, from_cursor, to_cursor
from app.organisations import public as organisations
from app.platform.unit_of_work import ReadTx, UnitOfWork


def _views(look: ReadTx, rows: list[Device]) -> list[DeviceView]:
    people = accounts.people_by_ids(look, {row.person_id for row in rows})
    homes = organisations.by_ids(look, {row.organisation_id for row in rows})
    now = clock.now()
    views = []
    for row in rows:
        arrived = Arrived(row.highest_seq, tuple((first, last) for first, last in row.missing))
        views.append(
            DeviceView(
                id=row.id,
                label=row.label,
                user=people[row.person_id].email,
                user_name=people[row.person_id].name,
                organisation=homes[row.organisation_id].code,
                paired_at=row.paired_at,
                expires_at=row.expires_at,
                revoked_at=row.revoked_at,
                good=row.revoked_at is None and row.expires_at > now,
                app_version=row.app_version,
                queue_length=row.queue_length,
                oldest_at=row.oldest_at,
                drift_seconds=row.drift_seconds,
                last_seen_at=row.last_seen_at,
                next_expected_seq=arrived.next_expected,
                missing=list(arrived.missing),
                how_many_missing=arrived.how_many_missing,
            )
        )
    return views


def list_devices(
    actor: Actor, *, uow: UnitOfWork, cursor: str | None = None, limit: int = 50
) -> Page[DeviceView]:
    """A page of the roster, the newest tablet first; three statements."""
    within = organisations_of(actor)
    after = None
    if cursor:
        try:
            after = UUID(from_cursor(cursor, 1)[0])
        except ValueError:
            raise cursor_unknown() from None
    with uow.read() as look:
        rows = store.listing(look.db, within, after=after, limit=limit + 1)
        shown = _views(look, rows[:limit])
    return Page(items=shown, next=to_cursor(shown[-1].id) if len(rows) > limit else None)


def may_be_paired(actor: Actor, *, uow: UnitOfWork) -> list[PersonName]:
    """For whom a tablet can be paired, by name (at most 1,000)."""
    within = organisations_of(actor)
    with uow.read() as look:
        homes = within if within is not None else {one.id for one in organisations.choices(look)}
        return accounts.facilitators(look, homes)
