"""List sessions, page by page or all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import orjson

from app.access.actor import Actor
from app.access.permissions import Permission
from app.accounts import public as accounts
from app.kernel.errors import FieldError, Invalid
from app.kernel.paging import MAX_PAGE, Page, from_cursor, to_cursor
from app.kernel.words import _
from app.organisations import public as organisations
from app.places import public as places
from app.platform.unit_of_work import ReadTx, UnitOfWork
from app.projects import public as projects
from app.sessions.rules.plan import EARLIEST, LATEST
from app.sessions.schemas import SessionSearch
from app.sessions.schemas.listed import ListedSession
from app.sessions.store import named, written
from app.sessions.store.listing import Wanted
from app.sessions.use_cases.resolving import gathered

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
NOBODY = UUID(int=0)
"""Nobody has this id: a list of a stranger's sessions is empty and does not tell whether the stranger exists."""


def _moment(text: str, field: str) -> date | datetime:
    """A day (2022-07-30) or an instant with its offset (RFC 3339). Raises Invalid on `field`."""
    wrong = Invalid.of(
        field, "session.moment", _("Please write a date (2022-07-30) or an instant (2022-07-30T06:30:00Z).")
    )
    try:
        moment = date.fromisoformat(text) if _DAY.fullmatch(text) else datetime.fromisoformat(text)
    except ValueError:
        raise wrong from None
    if not EARLIEST <= moment.year <= LATEST:
        raise wrong
    if isinstance(moment, datetime):
        if moment.tzinfo is None:
            raise wrong
        return moment.astimezone(UTC)
    return moment


def wanted_of(look: ReadTx, search: SessionSearch) -> Wanted:
    """The search with its codes looked up. Raises Invalid with each wrong field."""
    errors: list[FieldError] = []
    values: dict[str, Any] = {
        "status": search.status,
        "venue_id": search.venue,
        "newest_first": search.newest_first,
    }
    for text, field in ((search.begins, "from"), (search.ends, "to")):
        if text:
            moment = gathered(errors, lambda text=text, field=field: _moment(text, field))  # type: ignore[misc]
            values[f"{field}_{'instant' if isinstance(moment, datetime) else 'day'}"] = moment
    code = search.organisation
    if code:
        found = organisations.by_codes(look, [code]).get(code)
        if found is None:
            errors.append(
                FieldError(
                    "organisation", "organisation.unknown", _("There is no organisation with this code.")
                )
            )
        else:
            values["organisation_id"] = found.id
    if search.project:
        project_code = search.project
        project = gathered(errors, lambda: projects.by_code(look, project_code, "project"))
        values["project_id"] = project.id if project else None
    if search.area:
        area = search.area
        values["areas"] = places.codes_below(look, area)
        if not values["areas"]:
            errors.append(FieldError("area", "area.unknown", _("There is no area with this code.")))
    if search.facilitator:
        email = search.facilitator.lower()
        person = accounts.people_by_emails(look, {email}).get(email)
        values["person_id"] = person.id if person else NOBODY
    if errors:
        raise Invalid(errors)
    return Wanted(**values)


def _after(cursor: str | None) -> tuple[datetime, UUID] | None:
    """The position in the list that a cursor holds."""
    if not cursor:
        return None
    begins, session_id = from_cursor(cursor, 2)
    unknown = Invalid.of("cursor", "cursor.unknown", _("This page of the list is not known. Start again."))
    try:
        instant = datetime.fromisoformat(begins)
        position = UUID(session_id)
    except ValueError:
        raise unknown from None
    if instant.tzinfo is None or not EARLIEST <= instant.year <= LATEST:
        raise unknown
    return instant.astimezone(UTC), position


def list_sessions(
    actor: Actor, search: SessionSearch, *, uow: UnitOfWork, cursor: str | None = None, limit: int = 50
) -> Page[ListedSession]:
    """A page of the sessions that exist for the reader, newest first unless asked otherwise."""
    actor.require(Permission.SESSION_SEE)
    after = _after(cursor)
    with uow.read() as look:
        wanted = wanted_of(look, search)
        found = named.page(look.db, actor.scope(Permission.SESSION_SEE), wanted, after=after, limit=limit + 1)
    return Page[ListedSession].model_construct(
        items=found[:limit], next=_cursor(found[limit - 1]) if len(found) > limit else None
    )


def _cursor(session: ListedSession) -> str:
    return to_cursor(session.starts_at.isoformat(), session.id)


def written_list(
    actor: Actor, search: SessionSearch, *, uow: UnitOfWork, cursor: str | None = None, limit: int = 50
) -> bytes:
    """The same page as `list_sessions` as JSON text, for programs: at a fraction of its cost."""
    actor.require(Permission.SESSION_SEE)
    after = _after(cursor)
    with uow.read() as look:
        wanted = wanted_of(look, search)
        found = written.page(
            look.db, actor.scope(Permission.SESSION_SEE), wanted, after=after, limit=limit + 1
        )
    following = None
    if len(found) > limit:
        last = found[limit - 1]
        following = to_cursor(last["starts_at"], last["id"])
    return orjson.dumps({"items": found[:limit], "next": following}, option=orjson.OPT_UTC_Z)


def every_page(actor: Actor, search: SessionSearch, *, uow: UnitOfWork) -> Iterator[list[ListedSession]]:
    """All sessions of a list, a page at a time; no transaction stays open between pages.

    The first page is read before the iterator is handed out, so that a refusal comes as one.
    """
    first = list_sessions(actor, search, uow=uow, limit=MAX_PAGE)

    def pages() -> Iterator[list[ListedSession]]:
        page = first
        yield page.items
        while page.next is not None:
            page = list_sessions(actor, search, uow=uow, cursor=page.next, limit=MAX_PAGE)
            yield page.items

    return pages()
