"""Distribution points, their plans and tills."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Table,
    and_,
    case,
    false,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.types import Date, Uuid
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from app.access.actor import Scope
from app.distributions.rules.points import PointState
from app.distributions.tables import DistributionPoint, HandOut, PointPlan, PointTillLine

_point = DistributionPoint


def _of(ids: Iterable[UUID]) -> ColumnElement[bool]:
    wanted = list(ids)
    return or_(col(_point.organisation_id).in_(wanted), col(_point.partner_id).in_(wanted))


def seen(scope: Scope) -> ColumnElement[bool]:
    """The points that exist for a reader: of his organisations, of his grants, or where he hands out."""
    if scope.everything:
        return true()
    lines: list[ColumnElement[bool]] = []
    if scope.organisations:
        lines.append(_of(scope.organisations))
    if scope.projects:
        lines.append(col(_point.project_id).in_(list(scope.projects)))
    lines += [and_(_of([one]), col(_point.project_id) == project) for one, project in sorted(scope.within)]
    if scope.person_id is not None:
        lines.append(col(_point.person_id) == scope.person_id)
    return or_(*lines) if lines else false()


def add(db: Session, row: DistributionPoint, plan: Mapping[UUID, int]) -> None:
    """Insert a point with what is planned for it."""
    db.add(row)
    db.flush()
    db.add_all(PointPlan(point_id=row.id, item_id=item, quantity=quantity) for item, quantity in plan.items())
    db.flush()


def find_seen(db: Session, scope: Scope, point_id: UUID) -> DistributionPoint | None:
    """The point if it exists for this reader."""
    return db.exec(select_rows(_point).where(_point.id == point_id, seen(scope))).first()


def lock_seen(db: Session, scope: Scope, point_id: UUID) -> DistributionPoint | None:
    """The same, held until the transaction ends."""
    return db.exec(select_rows(_point).where(_point.id == point_id, seen(scope)).with_for_update()).first()


def of_bag(db: Session, bag_id: UUID) -> UUID | None:
    """The point to which a bag belongs."""
    return db.exec(select_rows(_point.id).where(_point.bag_id == bag_id)).first()


def of_bags(db: Session, bag_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Bag → point; one statement however many."""
    wanted = set(bag_ids)
    if not wanted:
        return {}
    return dict(db.exec(select_rows(_point.bag_id, _point.id).where(col(_point.bag_id).in_(wanted))).all())


def save(db: Session, row: DistributionPoint) -> None:
    """Write a changed plan or state as the point's next version."""
    row.version += 1
    db.add(row)
    db.flush()


def count_kits(db: Session, row: DistributionPoint, change: int) -> None:
    """Write how many kits were given, of the same version: whoever changes the plan meanwhile is not held up."""
    row.kits_count += change
    db.add(row)
    db.flush()


def listing(
    db: Session,
    scope: Scope,
    *,
    state: PointState | None,
    organisation_id: UUID | None,
    since: date | None,
    until: date | None,
    before: tuple[date, UUID] | None,
    limit: int,
) -> list[DistributionPoint]:
    """Points, the latest day first, before a day and id."""
    query = (
        select_rows(_point)
        .where(seen(scope))
        .order_by(col(_point.held_on).desc(), col(_point.id).desc())
        .limit(limit)
    )
    if state is not None:
        query = query.where(_point.state == state.value)
    if organisation_id is not None:
        query = query.where(_of([organisation_id]))
    if since is not None:
        query = query.where(_point.held_on >= since)
    if until is not None:
        query = query.where(_point.held_on <= until)
    if before is not None:
        place = tuple_(literal(before[0], Date()), literal(before[1], Uuid()))
        query = query.where(tuple_(col(_point.held_on), col(_point.id)) < place)
    return list(db.exec(query))


def plan_of(db: Session, point_id: UUID) -> dict[UUID, int]:
    """Item → how many are planned."""
    return dict(
        db.exec(
            select_rows(PointPlan.item_id, PointPlan.quantity).where(PointPlan.point_id == point_id)
        ).all()
    )


