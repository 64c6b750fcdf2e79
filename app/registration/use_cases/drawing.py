"""Draw the codes of a batch and keep their hashes. A batch is a sheet to be printed, or tickets that guests draw."""

from __future__ import annotations

import secrets
from uuid import UUID

from app.kernel import clock
from app.kernel.errors import Conflict, FieldError
from app.kernel.ids import new_id
from app.kernel.words import _
from app.platform.unit_of_work import Tx
from app.registration.rules.codes import draw_code, hash_of
from app.registration.rules.tickets import MOST_OF_A_SESSION, TicketState
from app.registration.store import tickets as store
from app.registration.tables import TicketBatch
from app.sessions.public import SessionFacts

SEED_BYTES = 32


def code_at(batch: TicketBatch, place: int, key: str) -> str:
    """One code of a batch that is not sealed. `place`: from `first_number` to `last_number`."""
    return draw_code(key.encode(), bytes.fromhex(batch.seed or ""), place)


def codes_of(batch: TicketBatch, key: str) -> list[str]:
    """The codes of a batch that is not sealed, in the order in which they are made."""
    return [code_at(batch, place, key) for place in range(batch.first_number, batch.last_number + 1)]


def draw(
    tx: Tx,
    session: SessionFacts,
    identity: UUID,
    quantity: int,
    key: str,
    *,
    made_by: UUID | None,
    for_guests: bool = False,
) -> TicketBatch:
    """A new batch of a held session. The tickets of a sheet are numbered as their codes are made; those of guests
    are shuffled first, so that neither a number nor the order of rows or ids tells which code is whose.

    Raises Conflict `tickets.too_many`.
    """
    first = store.last_number(tx.db, session.id) + 1
    last = first + quantity - 1
    if last > MOST_OF_A_SESSION:
        said = _("A session has at most %(most)s tickets; %(made)s were made.") % {
            "most": MOST_OF_A_SESSION,
            "made": first - 1,
        }
        raise Conflict("tickets.too_many", said, [FieldError("quantity", "tickets.too_many", said)])
    while True:
        batch = TicketBatch(
            id=identity,
            session_id=session.id,
            first_number=first,
            last_number=last,
            seed=secrets.token_hex(SEED_BYTES),
            given=0 if for_guests else None,
            made_by=made_by,
            made_at=clock.now(),
        )
        hashes = [hash_of(session.id, code) for code in codes_of(batch, key)]
        if len(set(hashes)) == quantity and not store.any_known(tx.db, hashes):
            break  # two equal codes of 50 bits: once in ten million sessions, then a new seed is drawn
    if for_guests:
        secrets.SystemRandom().shuffle(hashes)
    rows = [
        {
            "id": new_id(),
            "session_id": session.id,
            "batch_id": identity,
            "number": number,
            "hash": each,
            "state": TicketState.ISSUED.value,
            "void_reason": "",
        }
        for number, each in enumerate(hashes, first)
    ]
    store.add_batch(tx.db, batch, rows)
    return batch
