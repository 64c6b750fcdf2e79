"""Prove the trail, read it."""

from __future__ import annotations

from app.access.actor import Actor
from app.access.permissions import Permission
from app.audit import public, rules, sealing, store
from app.audit.schemas import AuditLine, Verdict
from app.kernel.paging import Page
from app.platform.unit_of_work import UnitOfWork


def verify(uow: UnitOfWork) -> list[Verdict]:
    """Recompute every chain from its first event. A verdict with `broken_at` is proof of an edit."""
    sealing.seal(uow)
    verdicts = []
    with uow.read() as look:
        for chain in store.chains(look.db):
            previous, position, broken = rules.FIRST, 0, None
            for link, event in store.sealed_events(look.db, chain):
                position += 1
                honest = (
                    link.position == position
                    and link.previous == previous
                    and store.chain_of(event) == chain
                    and link.hash == rules.bind(previous, store.facts_of(event))
                )
                if not honest and broken is None:
                    broken = position
                previous = link.hash
            verdicts.append(Verdict(chain=chain, events=position, head=previous, broken_at=broken))
        if missing := store.count_unaccounted(look.db):
            verdicts.append(Verdict(chain="unsealed", events=missing, head="", broken_at=1))
    return verdicts


def read_trail(
    actor: Actor,
    *,
    uow: UnitOfWork,
    subject_kind: str | None = None,
    subject_id: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[AuditLine]:
    """The trail, newest first, of the actor's programme (coordinator) or house (administrator)."""
    actor.require(Permission.AUDIT_SEE)
    subject = (subject_kind, subject_id) if subject_kind and subject_id else None
    with uow.read() as look:
        return public.lines(look, subject=subject, cursor=cursor, limit=limit)
