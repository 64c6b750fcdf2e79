"""Paired tablets and the codes that pair them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, String, bindparam, func, select, true, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from app.access.actor import Actor
from app.accounts import public as accounts
from app.field.rules.gaps import Arrived
from app.field.tables import Device, DeviceSession, PairingCode
from app.platform.asked import Asked, Told

_device: Any = Device.__table__  # type: ignore[attr-defined]
_lent: Any = DeviceSession.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Held:
    """A tablet as the intake sees it."""

    id: UUID
    label: str
    person_id: UUID
    organisation_id: UUID
    expires_at: datetime
    revoked_at: datetime | None
    arrived: Arrived


_COLUMNS = (
    _device.c.id,
    _device.c.label,
    _device.c.person_id,
    _device.c.organisation_id,
    _device.c.expires_at,
    _device.c.revoked_at,
    _device.c.highest_seq,
    _device.c.missing,
)
_BY_TOKEN = Asked(
    lambda _among: select(*_COLUMNS).where(_device.c.token_hash == bindparam("token_hash", type_=String()))
)
_HOLD_BY_TOKEN = Asked(
    lambda among: accounts.who_acts(
        select(_device.c.token_hash, *_COLUMNS)
        .join(accounts.people_table, accounts.people_table.c.id == _device.c.person_id)
        .where(among(_device.c.token_hash, "token_hashes"))
        .order_by(_device.c.id)
        .with_for_update(key_share=True, of=_device)
    )
)
"""In the order of their ids, so that nobody waits for one another in a ring. A row for each role of the person."""
_HOLD = Asked(
    lambda _among: (
        select(*_COLUMNS)
        .where(_device.c.id == bindparam("id", type_=_device.c.id.type))
        .with_for_update(key_share=True)
    )
)


def _held(row: Any) -> Held:
    missing = tuple((first, last) for first, last in row.missing)
    arrived = Arrived(row.highest_seq, missing)
    return Held(
        row.id, row.label, row.person_id, row.organisation_id, row.expires_at, row.revoked_at, arrived
    )


def by_token(db: Session, token_hash: str) -> Held | None:
    """The tablet with this credential, good or not."""
    row = _BY_TOKEN.first(db.connection(), token_hash=token_hash)
    return _held(row) if row else None


def find_held(db: Session, device_id: UUID) -> Held | None:
    """A tablet as the intake sees it, not held."""
    row = db.connection().execute(select(*_COLUMNS).where(_device.c.id == device_id)).first()
    return _held(row) if row else None


def hold(db: Session, device_id: UUID) -> Held | None:
    """A tablet, its row locked until the transaction ends: its batches stand in line."""
    row = _HOLD.first(db.connection(), id=device_id)
    return _held(row) if row else None


def _told(name: str, column: str) -> Any:
    return bindparam(name, type_=_device.c[column].type)


def hold_by_token(db: Session, token_hashes: Collection[str], today: date) -> dict[str, tuple[Held, Actor]]:
    """The tablets with these credentials, good or not, their rows locked until the transaction ends, and who acts on
    each with the roles of today. One statement.
    """
    found: dict[str, list[Any]] = {}
    for row in _HOLD_BY_TOKEN.rows(db.connection(), token_hashes=token_hashes, today=today):
        found.setdefault(row.token_hash, []).append(row)
    return {token: (_held(rows[0]), accounts.actor_from(rows, rows[0].id)) for token, rows in found.items()}


_SEEN = Told(
    lambda: (
        update(_device)
        .where(_device.c.id == _told("device", "id"))
        .values(
            highest_seq=_told("highest", "highest_seq"),
            missing=_told("gaps", "missing"),
            app_version=_told("version", "app_version"),
            queue_length=_told("queue", "queue_length"),
            oldest_at=_told("oldest", "oldest_at"),
            drift_seconds=_told("drift", "drift_seconds"),
            last_seen_at=_told("now", "last_seen_at"),
        )
    )
)


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a batch told of its tablet."""

    device_id: UUID
    arrived: Arrived
    version: str
    queue: int | None
    oldest: datetime | None
    drift_seconds: int


