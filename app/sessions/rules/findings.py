"""What a look at a plan finds before it is saved: what blocks, what wants another look, what is good to know."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from app.kernel.clock import zone
from app.kernel.words import Words, _
from app.sessions.rules.plan import SessionPlan


class Weight(StrEnum):
    """How much a finding weighs. Only `blocks` stands in the way of saving, and a right and a reason remove it."""

    BLOCKS = "blocks"
    WARNS = "warns"
    TELLS = "tells"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding about a plan: the field it is about as the form names it, a code, a sentence, and facts."""

    weight: Weight
    field: str
    code: str
    message: Words
    facts: Mapping[str, Any] = dataclasses.field(default_factory=dict)


def heaviest_first(found: Sequence[Finding]) -> list[Finding]:
    """What blocks, then what warns, then what tells; otherwise as they were found."""
    return sorted(found, key=lambda one: list(Weight).index(one.weight))


def _warns(name: str, code: str, message: Words, /, **facts: Any) -> Finding:
    return Finding(Weight.WARNS, name, code, message, facts)


def _tells(name: str, code: str, message: Words, /, **facts: Any) -> Finding:
    return Finding(Weight.TELLS, name, code, message, facts)


def happens_twice(instant: datetime, time_zone: str) -> bool:
    """Whether the clocks of a zone show the time of this instant twice that night, because they go back."""
    there = instant.astimezone(zone(time_zone)).replace(fold=0)
    return there.utcoffset() != there.replace(fold=1).utcoffset() and there.astimezone(UTC) != there.replace(
        fold=1
    ).astimezone(UTC)


def about_times(plan: SessionPlan, now: datetime) -> list[Finding]:
    """Times that happen twice, and a day that is over."""
    found = [
        _tells(
            name,
            "plan.time_twice",
            _("The clocks go back that night and show this time twice; the first one is meant."),
        )
        for name, instant in (("starts_at", plan.starts_at), ("ends_at", plan.ends_at))
        if happens_twice(instant, plan.time_zone)
    ]
    if plan.ends_at < now:
        found.append(_warns("starts_at", "plan.past", _("This time has passed.")))
    return found


def about_seats(planned: int, held_by_venue: int) -> list[Finding]:
    """More seats than the venue holds."""
    if planned <= held_by_venue:
        return []
    message = _("The venue holds %(seats)s people; %(planned)s seats are planned.")
    facts = {"seats": held_by_venue, "planned": planned}
    return [_warns("capacity", "plan.over_capacity", message % facts, **facts)]


def about_opening(*, is_open: bool, opens: str | None, closes: str | None) -> list[Finding]:
    """Outside the hours of the venue."""
    if is_open:
        return []
    if opens is None or closes is None:
        return [_warns("venue", "plan.closed", _("The venue is closed on that day of the week."))]
    message = _("Outside the venue's opening hours (%(opens)s–%(closes)s), or on a day it is closed.")
    facts = {"opens": opens, "closes": closes}
    return [_warns("venue", "plan.closed", message % facts, **facts)]


def about_holiday(name: str, *, estimated: bool) -> Finding:
    """A public holiday on the day."""
    return _warns(
        "starts_at",
        "plan.holiday",
        _("A public holiday: %(name)s.") % {"name": name},
        name=name,
        estimated=estimated,
    )


@dataclass(frozen=True, slots=True)
class Speaker:
    """A facilitator's name and the codes of the languages she can run a session in (none: she never said)."""

    name: str
    languages: tuple[str, ...]


def about_languages(people: Sequence[Speaker], language: str, names: Mapping[str, str]) -> list[Finding]:
    """Who of the facilitators does not speak the session's language, when none of them does.

    `names` are the languages by code, in the reader's language.
    """
    if any(language in one.languages for one in people):
        return []
    found = []
    for position, one in enumerate(people):
        named = f"facilitators.{position}"
        wanted = names.get(language, language)
        if one.languages:
            spoken = ", ".join(names.get(code, code) for code in one.languages)
            message = _("%(name)s runs sessions in: %(spoken)s. This one is in: %(language)s.")
            facts = {"name": one.name, "spoken": spoken, "language": wanted}
            found.append(_warns(named, "plan.language", message % facts, language=language))
        else:
            message = _("%(name)s has not said in which languages she or he runs sessions.")
            found.append(_tells(named, "plan.language_unknown", message % {"name": one.name}))
    return found


def about_same_day(codes: Sequence[str], unnamed: int, language: str) -> list[Finding]:
    """Sessions for the same communities (their language, their district) on the same day.

    `codes` are those the reader may know of, `unnamed` the number of others.
    """
    facts = {"language": language, "codes": ", ".join(codes)}
    found = []
    if codes:
        message = _("The same communities (%(language)s, this district) have a session that day: %(codes)s.")
        found.append(_warns("starts_at", "plan.same_community", message % facts, sessions=list(codes)))
    elif unnamed:
        message = _(
            "Another organisation has a session for the same communities (%(language)s, this district) that day."
        )
        found.append(_warns("starts_at", "plan.same_community", message % facts))
    return found


def outside_project(position: int, code: str) -> Finding:
    """The day lies outside the dates of a project that pays."""
    message = _("The day lies outside the dates of project %(code)s.") % {"code": code}
    return _warns(f"projects.{position}.project", "plan.outside_project", message, project=code)


def organisation_busy() -> Finding:
    """The lead organisation has another session at that time."""
    message = _("The lead organisation has another session at this time.")
    return _warns("lead_organisation", "plan.organisation_busy", message)


def about_kits(
    position: int,
    item: str,
    *,
    planned: int,
    loaded: int,
    stock: int,
    promised: int,
    kept: int,
    free: int,
) -> Finding:
    """Whether the stores have enough of an item for what is not loaded yet.

    `promised` is what others still need; `kept` of the stock was paid for by projects the plan is not of. The facts
    tell the plan, what was loaded so far, and what is `wanted`: still to load.
    """
    wanted = max(0, planned - loaded)
    facts = {
        "item": item,
        "planned": planned,
        "loaded": loaded,
        "wanted": wanted,
        "stock": stock,
        "promised": promised,
        "kept": kept,
        "free": free,
    }
    named = f"planned_kits.{position}.quantity"
    asked = (_ASKED_OF_SOME_LOADED if loaded else _ASKED) % facts
    if wanted > free:
        short = (_SHORT_WITH_OTHERS if kept else _SHORT) % {**facts, "plan": asked}
        return _warns(named, "plan.kits_short", short, **facts)
    message = _ALL_LOADED % facts if loaded and not wanted else asked
    return _tells(named, "plan.kits_free", message, **facts)


_ASKED = _("%(item)s: %(planned)s planned, %(free)s free.")
_ASKED_OF_SOME_LOADED = _(
    "%(item)s: %(planned)s planned, %(loaded)s loaded so far, %(wanted)s still to load; %(free)s free."
)
_ALL_LOADED = _("%(item)s: %(planned)s planned, %(loaded)s loaded. Nothing is left to load.")
_SHORT = _(
    "%(plan)s Stores hold %(stock)s; other sessions and distribution points were promised %(promised)s."
)
_SHORT_WITH_OTHERS = _(
    "%(plan)s Stores hold %(stock)s, %(kept)s of them paid by other projects; other sessions and distribution points "
    "were promised %(promised)s."
)