def replace_plan(db: Session, point_id: UUID, plan: Mapping[UUID, int]) -> None:
    """What is planned from now on."""
    for row in db.exec(select_rows(PointPlan).where(PointPlan.point_id == point_id)).all():
        if row.item_id in plan:
            row.quantity = plan[row.item_id]
        else:
            db.delete(row)
    known = plan_of(db, point_id)
    db.add_all(
        PointPlan(point_id=point_id, item_id=item, quantity=quantity)
        for item, quantity in plan.items()
        if item not in known
    )
    db.flush()


MOST_PROMISES = 2000


class Promised(NamedTuple):
    """So many of an item are planned for a point."""

    point_id: UUID
    bag_id: UUID
    project_id: UUID | None
    item_id: UUID
    quantity: int


def promised(db: Session, organisation_id: UUID, item_ids: Iterable[UUID], since: date) -> list[Promised]:
    """What an organisation's open points from a day on were promised, the next first; at most 2,000."""
    rows = db.connection().execute(
        select(
            col(_point.id),
            col(_point.bag_id),
            col(_point.project_id),
            col(PointPlan.item_id),
            col(PointPlan.quantity),
        )
        .join_from(_point, PointPlan, col(PointPlan.point_id) == col(_point.id))
        .where(
            col(_point.organisation_id) == organisation_id,
            col(_point.held_on) >= since,
            col(_point.state) == PointState.OPEN.value,
            col(PointPlan.item_id).in_(sorted(item_ids)),
        )
        .order_by(col(_point.held_on))
        .limit(MOST_PROMISES)
    )
    return [Promised(*row) for row in rows]


def add_till(db: Session, lines: Sequence[PointTillLine]) -> None:
    """Keep what a till said."""
    db.add_all(lines)
    db.flush()


def last_till(db: Session, point_id: UUID) -> list[PointTillLine]:
    """What the till said when the point was closed last."""
    last = (
        select(func.max(col(PointTillLine.round)))
        .where(col(PointTillLine.point_id) == point_id)
        .scalar_subquery()
    )
    return list(
        db.exec(
            select_rows(PointTillLine).where(
                PointTillLine.point_id == point_id, col(PointTillLine.round) == last
            )
        )
    )


_NET = case((col(HandOut.reverses).is_(None), col(HandOut.quantity)), else_=-col(HandOut.quantity))


def wrong_totals(db: Session, movements: Table, dignity_kits: frozenset[UUID]) -> list[str]:
    """One line a point whose rollup differs from its hand-outs, or whose hand-outs differ from the kit ledger."""
    zero = literal(0)
    back = movements.alias("taken_back")
    net = case((movements.c.reverses.is_(None), movements.c.quantity), else_=-movements.c.quantity)
    bag = case(
        (movements.c.reverses.is_(None), movements.c.from_location_id), else_=movements.c.to_location_id
    )
    moved = (
        select(
            col(_point.code).label("code"),
            zero.label("kept"),
            zero.label("kits"),
            zero.label("told"),
            net.label("moved"),
        )
        .select_from(movements.outerjoin(back, back.c.id == movements.c.reverses))
        .join(_point, col(_point.bag_id) == bag)
        .where(or_(movements.c.reason == "hand_out", back.c.reason == "hand_out"))
    )
    told: Any = (
        select(
            col(_point.code),
            zero,
            case((col(HandOut.item_id).in_(dignity_kits), _NET), else_=0),
            _NET,
            zero,
        )
        .select_from(HandOut)
        .join(_point, col(_point.bag_id) == col(HandOut.location_id))
    )
    kept: Any = select(col(_point.code), col(_point.kits_count), zero, zero, zero)
    lines = union_all(moved, told, kept).subquery("lines")
    sums = [func.sum(lines.c[name]) for name in ("kept", "kits", "told", "moved")]
    rows = db.connection().execute(
        select(lines.c.code, *sums).group_by(lines.c.code).having(or_(sums[0] != sums[1], sums[2] != sums[3]))
    )
    return [
        f"distributions: point {code}: kept {kept_kits} kits, handed out {given} kits, "
        f"{hands} items in all, moved {ledger}"
        for code, kept_kits, given, hands, ledger in rows
    ]
