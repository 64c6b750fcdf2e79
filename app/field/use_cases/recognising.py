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
    return recognise_shown(fingerprint(token) if token else None, uow=uow)


def recognise_shown(shown: str | None, *, uow: UnitOfWork) -> Held:
    """The tablet with the credential of this hash. Raises Unauthorised for none, an unknown, a revoked or an old one."""
    if not shown:
        raise refuse_stranger()
    with uow.read() as look:
        device = store.by_token(look.db, shown)
    if device is None or not is_good(device):
        raise refuse_stranger()
    return device


_met: set[str] = set()
"""Hashes of credentials that were good once in this process: they need no look of their own before their batch is taken."""
_MOST_MET = 20_000


def was_met(shown: str) -> bool:
    """Whether the credential of this hash was ever good in this process; whether it still is, the intake sees when it holds the
    tablet.
    """
    return shown in _met


def meet(shown: str | None, *, uow: UnitOfWork) -> None:
    """Recognise a tablet once, so that strangers never come as far as the line of writers. Raises Unauthorised."""
    recognise_shown(shown, uow=uow)
    if len(_met) >= _MOST_MET:
        _met.clear()
    _met.add(shown or "")


Tablet = Held
"""A recognised tablet, as the faces hand it on."""
