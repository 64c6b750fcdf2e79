"""What was handed out at distribution points, for the measures of kits: the same question, put to their ledger.

A closed point counts as a verified session does; one that is still open only in provisional figures. A point has
no topic, language, audience or kind of activity: a cut by one of these leaves points out, a row shows none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    false,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union,
)
from sqlmodel import Session

from app.access.actor import Scope
from app.distributions.public.points import PointState
from app.measures.rules import Dimension
from app.measures.schemas import Cut
from app.measures.store import feedback
from app.measures.store.given import (
    TOGETHER,
    cells_of_items,
    given_of,
    people_of,
    read_sums,
    sums_of_cells,
)
from app.measures.store.ledgers import hand_outs_table, points_table, project_donors_table
from app.platform.asked import Asked
from app.platform.readers import kind_of

PEOPLE_GIVEN = frozenset({"people_given", "people_given_kits"})
"""People, at least: the most that was given of any one item in a cell."""

AT_POINTS = frozenset(TOGETHER)
"""The measures of what is handed out, to which distribution points add."""

Row = tuple[tuple[Any, ...], int, int]

D = Dimension
_point = points_table.c
_given = hand_outs_table.c
_CLOSED = PointState.CLOSED.value
_PROVISIONAL = (PointState.OPEN.value, PointState.APPROVAL.value, _CLOSED)
_SEX = func.coalesce(_given.sex, "ns")
_BAND = func.coalesce(_given.age_band, "ns")
_FROM_ITS_BAG = and_(_given.location_id == _point.bag_id, _given.session_id.is_(None))


def at_points_too(measure: str) -> bool:
    """Whether distribution points add to a measure: what was handed out there, and what people said of it."""
    return measure in AT_POINTS or feedback.knows(measure)


def _of(ids: Iterable[UUID]) -> ColumnElement[bool]:
    wanted = list(ids)
    return or_(_point.organisation_id.in_(wanted), _point.partner_id.in_(wanted))


def seen_by(scope: Scope) -> ColumnElement[bool]:
    """The points that exist for a reader."""
    if scope.everything:
        return true()
    lines: list[ColumnElement[bool]] = []
    if scope.organisations:
        lines.append(_of(scope.organisations))
    if scope.projects:
        lines.append(_point.project_id.in_(list(scope.projects)))
    lines += [and_(_of([one]), _point.project_id == project) for one, project in sorted(scope.within)]
    if scope.person_id is not None:
        lines.append(_point.person_id == scope.person_id)
    return or_(*lines) if lines else false()


def _narrowed(query: Select[Any], scope: Scope, cut: Cut, *, provisional: bool = False) -> Select[Any] | None:
    """The query over the points that count; None when the cut asks for what no point has."""
    if cut.topics or cut.activity_types or cut.audiences or cut.languages or cut.campaigns:
        return None
    states = _PROVISIONAL if provisional else (_CLOSED,)
    lines = [seen_by(scope), _point.state.in_(states)]
    if cut.from_date is not None:
        lines.append(_point.held_on >= cut.from_date)
    if cut.to_date is not None:
        lines.append(_point.held_on <= cut.to_date)
    if cut.projects:
        lines.append(_point.project_id.in_(list(cut.projects)))
    if cut.donor_projects is not None:
        lines.append(_point.project_id.in_(list(cut.donor_projects)))
    if cut.organisations:
        lines.append(_of(cut.organisations))
    if cut.led_by is not None:
        lines.append(_point.organisation_id.in_(list(cut.led_by)))
    if cut.areas:
        lines.append(_point.area_code.in_(list(cut.areas)))
    if cut.venues:
        lines.append(_point.venue_id.in_(list(cut.venues)))
    return query.where(*lines)


def _columns(unions: Mapping[Dimension, Mapping[str, str]], cells: Any) -> dict[Dimension, Any]:
    """What a row can be cut by; `cells` are the columns of the people."""
    columns: dict[Dimension, Any] = {
        D.AREA: _point.area_code,
        D.VENUE: null(),
        D.MONTH: func.substr(cast(_point.held_on, String), 1, 7),
        D.PROJECT: _point.project_id,
        D.CAMPAIGN: null(),
        D.ACTIVITY_TYPE: null(),
        D.AUDIENCE: null(),
        D.LANGUAGE: null(),
        D.COMMUNITY: cells.community,
        D.SEX: cells.sex,
        D.AGE_BAND: cells.age_band,
    }
    for coarse, fine in ((D.GOVERNORATE, D.AREA), (D.COHORT, D.COMMUNITY)):
        known = unions.get(coarse)
        columns[coarse] = (
            case(dict(known), value=columns[fine], else_=columns[fine]) if known else columns[fine]
        )
    return columns


def _joined(rows: FromClause, by: Sequence[Dimension], columns: dict[Dimension, Any]) -> FromClause:
    """Join the donors of the project and the organisations of a point, where they are asked for."""
    if D.DONOR in by:
        donors = project_donors_table.alias("of_donor")
        rows = rows.join(donors, donors.c.project_id == _point.project_id)
        columns[D.DONOR] = donors.c.organisation_id
    if D.ORGANISATION in by:
        own = select(_point.id, _point.organisation_id.label("organisation_id"))
        theirs = select(_point.id, _point.partner_id).where(_point.partner_id.is_not(None))
        part = union(own, theirs).subquery("of_organisation")
        rows = rows.join(part, part.c.id == _point.id)
        columns[D.ORGANISATION] = part.c.organisation_id
    return rows


def _said(measure: str) -> Any:
    """What people said at each point: point, community, sex, age band, question and answer where asked for, value."""
    said = feedback.told(measure)
    named = [column.label(one.value) for one, column in said.columns.items()]
    return (
        select(said.point.label("point"), *named, func.sum(said.value).label("value"))
        .select_from(said.rows)
        .where(said.point.is_not(None), *said.conditions)
        .group_by(said.point, *said.columns.values())
        .subquery("said_at_points")
    )


def _cells(measure: str, items: frozenset[UUID] | None) -> Any:
    """The people and things given at each point: point, community, sex, age band, item, value."""
    if feedback.knows(measure):
        return _said(measure)
    each = _by_item({"value": given_of(items)})
    if measure not in PEOPLE_GIVEN:
        return each
    people = (each.c.point, each.c.community, each.c.sex, each.c.age_band)
    return select(*people, func.max(each.c.value).label("value")).group_by(*people).subquery("given_to")


def _by_item(values: Mapping[str, ColumnElement[Any]]) -> Any:
    """The sums of `values` for each point, cell and item."""
    group = (_point.id, _given.community, _SEX, _BAND, _given.item_id)
    named = (
        _point.id.label("point"),
        _given.community.label("community"),
        _SEX.label("sex"),
        _BAND.label("age_band"),
        _given.item_id.label("item"),
    )
    return (
        select(*named, *(func.sum(value).label(name) for name, value in values.items()))
        .select_from(points_table.join(hand_outs_table, _FROM_ITS_BAG))
        .group_by(*group)
        .subquery("given_at_points")
    )


def totals_of_points(
    db: Session, scope: Scope, cut: Cut, *, provisional: bool, kits: frozenset[UUID]
) -> dict[str, tuple[int, int]]:
    """What `totals_of_hand_outs` tells of sessions, at distribution points; one statement or none."""
    cells = cells_of_items(
        _by_item({"kits": given_of(kits), "every": given_of(None)}), "point", "community", "sex", "age_band"
    )
    query = _narrowed(
        select(*sums_of_cells(cells, _point.state != _CLOSED, provisional=provisional)).select_from(
            points_table.join(cells, cells.c.point == _point.id)
        ),
        scope,
        cut,
        provisional=provisional,
    )
    if query is None:
        return dict.fromkeys(TOGETHER, (0, 0))
    return read_sums(db, query.where(*_people(cells.c, cut)))


def _people(cells: Any, cut: Cut) -> list[ColumnElement[bool]]:
    """The cells of the people that a cut names."""
    who = {
        Dimension.COMMUNITY: cells.community,
        Dimension.SEX: cells.sex,
        Dimension.AGE_BAND: cells.age_band,
    }
    return people_of(cut, who)


def at_points(
    db: Session,
    measure: str,
    by: Sequence[Dimension],
    scope: Scope,
    cut: Cut,
    *,
    provisional: bool,
    items: frozenset[UUID] | None,
    unions: Mapping[Dimension, Mapping[str, str]],
    each_point: bool = False,
) -> list[Row]:
    """A measure `at_points_too` at distribution points, as `count` answers it for sessions; one statement or none."""
    if D.TOPIC in by:
        return []
    cells = _cells(measure, items)
    columns = _columns(unions, cells.c)
    columns |= {one: cells.c[one.value] for one in (D.ITEM, D.QUESTION, D.ANSWER) if one.value in cells.c}
    rows = _joined(points_table.join(cells, cells.c.point == _point.id), by, columns)
    keys = [columns[dimension] for dimension in by]
    if each_point:
        keys.insert(0, _point.code)
    value = func.coalesce(func.sum(cells.c.value), 0)
    open_part = (
        func.coalesce(func.sum(case((_point.state != _CLOSED, cells.c.value), else_=0)), 0)
        if provisional
        else literal(0)
    )
    named = [key.label(f"key_{place}") for place, key in enumerate(keys)]
    query = _narrowed(
        select(*named, value.label("value"), open_part.label("open_part")).select_from(rows),
        scope,
        cut,
        provisional=provisional,
    )
    if query is None:
        return []
    query = query.where(*_people(cells.c, cut))
    solid = [key for key in keys if not isinstance(key, type(null()))]
    if solid:
        query = query.group_by(*solid)
    found = db.connection().execute(query)
    return [(tuple(row[:-2]), int(row[-2]), int(row[-1])) for row in found]


def together(sessions: list[Row], points: list[Row]) -> list[Row]:
    """Rows of both, added up where their codes are the same."""
    if not points:
        return sessions
    sums: dict[tuple[Any, ...], tuple[int, int]] = {}
    for codes, value, part in (*sessions, *points):
        before = sums.get(codes, (0, 0))
        sums[codes] = (before[0] + value, before[1] + part)
    return [(codes, value, part) for codes, (value, part) in sums.items()]


def kits_by_point(db: Session, scope: Scope, cut: Cut) -> dict[str, int]:
    """Code of a closed point -> dignity kits given there, from the rollup on the point; one statement or none."""
    query = _narrowed(select(_point.code, _point.kits_count).where(_point.kits_count > 0), scope, cut)
    if query is None:
        return {}
    return {code: int(kits) for code, kits in db.connection().execute(query)}


def projects_of_points(db: Session, scope: Scope, cut: Cut) -> dict[str, list[tuple[UUID, int | None]]]:
    """Code of a closed point -> the one project that pays it, in full."""
    query = _narrowed(
        select(_point.code, _point.project_id).where(_point.project_id.is_not(None)), scope, cut
    )
    if query is None:
        return {}
    return {code: [(project, None)] for code, project in db.connection().execute(query)}


def points_held(db: Session, cut: Cut) -> list[tuple[date, UUID | None, UUID, UUID | None, str]]:
    """(day, project, organisation, its partner, area) of the closed points of a cut; one statement or none."""
    columns = (
        _point.held_on,
        _point.project_id,
        _point.organisation_id,
        _point.partner_id,
        _point.area_code,
    )
    query = _narrowed(select(*columns), Scope(everything=True), cut)
    if query is None:
        return []
    found = db.connection().execute(query)
    return [(day, project, own, partner, area) for day, project, own, partner, area in found]


def kits_of_points_by_month(db: Session, scope: Scope, firsts: Sequence[date]) -> dict[tuple[int, int], int]:
    """(year, month) -> dignity kits given at closed points, from the first of these months on; one statement."""
    if not firsts:
        return {}
    reader, own = kind_of(scope)
    sums: dict[tuple[int, int], int] = {}
    for day, kits in _kits_by_day(reader).rows(db.connection(), first=firsts[0], **own):
        month = (day.year, day.month)
        sums[month] = sums.get(month, 0) + int(kits)
    return sums


@lru_cache(maxsize=128)
def _kits_by_day(scope: Scope) -> Asked:
    return Asked.just(
        select(_point.held_on, func.sum(_point.kits_count))
        .where(
            seen_by(scope),
            _point.state == _CLOSED,
            _point.held_on >= bindparam("first", type_=_point.held_on.type),
            _point.kits_count > 0,
        )
        .group_by(_point.held_on)
    )
