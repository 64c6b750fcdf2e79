"""Pure rules of lenses and of a report's life: unions of age bands, who may take which step, what may be shown."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from app.kernel.errors import FieldError
from app.kernel.types import NOT_STATED_BAND
from app.kernel.words import Words, _


class Attribution(StrEnum):
    """Whom a donor counts: everyone, or its percentage of each session."""

    FULL = "full"
    SHARE = "share"


ATTRIBUTION_NAMES: dict[Attribution, Words] = {
    Attribution.FULL: _("Full credit: everyone who was reached"),
    Attribution.SHARE: _("Share: the percentage this project pays of each session"),
}


class ReportStatus(StrEnum):
    """The life of a report. One that was sent back may be worked on and submitted again."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    SENT_BACK = "sent_back"


REPORT_STATUS_NAMES: dict[ReportStatus, Words] = {
    ReportStatus.DRAFT: _("draft"),
    ReportStatus.SUBMITTED: _("submitted"),
    ReportStatus.ACCEPTED: _("accepted"),
    ReportStatus.SENT_BACK: _("sent back"),
}

WORKED_ON = frozenset({ReportStatus.DRAFT, ReportStatus.SENT_BACK})
"""In these a report may be changed and submitted."""


class Detail(StrEnum):
    """How finely people are broken down, from the finest that is safe by itself to nothing at all."""

    FULL = "full"
    MERGED_AGES = "merged_ages"
    NO_AGES = "no_ages"
    NO_COMMUNITIES = "no_communities"
    ONLY_TOTAL = "only_total"
    WITHHELD = "withheld"


DETAIL_NAMES: dict[Detail, Words] = {
    Detail.FULL: _("As fine as this report alone allows"),
    Detail.MERGED_AGES: _("Ages as minors and adults only"),
    Detail.NO_AGES: _("Without ages"),
    Detail.NO_COMMUNITIES: _("Without communities"),
    Detail.ONLY_TOTAL: _("Only the total"),
    Detail.WITHHELD: _("No count of people at all"),
}


class Part(StrEnum):
    """What a report may leave out besides: a table that stands apart from that of people, or one key figure."""

    AREAS = "areas"
    KITS = "kits"
    DOOR_COUNT = "door_count"
    TICKETS_ATTENDED = "tickets_attended"
    OFFICIALS_TRAINED = "officials_trained"
    KITS_GIVEN = "kits_given"
    PEOPLE_GIVEN = "people_given"
    REFERRALS = "referrals"
    FEEDBACK = "feedback"
    OUTCOME = "outcome"
    RESULTS = "results"
    RESTATED = "restated"


PART_NAMES: dict[Part, Words] = {
    Part.AREAS: _("People by area, by district and by session"),
    Part.KITS: _("The statement of kits"),
    Part.DOOR_COUNT: _("The count at the door"),
    Part.TICKETS_ATTENDED: _("Tickets attended"),
    Part.OFFICIALS_TRAINED: _("Officials trained"),
    Part.KITS_GIVEN: _("Kits given"),
    Part.PEOPLE_GIVEN: _("People who received something"),
    Part.REFERRALS: _("Referrals"),
    Part.FEEDBACK: _("Feedback after distributions"),
    Part.OUTCOME: _("Better informed after the session, in percentage points"),
    Part.RESULTS: _("Indicators that count people, where no table tells the same"),
    Part.RESTATED: _("What corrected figures of earlier reports are now"),
}

NARRATIVES: dict[str, Words] = {
    "achievements": _("What was done"),
    "challenges": _("What was difficult"),
    "next_steps": _("What comes next"),
}
"""The texts people write into a report, in their order."""


class Band(NamedTuple):
    """A finest age band: years from `lower` to `upper`, both included; None: open, or not stated."""

    code: str
    lower: int | None
    upper: int | None


_RANGE = re.compile(r"(\d{1,3})(?:-(\d{1,3})|\+)")
_WIDEST = 999


def _years(code: str) -> tuple[int, int] | None:
    """First and last year of a name such as 0-17 or 60+; None for a name without years."""
    found = _RANGE.fullmatch(code)
    return (int(found[1]), int(found[2]) if found[2] else _WIDEST) if found else None


def union_problems(unions: Mapping[str, Sequence[str]], finest: Sequence[Band]) -> list[FieldError]:
    """What is wrong with unions of age bands (name -> finest bands); empty when they may be used.

    People were counted in the finest bands only: a union may join whole ones, never cut one.
    """
    known = {band.code: band for band in finest}
    problems: list[FieldError] = []
    taken: dict[str, str] = {}
    for name, members in unions.items():
        for member in members:
            problem = _member_problem(member, known, taken)
            if problem is not None:
                problems.append(problem)
            taken.setdefault(member, name)
        if all(member in known for member in members):
            problems.extend(_name_problems(name, members, known))
    return problems


def _wrong(code: str, sentence: Words) -> FieldError:
    return FieldError("age_bands", code, sentence)


def _member_problem(member: str, known: Mapping[str, Band], taken: Mapping[str, str]) -> FieldError | None:
    if member not in known:
        cut = _cut_by(member, known)
        if cut is None:
            sentence = _("There is no age band %(band)s.") % {"band": member[:64]}
            return _wrong("age_bands.unknown", sentence)
        return _split(member, cut)
    if member in taken:
        sentence = _("The band %(band)s is in %(first)s already; nobody can be counted in two unions.")
        facts = {"band": member, "first": taken[member]}
        return _wrong("age_bands.twice", sentence % facts)
    return None


def _split(part: str, band: str) -> FieldError:
    sentence = _(
        "%(part)s would split the band %(band)s: people were counted in whole bands, so nobody knows who of "
        "them is on which side."
    )
    return _wrong("age_bands.split", sentence % {"part": part[:64], "band": band})


def _cut_by(name: str, known: Mapping[str, Band]) -> str | None:
    """The finest band that a name of years would cut in two, if any."""
    years = _years(name)
    if years is None:
        return None
    for band in known.values():
        if band.lower is None:
            continue
        upper = _WIDEST if band.upper is None else band.upper
        touches = years[0] <= upper and band.lower <= years[1]
        if touches and not (years[0] <= band.lower and upper <= years[1]):
            return band.code
    return None


def _name_problems(name: str, members: Sequence[str], known: Mapping[str, Band]) -> list[FieldError]:
    if name == "all" or (name == NOT_STATED_BAND and list(members) != [NOT_STATED_BAND]):
        return [_wrong("age_bands.name", _("%(name)s has a meaning of its own.") % {"name": name})]
    if NOT_STATED_BAND in members and len(members) > 1:
        return [_wrong("age_bands.not_stated", _("Who did not state an age belongs to no other band."))]
    if name in known and list(members) != [name]:
        sentence = _("%(name)s is a band already and cannot name anything else.")
        return [_wrong("age_bands.name", sentence % {"name": name})]
    years = _years(name)
    if years is None:
        return []
    cut = _cut_by(name, known)
    if cut is not None:
        return [_split(name, cut)]
    inside = {
        band.code
        for band in known.values()
        if band.lower is not None
        and years[0] <= band.lower
        and (_WIDEST if band.upper is None else band.upper) <= years[1]
    }
    if inside != set(members):
        sentence = _("%(name)s must be made of exactly these bands: %(bands)s.")
        facts = {"name": name, "bands": ", ".join(code for code in known if code in inside) or "–"}
        return [_wrong("age_bands.range", sentence % facts)]
    return []


def in_unions(unions: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Finest band -> the union it is counted in."""
    return {member: name for name, members in unions.items() for member in members}
