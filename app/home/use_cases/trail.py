"""The trail of what happened, with names of people, sessions and organisations."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

import orjson

from app.access.actor import Actor
from app.access.permissions import Permission
from app.accounts import public as accounts
from app.audit import public as audit
from app.home.schemas import TrailLine
from app.kernel.paging import Page
from app.organisations import public as organisations
from app.platform.unit_of_work import UnitOfWork
from app.sessions import public as sessions


def read_trail(
    actor: Actor,
    *,
    uow: UnitOfWork,
    subject: tuple[str, str] | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[TrailLine]:
    """A page of the trail, newest first, perhaps of one subject (kind, id) only; four statements."""
    actor.require(Permission.AUDIT_SEE)
    sees_sessions = actor.may(Permission.SESSION_SEE)
    with uow.read() as look:
        page = audit.lines(look, subject=subject, cursor=cursor, limit=limit)
        people = accounts.people_by_ids(
            look, {line.actor_id for line in page.items if line.actor_id} | _ids(page.items, "person")
        )
        houses = organisations.by_ids(
            look,
            {line.organisation_id for line in page.items if line.organisation_id}
            | _ids(page.items, "organisation"),
        )
        codes = sessions.labels(look, _ids(page.items, "session"))
    names: dict[tuple[str, str], str] = {
        **{("person", str(one.id)): one.name for one in people.values()},
        **{("organisation", str(one.id)): one.code for one in houses.values()},
        **{("session", str(one.id)): one.code for one in codes.values()},
    }
    lines = [
        TrailLine(
            at=line.at,
            action=line.action,
            subject_kind=line.subject_kind,
            subject_id=line.subject_id,
            subject=names.get((line.subject_kind, line.subject_id), line.subject_id),
            href=f"/sessions/{line.subject_id}" if line.subject_kind == "session" and sees_sessions else None,
            organisation=houses[line.organisation_id].code if line.organisation_id in houses else "",
            who=people[line.actor_id].name if line.actor_id in people else "",
            door=line.door,
            facts=tuple((key, orjson.dumps(value).decode()) for key, value in line.data.items()),
        )
        for line in page.items
    ]
    return Page[TrailLine].model_construct(items=lines, next=page.next)


def _ids(lines: Iterable[audit.AuditLine], kind: str) -> set[UUID]:
    """The ids of the subjects of a kind; a few subjects are named by codes, not ids."""
    found = set()
    for line in lines:
        if line.subject_kind == kind:
            try:
                found.add(UUID(line.subject_id))
            except ValueError:
                continue
    return found
