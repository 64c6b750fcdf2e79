"""What bags of sessions took off stores, or gave, of lots that other projects paid for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, Select, Uuid, and_, bindparam, case, func, select, union_all
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.access.actor import Scope
from app.kits.rules import STORES, LocationKind
from app.kits.store.scopes import held_seen
from app.kits.tables import Location, Lot, Movement
from app.platform.asked import Asked
from app.platform.readers import kind_of
from app.sessions.public import session_projects_table, sessions_table

BAG = aliased(Location)
OF_A_BAG = ("session_id", "code", "starts_at", "status", "bag_id", "organisation_id")


def bags_of_sessions() -> Select[Any]:
    """Bags (`BAG`) and the sessions they belong to: the columns of `OF_A_BAG`."""
    of = sessions_table.c
    return select(
        of.id.label("session_id"),
        of.code,
        of.starts_at,
        of.status,
        col(BAG.id).label("bag_id"),
        col(BAG.organisation_id).label("organisation_id"),
    ).join_from(sessions_table, BAG, of.id == col(BAG.session_id))


def paid_by_others(bags: CTE) -> ColumnElement[bool]:
    """That the lot was paid for by a project which does not pay for the session of the bag."""
    paid = session_projects_table.c
    own = select(paid.session_id).where(
        paid.session_id == bags.c.session_id, paid.project_id == col(Lot.project_id)
    )
    return and_(col(Lot.project_id).is_not(None), ~own.exists())


def through(bags: CTE, names: Iterable[str], *conditions: ColumnElement[bool], leaving: bool) -> Select[Any]:
    """What came into these bags, or left them: the columns `names` of the bag, the lot, what was `taken` off a store
    or `given` to people, and the note.

    Found from the bag: what came late carries no session.
    """
    bag, other = bags.c, aliased(Location)
    here, there = Movement.from_location_id, Movement.to_location_id
    here, there = (here, there) if leaving else (there, here)
    sign = -1 if leaving else 1
    stores = [kind.value for kind in STORES]
    people = LocationKind.BENEFICIARIES.value
    return (
        select(
            *(bag[name] for name in names),
            col(Lot.id).label("lot_id"),
            case((col(other.kind).in_(stores), sign * col(Movement.quantity)), else_=0).label("taken"),
            case((col(other.kind) == people, -sign * col(Movement.quantity)), else_=0).label("given"),
            col(Movement.note).label("note"),
        )
        .select_from(bags)
        .join(Movement, col(here) == bag.bag_id)
        .join(Lot, col(Lot.id) == col(Movement.lot_id))
        .join(other, col(other.id) == col(there))
        .where(*conditions)
    )


class Borrowed(NamedTuple):
    """So many of an item that this project paid for, and what was said of them when they were loaded."""

    item_id: UUID
    project_id: UUID
    quantity: int
    reasons: tuple[str, ...]


def of_session(db: Session, scope: Scope, session_id: UUID) -> list[Borrowed]:
    """What a session took of other projects' kits and did not bring back, with the reasons; one statement."""
    reader, own = kind_of(scope)
    return _added_up(_of_session(reader).rows(db.connection(), session=session_id, **own))


def of_bag(db: Session, scope: Scope, bag_id: UUID, project_id: UUID | None) -> list[Borrowed]:
    """The same of one bag, whose kits this project (or none) should have paid for."""
    reader, own = kind_of(scope)
    return _added_up(_of_bag(reader).rows(db.connection(), bag=bag_id, project=project_id, **own))


def _added_up(rows: Iterable[Any]) -> list[Borrowed]:
    """What was given from a bag that nobody loaded counts too; what was loaded and given counts once."""
    taken: Counter[tuple[UUID, UUID]] = Counter()
    given: Counter[tuple[UUID, UUID]] = Counter()
    said: defaultdict[tuple[UUID, UUID], list[str]] = defaultdict(list)
    for item, project, note, loaded, handed_out in rows:
        key = item, project
        taken[key] += int(loaded)
        given[key] += int(handed_out)
        if note and loaded > 0:
            said[key].append(note)
    return [
        Borrowed(*key, quantity, tuple(said[key]))
        for key in taken
        if (quantity := max(taken[key], given[key])) > 0
    ]


@lru_cache(maxsize=128)
def _of_session(scope: Scope) -> Asked:
    """The page of a session asks it."""
    one = bags_of_sessions().where(sessions_table.c.id == bindparam("session", type_=Uuid()))
    bags = one.cte("bags")
    return _summed(scope, bags, paid_by_others(bags))


@lru_cache(maxsize=128)
def _of_bag(scope: Scope) -> Asked:
    bags = (
        select(col(BAG.id).label("bag_id"), col(BAG.organisation_id).label("organisation_id"))
        .where(col(BAG.id) == bindparam("bag", type_=Uuid()))
        .cte("bags")
    )
    own = bindparam("project", type_=Uuid())
    foreign = and_(col(Lot.project_id).is_not(None), col(Lot.project_id).is_distinct_from(own))
    return _summed(scope, bags, foreign)


def _summed(scope: Scope, bags: CTE, foreign: ColumnElement[bool]) -> Asked:
    parts = (through(bags, ["organisation_id"], foreign, leaving=leaving) for leaving in (False, True))
    moved = union_all(*parts).subquery("moved").c
    of_what = col(Lot.item_id), col(Lot.project_id), moved.note
    return Asked.just(
        select(*of_what, func.sum(moved.taken), func.sum(moved.given))
        .join(Lot, col(Lot.id) == moved.lot_id)
        .where(held_seen(scope, moved.organisation_id))  # type: ignore[arg-type]
        .group_by(*of_what)
        .order_by(*of_what)
    )
