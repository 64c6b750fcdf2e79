"""My PIN on shared tablets: set, changed, or given up."""

from __future__ import annotations

from app.access.actor import Actor
from app.accounts.rules.pins import keep_pin, read_pin
from app.accounts.store import entering as store
from app.accounts.store import tablets
from app.kernel.errors import Invalid, Unauthorised
from app.kernel.words import _
from app.platform.unit_of_work import UnitOfWork


def has_pin(actor: Actor, *, uow: UnitOfWork) -> bool:
    """Whether a tablet asks me for one."""
    with uow.read() as look:
        return actor.person_id in tablets.pins(look.db, [actor.person_id])


def set_pin(actor: Actor, typed: str, *, uow: UnitOfWork) -> None:
    """Ask me for this PIN on shared tablets; nothing typed: for none. Raises Invalid on `pin`."""
    pin = read_pin(typed) if typed.strip() else None
    if typed.strip() and pin is None:
        raise Invalid.of("pin", "pin.form", _("A PIN has four to six digits."))
    kept = keep_pin(pin) if pin else None
    with uow.begin() as tx:
        person = store.lock_person(tx.db, actor.person_id)
        if person is None:
            raise Unauthorised
        person.pin_salt = kept.salt if kept else None
        person.pin_rounds = kept.rounds if kept else None
        person.pin_hash = kept.hash if kept else None
        tx.db.add(person)
        tx.record("person.pin_set" if kept else "person.pin_removed", actor, "person", person.id)
