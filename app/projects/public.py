"""What other packages may ask of projects, campaigns and indicators inside their own transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import Table

from app.kernel.errors import Invalid
from app.kernel.words import _
from app.organisations import public as organisations
from app.platform.unit_of_work import ReadTx, Tx
from app.projects.rules import DIMENSION_NAMES, Measure, target_between
from app.projects.schemas import CampaignView, DonorView, IndicatorView, ProjectSpan, ProjectView, TargetLine
from app.projects.store import campaigns as campaign_store
from app.projects.store import indicators as indicator_store
from app.projects.store import projects as store
from app.projects.store import seeding
from app.projects.tables import Project, ProjectDonor

__all__ = [
    "DIMENSION_NAMES",
    "CampaignView",
    "DonorView",
    "IndicatorView",
    "Measure",
    "ProjectSpan",
    "ProjectView",
    "TargetLine",
    "by_code",
    "by_codes",
    "by_ids",
    "campaign_by_code",
    "campaign_choices",
    "campaigns_by_ids",
    "choices",
    "indicators",
    "project_donors_table",
    "projects_of_donor",
    "seed",
    "span_choices",
    "spans_by_ids",
    "target_of",
    "views",
]

project_donors_table: Table = ProjectDonor.__table__  # type: ignore[attr-defined]
"""For reading only (measures): which organisations pay for which project."""


def views(look: ReadTx, rows: list[Project]) -> list[ProjectView]:
    """The plain views of these projects with donors and codes; two more statements however many."""
    donors = store.donors_of(look.db, [row.id for row in rows])
    named = {donor.organisation_id for lines in donors.values() for donor in lines}
    known = organisations.by_ids(look, named | {row.agency_id for row in rows})
    return [store.view(row, donors[row.id], known) for row in rows]


def by_ids(look: ReadTx, ids: Iterable[UUID]) -> dict[UUID, ProjectView]:
    """Projects by id; three statements however many."""
    return {project.id: project for project in views(look, store.find_many(look.db, ids=ids))}


def spans_by_ids(look: ReadTx, ids: Iterable[UUID]) -> dict[UUID, ProjectSpan]:
    """Codes, titles and days of projects by id; at most one statement however many."""
    return look.each_once(
        "project spans", ids, lambda wanted: {one.id: one for one in store.spans(look.db, wanted)}
    )


def span_choices(look: ReadTx) -> list[ProjectSpan]:
    """Codes, titles and days of all projects by code, for choosing from (at most 500)."""
    found = store.spans(look.db, None)
    look.keep("project spans", {one.id: one for one in found})
    return found


def by_codes(look: ReadTx, codes: Iterable[str]) -> dict[str, ProjectView]:
    """Projects by code; unknown codes are missing from the answer."""
    return {project.code: project for project in views(look, store.find_many(look.db, codes=codes))}


def by_code(look: ReadTx, code: str, field: str) -> ProjectView:
    """The project with this code. Raises Invalid on `field` when there is none."""
    row = store.find_by_code(look.db, code)
    if row is None:
        raise Invalid.of(field, "project.unknown", _("There is no project with this code."))
    return views(look, [row])[0]


def choices(look: ReadTx) -> list[ProjectView]:
    """All projects by code, for choosing from (at most 500)."""
    return views(look, store.listing(look.db, after=None, limit=500))


def projects_of_donor(look: ReadTx, organisation_ids: Iterable[UUID]) -> set[UUID]:
    """The ids of the projects that one of these organisations pays for."""
    return store.paid_by(look.db, organisation_ids)


def campaign_by_code(look: ReadTx, code: str, field: str) -> CampaignView:
    """The campaign with this code. Raises Invalid on `field` when there is none."""
    row = campaign_store.find_by_code(look.db, code)
    if row is None:
        raise Invalid.of(field, "campaign.unknown", _("There is no campaign with this code."))
    return campaign_store.view(row)


def campaigns_by_ids(look: ReadTx, ids: Iterable[UUID]) -> dict[UUID, CampaignView]:
    """Campaigns by id; one statement however many."""
    return {row.id: campaign_store.view(row) for row in campaign_store.find_many(look.db, ids)}


def campaign_choices(look: ReadTx) -> list[CampaignView]:
    """All campaigns by code, for choosing from (at most 500)."""
    return [campaign_store.view(row) for row in campaign_store.listing(look.db, after=None, limit=500)]


def indicators(look: ReadTx, project_id: UUID) -> list[IndicatorView]:
    """The indicators of a project in their order, with their targets."""
    rows = indicator_store.of_project(look.db, project_id)
    targets = indicator_store.targets_of(look.db, [row.id for row in rows])
    codes = {project.id: project.code for project in store.find_many(look.db, ids=[project_id])}
    return [indicator_store.view(row, targets[row.id], codes) for row in rows]


def seed(tx: Tx) -> dict[str, int]:
    """Insert the projects, campaigns and indicators that are missing from the shipped lists; how many of each."""
    return seeding.seed(tx)


def target_of(
    look: ReadTx, measure: Measure, project_ids: Iterable[UUID] | None, from_date: date, to_date: date
) -> int | None:
    """What the projects (None: all) want of a whole measure between two days, added up; None without any target.

    A target over a longer time counts by its share of days. One statement.
    """
    found = indicator_store.targets_between(look.db, measure, project_ids, from_date, to_date)
    if not found:
        return None
    return sum(target_between(targets, from_date, to_date) for targets in found.values())
