"""A report through a lens as it would be now: figures, texts, and what of earlier reports has changed since."""

from __future__ import annotations

import re

from app.access.actor import Scope
from app.audit import public as audit
from app.kernel.words import _, _n
from app.measures import public as measures
from app.measures.public.notes import notes, topics_covered
from app.platform import catalogues, formats
from app.platform.settings import Settings
from app.platform.unit_of_work import ReadTx
from app.projects import public as projects
from app.reports.build import Asked, build_report
from app.reports.lens_rules import NARRATIVES, Attribution, Detail, Part, in_unions
from app.reports.rules import ReportAudience
from app.reports.schemas import DonorReport, Narrative
from app.reports.tables import Lens, Report
from app.reports.use_cases.cutting import cuts_of
from app.reports.use_cases.restating import restatements
from app.vocabularies import public as vocabularies

LONGEST_TEXT = 2000

_NUMBER = re.compile(r"\d")
"""A digit of any script."""


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
        left_out=frozenset(Part(part) for part in row.left_out),
        cuts=cuts_of(look, lens),
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


def to_be_read(draft: DonorReport) -> DonorReport:
    """A draft as its makers read it, on screen and in every file: it says itself that it was not submitted."""
    with catalogues.speaking(draft.language):
        said = str(_("This is a draft to be read inside. What goes to a donor is the submitted report."))
    note = " ".join(filter(None, (said, draft.provisional_note)))
    return draft.model_copy(update={"draft": True, "provisional_note": note}).sealed()


def first_texts(look: ReadTx, lens: Lens, row: Report) -> dict[str, str]:
    """The texts to begin with, from the close-outs: topics, quiz, and what people wrote, day by day.

    Texts are not read beside other reports. So a text for a donor begins without numbers: the quiz is a key figure, and a
    note with a number in it may be a count of a few people. Where only some communities count, quiz and notes would
    speak of the others too: then topics alone.
    """
    project = lens.project_id
    scope = Scope(projects=frozenset({project}))
    cut = measures.Cut(
        projects=frozenset({project}),
        from_date=row.from_date,
        to_date=row.to_date,
        share_of=project if lens.attribution == Attribution.SHARE else None,
        areas=cuts_of(look, lens).below,
        activity_types=frozenset(lens.activity_types),
    )
    with catalogues.speaking(row.language):
        lines = _topics(look, scope, cut, row.language)
        if not lens.communities:
            said = [
                (day, note)
                for day, note in notes(look, scope, cut)
                if not (lens.threshold and _NUMBER.search(note))
            ]
            lines += [] if lens.threshold else _quiz(look, scope, cut)
            lines += [f"{formats.full_date(day)}: {note}" for day, note in said]
    text = ""
    for line in lines:
        if len(text) + len(line) + 1 > LONGEST_TEXT:
            break
        text += f"{line}\n"
    return {"achievements": text.strip()} if text else {}


def _topics(look: ReadTx, scope: Scope, cut: measures.Cut, language: str) -> list[str]:
    names = vocabularies.topic_names(look)
    known = [names[code].in_language(language) for code in topics_covered(look, scope, cut) if code in names]
    if not known:
        return []
    return [str(_("Topics covered: %(topics)s.") % {"topics": formats.listing(known)})]


def _quiz(look: ReadTx, scope: Scope, cut: measures.Cut) -> list[str]:
    """The sums of the quiz, for readers inside."""
    asked, before, after = (
        int(measures.figures(look, scope, key, cut=cut).total.value or 0)
        for key in ("quiz_asked", "quiz_before", "quiz_after")
    )
    if not asked:
        return []
    sentence = _n(
        "Quiz: %(num)s person was asked before and after; right answers before %(before)s, after %(after)s.",
        "Quiz: %(num)s people were asked before and after; right answers before %(before)s, after %(after)s.",
        asked,
    )
    return [str(sentence % {"before": formats.number(before), "after": formats.number(after)})]
