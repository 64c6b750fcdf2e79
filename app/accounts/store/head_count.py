"""How many people there are, for the administrator's start page."""

from __future__ import annotations

from sqlalchemy import case, func
from sqlmodel import Session, col, select

from app.accounts.rules import DEMO_DOMAIN
from app.accounts.schemas import HeadCount
from app.accounts.tables import Person


def head_count(db: Session) -> HeadCount:
    """One statement. People of the demonstration never have a password: they are not waited for."""
    never_came = col(Person.password_hash).is_(None) & ~col(Person.email).endswith(
        DEMO_DOMAIN, autoescape=True
    )
    invited = case((col(Person.active) & never_came, 1), else_=0)
    active = case((col(Person.active), 1), else_=0)
    everybody, who_may, waiting = db.exec(
        select(
            func.count(),
            func.coalesce(func.sum(active), 0),
            func.coalesce(func.sum(invited), 0),
        ).select_from(Person)
    ).one()
    return HeadCount(active=int(who_may), invited=int(waiting), inactive=int(everybody) - int(who_may))
