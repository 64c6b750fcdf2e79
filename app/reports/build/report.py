"""One project and one period become one `DonorReport`."""

from __future__ import annotations

from collections.abc import Sequence

from app.kernel import clock
from app.kernel.words import _
from app.measures import public as measures
from app.organisations import public as organisations
from app.platform import catalogues, formats
from app.platform.unit_of_work import ReadTx
from app.reports.build import coverage as covering
from app.reports.build.annex import Annex, annex
from app.reports.build.asking import Asked
from app.reports.build.codes import machine_codes
from app.reports.build.feedback import SHARES_OF_ANSWERS, feedback
from app.reports.build.figures import USED, key_figures, outcome, summary
from app.reports.build.indicators import Hides, results
from app.reports.build.parts import Tables, with_parts
from app.reports.build.people import disaggregation, protected_people
from app.reports.build.rounded import rounded_feedback, rounded_figures, rounded_lines, rounded_people
from app.reports.build.stock import kit_lines
from app.reports.disclosure import Protected
from app.reports.disclosure.shapes import TOTAL
from app.reports.lens_rules import PART_NAMES, Attribution, Part
from app.reports.machine_codes import MachineCodes
from app.reports.rules import AUDIENCE_NAMES, ReportAudience
from app.reports.schemas import Category, Donor, DonorReport, Figure, KitLine, ProjectHead, ReportPeriod
from app.sessions.public import SessionStatus
from app.vocabularies import public as vocabularies


def build_report(look: ReadTx, asked: Asked) -> DonorReport:
    """The sealed report in the language asked for; every figure comes from the measures."""
    with catalogues.speaking(asked.language):
        # What is read row by row comes first: many totals are sums of these rows and not asked for again.
        every = measures.session_figures(look, asked.scope, asked.people(), any_status=True)
        held = [line for line in every if line.status == SessionStatus.VERIFIED]
        people, rows, figures = _counted(look, asked, held)
        said, kits = feedback(look, asked), kit_lines(look, asked)
        hides = Hides(
            sessions=_hides(asked, rows),
            stock=not asked.tells_stock or _hides_stock(kits),
            door=any(isinstance(one.door, str) for one in rows.sessions),
            kits=any(isinstance(one.kits, str) for one in rows.sessions),
        )
        lines = results(look, asked, people, hides)
        codes = machine_codes(look, asked, rows.sessions, [one.code for one in rows.by_area])
        if base := asked.cuts.rounding:
            said, lines = rounded_feedback(said, base), rounded_lines(lines, _count_people(codes), base)
        table = disaggregation(look, asked.language, people)
        lines = with_parts(look, asked, lines, Tables(table, rows.by_area), hides)
        covered, complete = covering.coverage(look, asked, every), covering.quality(look, asked, every)
        return DonorReport(
            project=_head(look, asked),
            period=ReportPeriod(from_date=asked.from_date, to_date=asked.to_date),
            language=asked.language,
            generated_at=clock.now().replace(microsecond=0),
            audience=str(AUDIENCE_NAMES[asked.audience]),
            threshold=asked.threshold,
            summary=summary(asked, figures),
            figures=figures,
            indicators=lines,
            disaggregation=table.model_copy(
                update={"notes": (*table.notes, *(str(words) for words in rows.told))}
            ),
            kits=kits,
            sessions=rows.sessions,
            by_month=rows.by_month,
            by_area=rows.by_area,
            by_district=rows.by_district,
            feedback=said,
            partners=covering.partners(look, asked),
            coverage=covered,
            quality=complete,
            methodology=_methodology(look, asked, feedback_told=bool(said.lines)),
            provisional_note=covering.not_verified_note(covered, complete),
            filters=_filters(look, asked),
            only=asked.cuts.sentences(look, asked.language),
            formats=asked.cuts.formats,
            rounding=asked.cuts.rounding,
            codes=codes,
            audit_head=asked.audit_head,
        ).sealed()


def _counted(
    look: ReadTx, asked: Asked, held: list[measures.SessionFigures]
) -> tuple[Protected, Annex, tuple[Figure, ...]]:
    """People, the annex with its series, and the key figures: small counts hidden, or everything rounded."""
    exact = asked.plainly
    rows = annex(look, exact, held)
    people, everybody = protected_people(look, exact)
    if base := asked.cuts.rounding:
        alone = {one.code for one in vocabularies.communities(look) if one.never_alone}
        few, several = rounded_people(people, rows, base, threshold=asked.threshold, never_alone=alone)
        figures = key_figures(look, exact, people, everybody)
        return few, several, rounded_figures(figures, few.cells.get(TOTAL, 0), outcome(look, asked), base)
    return people, rows, key_figures(look, asked, people, everybody)


