"""What the report counts and leaves out, how complete and timely it is, and who took part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import ceil
from statistics import median

from app.kernel import clock
from app.kernel.words import Words, _, _n
from app.measures import public as measures
from app.measures.public.timeliness import Punctual, punctual
from app.organisations import public as organisations
from app.periods.public import percent
from app.platform import formats
from app.platform.unit_of_work import ReadTx
from app.reports.build.asking import Asked
from app.reports.schemas import Coverage, Excluded, Partner, Quality
from app.sessions.public import PARTNER_ROLE_NAMES, PartnerRole, SessionStatus

_S = SessionStatus
_LEFT_OUT: dict[SessionStatus, Words] = {
    _S.PROPOSED: _("proposed, never confirmed"),
    _S.CONFIRMED: _("confirmed, not held yet"),
    _S.IN_PROGRESS: _("held, no report yet"),
    _S.REPORTED: _("reported, not verified yet"),
    _S.POSTPONED: _("postponed"),
    _S.CANCELLED: _("cancelled"),
}
_EXPECTED = (_S.CONFIRMED, _S.IN_PROGRESS, _S.REPORTED, _S.VERIFIED)
_UNFINISHED = (_S.CONFIRMED, _S.IN_PROGRESS)


def coverage(look: ReadTx, asked: Asked, lines: Sequence[measures.SessionFigures]) -> Coverage:
    """Sessions of the project in the period: counted, left out and why, shared with other projects."""
    counts = Counter(line.status for line in lines)
    others = _outside(look, asked)
    return Coverage(
        included=counts[_S.VERIFIED],
        excluded=tuple(
            Excluded(reason=str(reason), sessions=counts[status])
            for status, reason in _LEFT_OUT.items()
            if counts[status]
        )
        + tuple(Excluded(reason=str(reason), sessions=many) for reason, many in others if many),
        shared_with_other_projects=sum(line.status == _S.VERIFIED and bool(line.shared) for line in lines),
    )


def _outside(look: ReadTx, asked: Asked) -> list[tuple[Words, int]]:
    """The verified sessions of the project that the report does not count, by the first reason."""
    cuts = asked.cuts
    if not (cuts.areas or cuts.activity_types):
        return []
    no_limit = {"areas": frozenset[str](), "activity_types": frozenset[str]()}
    everywhere, counted = asked.cut().model_copy(update=no_limit), asked.cut()
    here = counted.model_copy(update={"activity_types": frozenset()})
    every, in_areas, held = (
        int(measures.figures(look, asked.scope, "sessions_held", cut=cut).total.value or 0)
        for cut in (everywhere, here, counted)
    )
    return [
        (_("in other areas than this report counts"), every - in_areas),
        (_("of other types of activity than this report counts"), in_areas - held),
    ]


def quality(look: ReadTx, asked: Asked, lines: Sequence[measures.SessionFigures]) -> Quality:
    """Completeness and timeliness of the same sessions: when reports were written apart from when they arrived."""
    timely = punctual(look, asked.scope, asked.cut())
    standing = [line.status for line in lines]
    now = clock.now()
    delays = [
        (measures.as_instant(line.reported_at) - measures.as_instant(line.ends_at)).total_seconds()
        for line in lines
        if line.reported_at is not None
    ]
    overdue = sum(line.status in _UNFINISHED and measures.as_instant(line.ends_at) < now for line in lines)
    waiting = sum(status == _S.REPORTED for status in standing)
    expected = sum(status in _EXPECTED for status in standing)
    reported = sum(status in {_S.REPORTED, _S.VERIFIED} for status in standing)
    verified = sum(status == _S.VERIFIED for status in standing)
    return Quality(
        expected=expected,
        reported=reported,
        verified=verified,
        late=timely.late,
        cancelled=sum(status == _S.CANCELLED for status in standing),
        exceptions=overdue + waiting,
        captured_on_time=timely.captured_on_time,
        arrived_on_time=timely.arrived_on_time,
        notes=tuple(
            str(note)
            for note in (
                _complete(expected, reported, verified),
                _punctual(reported, timely),
                _timeliness(delays),
                _came_late(asked, sum(line.late for line in lines if line.status == _S.VERIFIED)),
                _open(overdue, waiting),
            )
            if note
        ),
    )


def _complete(expected: int, reported: int, verified: int) -> Words | None:
    """Whole percents, rounded down: 100 only when nothing is missing."""
    first, second = percent(reported, expected), percent(verified, expected)
    if first is None or second is None:
        return None
    return _(
        "Completeness: of the sessions expected %(reported)s are reported and %(verified)s verified."
    ) % {"reported": formats.percent(first / 100), "verified": formats.percent(second / 100)}


def _punctual(reported: int, timely: Punctual) -> Words | None:
    first, second = percent(timely.captured_on_time, reported), percent(timely.arrived_on_time, reported)
    if first is None or second is None:
        return None
    return _(
        "Timeliness: of the session reports %(captured)s were written within 7 days after the session and "
        "%(arrived)s had arrived by then. What a tablet without signal captured on time may arrive later."
    ) % {"captured": formats.percent(first / 100), "arrived": formats.percent(second / 100)}


def _timeliness(delays: list[float]) -> Words | None:
    if not delays:
        return None
    days = max(median(delays), 0) / 86_400
    if days < 1:
        return _("Half of the reports came within a day after the session; later than 7 days is late.")
    return _n(
        "Half of the reports came within %(days)s day after the session; later than 7 days is late.",
        "Half of the reports came within %(days)s days after the session; later than 7 days is late.",
        ceil(days),
    ) % {"days": formats.number(ceil(days))}


def _came_late(asked: Asked, people: int) -> Words | None:
    """Counts that came after verification are told apart and never added."""
    if not people:
        return None
    if asked.threshold:  # two reports that told the number would tell that of the days between them
        return _("People were counted after verification; they are not in these figures.")
    return _("%(people)s people were counted after verification; they are not in these figures.") % {
        "people": formats.number(people)
    }


def _open(overdue: int, waiting: int) -> Words | None:
    if not overdue and not waiting:
        return None
    return _("Still open: %(overdue)s past sessions without a report, %(waiting)s reports to verify.") % {
        "overdue": formats.number(overdue),
        "waiting": formats.number(waiting),
    }


def not_verified_note(coverage_of: Coverage, quality_of: Quality) -> str:
    """The mark of a report that more figures will follow; empty when everything held is verified."""
    missing = quality_of.expected - quality_of.verified
    if missing <= 0 or not coverage_of.excluded:
        return ""
    sentence = _n(
        "Provisional: %(num)s session of this period is not verified yet and not in these figures.",
        "Provisional: %(num)s sessions of this period are not verified yet and not in these figures.",
        missing,
    )
    return str(sentence)


def partners(look: ReadTx, asked: Asked) -> tuple[Partner, ...]:
    """The organisations of the counted sessions, those with the most sessions first."""
    found = measures.participations(look, asked.scope, asked.cut())
    known = organisations.by_ids(look, {one.organisation_id for one in found})
    lines = [
        Partner(
            code=known[one.organisation_id].code,
            name=f"{known[one.organisation_id].names.in_language(asked.language)} ({known[one.organisation_id].code})",
            roles=tuple(str(PARTNER_ROLE_NAMES[PartnerRole(role)]) for role in one.roles),
            sessions=one.sessions,
        )
        for one in found
    ]
    return tuple(sorted(lines, key=lambda one: (-one.sessions, one.code)))
