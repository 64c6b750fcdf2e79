"""Takes waiting letters to the post: first marked as taken, then handed over, then settled.

A process that dies in between leaves its letters to the next one after ten minutes, so a letter may come
twice and is never lost. One person gets one letter a round, however many notices wait for her.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby
from uuid import UUID

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.accounts import public as accounts
from app.accounts.public import Addressee
from app.kernel import clock
from app.kernel.words import _, _n
from app.notices import store
from app.notices.rules import LEASE, TOO_OLD, TRIES, MailState, next_try_after
from app.notices.schemas import NoticeView
from app.notices.tables import Notice
from app.notices.use_cases.inbox import view
from app.platform import catalogues, formats
from app.platform.mail import AddressRefused, Letter, MailAway, Mailer
from app.platform.unit_of_work import UnitOfWork

log = logging.getLogger("karama.notices")

AT_A_TIME = 200


def letter(to: Addressee, told: Sequence[NoticeView], base_url: str) -> Letter:
    """One letter with all that waits for a person, in her language."""
    with catalogues.speaking(to.language):
        lines = [str(_("Hello %(name)s,") % {"name": to.name}), ""]
        for one in told:
            lines.append(one.text)
            if one.starts_at is not None:
                lines.append(formats.moment(one.starts_at, one.time_zone or "UTC"))
            if one.reason:
                lines.append(str(_("Reason: %(reason)s") % {"reason": one.reason}))
            lines += [f"{base_url}{one.link}", ""]
        lines.append(str(_("You can stop these letters in your inbox:")))
        lines.append(f"{base_url}/notices")
        subject = told[0].text if len(told) == 1 else str(_n("%(num)s notice", "%(num)s notices", len(told)))
    return Letter(
        to=to.email, subject=f"Karama · {subject}"[:200], text="\n".join(lines), language=to.language
    )


def _settle(uow: UnitOfWork, rows: Sequence[Notice], state: MailState, wait: timedelta | None = None) -> None:
    with uow.begin(housekeeping="what became of a letter") as tx:
        store.settle(tx.db, [row.id for row in rows], state, clock.now() + wait if wait else None)


def _hand_over(uow: UnitOfWork, mailer: Mailer, to: Addressee, rows: Sequence[Notice], base_url: str) -> int:
    with catalogues.speaking(to.language):
        told = [view(row) for row in rows]
    try:
        mailer.send(letter(to, told, base_url))
    except AddressRefused:
        _settle(uow, rows, MailState.GIVEN_UP)
        return 0
    except MailAway:
        tries = max(row.tries for row in rows)
        if tries >= TRIES:
            _settle(uow, rows, MailState.GIVEN_UP)
        else:
            _settle(uow, rows, MailState.WAITING, next_try_after(tries))
        return 0
    _settle(uow, rows, MailState.SENT)
    return 1


def send_waiting(uow: UnitOfWork, mailer: Mailer, base_url: str) -> int:
    """One round to the post; how many letters left. What is too old to help is left in the inbox."""
    now = clock.now()
    with uow.begin(housekeeping="letters taken to the post") as tx:
        rows = store.take_to_post(tx.db, now=now, lease_until=now + LEASE, limit=AT_A_TIME)
        known: dict[UUID, Addressee] = accounts.addressees(tx, {row.person_id for row in rows})
    left = 0
    by_person = sorted(rows, key=lambda row: (str(row.person_id), row.made_at, str(row.id)))
    for person_id, grouped in groupby(by_person, key=lambda row: row.person_id):
        theirs = list(grouped)
        fresh = [row for row in theirs if now - row.made_at <= TOO_OLD]
        stale = [row for row in theirs if now - row.made_at > TOO_OLD]
        to = known.get(person_id)
        if stale:
            _settle(uow, stale, MailState.NONE)
        if to is None:
            _settle(uow, theirs, MailState.NONE)
        elif fresh:
            left += _hand_over(uow, mailer, to, fresh, base_url)
    return left


def send_quietly(uow: UnitOfWork, mailer: Mailer, base_url: str) -> None:
    """A round to the post; a busy or absent database is left for the next round."""
    try:
        send_waiting(uow, mailer, base_url)
    except (DBAPIError, PoolTimeout) as busy:
        log.info("letters wait: %s", type(busy).__name__)
