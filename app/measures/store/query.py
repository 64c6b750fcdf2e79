"""SELECT the codes asked for, SUM the measure, FROM its ledger joined with sessions, GROUP BY: for every figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    FromClause,
    and_,
    case,
    distinct,
    func,
    literal,
    select,
)
from sqlmodel import Session

from app.access.actor import Scope
from app.measures.rules import Dimension
from app.measures.schemas import Cut
from app.measures.store import feedback, timeliness
from app.measures.store.bookings import BOOKED, OF_BOOKINGS
from app.measures.store.columns import coarser_columns, joined, session_columns
from app.measures.store.conditions import VERIFIED, narrowed
from app.measures.store.given import COLUMNS, HAND_OUTS, by_item, given_of
from app.measures.store.ledgers import (
    referrals_table,
    session_partners_table,
    sessions_table,
    totals_table,
)
from app.measures.store.points import PEOPLE_GIVEN, at_points, at_points_too, together
from app.measures.store.reports import ASKED_BOTH, QUIZ, last_reports
from app.measures.store.session_sums import CELLS_ADDED_UP, OF_SESSIONS

D = Dimension
_session = sessions_table.c
_total = totals_table.c


@dataclass(frozen=True, slots=True)
class _Ledger:
    """Where a measure is kept: rows to join to sessions, the value of a row, the columns of its own dimensions.

    `outer`: a session without such a row counts too; `any_status`: so does one that is not verified.
    """

    rows: FromClause | None
    joined: ColumnElement[bool] | None
    value: ColumnElement[Any]
    columns: Mapping[Dimension, ColumnElement[Any]]
    conditions: tuple[ColumnElement[bool], ...] = ()
    distinct: bool = False
    outer: bool = False
    any_status: bool = False


_cells = totals_table, _total.session_id == _session.id
_cell_columns: dict[Dimension, ColumnElement[Any]] = {
    D.COMMUNITY: _total.community,
    D.SEX: _total.sex,
    D.AGE_BAND: _total.age_band,
}


def _referrals() -> tuple[FromClause, ColumnElement[bool]]:
    reports, joined = last_reports()
    together = reports.join(referrals_table, referrals_table.c.report_id == reports.c.id)
    return together, joined


def _people_given(scope: Scope, cut: Cut, wanted: frozenset[UUID] | None, *, provisional: bool) -> _Ledger:
    """Per session, community, sex and age: the largest number given of any one of these items (None: of all)."""
    items = by_item(scope, cut, provisional=provisional, values={"quantity": given_of(wanted)})
    group = (items.c.session_id, items.c.community, items.c.sex, items.c.age_band)
    people = select(*group, func.max(items.c.quantity).label("people")).group_by(*group).subquery("given_to")
    columns: dict[Dimension, ColumnElement[Any]] = {
        D.COMMUNITY: people.c.community,
        D.SEX: people.c.sex,
        D.AGE_BAND: people.c.age_band,
    }
    return _Ledger(people, people.c.session_id == _session.id, people.c.people, columns)


def _ledger(
    db: Session, measure: str, items: frozenset[UUID] | None, scope: Scope, cut: Cut, *, provisional: bool
) -> _Ledger:
    """The ledger of a measure of the register that is not a ratio. `items`: which items are counted as given."""
    if measure == "people_reached":
        return _Ledger(*_cells, _total.count, _cell_columns)
    if measure == "officials_trained":
        trained = (_session.activity_type == "training", _session.audience == "officials")
        return _Ledger(*_cells, _total.count, _cell_columns, trained)
    if measure in {"items_given", "kits_given"}:
        return _Ledger(*HAND_OUTS, given_of(items), COLUMNS)
    if measure in PEOPLE_GIVEN:
        return _people_given(scope, cut, items, provisional=provisional)
    if measure in OF_BOOKINGS:
        return _Ledger(*BOOKED, OF_BOOKINGS[measure], {})
    if measure == "referrals":
        return _Ledger(*_referrals(), referrals_table.c.count, {D.SERVICE: referrals_table.c.service})
    if measure.startswith("quiz_"):
        return _Ledger(*last_reports(), QUIZ[measure], {}, ASKED_BOTH)
    return _ledger_of_session(db, measure)


def _ledger_of_session(db: Session, measure: str) -> _Ledger:
    """What stands on the session's own row, or around it: its partners, its first report, what people said."""
    if feedback.knows(measure):
        said = feedback.told(measure)
        return _Ledger(said.rows, said.of_session, said.value, said.columns, said.conditions)
    if measure in timeliness.MEASURES:
        first, value = timeliness.beside(db, measure)
        return _Ledger(*first, value, {}, outer=True, any_status=True)
    if measure == "partner_organisations":
        part = session_partners_table.alias("part")
        beside = and_(part.c.session_id == _session.id, part.c.accepted.is_not(False))
        return _Ledger(part, beside, part.c.organisation_id, {}, distinct=True)
    return _Ledger(None, None, OF_SESSIONS[measure], {})


