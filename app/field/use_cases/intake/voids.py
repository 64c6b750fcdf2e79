"""What is taken back. A void may come before what it takes back: then it waits in the ledger of events."""

from __future__ import annotations

from uuid import UUID

from app.field.rules.words import CAN_BE_VOIDED, Kind, Reason
from app.field.schemas.events import VoidPayload
from app.field.store import events as store
from app.field.use_cases.intake.batch import Batch, TakenBack
from app.field.use_cases.intake.reading import Arrival


def take_back(batch: Batch) -> list[TakenBack]:
    """Which effects end with this batch, each once, however many voids name them. At most three statements.

    The sessions are held, so an event and its void never pass each other unseen.
    """
    voids = [(one, _target(one)) for one in batch.of_kind(Kind.VOID)]
    loose = store.loose_ends(batch.tx.db, _can_be_voided(batch), batch.sessions)
    batch.a_report_waits = loose.a_report_waits
    if not (voids or loose.voids):
        return []
    here = {one.id: one for one in batch.fresh}
    elsewhere = {target for _void, target in voids if target not in here}
    stored = store.by_ids(batch.tx.db, elsewhere) if elsewhere else {}
    backs: dict[UUID, TakenBack] = {}
    wrong = []
    for void, target in voids:
        if target in here:
            event = here[target]
            session_id, kind, payload = event.session_id, event.kind, event.payload
        elif target in stored:
            known = stored[target]
            session_id, kind, payload = known.session_id, Kind(known.kind), known.payload
        else:
            continue
        if session_id != void.session_id or kind not in CAN_BE_VOIDED:
            wrong.append(void)
        else:
            backs.setdefault(target, TakenBack(target, kind, payload, void.id, void))
    batch.refuse(wrong, Reason.MALFORMED)
    for target, void_id, session_id in loose.voids:
        event = here[target]
        if session_id == event.session_id and event.kind in CAN_BE_VOIDED:
            backs.setdefault(target, TakenBack(target, event.kind, event.payload, void_id, event))
    if not backs:
        return []
    claimed = store.claim_reversals(
        batch.tx.db,
        [
            {
                "event_id": back.target_id,
                "by_event": back.void_id,
                "by_person": back.told_by.recorded_by,
                "at": batch.received_at,
            }
            for back in backs.values()
        ],
    )
    return [back for back in backs.values() if back.target_id in claimed]


def _target(void: Arrival) -> UUID:
    payload = void.event["payload"]
    assert isinstance(payload, VoidPayload)  # noqa: S101 - the validator has seen to it
    return payload.event_id


def _can_be_voided(batch: Batch) -> list[UUID]:
    return [one.id for one in batch.fresh if one.kind in CAN_BE_VOIDED]
