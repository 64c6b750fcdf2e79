"""Sessions as rows: for annexes, completeness, who took part; and the stock of a project."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime
from uuid import UUID

from app.access.actor import Scope
from app.items import public as items
from app.measures import store
from app.measures.public import already_read
from app.measures.public.sharing import shared_by_session, wanted_items
from app.measures.schemas import Cut, Kept, Key, Participation, PointHeld, SessionFigures, StockLine
from app.measures.store.points import points_held as points_of
from app.platform.unit_of_work import ReadTx


def session_figures(
    look: ReadTx, scope: Scope, cut: Cut, *, any_status: bool = False
) -> list[SessionFigures]:
    """The sessions of a cut by day and code with their totals: the verified ones, or all.

    Of a cut by communities each session still counts, with its people of these communities; door, tickets and late
    counts are not known by community and 0.
    """
    lines = store.session_figures(look.db, scope, cut, any_status=any_status)
    if cut.share_of is None:
        already_read.sessions(look, scope, _whole(cut), lines)
        if not cut.communities:
            return lines
        some = _by_session(look, "people_reached", scope, cut)
        return [
            line._replace(people_reached=some.get(line.code, 0), door_count=0, tickets_count=0, late=0)
            for line in lines
        ]
    reached = shared_by_session(look, "people_reached", scope, cut)
    door = {} if cut.communities else shared_by_session(look, "door_count", scope, cut)
    return [
        line._replace(
            people_reached=reached.get(line.code, 0),
            door_count=door.get(line.code, 0),
            tickets_count=0 if cut.communities else line.tickets_count,
            late=0 if cut.communities else line.late,
        )
        for line in lines
    ]


def session_codes(look: ReadTx, scope: Scope, cut: Cut) -> frozenset[str]:
    """The codes of the verified sessions of a cut."""
    return frozenset(store.session_codes(look.db, scope, cut))


def _whole(cut: Cut) -> Cut:
    """The sessions of a cut with everybody in them."""
    return cut.model_copy(update={"communities": frozenset()}) if cut.communities else cut


def _by_session(look: ReadTx, measure: str, scope: Scope, cut: Cut) -> dict[str, int]:
    """Session (or distribution point) code -> the count of the people the cut names."""
    found = store.count(
        look.db,
        measure,
        (),
        scope,
        cut,
        provisional=False,
        items=wanted_items(look, measure, cut.items),
        unions={},
        each_session=True,
    )
    return {str(code): value for (code, *_none), value, _unverified in found if value}


def has_sessions(look: ReadTx, scope: Scope, cut: Cut) -> bool:
    """Whether the cut holds any session in scope, in any status."""
    return store.any_session(look.db, scope, cut)


def participations(look: ReadTx, scope: Scope, cut: Cut) -> list[Participation]:
    """Which organisations led or joined the verified sessions of a cut, in which roles and how many."""
    pairs = Counter((part.organisation, part.role) for part in already_read.parts(look, scope, cut))
    held: dict[Key, Counter[str]] = defaultdict(Counter)
    for (organisation, role), sessions in pairs.items():
        held[organisation][role] = sessions
    return [
        Participation(
            organisation_id=as_uuid(organisation), roles=tuple(sorted(roles)), sessions=roles.total()
        )
        for organisation, roles in held.items()
    ]


def partners_by_session(look: ReadTx, scope: Scope, cut: Cut) -> dict[Key, list[Key]]:
    """Session -> organisations that joined it without leading it, of the verified sessions of a cut."""
    found: dict[Key, list[Key]] = {}
    for part in already_read.parts(look, scope, cut):
        if not part.leads:
            found.setdefault(part.session, []).append(part.organisation)
    for joined in found.values():
        if len(joined) > 1:
            joined.sort(key=str)
    return found


def as_uuid(identity: Key) -> UUID:
    """An id as the driver gave it, as everybody else knows it."""
    return UUID(str(identity))


def as_instant(kept: Kept) -> datetime:
    """An instant as the driver gave it, as everybody else knows it."""
    return datetime.fromisoformat(f"{kept}+00:00") if isinstance(kept, str) else kept


def kits_by_session(look: ReadTx, scope: Scope, cut: Cut) -> dict[str, int]:
    """Session code -> dignity kits given, for the verified sessions of a cut that gave any."""
    if cut.share_of is not None:
        return shared_by_session(look, "kits_given", scope, cut)
    if cut.communities:
        return _by_session(look, "kits_given", scope, cut)
    given = store.hand_outs_by_session(look.db, scope, cut, kits=items.dignity_kits(look))
    already_read.given(look, scope, cut, given.values())
    kits = {code: values["kits_given"] for code, values in given.items()}
    return kits | store.kits_by_point(look.db, scope, cut)


def stock(
    look: ReadTx,
    project_id: UUID,
    *,
    since: datetime,
    before: datetime,
    organisations: frozenset[UUID] | None = None,
) -> list[StockLine]:
    """What the lots of a project did from `since` up to `before`, in the stores of these organisations or all."""
    return store.stock(look.db, project_id, since=since, before=before, organisations=organisations)


def projects_by_session(look: ReadTx, scope: Scope, cut: Cut) -> dict[str, list[UUID]]:
    """Code of a verified session of a cut -> the projects that pay for it."""
    shares = store.project_shares(look.db, scope, cut)
    return {code: [project for project, _share in claims] for code, claims in shares.items()}


def points_held(look: ReadTx, cut: Cut) -> list[PointHeld]:
    """The closed distribution points of a cut, whoever asks: to know who counts them."""
    return [
        PointHeld(
            day,
            frozenset({project} if project else ()),
            frozenset({organisation, *([partner] if partner else [])}),
            area,
        )
        for day, project, organisation, partner, area in points_of(look.db, cut)
    ]
