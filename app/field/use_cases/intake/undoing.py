"""The effects of tickets and kits are taken back one by one, each in the ledger where it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from app.access.actor import Actor
from app.distributions import public as distributions
from app.field.rules.words import Kind
from app.field.use_cases.intake.batch import Batch, TakenBack
from app.field.use_cases.intake.kits import hand_out_id
from app.kernel.ids import new_id
from app.kits import public as kits_ledger
from app.platform.unit_of_work import Tx
from app.registration import public as registration

_NOTE = "void"


def undo(batch: Batch, backs: Sequence[TakenBack]) -> None:
    """Take back what voids of this batch name, but counts and doors, which went with the others."""
    for back in backs:
        undo_one(
            batch.tx,
            back.told_by.actor,
            back.kind,
            back.target_id,
            back.payload,
            by=back.void_id,
            device_id=back.told_by.delivery.device.id,
            key=batch.key,
        )


def undo_one(
    tx: Tx,
    actor: Actor,
    kind: Kind,
    event_id: UUID,
    payload: Mapping[str, Any],
    *,
    by: UUID,
    device_id: UUID | None,
    key: bytes,
) -> None:
    """Take back one event of a ticket, a kit, a load or a till; `by` is the void, or the exception settled."""
    if kind is Kind.CHECK_IN or (kind is Kind.KIT and "ticket" in payload):
        registration.reverse_redemption(tx, actor, event_id, void_event_id=by, device_id=device_id)
    if kind is Kind.KIT:
        identity = hand_out_id(key, event_id) if "ticket" in payload else event_id
        distributions.take_back(tx, actor, identity, note=_NOTE)
    elif kind in {Kind.LOAD, Kind.TILL}:
        for entry in kits_ledger.entries_caused_by(tx, event_id):
            kits_ledger.reverse(tx, actor, entry.id, new_id(), note=_NOTE, allow_negative=True)
