"""What a draft would give away beside everything that left the house, and what to choose instead."""

from __future__ import annotations

from app.platform.settings import Settings
from app.platform.unit_of_work import ReadTx
from app.projects import public as projects
from app.reports.asked import Disclosure
from app.reports.disclosure.annexes import SESSIONS
from app.reports.disclosure.publication import DISTRICTS, PEOPLE, Publication
from app.reports.disclosure.releases import GivenAway
from app.reports.lens_rules import Detail, Part
from app.reports.schemas import DonorReport
from app.reports.scopes import scope_of_lens
from app.reports.tables import Lens, Report
from app.reports.use_cases.drafting import draft_of
from app.reports.use_cases.ledger import beside_all
from app.reports.use_cases.published import publication_of
from app.reports.use_cases.told import told


def would_publish(look: ReadTx, row: Report, lens: Lens, report: DonorReport) -> Publication:
    """What a report through a lens publishes."""
    code = projects.by_ids(look, [row.project_id])[row.project_id].code
    scope = scope_of_lens(
        code,
        lens.attribution,
        areas=lens.areas,
        activity_types=lens.activity_types,
        communities=lens.communities,
    )
    return publication_of(report, row.id, scope)


def disclosures(
    look: ReadTx, row: Report, lens: Lens, *, settings: Settings
) -> tuple[tuple[Disclosure, ...], tuple[Detail, ...], tuple[Part, ...]]:
    """What would come out, in words; the coarser breakdowns with which nothing would; the parts to leave out.

    Inside use: nothing.
    """
    if not lens.threshold:
        return (), (), ()

    def found(detail: Detail | None = None, *, only_people: bool = False) -> list[GivenAway]:
        draft = draft_of(look, row, lens, language=row.language, settings=settings, detail=detail)
        return beside_all(look, would_publish(look, row, lens, draft), only_people=only_people)

    now = found()
    if not now:
        return (), (), ()
    chosen = list(Detail).index(Detail(row.detail))
    of_people = any(one.table == PEOPLE for one in now)
    coarser = list(Detail)[chosen + 1 :] if of_people else []
    offers = tuple(detail for detail in coarser if not found(detail, only_people=True))
    return told(look, now), offers, parts_of(now)


def parts_of(found: list[GivenAway]) -> tuple[Part, ...]:
    """Which parts of a report to leave out for these findings; its people are broken down more coarsely instead."""
    tables = {
        Part.AREAS.value if one.table in {SESSIONS, DISTRICTS} else one.table.split(" ")[0] for one in found
    }
    return tuple(part for part in Part if part.value in tables)
