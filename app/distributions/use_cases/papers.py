"""What stands on the report of a distribution, at a session or at a distribution point."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.distributions import public, store
from app.distributions.public.points import point_till
from app.distributions.rules import TillState
from app.distributions.rules.points import POINT_STATE_NAMES, PointState
from app.distributions.store import points
from app.distributions.use_cases.points import viewing
from app.items import public as items
from app.kernel.small_counts import Shown, hide_small
from app.kernel.types import Names
from app.kernel.words import Words
from app.organisations import public as organisations
from app.places import public as places
from app.platform.unit_of_work import ReadTx, UnitOfWork
from app.projects import public as projects
from app.registration import public as registration
from app.sessions import public as sessions
from app.vocabularies import public as vocabularies

People = tuple[str | None, str | None, str | None]
"""(community, sex, age band); None: everybody together in this respect."""


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One item, and to whom it was given: the finest cells inside, the three margins outside."""

    item: str
    names: Names
    planned: int
    loaded: int
    given: int
    returned: int
    damaged: int
    unexplained: int
    reason: str
    people: tuple[tuple[People, Shown], ...]


@dataclass(frozen=True, slots=True)
class DistributionPaper:
    """The report. `outside`: it leaves the house, so small numbers and a protected place are not on it.

    `place` is None where it must not be named. `tickets` were redeemed for something; None: there were none to redeem.
    """

    number: str
    title: str
    day: date
    organisations: tuple[str, ...]
    projects: tuple[str, ...]
    place: str | None
    area: Names
    state: Words | None
    outside: bool
    tickets: int | None
    lines: tuple[PaperLine, ...]
    communities: Mapping[str, Names]
    link: str


def of_point(actor: Actor, point_id: UUID, *, uow: UnitOfWork, outside: bool = False) -> DistributionPaper:
    """The report of a distribution point; for whoever does not belong to it, the one that leaves the house."""
    actor.require(Permission.POINT_HOLD)
    with uow.read() as look:
        row = viewing.found(look, actor, point_id)
        leaves = outside or not actor.belongs_to(row.organisation_id)
        reasons = {line.item_id: line.reason for line in points.last_till(look.db, row.id)}
        lines = _lines(
            look,
            point_till(look, row.bag_id),
            points.plan_of(look.db, row.id),
            store.given_by_people_from_bag(look.db, row.bag_id),
            {} if leaves else reasons,
        )
        return DistributionPaper(
            number=row.code,
            title="",
            day=row.held_on,
            organisations=_codes(look, [row.organisation_id, row.partner_id]),
            projects=_grants(look, [row.project_id] if row.project_id else []),
            place=_place(look, row.venue_id, outside=leaves),
            area=_area(look, row.area_code),
            state=POINT_STATE_NAMES[PointState(row.state)],
            outside=leaves,
            tickets=None,
            lines=_protected(lines) if leaves else lines,
            communities=vocabularies.community_names(look),
            link=f"/points/{row.id}",
        )


def of_session(
    actor: Actor, session_id: UUID, *, uow: UnitOfWork, outside: bool = False
) -> DistributionPaper:
    """The same of a session's kits."""
    actor.require(Permission.SESSION_SEE)
    with uow.read() as look:
        session = sessions.facts(look, actor.scope(Permission.SESSION_SEE), session_id)
        leaves = outside or not actor.belongs_to(session.lead_organisation_id)
        known = items.by_codes(look, {code for code, _quantity in session.planned_kits})
        lines = _lines(
            look,
            public.till(look, session.id),
            {known[code].id: quantity for code, quantity in session.planned_kits if code in known},
            store.given_by_people(look.db, session.id),
            {},
        )
        tickets = registration.tickets_for_kits(look, session.id)
        partners = sorted(session.organisation_ids - {session.lead_organisation_id})
        return DistributionPaper(
            number=session.code,
            title="" if leaves else session.title,
            day=session.local_date,
            organisations=_codes(look, [session.lead_organisation_id, *partners]),
            projects=_grants(look, [project for project, _share in session.projects]),
            place=_place(look, session.venue_id, outside=leaves),
            area=_area(look, session.area_code),
            state=None,
            outside=leaves,
            tickets=tickets,
            lines=_protected(lines) if leaves else lines,
            communities=vocabularies.community_names(look),
            link=f"/sessions/{session.id}/kits",
        )


def _codes(look: ReadTx, ids: Sequence[UUID | None]) -> tuple[str, ...]:
    known = organisations.codes_by_ids(look, {one for one in ids if one is not None})
    return tuple(known[one] for one in ids if one is not None)


def _grants(look: ReadTx, ids: Sequence[UUID]) -> tuple[str, ...]:
    known = projects.by_ids(look, ids) if ids else {}
    return tuple(known[one].code for one in ids)


def _area(look: ReadTx, code: str) -> Names:
    return places.areas_by_codes(look, [code])[code].names


def _place(look: ReadTx, venue_id: UUID, *, outside: bool) -> str | None:
    venue = places.venues_by_ids(look, [venue_id])[venue_id]
    return None if outside and venue.sensitive else venue.name


def _lines(
    look: ReadTx,
    till: Sequence[TillState],
    plan: Mapping[UUID, int],
    given: Sequence[tuple[str, str | None, str | None, UUID, int]],
    reasons: Mapping[UUID, str],
) -> tuple[PaperLine, ...]:
    states = {state.item_id: state for state in till}
    known = items.by_ids(look, plan.keys() | states.keys())
    lines = []
    for item_id, item in known.items():
        state = states.get(item_id)
        cells = [
            ((community, sex or "ns", band or "ns"), quantity)
            for community, sex, band, what, quantity in given
            if what == item_id and quantity
        ]
        lines.append(
            PaperLine(
                item=item.code,
                names=item.names,
                planned=plan.get(item_id, 0),
                loaded=state.loaded if state else 0,
                given=state.given if state else 0,
                returned=state.returned if state else 0,
                damaged=state.damaged if state else 0,
                unexplained=state.unexplained if state else 0,
                reason=reasons.get(item_id, ""),
                people=tuple(sorted(_added(cells).items())),
            )
        )
    return tuple(sorted(lines, key=lambda line: line.item))


def _added(cells: Sequence[tuple[tuple[str, str, str], int]]) -> Counter[tuple[str, str, str]]:
    sums: Counter[tuple[str, str, str]] = Counter()
    for cell, quantity in cells:
        sums[cell] += quantity
    return sums


def _protected(lines: Sequence[PaperLine]) -> tuple[PaperLine, ...]:
    """Community, sex and age each by itself, and of each no small number."""
    return tuple(replace(line, people=tuple(_margins(line))) for line in lines)


def _margins(line: PaperLine) -> list[tuple[People, Shown]]:
    shown: list[tuple[People, Shown]] = []
    for place in range(3):
        sums: Counter[str] = Counter()
        for people, quantity in line.people:
            sums[str(people[place])] += int(quantity)
        for code, value in sorted(hide_small(sums, line.given).items()):
            people = (code if place == 0 else None, code if place == 1 else None, None)
            shown.append(((*people[:2], code) if place == 2 else people, value))
    return shown