def count(
    db: Session,
    measure: str,
    by: Sequence[Dimension],
    scope: Scope,
    cut: Cut,
    *,
    provisional: bool,
    items: frozenset[UUID] | None,
    unions: Mapping[Dimension, Mapping[str, str]],
    each_session: bool = False,
) -> list[tuple[tuple[Any, ...], int, int]]:
    """Rows of (codes and ids of `by`, value, the part of the value that is not verified), in order of their codes.

    What was handed out at distribution points is added to what was handed out at sessions.

    `each_session` puts the code of the session before the codes and counts session by session.

    `unions` says for governorates and cohorts which area or community belongs to which, when `by` asks for them.
    """
    ledger = _ledger(db, measure, items, scope, cut, provisional=provisional)
    if measure in CELLS_ADDED_UP and not _names_people(by, cut):
        # The session's own sum of its cells: one row a session, however many cells it has.
        ledger = replace(ledger, rows=None, joined=None, value=_session.reached_count)
    rows: FromClause = sessions_table
    if ledger.rows is not None and ledger.joined is not None:
        rows = rows.join(ledger.rows, ledger.joined, isouter=ledger.outer)
    columns = {**session_columns(), **ledger.columns}
    columns |= coarser_columns(columns, unions)
    rows = joined(rows, by, columns)
    keys = [columns[dimension] for dimension in by]
    if each_session:
        keys.insert(0, _session.code)
    if ledger.distinct:
        value: ColumnElement[Any] = func.count(distinct(ledger.value))
        unverified: ColumnElement[Any] = literal(0)
    else:
        value = func.coalesce(func.sum(ledger.value), 0)
        unverified = (
            func.coalesce(func.sum(case((_session.status != VERIFIED, ledger.value), else_=0)), 0)
            if provisional
            else literal(0)
        )
    query = narrowed(
        select(*keys, value.label("value"), unverified.label("unverified")).select_from(rows),
        scope,
        cut,
        provisional=provisional,
        any_status=ledger.any_status,
    ).where(*ledger.conditions, *_people(ledger, cut))
    if keys:
        query = query.group_by(*keys).order_by(*keys)
    found = [(tuple(row[:-2]), int(row[-2]), int(row[-1])) for row in db.connection().execute(query)]
    if not at_points_too(measure):
        return found
    more = at_points(
        db,
        measure,
        by,
        scope,
        cut,
        provisional=provisional,
        items=items,
        unions=unions,
        each_point=each_session,
    )
    return together(found, more)


_OF_PEOPLE = frozenset({D.COMMUNITY, D.SEX, D.AGE_BAND, D.COHORT})


def _names_people(by: Sequence[Dimension], cut: Cut) -> bool:
    """Whether a question looks into the cells of a session."""
    return bool(_OF_PEOPLE.intersection(by) or cut.communities or cut.sexes or cut.age_bands)


def _people(ledger: _Ledger, cut: Cut) -> list[ColumnElement[bool]]:
    """The part of the cut that looks into the rows of the ledger."""
    wanted: tuple[tuple[Dimension, frozenset[Any]], ...] = (
        (D.COMMUNITY, cut.communities),
        (D.SEX, frozenset(sex.value for sex in cut.sexes)),
        (D.AGE_BAND, cut.age_bands),
    )
    return [ledger.columns[dimension].in_(codes) for dimension, codes in wanted if codes]


def area_codes(db: Session) -> list[str]:
    """The areas in which there are sessions."""
    return list(db.connection().execute(select(_session.area_code).distinct()).scalars())
