"""Who shows this credential: a tablet that may send batches and fetch its bundle, and nothing else."""

from __future__ import annotations

from app.field.store import devices as store
from app.field.store.devices import Held
from app.kernel import clock
from app.kernel.errors import Unauthorised
from app.kernel.ids import fingerprint
from app.kernel.words import _
from app.platform.unit_of_work import UnitOfWork


def refuse_stranger() -> Unauthorised:
    """401: not paired, revoked, or run out."""
    return Unauthorised("device.unknown", _("This tablet is not paired (any more). Pair it again to send."))


def is_good(device: Held) -> bool:
    """Whether the credential of a tablet still holds."""
    return device.revoked_at is None and device.expires_at > clock.now()


def recognise(token: str | None, *, uow: UnitOfWork) -> Held:
    """The tablet with this credential. Raises Unauthorised for none, an unknown, a revoked or an old one."""
    if not token:
        raise refuse_stranger()
    with uow.read() as look:
        device = store.by_token(look.db, fingerprint(token))
    if device is None or not is_good(device):
        raise refuse_stranger()
    return device


Tablet = Held
"""A recognised tablet, as the faces hand it on."""
