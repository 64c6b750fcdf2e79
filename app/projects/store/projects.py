"""SQL of projects and their donors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import Integer, bindparam, delete
from sqlalchemy import select as columns_of
from sqlmodel import Session, col, select

from app.kernel import clock
from app.kernel.types import names_of
from app.organisations.public import OrganisationView
from app.platform.asked import Asked
from app.projects.rules import project_status
from app.projects.schemas import AddProject, DonorLine, DonorView, ProjectSpan, ProjectView
from app.projects.tables import Project, ProjectDonor


def find_by_code(db: Session, code: str, *, lock: bool = False) -> Project | None:
    """The project with this code; `lock` holds it until the transaction ends."""
    query = select(Project).where(Project.code == code)
    return db.exec(query.with_for_update() if lock else query).first()


_project = Project.__table__.c  # type: ignore[attr-defined]
_SPANS = columns_of(
    _project.id,
    _project.code,
    _project.title_en,
    _project.title_fr,
    _project.title_ar,
    _project.starts_on,
    _project.ends_on,
).order_by(_project.code)
_ALL_SPANS = Asked.just(_SPANS.limit(bindparam("limit", type_=Integer)))
_SPANS_BY_IDS = Asked(lambda among: _SPANS.where(among(_project.id, "ids")))


def spans(db: Session, ids: Iterable[UUID] | None, limit: int = 500) -> list[ProjectSpan]:
    """The projects with these ids (None: all), by code: a few columns, no donors."""
    asked = db.connection()
    rows = _ALL_SPANS.rows(asked, limit=limit) if ids is None else _SPANS_BY_IDS.rows(asked, ids=set(ids))
    return [
        ProjectSpan(one, code, names_of(en, fr, ar), starts_on, ends_on)
        for one, code, en, fr, ar, starts_on, ends_on in rows
    ]


def find_many(db: Session, *, codes: Iterable[str] = (), ids: Iterable[UUID] = ()) -> list[Project]:
    """The projects with these codes or ids, by code."""
    wanted_codes, wanted_ids = set(codes), set(ids)
    if not wanted_codes and not wanted_ids:
        return []
    query = select(Project).order_by(Project.code)
    if wanted_ids:
        return list(db.exec(query.where(col(Project.id).in_(wanted_ids))))
    return list(db.exec(query.where(col(Project.code).in_(wanted_codes))))


def listing(db: Session, *, after: str | None, limit: int) -> list[Project]:
    """Projects by code, after a code."""
    query = select(Project).order_by(Project.code).limit(limit)
    if after is not None:
        query = query.where(col(Project.code) > after)
    return list(db.exec(query))


def donors_of(db: Session, project_ids: Iterable[UUID]) -> dict[UUID, list[ProjectDonor]]:
    """The donors of these projects, one statement."""
    wanted = set(project_ids)
    found: dict[UUID, list[ProjectDonor]] = {project_id: [] for project_id in wanted}
    if wanted:
        query = select(ProjectDonor).where(col(ProjectDonor.project_id).in_(wanted))
        for row in db.exec(query):
            found[row.project_id].append(row)
    return found


def paid_by(db: Session, organisation_ids: Iterable[UUID]) -> set[UUID]:
    """The ids of projects that one of these donors pays for."""
    wanted = set(organisation_ids)
    if not wanted:
        return set()
    query = select(ProjectDonor.project_id).where(col(ProjectDonor.organisation_id).in_(wanted))
    return set(db.exec(query))


def add(db: Session, new_id: UUID, command: AddProject, agency_id: UUID) -> Project:
    """Insert a project."""
    row = Project(
        id=new_id,
        code=command.code,
        title_en=command.title.en,
        title_fr=command.title.fr,
        title_ar=command.title.ar,
        agency_id=agency_id,
        starts_on=command.starts_on,
        ends_on=command.ends_on,
    )
    db.add(row)
    db.flush()
    return row


def replace_donors(
    db: Session, project_id: UUID, lines: Sequence[DonorLine], ids: Mapping[str, UUID]
) -> None:
    """Put these donors in place of the ones before; `ids` gives the organisation of each code."""
    db.exec(delete(ProjectDonor).where(col(ProjectDonor.project_id) == project_id))
    for line in lines:
        db.add(
            ProjectDonor(
                project_id=project_id,
                organisation_id=ids[line.organisation],
                grant_reference=line.grant_reference,
                amount=line.amount,
                currency=line.currency,
            )
        )
    db.flush()


def view(
    row: Project, donors: Iterable[ProjectDonor], organisations: Mapping[UUID, OrganisationView]
) -> ProjectView:
    """The plain view of a project; its status is that of today."""
    lines = [
        DonorView(
            organisation_id=donor.organisation_id,
            organisation=organisations[donor.organisation_id].code,
            grant_reference=donor.grant_reference,
            amount=donor.amount,
            currency=donor.currency,
        )
        for donor in donors
    ]
    return ProjectView(
        id=row.id,
        code=row.code,
        title=names_of(row.title_en, row.title_fr, row.title_ar),
        agency_id=row.agency_id,
        agency=organisations[row.agency_id].code,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        status=project_status(row.starts_on, row.ends_on, clock.today()),
        donors=tuple(sorted(lines, key=lambda line: line.organisation)),
        version=row.version,
    )
