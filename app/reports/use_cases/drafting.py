"""A report through a lens as it would be now: figures, texts, and what of earlier reports has changed since."""

from __future__ import annotations

from uuid import UUID

from app.access.actor import Scope
from app.audit import public as audit
from app.measures import public as measures
from app.measures.public.notes import notes
from app.platform import catalogues, formats
from app.platform.settings import Settings
from app.platform.unit_of_work import ReadTx
from app.projects import public as projects
from app.reports.build import Asked, build_report
from app.reports.lens_rules import NARRATIVES, Attribution, Detail, in_unions
from app.reports.rules import ReportAudience
from app.reports.schemas import DonorReport, Narrative
from app.reports.tables import Lens, Report
from app.reports.use_cases.restating import restatements

LONGEST_TEXT = 2000


def asked_of(
    look: ReadTx, row: Report, lens: Lens, *, language: str, settings: Settings, detail: Detail | None = None
) -> Asked:
    """What a report through this lens is asked to be."""
    project = projects.by_ids(look, [row.project_id])[row.project_id]
    return Asked(
        project=project,
        from_date=row.from_date,
        to_date=row.to_date,
        language=language,
        audience=ReportAudience.DONOR if lens.threshold else ReportAudience.INSIDE,
        threshold=lens.threshold,
        scope=Scope(projects=frozenset({project.id})),
        stores=None,
        time_zone=settings.time_zone,
        audit_head=audit.head(look, project.agency_id),
        attribution=Attribution(lens.attribution),
        unions=in_unions(lens.age_bands),
        detail=detail or Detail(row.detail),
    )


def draft_of(
    look: ReadTx, row: Report, lens: Lens, *, language: str, settings: Settings, detail: Detail | None = None
) -> DonorReport:
    """The whole report with its texts and restatements, sealed."""
    asked = asked_of(look, row, lens, language=language, settings=settings, detail=detail)
    report = build_report(look, asked)
    with catalogues.speaking(language):
        texts = tuple(
            Narrative(heading=str(heading), paragraphs=tuple(text.splitlines()))
            for key, heading in NARRATIVES.items()
            if (text := str(row.narratives.get(key, "")).strip())
        )
        changed = restatements(look, row, asked)
    return report.model_copy(update={"narratives": texts, "restatements": changed}).sealed()


def first_texts(look: ReadTx, project_id: UUID, row: Report) -> dict[str, str]:
    """The texts to begin with: what the people who closed the sessions wrote, day by day."""
    cut = measures.Cut(projects=frozenset({project_id}), from_date=row.from_date, to_date=row.to_date)
    written = notes(look, Scope(projects=frozenset({project_id})), cut)
    with catalogues.speaking(row.language):
        lines = [f"{formats.full_date(day)}: {note}" for day, note in written]
    text = ""
    for line in lines:
        if len(text) + len(line) + 1 > LONGEST_TEXT:
            break
        text += f"{line}\n"
    return {"achievements": text.strip()} if text else {}
