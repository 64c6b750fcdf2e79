"""Plan a distribution point, look at the plan before it is saved, change it, or call it off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.accounts import public as accounts
from app.distributions.public.points import point_till
from app.distributions.public.promises import promised_to_points
from app.distributions.rules.points import (
    PointState,
    check_change,
    check_day,
    check_open,
    check_untouched,
)
from app.distributions.schemas.points import ChangePoint, PlannedLine, PlanPoint, PointView, SayWhy
from app.distributions.store import points
from app.distributions.tables import DistributionPoint
from app.distributions.use_cases.points.viewing import held, view
from app.items import public as items
from app.kernel import clock
from app.kernel.errors import Invalid, NotFound, Stale
from app.kernel.ids import new_id
from app.kernel.outcome import Outcome, changes
from app.kernel.words import _
from app.kits import public as kits
from app.kits.public import promises
from app.organisations import public as organisations
from app.organisations.public import OrganisationView
from app.places import public as places
from app.platform import catalogues
from app.platform.once import is_first
from app.platform.unit_of_work import ReadTx, Tx, UnitOfWork
from app.projects import public as projects
from app.sessions import public as sessions
from app.sessions.public import Finding


@dataclass(frozen=True, slots=True)
class _Plan:
    """A plan whose codes were looked up."""

    owner: OrganisationView
    partner_id: UUID | None
    venue_id: UUID
    area_code: str
    project_id: UUID | None
    person_id: UUID | None
    quantities: dict[UUID, int]


def _looked_up(look: ReadTx, actor: Actor, command: PlanPoint) -> _Plan:
    """The plan with what it names, at the rights of whoever plans it. Raises Invalid at the field that is wrong."""
    owner = organisations.by_code(look, command.organisation, "organisation")
    actor.require(Permission.POINT_PLAN, owner.id)
    check_day(command.held_on, clock.today())
    partner = organisations.by_code(look, command.partner, "partner") if command.partner else None
    if partner is not None and partner.id == owner.id:
        raise Invalid.of("partner", "point.partner", _("A partner is another organisation."))
    own = {owner.id} | ({partner.id} if partner else set())
    reach = None if actor.may_everywhere(Permission.POINT_PLAN) else frozenset(own)
    venue = places.venue_by_id(look, command.venue, "venue", organisations=reach)
    return _Plan(
        owner=owner,
        partner_id=partner.id if partner else None,
        venue_id=venue.id,
        area_code=venue.area,
        project_id=projects.by_code(look, command.project, "project").id if command.project else None,
        person_id=_who_hands_out(look, command.handed_out_by, own),
        quantities=_quantities(look, command.planned),
    )


def _who_hands_out(look: ReadTx, email: str | None, organisation_ids: set[UUID]) -> UUID | None:
    """Somebody of these organisations who may run a session. Raises Invalid on `handed_out_by`."""
    if email is None:
        return None
    for person in accounts.facilitators(look, organisation_ids):
        if person.email == email.strip().lower():
            return person.id
    raise Invalid.of(
        "handed_out_by",
        "point.person",
        _("Nobody with this address hands out kits for these organisations."),
    )


def _quantities(look: ReadTx, planned: Sequence[PlannedLine]) -> dict[UUID, int]:
    known = items.by_codes(look, {line.item for line in planned})
    plan: dict[UUID, int] = {}
    for position, line in enumerate(planned):
        item = known.get(line.item)
        field = f"planned.{position}.item"
        if item is None:
            raise Invalid.of(field, "item.unknown", _("There is no item with this code."))
        if item.id in plan:
            raise Invalid.of(field, "point.twice", _("This item is planned twice."))
        plan[item.id] = line.quantity
    return plan


def plan_point(actor: Actor, command: PlanPoint, *, uow: UnitOfWork) -> Outcome[PointView]:
    """A new distribution point with its number and its bag. The same request again gives the same answer."""
    actor.require(Permission.POINT_PLAN)
    identity = command.id or new_id()
    with uow.begin() as tx:
        owner = organisations.by_code(tx, command.organisation, "organisation")
        actor.require(Permission.POINT_PLAN, owner.id)
        if not is_first(tx, "distribution_point", identity, command.model_dump(mode="json")):
            return Outcome(view(tx, _again(tx, actor, identity)), fresh=False)
        plan = _looked_up(tx, actor, command)
        code = kits.next_number(tx, owner.id, owner.code, "DP", command.held_on.year)
        row = DistributionPoint(
            id=identity,
            code=code,
            organisation_id=owner.id,
            partner_id=plan.partner_id,
            venue_id=plan.venue_id,
            area_code=plan.area_code,
            held_on=command.held_on,
            project_id=plan.project_id,
            person_id=plan.person_id,
            bag_id=kits.bag_kept_apart(tx, actor, owner.id, code),
            state=PointState.OPEN.value,
            planned_by=actor.person_id,
        )
        points.add(tx.db, row, plan.quantities)
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


def plan_of(look: ReadTx, row: DistributionPoint) -> PlanPoint:
    """The plan as it is saved, as if it were asked for now."""
    shown = view(look, row)
    people = accounts.people_by_ids(look, {row.person_id} if row.person_id else set())
    return PlanPoint(
        organisation=shown.organisation,
        partner=shown.partner,
        venue=row.venue_id,
        held_on=row.held_on,
        project=shown.project,
        handed_out_by=people[row.person_id].email if row.person_id in people else None,
        planned=tuple(
            PlannedLine(item=line.item, quantity=line.planned) for line in shown.lines if line.planned
        ),
    )


_KEPT = ("partner", "venue", "held_on", "project", "handed_out_by", "planned")


def change_point(
    actor: Actor, point_id: UUID, command: ChangePoint, seen: int | None, *, uow: UnitOfWork
) -> PointView:
    """Change the plan of an open point, if `seen` is still its newest version; by who plans for its organisation.

    Once kits were loaded the project stays, once some were handed out the day and the area too.
    """
    with uow.begin() as tx:
        row = held(tx, actor, point_id, Permission.POINT_PLAN)
        actor.require(Permission.POINT_PLAN, row.organisation_id)
        if seen != row.version:
            raise Stale(row.version, seen)
        check_open(PointState(row.state))
        before = plan_of(tx, row)
        after = _changed(before, command)
        plan = _looked_up(tx, actor, after)
        if after.handed_out_by == before.handed_out_by:
            plan = replace(plan, person_id=row.person_id)
        check_change(
            point_till(tx, row.bag_id),
            project=plan.project_id != row.project_id,
            day=after.held_on != row.held_on,
            area=plan.area_code != row.area_code,
        )
        row.partner_id, row.venue_id, row.area_code = plan.partner_id, plan.venue_id, plan.area_code
        row.held_on, row.project_id, row.person_id = after.held_on, plan.project_id, plan.person_id
        points.replace_plan(tx.db, row.id, plan.quantities)
        points.save(tx.db, row)
        tx.record(
            "kits.point_changed",
            actor,
            "distribution_point",
            row.id,
            organisation_id=row.organisation_id,
            data=changes(
                before.model_dump(mode="json", include=set(_KEPT)),
                after.model_dump(mode="json", include=set(_KEPT)),
            ),
        )
        return view(tx, row)


def _changed(before: PlanPoint, command: ChangePoint) -> PlanPoint:
    """What is left out stays; `null` takes partner, project or person away."""
    given = {name: getattr(command, name) for name in command.model_fields_set if name in _KEPT}
    needed = {name for name in ("venue", "held_on", "planned") if given.get(name, "") is None}
    return before.model_copy(update={name: value for name, value in given.items() if name not in needed})


def check_plan(actor: Actor, command: PlanPoint, *, uow: UnitOfWork) -> list[Finding]:
    """What the stores of the point's organisations have free of each item it plans; nothing is saved.

    The same rule as for sessions. With the `id` of a point that exists, what lies in its bag is not asked for again.
    """
    actor.require(Permission.POINT_PLAN)
    with uow.read() as look:
        scope = actor.scope(Permission.POINT_PLAN)
        saved = points.find_seen(look.db, scope, command.id) if command.id else None
        bag_id = saved.bag_id if saved else None
        plan = _looked_up(look, actor, command)
        if not plan.quantities or not actor.may(Permission.STOCK_SEE):
            return []
        known = items.by_ids(look, plan.quantities)
        free = promises.free_for(
            look,
            actor,
            owner=plan.owner.id,
            suppliers={plan.owner.id} | ({plan.partner_id} if plan.partner_id else set()),
            projects=frozenset({plan.project_id} if plan.project_id else ()),
            item_codes={item.code: item_id for item_id, item in known.items()},
            elsewhere=partial(promised_to_points, but_not=command.id),
        )
        loaded = promises.loaded_into(look, {bag_id}).get(bag_id, {}) if bag_id else {}
    language = catalogues.current()
    return [
        replace(
            sessions.about_kits(
                position,
                known[item_id].names.in_language(language),
                planned=quantity,
                loaded=loaded.get(item_id, 0),
                stock=free[item_id].stock,
                promised=free[item_id].promised,
                kept=free[item_id].kept,
                free=free[item_id].free,
            ),
            field=f"planned.{position}.quantity",
        )
        for position, (item_id, quantity) in enumerate(plan.quantities.items())
    ]


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
