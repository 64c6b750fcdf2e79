"""A code makes one tablet a device, once, within an hour; a device can be revoked at any time."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.accounts import public as accounts
from app.field.rules.codes import CREDENTIAL_DAYS, GOOD_FOR, new_code, read_code, show_code
from app.field.schemas.devices import ClaimDevice, ClaimedDevice, MakePairingCode, PairingCodeView
from app.field.store import devices as store
from app.field.tables import Device, PairingCode
from app.kernel import clock
from app.kernel.errors import Invalid, NotFound
from app.kernel.ids import fingerprint, new_id, new_secret
from app.kernel.outcome import Outcome
from app.kernel.words import _
from app.platform.once import is_first
from app.platform.unit_of_work import Tx, UnitOfWork


def organisations_of(actor: Actor) -> frozenset[UUID] | None:
    """The organisations whose tablets this person looks after; None: all of them. Raises Forbidden without the right."""
    actor.require(Permission.DEVICES_MANAGE)
    if actor.may_everywhere(Permission.DEVICES_MANAGE) or actor.may(Permission.ROLES_GRANT_ANY):
        return None
    return actor.organisations_where(Permission.DEVICES_MANAGE)


def _works_for(tx: Tx, email: str, within: frozenset[UUID] | None) -> tuple[UUID, UUID]:
    """(person, organisation) a tablet will act for: somebody who counts people in one of these organisations."""
    person = next(iter(accounts.people_by_emails(tx, [email]).values()), None)
    unknown = Invalid.of("user", "person.unknown", _("There is nobody with this e-mail address."))
    if person is None:
        raise unknown
    at_no_tablet_yet = (person.id, person.id)
    own = accounts.actors_on_tablets(tx, [at_no_tablet_yet])[at_no_tablet_yet]
    places = [held.organisation_id for held in own.memberships]
    if within is not None and not within & set(places):
        raise unknown
    counts = [
        place
        for place in places
        if own.may(Permission.SESSION_COUNT, place) and (within is None or place in within)
    ]
    if not counts:
        raise Invalid.of(
            "user", "person.does_not_count", _("This person has no role in which people are counted.")
        )
    return person.id, counts[0]


def make_pairing_code(
    actor: Actor, command: MakePairingCode, *, base_url: str, uow: UnitOfWork
) -> Outcome[PairingCodeView]:
    """A code, told once. The same request again tells everything but the code."""
    within = organisations_of(actor)
    identity = command.id or new_id()
    with uow.begin() as tx:
        content = [str(actor.person_id), command.model_dump(mode="json", exclude={"id"})]
        if not is_first(tx, "pairing_code", identity, content):
            before = store.code_by_id(tx.db, identity)
            if before is None:
                raise NotFound
            return Outcome(_shown(before, None, base_url), fresh=False)
        code, row = _new_code(tx, actor, identity, command, within)
    return Outcome(_shown(row, code, base_url), fresh=True)


def pair_from_command_line(label: str, email: str, *, uow: UnitOfWork) -> str:
    """A code for whoever holds the database; no right is asked."""
    with uow.begin() as tx:
        code, _row = _new_code(tx, None, new_id(), MakePairingCode(label=label, user=email), None)
    return show_code(code)


def _new_code(
    tx: Tx, actor: Actor | None, identity: UUID, command: MakePairingCode, within: frozenset[UUID] | None
) -> tuple[str, PairingCode]:
    person_id, organisation_id = _works_for(tx, command.user, within)
    code, now = new_code(), clock.now()
    row = PairingCode(
        id=identity,
        code_hash=fingerprint(code),
        label=command.label,
        person_id=person_id,
        organisation_id=organisation_id,
        made_by=actor.person_id if actor else None,
        made_at=now,
        expires_at=now + GOOD_FOR,
    )
    store.add(tx.db, row)
    tx.record(
        "device.code_made",
        actor,
        "person",
        person_id,
        organisation_id=organisation_id,
        data={"label": command.label},
    )
    return code, row


def _shown(row: PairingCode, code: str | None, base_url: str) -> PairingCodeView:
    return PairingCodeView(
        id=row.id,
        label=row.label,
        code=show_code(code) if code else None,
        url=f"{base_url.rstrip('/')}/field#pair={code}" if code else None,
        expires_at=row.expires_at,
    )


def claim(command: ClaimDevice, *, uow: UnitOfWork) -> ClaimedDevice:
    """Make the tablet that shows this code a device. Raises NotFound for a code that is not good (any more)."""
    code = read_code(command.code)
    gone = NotFound(
        "pairing.unknown",
        _("This code is not known, was used before, or is older than an hour. Ask for a new one."),
    )
    if code is None:
        raise gone
    token, now = new_secret(), clock.now()
    with uow.begin(housekeeping="a code that is not good") as tx:
        row = store.lock_code(tx.db, fingerprint(code))
        if row is None or row.device_id is not None or row.expires_at <= now:
            raise gone
        device = Device(
            id=new_id(),
            label=command.label or row.label,
            person_id=row.person_id,
            organisation_id=row.organisation_id,
            token_hash=fingerprint(token),
            paired_at=now,
            expires_at=now + timedelta(days=CREDENTIAL_DAYS),
            missing=[],
        )
        store.add(tx.db, device)
        row.device_id = device.id
        store.add(tx.db, row)
        tx.record(
            "device.paired",
            None,
            "device",
            device.id,
            organisation_id=device.organisation_id,
            data={"label": device.label, "person": str(device.person_id)},
        )
    return ClaimedDevice(device_id=device.id, token=token, label=device.label, expires_at=device.expires_at)


def revoke(actor: Actor, device_id: UUID, *, uow: UnitOfWork) -> None:
    """A tablet sends no more; what it holds can still be brought in as a file. Revoking twice is no fault."""
    within = organisations_of(actor)
    with uow.begin(housekeeping="revoked before") as tx:
        row = store.lock_seen(tx.db, within, device_id)
        if row is None:
            raise NotFound
        if row.revoked_at is None:
            row.revoked_at, row.revoked_by = clock.now(), actor.person_id
            store.add(tx.db, row)
            tx.record(
                "device.revoked",
                actor,
                "device",
                row.id,
                organisation_id=row.organisation_id,
                data={"label": row.label},
            )
