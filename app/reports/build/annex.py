"""The sessions annex with the series by month and by area: one protected whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.kernel.words import Words
from app.measures import public as measures
from app.organisations import public as organisations
from app.places import public as places
from app.platform import formats
from app.platform.unit_of_work import ReadTx
from app.reports.build.asking import Asked
from app.reports.disclosure import SessionCount, protect_activity, protect_series
from app.reports.schemas import SeriesPoint, SessionLine, Shown
from app.sessions.public import ACTIVITY_NAMES, STATUS_NAMES, ActivityType, SessionStatus

MOST_MONTHS = 60
"""Months without sessions are filled in up to this length of a period."""


@dataclass(frozen=True, slots=True)
class Annex:
    """Sessions by day, people reached by month and by governorate, and what was withheld of them."""

    sessions: tuple[SessionLine, ...]
    by_month: tuple[SeriesPoint, ...]
    by_area: tuple[SeriesPoint, ...]
    told: tuple[Words, ...]


def annex(look: ReadTx, asked: Asked) -> Annex:
    """The verified sessions of the period. A place is never more exact than its district, a time than its day."""
    lines = measures.session_figures(look, asked.scope, asked.cut())
    areas = places.areas_by_codes(look, {line.area_code for line in lines})
    governorate = {code: area.governorate or code for code, area in areas.items()}
    shown = protect_activity(
        [
            SessionCount(
                line.code,
                governorate.get(line.area_code, line.area_code),
                f"{line.local_date:%Y-%m}",
                line.people_reached,
            )
            for line in lines
        ],
        asked.threshold,
    )
    hidden = [one.code for one in lines if isinstance(shown.sessions[one.code], str)]
    counted_at_door = {one.code: one.door_count for one in lines}
    door = protect_series(counted_at_door, asked.threshold, also=hidden)
    kits_given = measures.kits_by_session(look, asked.scope, asked.cut())
    kits = protect_series({one.code: kits_given.get(one.code, 0) for one in lines}, asked.threshold)
    names = _Names(look, asked, lines)
    area_names = places.areas_by_codes(look, {*governorate.values(), *areas})
    return Annex(
        sessions=tuple(
            SessionLine(
                code=one.code,
                date=one.local_date,
                area=area_names[one.area_code].names.in_language(asked.language),
                lead=names.organisation(one.lead_organisation_id),
                partners=tuple(names.organisation(partner) for partner in names.partners.get(one.id, ())),
                activity_type=str(ACTIVITY_NAMES[ActivityType(one.activity_type)]),
                reached=shown.sessions[one.code],
                door=door[one.code] if one.door_count else None,
                kits=kits[one.code],
                status=str(STATUS_NAMES[SessionStatus(one.status)]),
            )
            for one in lines
        ),
        by_month=_months(asked, shown.by_month),
        by_area=tuple(
            SeriesPoint(
                code=code,
                label=area_names[code].names.in_language(asked.language) if code in area_names else code,
                value=value,
            )
            for code, value in sorted(shown.by_area.items())
        ),
        told=shown.told,
    )


class _Names:
    """Names of organisations, in the language of the report."""

    def __init__(self, look: ReadTx, asked: Asked, lines: list[measures.SessionFigures]) -> None:
        self.partners = measures.partners_by_session(look, asked.scope, asked.cut())
        ids = {line.lead_organisation_id for line in lines}
        ids.update(one for partners in self.partners.values() for one in partners)
        self._names = {
            identity: one.names.in_language(asked.language)
            for identity, one in organisations.by_ids(look, ids).items()
        }

    def organisation(self, identity: object) -> str:
        return self._names.get(identity, "–")  # type: ignore[call-overload, no-any-return]


def _months(asked: Asked, values: Mapping[str, Shown]) -> tuple[SeriesPoint, ...]:
    """Every month of the period, those without sessions with 0."""
    first, last = asked.from_date, asked.to_date
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    if count > MOST_MONTHS:
        days = [date.fromisoformat(f"{code}-01") for code in sorted(values)]
    else:
        start = first.year * 12 + first.month - 1
        days = [date((start + n) // 12, (start + n) % 12 + 1, 1) for n in range(count)]
    return tuple(
        SeriesPoint(
            code=f"{day:%Y-%m}",
            label=formats.month(day),
            value=values.get(f"{day:%Y-%m}", 0),
        )
        for day in days
    )