def note_batches(db: Session, told: Sequence[Sighting], now: datetime) -> None:
    """What batches told of their tablets."""
    _SEEN.tell(
        db.connection(),
        [
            {
                "device": one.device_id,
                "highest": one.arrived.highest,
                "gaps": [list(gap) for gap in one.arrived.missing],
                "version": one.version,
                "queue": one.queue,
                "oldest": one.oldest,
                "drift": one.drift_seconds,
                "now": now,
            }
            for one in told
        ],
    )


def note_arrived(db: Session, device_id: UUID, arrived: Arrived) -> None:
    """Which numbers of a tablet have arrived, by whatever way."""
    db.connection().execute(
        update(_device)
        .where(_device.c.id == device_id)
        .values(highest_seq=arrived.highest, missing=[list(one) for one in arrived.missing])
    )


def find_held_seen(db: Session, organisations: frozenset[UUID] | None, device_id: UUID) -> Held | None:
    """A tablet of these organisations (None: of any) as the intake sees it, good or not."""
    row = (
        db.connection()
        .execute(select(*_COLUMNS).where(_device.c.id == device_id, _seen(organisations)))
        .first()
    )
    return _held(row) if row else None


def lent(db: Session, device_id: UUID, session_ids: Collection[UUID]) -> set[UUID]:
    """Which of these sessions a tablet was ever given."""
    return set(
        db.connection()
        .execute(
            select(_lent.c.session_id).where(
                _lent.c.device_id == device_id, _lent.c.session_id.in_(list(session_ids))
            )
        )
        .scalars()
    )


def lend(db: Session, device_id: UUID, session_ids: Collection[UUID]) -> None:
    """Note that a tablet was given these sessions."""
    upsert: Any = sqlite.insert if db.get_bind().dialect.name == "sqlite" else postgresql.insert
    rows = [{"device_id": device_id, "session_id": one} for one in sorted(session_ids)]
    db.connection().execute(upsert(_lent).values(rows).on_conflict_do_nothing())


def note_bundle(db: Session, device_id: UUID, version: str, now: datetime) -> None:
    """A tablet fetched its bundle."""
    values: dict[str, Any] = {"last_seen_at": now}
    if version:
        values["app_version"] = version
    db.connection().execute(update(_device).where(_device.c.id == device_id).values(values))


def _seen(organisations: frozenset[UUID] | None) -> ColumnElement[bool]:
    return true() if organisations is None else col(Device.organisation_id).in_(organisations)


def listing(
    db: Session, organisations: frozenset[UUID] | None, *, after: UUID | None, limit: int
) -> list[Device]:
    """Tablets of these organisations (None: all), newest first, after an id."""
    query = select_rows(Device).where(_seen(organisations)).order_by(col(Device.id).desc()).limit(limit)
    if after is not None:
        query = query.where(col(Device.id) < after)
    return list(db.exec(query))


def lock_seen(db: Session, organisations: frozenset[UUID] | None, device_id: UUID) -> Device | None:
    """A tablet of these organisations (None: of any), held until the transaction ends."""
    return db.exec(
        select_rows(Device).where(Device.id == device_id, _seen(organisations)).with_for_update()
    ).first()


def find_many(db: Session, ids: Collection[UUID]) -> dict[UUID, Device]:
    """Tablets by id; one statement however many."""
    if not ids:
        return {}
    return {row.id: row for row in db.exec(select_rows(Device).where(col(Device.id).in_(list(ids))))}


def how_many_waiting(db: Session, before: datetime) -> int:
    """Tablets with unsent work older than an instant that were not revoked."""
    query = select(func.count()).where(
        _device.c.queue_length > 0, _device.c.oldest_at < before, _device.c.revoked_at.is_(None)
    )
    return int(db.connection().execute(query).scalar_one())


def add(db: Session, row: Device | PairingCode) -> None:
    """Insert a tablet or a code."""
    db.add(row)
    db.flush()


def lock_code(db: Session, code_hash: str) -> PairingCode | None:
    """The code with this hash, held until the transaction ends."""
    return db.exec(
        select_rows(PairingCode).where(PairingCode.code_hash == code_hash).with_for_update()
    ).first()


def code_by_id(db: Session, code_id: UUID) -> PairingCode | None:
    """A code by its id."""
    return db.get(PairingCode, code_id)
