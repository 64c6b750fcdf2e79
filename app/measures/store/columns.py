"""By what the rows of a session are cut: its own columns, what it has several of, and what lies above them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, FromClause, String, and_, case, cast, func, select

from app.measures.rules import Dimension
from app.measures.store.ledgers import (
    project_donors_table,
    session_partners_table,
    session_projects_table,
    session_topics_table,
    sessions_table,
)

D = Dimension
_session = sessions_table.c


def joined(
    rows: FromClause, by: Sequence[Dimension], columns: dict[Dimension, ColumnElement[Any]]
) -> FromClause:
    """Join what a session has several of, for the dimensions that ask for it; fills in their columns."""
    if D.PROJECT in by:
        projects = session_projects_table.alias("of_project")
        rows = rows.join(projects, projects.c.session_id == _session.id)
        columns[D.PROJECT] = projects.c.project_id
        if D.DONOR in by:
            donors = project_donors_table.alias("of_donor")
            rows = rows.join(donors, donors.c.project_id == projects.c.project_id)
            columns[D.DONOR] = donors.c.organisation_id
    elif D.DONOR in by:
        # Two projects of one donor in one session are one line for that donor.
        pairs = (
            select(session_projects_table.c.session_id, project_donors_table.c.organisation_id)
            .join_from(
                session_projects_table,
                project_donors_table,
                project_donors_table.c.project_id == session_projects_table.c.project_id,
            )
            .distinct()
            .subquery("session_donor")
        )
        rows = rows.join(pairs, pairs.c.session_id == _session.id)
        columns[D.DONOR] = pairs.c.organisation_id
    if D.ORGANISATION in by:
        part = session_partners_table.alias("of_organisation")
        rows = rows.join(part, and_(part.c.session_id == _session.id, part.c.accepted.is_not(False)))
        columns[D.ORGANISATION] = part.c.organisation_id
    if D.TOPIC in by:
        topics = session_topics_table.alias("of_topic")
        rows = rows.join(topics, topics.c.session_id == _session.id)
        columns[D.TOPIC] = topics.c.topic_code
    return rows


def session_columns() -> dict[Dimension, ColumnElement[Any]]:
    """What a session has one of."""
    return {
        D.AREA: _session.area_code,
        D.VENUE: _session.venue_id,
        D.MONTH: func.substr(cast(_session.local_date, String), 1, 7),
        D.ACTIVITY_TYPE: _session.activity_type,
        D.AUDIENCE: _session.audience,
        D.LANGUAGE: _session.language_code,
        D.CAMPAIGN: _session.campaign_id,
    }


_COARSER = {D.GOVERNORATE: D.AREA, D.COHORT: D.COMMUNITY}


def coarser_columns(
    columns: dict[Dimension, ColumnElement[Any]], unions: Mapping[Dimension, Mapping[str, str]]
) -> dict[Dimension, ColumnElement[Any]]:
    """Governorates over areas, cohorts over communities: a code without a union stays itself."""
    return {
        coarse: case(dict(unions[coarse]), value=columns[fine], else_=columns[fine])
        if unions.get(coarse)
        else columns[fine]
        for coarse, fine in _COARSER.items()
        if fine in columns
    }
