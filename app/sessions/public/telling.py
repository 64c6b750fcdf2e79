"""Tells people what happened to their sessions, in the transaction in which it happened.

The unit of work hands over what was recorded; no use case has to remember to tell anybody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.access.permissions import Role
from app.accounts import public as accounts
from app.kernel import clock
from app.notices import public as notices
from app.notices.public import GROUPED, NoticeKind, Told
from app.organisations import public as organisations
from app.platform.unit_of_work import Happening, ReadTx
from app.projects import public as projects
from app.sessions.public import told_whom as rules
from app.sessions.public.told_whom import Staff
from app.sessions.rules.involved import Involved
from app.sessions.store import telling as store


@dataclass(frozen=True, slots=True)
class _News:
    """One person is to hear of one session."""

    person_id: UUID
    kind: NoticeKind
    session: Involved
    once: str
    organisation: str
    reason: str


def _known(look: ReadTx, ids: Collection[UUID]) -> tuple[dict[UUID, Involved], Staff]:
    """The sessions with the agencies that pay for them, and the planners and coordinators of the house."""
    found, of_projects = store.involved(look.db, ids)
    paying = projects.by_ids(look, {one for some in of_projects.values() for one in some})
    found = {
        key: replace(
            session,
            agencies=frozenset(paying[one].agency_id for one in of_projects.get(key, ()) if one in paying),
        )
        for key, session in found.items()
    }
    return found, accounts.staff(look, (), {Role.PLANNER, Role.COORDINATOR})


def _news_of(
    happened: Happening, kind: NoticeKind, session: Involved, staff: Staff, lead: str
) -> Iterable[_News]:
    reason = str(happened.data.get("reason") or "")
    by = str(happened.data.get("organisation") or lead)
    asked: set[UUID] = set()
    if kind is NoticeKind.PROPOSED:
        asked = rules.invited(session, staff)
    elif kind is NoticeKind.CHANGED and "partners" in happened.data:
        before = {str(part[0]) for part in happened.data["partners"][0] or ()}
        known = frozenset(
            part.organisation_id for part in session.parts if str(part.organisation_id) in before
        )
        asked = rules.invited(session, staff, already=known)
    told = rules.told_of(kind, session, staff) - asked
    for person, about in [*((one, NoticeKind.INVITED) for one in asked), *((one, kind) for one in told)]:
        if person != happened.actor_id:
            yield _News(person, about, session, str(happened.id), by, reason)


def _facts(news: _News) -> dict[str, Any]:
    return {
        "code": news.session.code,
        "title": news.session.title,
        "organisation": news.organisation,
        "reason": news.reason,
        "starts_at": news.session.starts_at.isoformat(),
        "time_zone": news.session.time_zone,
    }


def _told(news: Sequence[_News]) -> Iterable[Told]:
    """One notice each, or one for all where a series or an import made many of a kind."""
    grouped: dict[tuple[UUID, NoticeKind], list[_News]] = {}
    for one in news:
        grouped.setdefault((one.person_id, one.kind), []).append(one)
    for (person, kind), several in grouped.items():
        if kind in GROUPED and len(several) > notices.TOLD_ONE_BY_ONE:
            facts = {"count": len(several), "reason": several[0].reason}
            yield Told(
                person_id=person,
                kind=kind,
                subject_kind="session",
                subject_id=None,
                facts=facts,
                once=f"{several[0].once}:{kind.value}",
            )
            continue
        for one in several:
            yield Told(
                person_id=person,
                kind=kind,
                subject_kind="session",
                subject_id=one.session.id,
                facts=_facts(one),
                once=f"{one.once}:{kind.value}",
            )


def tell_about(db: Session, happenings: Sequence[Happening]) -> None:
    """Tell those concerned of what was recorded about sessions; nothing is asked when nothing concerns anybody."""
    about = [
        (one, rules.ABOUT[one.action])
        for one in happenings
        if one.action in rules.ABOUT and rules.is_worth_telling(rules.ABOUT[one.action], one.data)
    ]
    if not about:
        return
    look = ReadTx(db)
    sessions, staff = _known(look, {UUID(one.subject_id) for one, _kind in about})
    back = {UUID(one.subject_id) for one, kind in about if kind is NoticeKind.SENT_BACK}
    for session_id, reporter in (store.last_reporters(db, back) if back else {}).items():
        # The session itself does not name her any more: a report sent back is nobody's.
        sessions[session_id] = replace(sessions[session_id], reported_by=reporter)
    leads = organisations.by_ids(
        look, {one.organisation_id for one, _kind in about if one.organisation_id is not None}
    )
    news: list[_News] = []
    for happened, kind in about:
        session = sessions.get(UUID(happened.subject_id))
        if session is not None:
            lead = leads.get(happened.organisation_id) if happened.organisation_id else None
            news += _news_of(happened, kind, session, staff, lead.code if lead else "")
    notices.tell(db, _told(news))


def remind(db: Session) -> None:
    """Tell facilitators of what comes up within a day, and whoever owes a report that it is overdue."""
    now = clock.now()
    soon = store.coming_up(db, now, now + rules.COMING_UP_WITHIN)
    late = store.not_reported(db, now - rules.OVERDUE_UNTIL, now - rules.OVERDUE_AFTER)
    if not soon and not late:
        return
    sessions, staff = _known(ReadTx(db), {*soon, *late})
    news = []
    for kind, ids in ((NoticeKind.TOMORROW, soon), (NoticeKind.OVERDUE, late)):
        for session in (sessions[one] for one in ids if one in sessions):
            again = kind is NoticeKind.OVERDUE and now - session.starts_at > rules.OVERDUE_AGAIN_AFTER
            once = (
                f"{kind.value}:{session.id}:{session.starts_at.date().isoformat()}{':again' if again else ''}"
            )
            news += [
                _News(person, kind, session, once, "", "") for person in rules.told_of(kind, session, staff)
            ]
    notices.tell(db, _told(news))
