"""A month by community, sex and age: of all, of a partner, of a donor; for a donor what was sent to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel import clock
from app.kernel.errors import Forbidden, Invalid
from app.kernel.ids import new_id
from app.kernel.words import _
from app.measures import public as measures
from app.organisations import public as organisations
from app.platform import catalogues
from app.platform.settings import Settings
from app.platform.unit_of_work import ReadTx, UnitOfWork
from app.projects import public as projects
from app.reports.asked import Choice, MonthQuery, MonthTable
from app.reports.build import Spoken, disaggregation, protected_table
from app.reports.disclosure.joining import Release
from app.reports.disclosure.publication import Publication
from app.reports.disclosure.shapes import Place
from app.reports.month_files import month_csv, month_tables, month_workbook
from app.reports.page_view import Table
from app.reports.public import cube_for, paid_for, released_to
from app.reports.public.thresholds import threshold_of
from app.reports.rules import FileKind, Outside, ReportAudience
from app.reports.schemas import PRIMARY, Disaggregation, DonorReport, Shown
from app.reports.use_cases.answers import answers_are_kept
from app.reports.use_cases.files import MEDIA_TYPES
from app.reports.use_cases.ledger import make_ready, send

_STAFF = (ReportAudience.INSIDE, ReportAudience.PARTNER, ReportAudience.DONOR)


@answers_are_kept
def month_table(
    actor: Actor, asked: MonthQuery, *, language: str, uow: UnitOfWork, settings: Settings
) -> MonthTable | None:
    """The month asked for as this person may see it, labels in `language`.

    None for a donor to whom nothing was sent yet, and for others with nobody to choose.
    Raises Invalid for somebody the reader may not choose, Forbidden for an audience with more than they may see.
    """
    actor.require(Permission.REPORT_READ)
    first = date.fromisoformat(f"{asked.month}-01") if asked.month else None
    with uow.read() as look, catalogues.speaking(language):
        if not actor.may(Permission.REPORT_MAKE):
            return _of_a_grant(look, actor, asked, first, language)
        month = first or clock.today(settings.time_zone).replace(day=1)
        subjects = _subjects(look, actor, language)
        if not subjects:
            return None
        subject = _chosen(asked, subjects)
        audience = _audience(actor, asked.audience)
        days = (month, _last_of(month))
        cut = _cut(look, subject.value, days)
        scope, k = actor.scope(Permission.REPORT_MAKE), threshold_of(look, audience, settings)
        table, _everybody = protected_table(look, scope, cut, threshold=k)
        held = measures.figures(look, scope, "sessions_held", cut=cut, provisional=True).total
        return MonthTable(
            month=month,
            days=days,
            of=subject.value,
            subject=subject.label,
            audience=audience,
            threshold=k,
            table=disaggregation(look, language, table),
            sessions=int(held.value or 0) - held.provisional,
            waiting=held.provisional,
            before=(month - timedelta(days=1)).replace(day=1),
            after=days[1] + timedelta(days=1),
            subjects=subjects,
            audiences=_audiences(actor),
        )


def _last_of(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _subjects(look: ReadTx, actor: Actor, language: str) -> tuple[Choice, ...]:
    """Whom a maker of reports may choose: a coordinator all, every partner and every donor; others their own."""
    scope = actor.scope(Permission.REPORT_MAKE)
    own = scope.organisations | {organisation for organisation, _project in scope.within}
    wide = scope.everything or bool(scope.projects)
    known = organisations.choices(look) if wide else list(organisations.by_ids(look, own).values())
    chosen = [Choice(value="all", label=str(_("All organisations and donors")))] if wide else []
    for kind, donors in (("partner", False), ("donor", True)):
        chosen += [
            Choice(value=f"{kind}:{one.code}", label=f"{one.code} · {one.names.in_language(language)}")
            for one in sorted(known, key=lambda one: one.code)
            if (one.kind.value == "donor") is donors
        ]
    return tuple(chosen)


def _chosen(asked: MonthQuery, subjects: Sequence[Choice]) -> Choice:
    if not asked.of:
        return subjects[0]
    for one in subjects:
        if one.value == asked.of:
            return one
    raise Invalid.of("of", "of.unknown", _("There is nobody with this code to choose."))


def _audiences(actor: Actor) -> tuple[ReportAudience, ...]:
    return _STAFF if actor.may_everywhere(Permission.REPORT_MAKE) else (ReportAudience.PARTNER,)


def _audience(actor: Actor, wanted: ReportAudience | None) -> ReportAudience:
    offered = _audiences(actor)
    if wanted is None:
        return offered[0]
    if wanted not in offered:
        raise Forbidden("report.audience", _("You may not make a report for this audience."))
    return wanted


def _cut(look: ReadTx, subject: str, days: tuple[date, date]) -> measures.Cut:
    """The sessions of some days that a subject stands for."""
    cut = measures.Cut(from_date=days[0], to_date=days[1])
    kind, _colon, code = subject.partition(":")
    if kind == "all":
        return cut
    found = organisations.by_code(look, code, "of").id
    if kind == "partner":
        return cut.model_copy(update={"organisations": frozenset({found})})
    paid = frozenset(projects.projects_of_donor(look, [found]))
    return cut.model_copy(update={"donor_projects": paid})


def _of_a_grant(
    look: ReadTx, actor: Actor, asked: MonthQuery, first: date | None, language: str
) -> MonthTable | None:
    """What was sent to a donor of a grant: exactly the month, or the report in which the month lies."""
    if asked.audience not in {None, ReportAudience.DONOR}:
        raise Forbidden("report.audience", _("You may not make a report for this audience."))
    grants = sorted(projects.by_ids(look, paid_for(look, actor)).values(), key=lambda one: one.code)
    subjects = tuple(
        Choice(value=f"project:{one.code}", label=f"{one.code} · {one.title.in_language(language)}")
        for one in grants
    )
    if not subjects:
        return None
    subject = _chosen(asked, subjects)
    [grant] = [one for one in grants if subject.value == f"project:{one.code}"]
    every = sorted({(begins, ends) for _id, begins, ends in released_to(look, actor, grant.id)})
    # One period a month is walked through; a longer one beside it is read as the report it is.
    sent = sorted({days for begins, _ends in every if (days := _sent_for(every, begins.replace(day=1)))})
    days = _sent_for(sent, first)
    found = (
        cube_for(look, actor, grant.id, language=language, from_date=days[0], to_date=days[1])
        if days
        else None
    )
    if days is None or found is None:
        return None
    place = sent.index(days)
    return MonthTable(
        month=days[0].replace(day=1),
        days=days,
        of=subject.value,
        subject=subject.label,
        audience=ReportAudience.DONOR,
        threshold=found.report.threshold,
        table=_with_its_cut(found.report),
        sessions=found.figures.get("sessions_held"),
        report=found.report_id,
        before=sent[place - 1][0].replace(day=1) if place else None,
        after=sent[place + 1][0].replace(day=1) if place + 1 < len(sent) else None,
        subjects=subjects,
        audiences=(ReportAudience.DONOR,),
    )


def _with_its_cut(report: DonorReport) -> Disaggregation:
    """The table of people with what of the project it counts among its notes."""
    table = report.disaggregation
    return table.model_copy(update={"notes": (*report.only, *table.notes)})


def _sent_for(sent: Sequence[tuple[date, date]], first: date | None) -> tuple[date, date] | None:
    """The days sent that tell of a month: the shortest that hold its first day; of no month asked for, the newest."""
    if first is None:
        return sent[-1] if sent else None
    holding = [days for days in sent if days[0] <= _last_of(first) and first <= days[1]]
    return min(holding, key=lambda days: (days[1] - days[0], days), default=None)


@answers_are_kept
def take_month(
    actor: Actor, asked: MonthQuery, *, language: str, uow: UnitOfWork, settings: Settings
) -> MonthTable | None:
    """The same to take away. For readers outside it is checked beside everything that left before, and written down.

    Raises Conflict `report.discloses` when they would show a few people together.
    """
    shown = month_table(actor, asked, language=language, uow=uow, settings=settings)
    if shown is None or not shown.threshold or shown.report is not None:
        return shown
    with uow.read() as look:
        told = _published(shown, _counted(look, actor, shown.of))
        parcel = make_ready(look, told, Outside(shown.audience.value))
    with uow.begin() as tx:
        send(tx, actor, parcel)
        tx.record(
            "figures.taken",
            actor,
            "month",
            f"{shown.month:%Y-%m}",
            data={"of": shown.of, "audience": shown.audience.value, "threshold": shown.threshold},
        )
    return shown


def _published(shown: MonthTable, scope: str) -> Publication:
    cells: dict[Place, Shown] = {
        (one.community, one.sex, one.age_band): one.value for one in shown.table.cells
    }
    people = Release(
        report=new_id(),
        first=shown.days[0],
        last=shown.days[1],
        cells={place: value if isinstance(value, int) else None for place, value in cells.items()},
        months={},
        threshold=shown.threshold,
        small=frozenset(place for place, value in cells.items() if value == PRIMARY),
        scope=scope,
    )
    return Publication(people)


def _counted(look: ReadTx, actor: Actor, subject: str) -> str:
    """Whose sessions the table of a subject counts for this person, as the ledger names it."""
    scope = actor.scope(Permission.REPORT_MAKE)
    clauses = [] if subject == "all" else [subject]
    some = scope.projects | {project for _organisation, project in scope.within}
    kind, _colon, code = subject.partition(":")
    own = kind == "partner" and organisations.by_code(look, code, "of").id in scope.organisations
    if some and not scope.everything and not own:
        codes = sorted(one.code for one in projects.by_ids(look, some).values())
        clauses.append(f"project:{'|'.join(codes)}")
    return "&".join(clauses)


def tables_of(shown: MonthTable, language: str) -> list[Table]:
    """The tables of the page, in a language."""
    return month_tables(shown, Spoken(language))


def file_of(shown: MonthTable, ending: str, language: str, heading: str) -> tuple[bytes, str]:
    """Exactly what is shown, as a file: its bytes and its media type. `ending` is `.csv` or `.xlsx`."""
    if ending == ".csv":
        return month_csv(shown, Spoken(language)), MEDIA_TYPES[FileKind.CSV]
    return month_workbook(shown, Spoken(language), heading), MEDIA_TYPES[FileKind.XLSX]