def _count_people(codes: MachineCodes) -> dict[str, bool]:
    return {one.indicator: measures.MEASURES[one.measure].counts_people for one in codes.indicators}


def _hides(asked: Asked, rows: Annex) -> bool:
    """Whether a count by session, district, area or month is hidden; beside rounded ones none is exact."""
    if asked.cuts.rounding:
        return False
    points = (*rows.by_area, *rows.by_month, *rows.by_district)
    return any(isinstance(one.value, str) for one in points) or any(
        isinstance(one.reached, str) for one in rows.sessions
    )


def _hides_stock(kits: Sequence[KitLine]) -> bool:
    """Whether what was distributed of a lot is hidden."""
    return any(isinstance(one.distributed, str) for one in kits)


def _head(look: ReadTx, asked: Asked) -> ProjectHead:
    project, language = asked.project, asked.language
    ids = {project.agency_id, *(donor.organisation_id for donor in project.donors)}
    names = {
        identity: one.names.in_language(language) for identity, one in organisations.by_ids(look, ids).items()
    }
    return ProjectHead(
        code=project.code,
        title=project.title.in_language(language),
        agency=names[project.agency_id],
        donors=tuple(
            Donor(organisation=names[donor.organisation_id], grant_reference=donor.grant_reference)
            for donor in project.donors
        ),
        starts_on=project.starts_on,
        ends_on=project.ends_on,
    )


def _filters(look: ReadTx, asked: Asked) -> tuple[Category, ...]:
    """What was chosen, for the control sheet."""
    chosen = [
        Category(code=str(_("Project")), label=asked.project.code),
        Category(code=str(_("Period")), label=f"{asked.from_date.isoformat()} – {asked.to_date.isoformat()}"),
        Category(code=str(_("Sessions")), label=str(_("verified"))),
        Category(code=str(_("Made for")), label=str(AUDIENCE_NAMES[asked.audience])),
    ]
    own = asked.scope.organisations | {organisation for organisation, _project in asked.scope.within}
    if own and not asked.scope.everything:
        codes = sorted(one.code for one in organisations.by_ids(look, own).values())
        chosen.append(Category(code=str(_("Organisations")), label=", ".join(codes)))
    return (*chosen, *asked.cuts.named(look, asked.language))


_ATTRIBUTIONS = {
    Attribution.FULL: _(
        "Attribution: full credit. A session paid by several projects counts fully for each of them."
    ),
    Attribution.SHARE: _(
        "Attribution: share. Of each session this project counts the percentage it pays, in whole people by "
        "largest remainder; the parts of all projects add up to everyone. Without percentages its projects "
        "share a session equally. Sessions themselves are counted whole."
    ),
}


def _methodology(look: ReadTx, asked: Asked, *, feedback_told: bool) -> tuple[str, ...]:
    """How every figure was made, in sentences."""
    sentences = [measures.MEASURES[key].definition for key in USED if asked.knows(key)]
    if feedback_told:
        sentences += [measures.MEASURES["feedback_asked"].definition, SHARES_OF_ANSWERS]
    sentences.append(_ATTRIBUTIONS[asked.attribution])
    if asked.unions:
        sentences.append(_("Age bands are counted together as this report's lens says."))
    sentences.append(_("A session belongs to the day on which it starts in its own time zone."))
    if not asked.cuts.some:
        sentences.append(
            _(
                "Kits: the ledger of the lots of this project. Balance = opening + received − distributed − lost."
            )
        )
    if asked.left_out:
        parts = formats.listing([str(PART_NAMES[part]) for part in Part if part in asked.left_out])
        sentences.append(
            _("Left out, because earlier releases beside it would tell of a few people: %(parts)s.")
            % {"parts": parts}
        )
    if asked.threshold and not asked.cuts.rounding:
        sentences.append(
            _(
                "Small counts: from 1 to %(most)s people are not shown, nor values from which they could be "
                "worked out. Totals are true."
            )
            % {"most": formats.number(asked.threshold - 1)}
        )
    if asked.audience is ReportAudience.INSIDE:
        sentences.append(_("Exact figures, for use inside the programme only. Do not pass them on."))
    return (*asked.cuts.sentences(look, asked.language), *(str(sentence) for sentence in sentences))
