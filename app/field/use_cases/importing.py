"""The outbox of a tablet that cannot send, brought in as a file: the same intake, as often as anybody likes."""

from __future__ import annotations

from collections import Counter

from app.access.actor import Actor
from app.field.rules.outbox_file import read_file
from app.field.rules.words import Outcome
from app.field.schemas.events import MOST_EVENTS, SendBatch
from app.field.schemas.exceptions import ImportResult
from app.field.store import devices as store
from app.field.use_cases.intake import take_batch
from app.field.use_cases.pairing import organisations_of
from app.kernel import clock
from app.kernel.errors import Invalid
from app.kernel.words import _
from app.platform.unit_of_work import UnitOfWork


def bring_in(actor: Actor, content: bytes, *, key: bytes, uow: UnitOfWork) -> ImportResult:
    """Take a saved outbox, a hundred events at a time; a revoked tablet's too.

    Raises Invalid on `file` when it is damaged or of a tablet that is not known here.
    """
    within = organisations_of(actor)
    file = read_file(content)
    with uow.read() as look:
        device = store.find_held_seen(look.db, within, file.device_id)
    if device is None:
        raise Invalid.of(
            "file", "outbox.unknown_tablet", _("The tablet that saved this file is not known here.")
        )
    outcomes: Counter[Outcome] = Counter()
    for begin in range(0, len(file.events), MOST_EVENTS):
        batch = SendBatch(
            device_id=device.id,
            sent_at_device=clock.now(),
            events=file.events[begin : begin + MOST_EVENTS],
        )
        answer = take_batch(device, batch, key=key, uow=uow, brought_by=actor)
        outcomes.update(result.outcome for result in answer.results)
    with uow.begin() as tx:
        tx.record(
            "device.file_brought_in",
            actor,
            "device",
            device.id,
            organisation_id=device.organisation_id,
            data={"events": len(file.events)},
        )
    return ImportResult(
        device=device.id,
        label=device.label,
        total=len(file.events),
        applied=outcomes[Outcome.APPLIED],
        duplicate=outcomes[Outcome.DUPLICATE],
        conflict=outcomes[Outcome.CONFLICT],
        rejected=outcomes[Outcome.REJECTED],
    )
