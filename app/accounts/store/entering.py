"""Sign-ins and one-time links as they are given out and end, and the locks on the door."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, or_, select

from app.access.actor import Membership
from app.access.permissions import Role
from app.accounts.rules import LinkPurpose
from app.accounts.tables import Decoy, MembershipRow, OneTimeLink, Person, SignIn
from app.kernel.ids import fingerprint
from app.organisations import public as organisations
from app.platform.unit_of_work import ReadTx


def memberships_of(look: ReadTx, person_id: UUID, today: date) -> tuple[Membership, ...]:
    """The roles a person holds today, in a steady order."""
    rows = list(
        look.db.exec(
            select(MembershipRow.organisation_id, MembershipRow.role, MembershipRow.project_id)
            .where(
                MembershipRow.person_id == person_id,
                or_(col(MembershipRow.until).is_(None), col(MembershipRow.until) >= today),
            )
            .order_by(col(MembershipRow.created_at), col(MembershipRow.id))
        )
    )
    codes = organisations.codes_by_ids(look, {organisation_id for organisation_id, _role, _project in rows})
    return tuple(
        Membership(organisation_id, codes[organisation_id], Role(role), project)
        for organisation_id, role, project in rows
    )


def touch_sign_in(db: Session, sign_in_id: UUID, now: datetime) -> None:
    """Note when a sign-in was last seen."""
    db.connection().execute(update(SignIn).where(col(SignIn.id) == sign_in_id).values(last_seen_at=now))


KEPT = timedelta(days=90)
"""How long ended sign-ins and used links stay, for the person to look back on."""

_DECOYS = 256


def person_by_email(db: Session, email: str) -> Person | None:
    """The person with this (normal) e-mail address."""
    return db.exec(select(Person).where(Person.email == email)).first()


def person_by_id(db: Session, person_id: UUID) -> Person | None:
    """The person with this id."""
    return db.exec(select(Person).where(Person.id == person_id)).first()


def lock_person(db: Session, person_id: UUID) -> Person | None:
    """The person as she is now, held until the transaction ends."""
    return db.exec(
        select(Person)
        .where(Person.id == person_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()


def write_decoy(db: Session, email: str) -> None:
    """Write as much for a stranger as for a known person, so that the time of a refusal tells nothing."""
    insert = sqlite.insert if db.get_bind().dialect.name == "sqlite" else postgresql.insert
    number = int(fingerprint(email)[:8], 16) % _DECOYS
    db.connection().execute(
        insert(Decoy)
        .values(id=number, tries=1)
        .on_conflict_do_update(index_elements=["id"], set_={"tries": (col(Decoy.tries) + 1) % 1_000_000})
    )


def add_sign_in(
    db: Session,
    new_id: UUID,
    person_id: UUID,
    *,
    token_hash: str,
    browser: str,
    now: datetime,
    until: datetime,
) -> None:
    """Insert a sign-in."""
    db.add(
        SignIn(
            id=new_id,
            person_id=person_id,
            token_hash=token_hash,
            browser=browser,
            created_at=now,
            last_seen_at=now,
            expires_at=until,
        )
    )


def end_sign_in(db: Session, token_hash: str, now: datetime) -> UUID | None:
    """End the live sign-in with this hash; whose it was."""
    return (
        db.connection()
        .execute(
            update(SignIn)
            .where(col(SignIn.token_hash) == token_hash, col(SignIn.ended_at).is_(None))
            .values(ended_at=now)
            .returning(col(SignIn.person_id))
        )
        .scalar()
    )


def end_sign_ins(
    db: Session,
    person_id: UUID,
    now: datetime,
    *,
    only: UUID | None = None,
    but: UUID | None = None,
) -> int:
    """End a person's live sign-ins: all, only one, or all but one. How many ended."""
    ending = update(SignIn).where(
        col(SignIn.person_id) == person_id, col(SignIn.ended_at).is_(None), col(SignIn.expires_at) > now
    )
    if only is not None:
        ending = ending.where(col(SignIn.id) == only)
    if but is not None:
        ending = ending.where(col(SignIn.id) != but)
    return len(db.connection().execute(ending.values(ended_at=now).returning(col(SignIn.id))).all())


def forget_old(db: Session, now: datetime) -> None:
    """Remove sign-ins and links that ended long ago."""
    long_ago = now - KEPT
    db.connection().execute(
        delete(SignIn).where(or_(col(SignIn.ended_at) < long_ago, col(SignIn.expires_at) < long_ago))
    )
    db.connection().execute(delete(OneTimeLink).where(col(OneTimeLink.expires_at) < long_ago))


def add_link(
    db: Session,
    new_id: UUID,
    person_id: UUID,
    purpose: LinkPurpose,
    *,
    token_hash: str,
    now: datetime,
    until: datetime,
) -> None:
    """Insert a one-time link; earlier ones of this person stop working."""
    spend_links(db, person_id, now)
    db.add(
        OneTimeLink(
            id=new_id,
            person_id=person_id,
            purpose=purpose.value,
            token_hash=token_hash,
            created_at=now,
            expires_at=until,
        )
    )


def spend_links(db: Session, person_id: UUID, now: datetime) -> None:
    """No link of this person works any more."""
    db.connection().execute(
        update(OneTimeLink)
        .where(col(OneTimeLink.person_id) == person_id, col(OneTimeLink.used_at).is_(None))
        .values(used_at=now)
    )


def person_by_link(db: Session, purpose: LinkPurpose, token_hash: str, now: datetime) -> Person | None:
    """The active person whom this unused link is for."""
    return db.exec(
        select(Person)
        .join(OneTimeLink, col(OneTimeLink.person_id) == col(Person.id))
        .where(
            OneTimeLink.token_hash == token_hash,
            OneTimeLink.purpose == purpose.value,
            col(OneTimeLink.used_at).is_(None),
            col(OneTimeLink.expires_at) > now,
            col(Person.active).is_(True),
        )
    ).first()


def spend_link(db: Session, purpose: LinkPurpose, token_hash: str, now: datetime) -> UUID | None:
    """Use a link: one statement, so that of two who come at once only one passes. For whom it was."""
    return (
        db.connection()
        .execute(
            update(OneTimeLink)
            .where(
                col(OneTimeLink.token_hash) == token_hash,
                col(OneTimeLink.purpose) == purpose.value,
                col(OneTimeLink.used_at).is_(None),
                col(OneTimeLink.expires_at) > now,
            )
            .values(used_at=now)
            .returning(col(OneTimeLink.person_id))
        )
        .scalar()
    )


def sign_ins_of(db: Session, person_id: UUID, now: datetime) -> list[SignIn]:
    """A person's live sign-ins, latest seen first."""
    return list(
        db.exec(
            select(SignIn)
            .where(
                SignIn.person_id == person_id, col(SignIn.ended_at).is_(None), col(SignIn.expires_at) > now
            )
            .order_by(col(SignIn.last_seen_at).desc(), col(SignIn.id))
            .limit(100)
        )
    )
