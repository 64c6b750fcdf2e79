"""Templates of usual sessions: kept from a session, listed, renamed, taken off the list."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel.clock import zone
from app.kernel.errors import Invalid, NotFound, Stale
from app.kernel.ids import new_id
from app.kernel.outcome import Outcome, changes
from app.kernel.paging import Page, cursor_unknown, from_cursor, to_cursor
from app.kernel.words import _
from app.organisations import public as organisations
from app.platform.once import is_first
from app.platform.unit_of_work import ReadTx, UnitOfWork
from app.sessions.schemas import PartnerLine, SessionView
from app.sessions.schemas.templates import ChangeTemplate, SaveTemplate, TemplatePlan, TemplateView
from app.sessions.store import templates as store
from app.sessions.tables import SessionTemplate
from app.sessions.use_cases.showing import session_view


def _owners(actor: Actor) -> frozenset[UUID] | None:
    """Whose templates a person works with: a coordinator everybody's, a planner her organisations'."""
    if actor.may_everywhere(Permission.SESSION_SCHEDULE):
        return None
    return actor.organisations_where(Permission.SESSION_SCHEDULE)


def _views(look: ReadTx, rows: Sequence[SessionTemplate]) -> list[TemplateView]:
    known = organisations.by_ids(look, {row.organisation_id for row in rows}) if rows else {}
    return [
        TemplateView(
            id=row.id,
            name=row.name,
            organisation=known[row.organisation_id].code,
            plan=TemplatePlan.model_validate(row.plan),
            active=row.active,
            version=row.version,
        )
        for row in rows
    ]


def _found(look: ReadTx, actor: Actor, template_id: UUID) -> TemplateView:
    look.db.expire_all()
    row = store.find(look.db, _owners(actor), template_id)
    if row is None:
        raise NotFound
    return _views(look, [row])[0]


def _plan_of(session: SessionView) -> TemplatePlan:
    begins, ends = (at.astimezone(zone(session.time_zone)) for at in (session.starts_at, session.ends_at))
    return TemplatePlan(
        title=session.title,
        activity_type=session.activity_type.value,
        audience=session.audience.value,
        start=f"{begins:%H:%M}",
        end=f"{ends:%H:%M}",
        time_zone=session.time_zone,
        venue=session.venue,
        language=session.language,
        topics=session.topics,
        partners=[
            PartnerLine.model_validate({"organisation": one.organisation, "role": one.role})
            for one in session.partners
        ],
        facilitators=session.facilitators,
        capacity=session.capacity,
        projects=session.projects,
        campaign=session.campaign,
        planned_kits=session.planned_kits,
        note=session.note,
    )


def save_template(actor: Actor, command: SaveTemplate, *, uow: UnitOfWork) -> Outcome[TemplateView]:
    """Keep the plan of a session as a template of an organisation.

    Raises Forbidden, NotFound (the session, or a stranger's organisation), Invalid.
    """
    actor.require(Permission.SESSION_SCHEDULE)
    identity = command.id or new_id()
    with uow.begin() as tx:
        session = session_view(tx, actor, command.session)
        code = command.organisation or session.lead_organisation
        owner = organisations.by_code(tx, code, "organisation")
        actor.require(Permission.SESSION_SCHEDULE, owner.id)
        content = command.model_dump(mode="json", exclude={"id"})
        fresh = is_first(tx, "template", identity, content)
        if fresh:
            plan = _plan_of(session).model_dump(mode="json")
            store.add(
                tx.db,
                identity,
                organisation_id=owner.id,
                name=command.name,
                plan=plan,
                by=actor.person_id,
            )
            tx.record(
                "template.saved",
                actor,
                "template",
                identity,
                organisation_id=owner.id,
                data={"name": command.name, "from": session.code},
            )
        return Outcome(_found(tx, actor, identity), fresh)


def list_templates(
    actor: Actor, *, uow: UnitOfWork, cursor: str | None = None, limit: int = 50
) -> Page[TemplateView]:
    """The templates of one's organisations, by name."""
    actor.require(Permission.SESSION_SCHEDULE)
    after = None
    if cursor:
        name, last = from_cursor(cursor, 2)
        try:
            after = (name, UUID(last))
        except ValueError:
            raise cursor_unknown() from None
    with uow.read() as look:
        rows = store.listing(look.db, _owners(actor), after=after, limit=limit + 1)
        shown = rows[:limit]
        more = to_cursor(shown[-1].name, shown[-1].id) if len(rows) > limit else None
        return Page(items=_views(look, shown), next=more)


def get_template(actor: Actor, template_id: UUID, *, uow: UnitOfWork) -> TemplateView:
    """One template. Raises NotFound when it is not one of one's organisations'."""
    actor.require(Permission.SESSION_SCHEDULE)
    with uow.read() as look:
        return _found(look, actor, template_id)


def change_template(
    actor: Actor, template_id: UUID, command: ChangeTemplate, seen: int | None, *, uow: UnitOfWork
) -> TemplateView:
    """Give it another name, or take it off the list. Raises Forbidden, NotFound, Stale, Invalid."""
    actor.require(Permission.SESSION_SCHEDULE)
    with uow.begin() as tx:
        row = store.find(tx.db, _owners(actor), template_id, lock=True)
        if row is None:
            raise NotFound
        if seen != row.version:
            raise Stale(row.version, seen)
        values = command.model_dump(exclude_none=True)
        if not values:
            raise Invalid.of("name", "missing", _("Please fill this in."))
        before = {name: getattr(row, name) for name in values}
        store.change(tx.db, template_id, values)
        tx.record(
            "template.changed",
            actor,
            "template",
            template_id,
            organisation_id=row.organisation_id,
            data=changes(before, values),
        )
        return _found(tx, actor, template_id)
