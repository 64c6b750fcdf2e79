"""One project and one period, read by one person: the report."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from app.access.actor import Actor, Door
from app.access.permissions import Permission
from app.audit import public as audit
from app.kernel.errors import Invalid, NotFound
from app.kernel.ids import new_id
from app.kernel.types import Code, Command
from app.kernel.words import _
from app.organisations import public as organisations
from app.platform.settings import Settings
from app.platform.unit_of_work import ReadTx, UnitOfWork
from app.projects import public as projects
from app.reports.asked import Disclosure
from app.reports.build import Asked, build_report
from app.reports.disclosure.publication import Publication
from app.reports.public.cube import sent_report
from app.reports.public.rights import ReadingRight, right_to
from app.reports.public.thresholds import threshold_of
from app.reports.rules import FileKind, IatiMode, Outside, ReportAudience
from app.reports.schemas import DonorReport
from app.reports.use_cases.answers import answers_are_kept
from app.reports.use_cases.ledger import beside_all, make_ready, send
from app.reports.use_cases.published import publication_of
from app.reports.use_cases.told import told

MOST_DAYS = 366 * 10
"""The longest period of a report, in days."""


class ReportQuery(Command):
    """Which days, in which language, for whom."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    from_date: date = Field(alias="from", description="First local day, included", examples=["2022-07-01"])
    to_date: date = Field(alias="to", description="Last local day, included", examples=["2022-09-30"])
    language: Annotated[
        Literal["en", "fr", "ar"], Field(alias="lang", description="Language of the report")
    ] = "en"
    audience: Annotated[
        ReportAudience | None,
        Field(description="Who will read it; decides which small counts are hidden"),
    ] = None
    mode: Annotated[
        IatiMode,
        Field(description="IATI only: people by dimensions, or for readers that ignore them by indicators"),
    ] = IatiMode.DIMENSIONS


class AskReport(ReportQuery):
    """The report of one project."""

    project: Code


@answers_are_kept
def make_report(actor: Actor, asked: AskReport, *, uow: UnitOfWork, settings: Settings) -> DonorReport:
    """The report as this person may see it, to look at.

    Raises NotFound for strangers to the project, Forbidden for an audience with more than they may see.
    """
    actor.require(Permission.REPORT_READ)
    check_days(asked.from_date, asked.to_date)
    audit.seal_quietly(uow)  # so that the head printed on the report covers everything counted in it
    with uow.read() as look:
        project = projects.by_codes(look, [asked.project]).get(asked.project)
        if project is None:
            raise NotFound
        right = right_to(look, actor, project.id)
        audience = right.audience(asked.audience)
        if right.sent_only:
            return _sent(look, actor, project.id, asked)
        return build_report(
            look,
            Asked(
                project=project,
                from_date=asked.from_date,
                to_date=asked.to_date,
                language=asked.language,
                audience=audience,
                threshold=threshold_of(look, audience, settings),
                scope=right.scope,
                stores=right.stores,
                time_zone=settings.time_zone,
                audit_head=audit.head(look, project.agency_id),
            ),
        )


def _sent(look: ReadTx, actor: Actor, project_id: UUID, asked: AskReport) -> DonorReport:
    """What a donor was sent of these days. Raises Invalid `report.not_sent` for days of its own choosing."""
    found = sent_report(look, actor, project_id, asked.language, asked.from_date, asked.to_date)
    if found is None:
        sentence = _(
            "No report of exactly these days was sent to you yet. What was sent is listed under Reports."
        )
        raise Invalid.of("from", "report.not_sent", sentence)
    return found


@answers_are_kept
def export_report(
    actor: Actor, asked: AskReport, kind: FileKind, *, uow: UnitOfWork, settings: Settings
) -> DonorReport:
    """The report that leaves the house as a file: the same, and the trail keeps its hash.

    For readers outside it is checked beside everything that left before, and written down with it. Raises Conflict
    `report.discloses` when they would show a few people together.
    """
    report = make_report(actor, asked, uow=uow, settings=settings)
    with uow.read() as look:
        project = projects.by_codes(look, [asked.project])[asked.project]
        right = right_to(look, actor, project.id)
        parcel = None
        if report.threshold and not right.sent_only:
            audience = Outside(right.audience(asked.audience).value)
            parcel = make_ready(look, _published(look, right, report), audience)
    with uow.begin() as tx:
        if parcel:
            send(tx, actor, parcel)
        tx.record(
            "report.made",
            None if actor.door is Door.COMMAND_LINE else actor,
            "project",
            project.id,
            organisation_id=project.agency_id,
            data={
                "project": project.code,
                "from": asked.from_date.isoformat(),
                "to": asked.to_date.isoformat(),
                "language": asked.language,
                "threshold": report.threshold,
                "format": kind.value,
                "hash": report.hash,
            },
        )
    return report


@answers_are_kept
def discloses(
    actor: Actor, asked: AskReport, report: DonorReport, *, uow: UnitOfWork
) -> tuple[Disclosure, ...]:
    """What the report would give away as a file, beside everything that left before, in words."""
    with uow.read() as look:
        project = projects.by_codes(look, [asked.project])[asked.project]
        right = right_to(look, actor, project.id)
        if not report.threshold or right.sent_only:
            return ()
        new = _published(look, right, report)
        return told(look, beside_all(look, new), new.report)


def _published(look: ReadTx, right: ReadingRight, report: DonorReport) -> Publication:
    """The figures of a project, or of some organisations in it, as the ledger names whose they are."""
    scope = f"project:{report.project.code}"
    if right.stores is not None:
        codes = sorted(organisations.codes_by_ids(look, right.stores).values())
        scope += f"&partner:{'|'.join(codes)}"
    return publication_of(report, new_id(), scope)


def check_days(first: date, last: date) -> None:
    """Days in order, at most ten years, and none out of all reason. Raises Invalid on `from` or `to`."""
    if last < first:
        raise Invalid.of("to", "dates.order", _("The last day is before the first."))
    if (last - first).days > MOST_DAYS:
        raise Invalid.of("to", "dates.too_long", _("A report covers ten years at most."))
    if first.year < 1970 or last.year > 2999:
        raise Invalid.of("from", "dates.range", _("Choose days between 1970 and 2999."))
