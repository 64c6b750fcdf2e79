"""What waits for a person: to answer, to confirm, to report, to correct, to verify. Bounded, and one look."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel import clock
from app.notices import public as notices
from app.platform.unit_of_work import ReadTx, UnitOfWork
from app.sessions.rules import SessionStatus
from app.sessions.schemas.listed import ListedSession
from app.sessions.store import glance, named
from app.sessions.store import inbox as store
from app.sessions.store.listing import Wanted

MOST = 50
"""So many of each kind are listed; the next ones come up when these are done."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An invitation, and for which of the person's organisations she answers."""

    session: ListedSession
    organisations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SentBack:
    """A report that came back, with the note that came with it."""

    session: ListedSession
    note: str


@dataclass(frozen=True, slots=True)
class Inbox:
    """What waits, the most pressing first in each list; a list is None when it is not this person's to do."""

    invitations: list[Asked] | None = None
    sent_back: list[SentBack] | None = None
    to_report: list[ListedSession] | None = None
    to_confirm: list[ListedSession] | None = None
    to_verify: list[ListedSession] | None = None
    own_reports: list[ListedSession] = field(default_factory=list)
    unread_notices: int = 0

    @property
    def total(self) -> int:
        """How many things wait for this person."""
        asked = (self.invitations, self.sent_back, self.to_report, self.to_confirm, self.to_verify)
        return sum(len(one) for one in asked if one is not None)


def _invitations(look: ReadTx, actor: Actor) -> list[Asked]:
    own = actor.organisations_where(Permission.SESSION_SCHEDULE)
    codes = {one.organisation_code for one in actor.memberships if one.organisation_id in own}
    return [
        Asked(
            line,
            tuple(
                part.organisation
                for part in line.partners
                if part.organisation in codes and part.accepted is None
            ),
        )
        for line in glance.invitations(look.db, own, clock.now(), MOST)
    ]


def _over(look: ReadTx, actor: Actor) -> list[ListedSession]:
    """Sessions that are over and have no report; those sent back are listed by themselves."""
    scope = actor.scope(Permission.SESSION_CLOSE)
    rows = []
    for status in (SessionStatus.IN_PROGRESS, SessionStatus.CONFIRMED):
        wanted = Wanted(status=status, to_instant=clock.now(), newest_first=False)
        rows += named.page(look.db, scope, wanted, limit=MOST)
    return [row for row in rows if row.ends_at < clock.now()]


def _sent_back(look: ReadTx, actor: Actor) -> list[SentBack]:
    scope = actor.scope(Permission.SESSION_CLOSE)
    return [SentBack(session, note) for session, note in store.sent_back(look.db, scope, MOST)]


def inbox(actor: Actor, *, uow: UnitOfWork) -> Inbox:
    """Everything in the house of sessions that waits for this person."""
    actor.require(Permission.SESSION_SEE)
    with uow.read() as look:
        invitations = _invitations(look, actor) if actor.may(Permission.SESSION_SCHEDULE) else None
        sent_back, to_report = None, None
        if actor.may(Permission.SESSION_CLOSE):
            sent_back = _sent_back(look, actor)
            returned = {one.session.id for one in sent_back}
            to_report = [one for one in _over(look, actor) if one.id not in returned]
        to_confirm, to_verify, own_reports = None, None, []
        if actor.may(Permission.SESSION_CONFIRM):
            wanted = Wanted(status=SessionStatus.PROPOSED, newest_first=False)
            to_confirm = named.page(look.db, actor.scope(Permission.SESSION_CONFIRM), wanted, limit=MOST)
        if actor.may(Permission.SESSION_VERIFY):
            wanted = Wanted(status=SessionStatus.REPORTED, newest_first=False)
            shown = named.page(look.db, actor.scope(Permission.SESSION_VERIFY), wanted, limit=MOST)
            mine = store.reported_by(look.db, actor.person_id, [one.id for one in shown])
            to_verify = [one for one in shown if one.id not in mine]
            own_reports = [one for one in shown if one.id in mine]
        unread = notices.unread(look, actor.person_id)
    return Inbox(invitations, sent_back, to_report, to_confirm, to_verify, own_reports, unread)
