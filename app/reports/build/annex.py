"""The sessions annex with the series by month and by area: one protected whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.kernel.words import Words, _
from app.measures import public as measures
from app.organisations import public as organisations
from app.places import public as places
from app.platform import formats
from app.platform.unit_of_work import ReadTx
from app.reports.build.asking import Asked
from app.reports.disclosure import SessionCount, protect_activity, protect_series
from app.reports.lens_rules import Part
from app.reports.schemas import COMPLEMENTARY, DistrictPoint, SeriesPoint, SessionLine, Shown
from app.sessions.public import ACTIVITY_NAMES, STATUS_NAMES, SessionStatus

MOST_SESSIONS = 400
"""Up to this many sessions are protected one by one; the work grows with the square of their number."""

MOST_MONTHS = 60
"""Months without sessions are filled in up to this length of a period."""

DISTRICT = 2
"""The finest level of an area that leaves the house."""


_NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Annex:
    """Sessions by day, people reached by month, governorate and district, and what was withheld of them."""

    sessions: tuple[SessionLine, ...]
    by_month: tuple[SeriesPoint, ...]
    by_area: tuple[SeriesPoint, ...]
    by_district: tuple[DistrictPoint, ...]
    told: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class _Protected:
    """What may be shown of each session, area and month."""

    reached: Mapping[str, Shown]
    door: Mapping[str, Shown]
    kits: Mapping[str, Shown]
    by_area: Mapping[str, Shown]
    by_month: Mapping[str, Shown]
    by_district: Mapping[str, Shown]
    told: tuple[Words, ...]


def _protected(
    counts: Sequence[SessionCount], door: Mapping[str, int], kits: Mapping[str, int], threshold: int
) -> _Protected:
    """Sessions, areas and months as one whole; the counts of very many sessions are withheld together.

    Then what was reached in one district in one month stands for its sessions: it is protected like one and not
    shown, and with every session hidden nothing finer can be worked out.
    """
    codes = [str(one.key) for one in counts]
    if threshold and len(counts) > MOST_SESSIONS:
        blocks: dict[tuple[str, str, str], int] = {}
        for one in counts:
            block = (one.area, one.month, one.district)
            blocks[block] = blocks.get(block, 0) + one.people
        shown = protect_activity(
            [
                SessionCount((area, month, district), area, month, people, district=district)
                for (area, month, district), people in blocks.items()
            ],
            threshold,
        )
        withheld: dict[str, Shown] = dict.fromkeys(codes, COMPLEMENTARY)
        too_many = _("Counts by session are withheld: there are too many sessions to protect one by one.")
        return _Protected(
            withheld,
            withheld,
            withheld,
            shown.by_area,
            shown.by_month,
            shown.by_district,
            (too_many, *shown.told),
        )
    shown = protect_activity(counts, threshold)
    reached = {code: shown.sessions[code] for code in codes}
    hidden = [code for code, value in reached.items() if isinstance(value, str)]
    theirs: dict[str, list[str]] = {}
    for one in counts:
        for organisation in one.known_to:
            theirs.setdefault(organisation, []).append(str(one.key))
    known = [theirs[organisation] for organisation in sorted(theirs)]
    return _Protected(
        reached,
        protect_series(door, threshold, also=hidden, partners=known),
        protect_series(kits, threshold, partners=known),
        shown.by_area,
        shown.by_month,
        shown.by_district,
        shown.told,
    )


def _withheld(
    counts: Sequence[SessionCount], _door: Mapping[str, int], _kits: Mapping[str, int], _threshold: int
) -> _Protected:
    """Nothing of what was counted; that there were sessions is no secret."""
    signs: dict[str, Shown] = dict.fromkeys([str(one.key) for one in counts], COMPLEMENTARY)
    areas: dict[str, Shown] = dict.fromkeys([one.area for one in counts], COMPLEMENTARY)
    months: dict[str, Shown] = dict.fromkeys([one.month for one in counts], COMPLEMENTARY)
    districts: dict[str, Shown] = dict.fromkeys([one.district for one in counts], COMPLEMENTARY)
    return _Protected(signs, signs, signs, areas, months, districts, ())


def _without(shown: _Protected, asked: Asked, counts: Sequence[SessionCount]) -> _Protected:
    """The same without what the report leaves out: then months are protected by themselves."""
    signs: dict[str, Shown] = dict.fromkeys(shown.reached, COMPLEMENTARY)
    if Part.AREAS in asked.left_out and not asked.withheld:
        months: dict[str, int] = {}
        for one in counts:
            months[one.month] = months.get(one.month, 0) + one.people
        by_month = protect_series(months, asked.threshold)
        areas: dict[str, Shown] = dict.fromkeys(shown.by_area, COMPLEMENTARY)
        districts: dict[str, Shown] = dict.fromkeys(shown.by_district, COMPLEMENTARY)
        shown = replace(
            shown, reached=signs, door=signs, by_area=areas, by_month=by_month, by_district=districts
        )
    if asked.leaves_out(Part.DOOR_COUNT):
        shown = replace(shown, door=signs)
    if asked.leaves_out(Part.KITS_GIVEN) or asked.leaves_out(Part.KITS):
        shown = replace(shown, kits=signs)
    return shown


def annex(look: ReadTx, asked: Asked, lines: list[measures.SessionFigures]) -> Annex:
    """The verified sessions of the period (`lines`), by day. A place is never more exact than its district, a time than its day."""
    areas = places.areas_by_codes(look, {line.area_code for line in lines})
    governorate = {code: area.governorate or code for code, area in areas.items()}
    district = {
        code: area.parent_code or code if area.level > DISTRICT else code for code, area in areas.items()
    }
    months = {day: f"{day:%Y-%m}" for day in {line.local_date for line in lines}}
    involved = _Organisations(look, asked, lines)
    # Whose sessions they are matters only where counts of single sessions are protected.
    one_by_one = 0 < len(lines) <= MOST_SESSIONS and asked.threshold
    counts = [
        SessionCount(
            line.code,
            governorate.get(line.area_code, line.area_code),
            months[line.local_date],
            line.people_reached,
            involved.holders(line) if one_by_one else _NOBODY,
            district.get(line.area_code, line.area_code),
        )
        for line in lines
    ]
    kits_given = measures.kits_by_session(look, asked.scope, asked.people())
    shown = (_withheld if asked.withheld else _protected)(
        counts,
        {line.code: line.door_count for line in lines},
        {line.code: kits_given.get(line.code, 0) for line in lines},
        asked.threshold,
    )
    if asked.left_out:
        shown = _without(shown, asked, counts)
    area_names = places.areas_by_codes(look, {*governorate.values(), *areas, *district.values()})
    area_labels = {code: area.names.in_language(asked.language) for code, area in area_names.items()}
    activities = {kind.value: str(name) for kind, name in ACTIVITY_NAMES.items()}
    verified = str(STATUS_NAMES[SessionStatus.VERIFIED])
    return Annex(
        sessions=tuple(
            SessionLine(
                code=one.code,
                date=one.local_date,
                area=area_labels[district[one.area_code]],
                lead=involved.code(one.lead_organisation_id),
                partners=involved.codes(one.id),
                activity_type=activities[one.activity_type],
                area_code=district[one.area_code],
                activity=one.activity_type,
                reached=shown.reached[one.code],
                door=shown.door[one.code] if one.door_count else None,
                kits=shown.kits[one.code],
                status=verified,
            )
            for one in lines
        ),
        by_month=_months(asked, shown.by_month),
        by_area=tuple(
            SeriesPoint(
                code=code,
                label=area_labels.get(code, code),
                value=value,
            )
            for code, value in sorted(shown.by_area.items())
        ),
        by_district=tuple(
            DistrictPoint(
                code=code,
                label=area_labels.get(code, code),
                value=value,
                governorate=area_labels.get(area_names[code].governorate or code, "")
                if code in area_names
                else "",
            )
            for code, value in sorted(shown.by_district.items())
        ),
        told=shown.told,
    )


class _Organisations:
    """Codes of organisations: a line of the annex is short, and the list of partners says whose they are."""

    def __init__(self, look: ReadTx, asked: Asked, lines: list[measures.SessionFigures]) -> None:
        self.partners = measures.partners_by_session(look, asked.scope, asked.cut())
        keys = {line.lead_organisation_id for line in lines}
        keys.update(one for partners in self.partners.values() for one in partners)
        ids = {key: measures.as_uuid(key) for key in keys}
        codes = organisations.codes_by_ids(look, set(ids.values()))
        self._codes = {key: codes[identity] for key, identity in ids.items() if identity in codes}

    def holders(self, line: measures.SessionFigures) -> frozenset[str]:
        """Everybody who led or joined a session, and knows its counts."""
        return frozenset(str(one) for one in (line.lead_organisation_id, *self.partners.get(line.id, ())))

    def codes(self, session: measures.Key) -> tuple[str, ...]:
        """Those who joined a session without leading it."""
        joined = self.partners.get(session)
        return tuple([self.code(one) for one in joined]) if joined else ()

    def code(self, identity: measures.Key) -> str:
        return self._codes.get(identity, "–")


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
