"""Prove the trail, read it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.audit import rules, sealing, store
from app.audit.schemas import AuditLine, Verdict
from app.kernel.errors import Invalid
from app.kernel.paging import Page, from_cursor, to_cursor
from app.kernel.words import _
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
    before = None
    if cursor:
        at, last = from_cursor(cursor, 2)
        try:
            before = (datetime.fromisoformat(at), UUID(last))
        except ValueError:
            raise Invalid.of(
                "cursor", "cursor.unknown", _("This page of the list is not known. Start again.")
            ) from None
    subject = (subject_kind, subject_id) if subject_kind and subject_id else None
    with uow.read() as look:
        found = store.lines(look.db, subject=subject, organisations=None, before=before, limit=limit + 1)
    shown = found[:limit]
    following = to_cursor(shown[-1].at.isoformat(), shown[-1].id) if len(found) > limit else None
    return Page(items=shown, next=following)
