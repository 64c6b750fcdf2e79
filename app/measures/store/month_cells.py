"""The sums by month: read, compared with their ledger, made anew after very many rows came in another way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    Select,
    String,
    cast,
    delete,
    func,
    insert,
    literal,
    select,
    type_coerce,
    union_all,
)
from sqlmodel import Session

from app.measures.rules import Dimension
from app.measures.rules.months import NOBODYS, Months, Owner, Whose
from app.measures.schemas import Cut
from app.measures.store.conditions import VERIFIED
from app.measures.store.ledgers import (
    session_partners_table,
    session_projects_table,
    sessions_table,
    totals_table,
)
from app.measures.tables import MonthCell

_cell = MonthCell.__table__.c  # type: ignore[attr-defined]
_KEY = (_cell.whose, _cell.owner_id, _cell.month, _cell.community, _cell.sex, _cell.age_band)
_session = sessions_table.c
_total = totals_table.c

COLUMNS: dict[Dimension, ColumnElement[Any]] = {
    Dimension.COMMUNITY: _cell.community,
    Dimension.SEX: _cell.sex,
    Dimension.AGE_BAND: _cell.age_band,
    Dimension.MONTH: func.substr(cast(_cell.month, String), 1, 7),
}
"""By what the sums can be cut."""


def people(
    db: Session, owner: Owner, months: Months, by: Sequence[Dimension], cut: Cut
) -> list[tuple[tuple[Any, ...], int]]:
    """(codes of `by`, people reached) of the whole months, of the people a cut names; one statement."""
    keys = [COLUMNS[dimension] for dimension in by]
    whose, owner_id = owner
    query = select(*keys, func.coalesce(func.sum(_cell.people), 0)).where(
        _cell.whose == whose.value, _cell.owner_id == owner_id
    )
    if months.first is not None:
        query = query.where(_cell.month >= months.first)
    if months.last is not None:
        query = query.where(_cell.month <= months.last)
    wanted: tuple[tuple[ColumnElement[Any], frozenset[str]], ...] = (
        (_cell.community, cut.communities),
        (_cell.sex, frozenset(sex.value for sex in cut.sexes)),
        (_cell.age_band, cut.age_bands),
    )
    query = query.where(*(column.in_(sorted(codes)) for column, codes in wanted if codes))
    if keys:
        query = query.group_by(*keys)
    return [(tuple(row[:-1]), int(row[-1])) for row in db.connection().execute(query)]


def _month(db: Session) -> ColumnElement[date]:
    """The first day of the month of a session."""
    if db.get_bind().dialect.name == "sqlite":
        return type_coerce(func.date(_session.local_date, "start of month"), Date)
    return cast(func.date_trunc("month", _session.local_date), Date)


def _of_the_ledger(db: Session) -> CompoundSelect[*tuple[Any, ...]]:
    """The rows as they should be, from the totals of the sessions."""
    month = _month(db)
    paid, part = session_projects_table.c, session_partners_table.c

    def added_up(whose: Whose, owner: ColumnElement[Any], *joined: Any) -> Select[Any]:
        rows = sessions_table.join(totals_table, _total.session_id == _session.id)
        if joined:
            rows = rows.join(*joined)
        # An owner that is the same in every row is no key to group by.
        keys = [*([owner] if joined else []), month, _total.community, _total.sex, _total.age_band]
        return (
            select(
                literal(whose.value).label("whose"),
                owner.label("owner_id"),
                month.label("month"),
                _total.community,
                _total.sex,
                _total.age_band,
                func.sum(_total.count).label("people"),
            )
            .select_from(rows)
            .where(_session.status == VERIFIED, _total.count != 0)
            .group_by(*keys)
        )

    return union_all(
        added_up(Whose.PROGRAMME, literal(NOBODYS, _cell.owner_id.type)),
        added_up(Whose.PROJECT, paid.project_id, session_projects_table, paid.session_id == _session.id),
        added_up(
            Whose.ORGANISATION,
            part.organisation_id,
            session_partners_table,
            (part.session_id == _session.id) & part.accepted.is_not(False),
        ),
    )


def make_anew(db: Session) -> None:
    """Write every row from the ledger: after rows came in past the triggers."""
    db.connection().execute(delete(MonthCell))
    db.connection().execute(
        insert(MonthCell).from_select([*(column.name for column in _KEY), "people"], _of_the_ledger(db))
    )


def unlike_the_ledger(db: Session) -> list[tuple[Any, ...]]:
    """(whose, owner, month, community, sex, age band, by how many people too much) of wrong rows."""
    ledger = _of_the_ledger(db).subquery("by_ledger")
    both = union_all(
        select(*_KEY, _cell.people),
        select(
            *(ledger.c[column.name] for column in _KEY),
            (-ledger.c.people).label("people"),
        ),
    ).subquery("both")
    keys = [both.c[column.name] for column in _KEY]
    amount = func.sum(both.c.people)
    query = select(*keys, amount).group_by(*keys).having(amount != 0).order_by(*keys)
    return [tuple(row) for row in db.connection().execute(query)]
