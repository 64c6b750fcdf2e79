"""Plan a distribution point, or call it off."""

from __future__ import annotations

from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.accounts import public as accounts
from app.distributions.public.points import point_till
from app.distributions.rules.points import PointState, check_day, check_open, check_untouched
from app.distributions.schemas.points import PlanPoint, PointView, SayWhy
from app.distributions.store import points
from app.distributions.tables import DistributionPoint
from app.distributions.use_cases.points.viewing import held, view
from app.items import public as items
from app.kernel import clock
from app.kernel.errors import Invalid, NotFound
from app.kernel.ids import new_id
from app.kernel.outcome import Outcome
from app.kernel.words import _
from app.kits import public as kits
from app.organisations import public as organisations
from app.places import public as places
from app.platform.once import is_first
from app.platform.unit_of_work import Tx, UnitOfWork
from app.projects import public as projects


def plan_point(actor: Actor, command: PlanPoint, *, uow: UnitOfWork) -> Outcome[PointView]:
    """A new distribution point with its number and its bag. The same request again gives the same answer."""
    actor.require(Permission.POINT_PLAN)
    identity = command.id or new_id()
    with uow.begin() as tx:
        owner = organisations.by_code(tx, command.organisation, "organisation")
        actor.require(Permission.POINT_PLAN, owner.id)
        if not is_first(tx, "distribution_point", identity, command.model_dump(mode="json")):
            return Outcome(view(tx, _again(tx, actor, identity)), fresh=False)
        check_day(command.held_on, clock.today())
        partner = organisations.by_code(tx, command.partner, "partner") if command.partner else None
        if partner is not None and partner.id == owner.id:
            raise Invalid.of("partner", "point.partner", _("A partner is another organisation."))
        own = {owner.id} | ({partner.id} if partner else set())
        reach = None if actor.may_everywhere(Permission.POINT_PLAN) else frozenset(own)
        venue = places.venue_by_id(tx, command.venue, "venue", organisations=reach)
        code = kits.next_number(tx, owner.id, owner.code, "DP", command.held_on.year)
        row = DistributionPoint(
            id=identity,
            code=code,
            organisation_id=owner.id,
            partner_id=partner.id if partner else None,
            venue_id=venue.id,
            area_code=venue.area,
            held_on=command.held_on,
            project_id=projects.by_code(tx, command.project, "project").id if command.project else None,
            person_id=_who_hands_out(tx, command.handed_out_by, own),
            bag_id=kits.bag_kept_apart(tx, actor, owner.id, code),
            state=PointState.OPEN.value,
            planned_by=actor.person_id,
        )
        points.add(tx.db, row, _plan(tx, command))
        tx.record(
            "kits.point_planned",
            actor,
            "distribution_point",
            row.id,
            organisation_id=owner.id,
            data={"code": code, "held_on": command.held_on.isoformat(), "partner": command.partner},
        )
        return Outcome(view(tx, row), fresh=True)


def _again(tx: Tx, actor: Actor, point_id: UUID) -> DistributionPoint:
    row = points.find_seen(tx.db, actor.scope(Permission.POINT_PLAN), point_id)
    if row is None:
        raise NotFound
    return row


def _who_hands_out(tx: Tx, email: str | None, organisation_ids: set[UUID]) -> UUID | None:
    """Somebody of these organisations who may run a session. Raises Invalid on `handed_out_by`."""
    if email is None:
        return None
    for person in accounts.facilitators(tx, organisation_ids):
        if person.email == email.strip().lower():
            return person.id
    raise Invalid.of(
        "handed_out_by",
        "point.person",
        _("Nobody with this address hands out kits for these organisations."),
    )


def _plan(tx: Tx, command: PlanPoint) -> dict[UUID, int]:
    known = items.by_codes(tx, {line.item for line in command.planned})
    plan: dict[UUID, int] = {}
    for position, line in enumerate(command.planned):
        item = known.get(line.item)
        field = f"planned.{position}.item"
        if item is None:
            raise Invalid.of(field, "item.unknown", _("There is no item with this code."))
        if item.id in plan:
            raise Invalid.of(field, "point.twice", _("This item is planned twice."))
        plan[item.id] = line.quantity
    return plan


def call_off(actor: Actor, point_id: UUID, command: SayWhy, *, uow: UnitOfWork) -> Outcome[PointView]:
    """Call a point off before anything was loaded for it; its reason is kept."""
    identity = command.id or new_id()
    with uow.begin() as tx:
        row = held(tx, actor, point_id, Permission.POINT_PLAN)
        if not is_first(tx, "point_called_off", identity, [str(point_id), command.model_dump(mode="json")]):
            return Outcome(view(tx, row), fresh=False)
        check_open(PointState(row.state))
        check_untouched(point_till(tx, row.bag_id))
        row.state = PointState.CANCELLED.value
        row.why = command.reason
        points.save(tx.db, row)
        tx.record(
            "kits.point_called_off",
            actor,
            "distribution_point",
            row.id,
            organisation_id=row.organisation_id,
            data={"reason": command.reason},
        )
        return Outcome(view(tx, row), fresh=True)
