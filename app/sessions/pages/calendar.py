"""The calendar: month, week and list; what it is narrowed to stands in its address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.access.permissions import Permission
from app.kernel import clock
from app.kernel.errors import FieldError, Invalid
from app.kernel.types import Names
from app.places.public import area_named
from app.platform import catalogues, formats, public_holidays
from app.platform.web.deps import CurrentActor, Uow, settings_of
from app.platform.web.forms import FormView, parse
from app.platform.web.pages import language_of, render
from app.sessions import use_cases
from app.sessions.pages.listing import STATUS_CHIPS
from app.sessions.pages.planning import (
    day_of,
    labels_of,
    labels_of_people,
    venue_named,
)
from app.sessions.pages.searching import person_sought, with_names
from app.sessions.rules import STATUS_NAMES
from app.sessions.rules.calendar import (
    MOST_IN_A_DAY,
    VIEW_NAMES,
    CalendarEntry,
    CalendarView,
    Period,
    month_asked,
    period_of,
)
from app.sessions.schemas import SessionSearch
from app.sessions.use_cases.calendar import Calendar, CalendarChoices

router = APIRouter()

PATH = "/calendar"
NARROW = "narrow"
"""In the address when somebody wants to narrow the calendar and has not said to what."""
FILTERS = ("organisation", "venue", "facilitator", "project", "area", "status")
_SIGNS = {"ok": "✓", "warn": "△", "stop": "✕", "blue": "●", "plain": "○"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A session on the page."""

    entry: CalendarEntry
    href: str
    chip: str
    sign: str
    status: str


@dataclass(frozen=True, slots=True)
class Day:
    """A day on the page. `more` sessions are behind `more_href`; `outside` days belong to another month."""

    day: date
    number: str
    name: str
    today: bool
    outside: bool
    holidays: tuple[str, ...]
    sessions: Sequence[Shown]
    more: int
    more_href: str
    plan_href: str | None


def _asked(
    request: Request,
    venues: Mapping[str, str],
    people: Mapping[str, str],
    areas: Sequence[tuple[str, Names]],
) -> tuple[dict[str, str], SessionSearch, list[FieldError]]:
    """The filters as typed, as a search, and what is wrong with them (the wrong ones are left out)."""
    given = request.query_params
    typed = {name: text.strip() for name in FILTERS if (text := given.get(name, "")).strip()}
    wanted: dict[str, Any] = dict(typed)
    problems: list[FieldError] = []
    if "venue" in wanted:
        found, problem = venue_named(wanted.pop("venue"), venues)
        if problem is not None:
            problems.append(problem)
        elif found is not None:
            wanted["venue"] = found
    if "facilitator" in wanted:
        found, problem = person_sought(wanted.pop("facilitator"), people)
        if problem is not None:
            problems.append(problem)
        elif found is not None:
            typed["facilitator"] = wanted["facilitator"] = found  # addresses keep the e-mail, in any language
    if "area" in wanted:
        typed["area"] = wanted["area"] = area_named(wanted["area"], areas)
    search, wrong = parse(SessionSearch, wanted)
    return typed, search or SessionSearch(), [*problems, *wrong]


def _day_asked(request: Request, today: date) -> tuple[date, list[FieldError]]:
    """The day to show: `on`, or the first of a `month` (1 to 12) and `year`; what is no day shows today."""
    given = request.query_params
    if not given.get("year", "").strip():
        return day_of(given.get("on", "")) or today, []
    return month_asked(given.get("month", ""), given["year"], today)


def _address(path: str, typed: Mapping[str, str], **more: str) -> str:
    query = urlencode({**more, **typed})
    return f"{path}?{query}" if query else path


def _shown(entry: CalendarEntry, names: Mapping[str, str]) -> Shown:
    chip = STATUS_CHIPS[entry.status]
    return Shown(entry, f"/sessions/{entry.id}", chip, _SIGNS[chip], names[entry.status.value])


class _Page:
    """Lays out the days of a period."""

    def __init__(
        self, period: Period, typed: Mapping[str, str], country: str, today: date, *, may_plan: bool
    ) -> None:
        self.period = period
        self.typed = typed
        self.country = country
        self.today = today
        self.may_plan = may_plan
        self.most = MOST_IN_A_DAY if period.view is CalendarView.MONTH else None
        self.language = catalogues.current()
        self.statuses = {status.value: str(name) for status, name in STATUS_NAMES.items()}

    def days(self, entries: Iterable[CalendarEntry]) -> list[Day]:
        """Each day of the period with its sessions."""
        by_day: dict[date, list[CalendarEntry]] = {}
        for entry in entries:
            by_day.setdefault(entry.day, []).append(entry)
        return [self._day(day, by_day.get(day, [])) for day in self.period.days]

    def _day(self, day: date, entries: list[CalendarEntry]) -> Day:
        found = public_holidays.on_day(self.country, day, self.language)
        text = day.isoformat()
        return Day(
            day=day,
            number=str(day.day),
            name=formats.day(day),
            today=day == self.today,
            outside=not self.period.begins <= day <= self.period.ends,
            holidays=tuple(one.name for one in found),
            sessions=[_shown(entry, self.statuses) for entry in entries[: self.most]],
            more=len(entries) - len(entries[: self.most]),
            more_href=_address(PATH, self.typed, view=CalendarView.WEEK.value, on=text),
            plan_href=f"/sessions/new?date={text}" if self.may_plan and day >= self.today else None,
        )


def _links(period: Period, typed: Mapping[str, str], today: date, day: date) -> dict[str, Any]:
    def to(view: CalendarView, on: date) -> str:
        return _address(PATH, typed, view=view.value, on=on.isoformat())

    return {
        "previous": to(period.view, period.previous) if period.previous else None,
        "following": to(period.view, period.following) if period.following else None,
        "today": to(period.view, today),
        "views": [(to(view, day), name, view is period.view) for view, name in VIEW_NAMES.items()],
        "narrow": _address(PATH, {}, view=period.view.value, on=day.isoformat(), narrow="1"),
        "all": _address(PATH, {}, view=period.view.value, on=day.isoformat()),
    }


def _title(period: Period) -> str:
    if period.view is CalendarView.WEEK:
        return f"{formats.short_day(period.begins)} – {formats.full_date(period.ends)}"
    return formats.month(period.begins)


def _options(choices: CalendarChoices, language: str) -> dict[str, list[tuple[str, Any]]]:
    def named(pairs: Iterable[tuple[str, Names]], *, with_code: bool = False) -> list[tuple[str, Any]]:
        return [
            (code, f"{code} · {names.in_language(language)}" if with_code else names.in_language(language))
            for code, names in pairs
        ]

    return {
        "organisations": named(choices.organisations),
        "projects": named(choices.projects, with_code=True),
        "areas": named(choices.areas),
        "statuses": [(status.value, name) for status, name in STATUS_NAMES.items()],
    }


@router.get(PATH)
def calendar(request: Request, actor: CurrentActor, uow: Uow) -> Response:
    """The days around `on` as `view` (month, week or list); a filter that is unknown is said and not applied."""
    language = language_of(request)
    with catalogues.speaking(language), uow.read():
        narrow = any(request.query_params.get(name, "").strip() for name in (NARROW, *FILTERS))
        # Most people look at the whole calendar: what it can be narrowed to is read when somebody wants to.
        sought = (request.query_params.get("venue", ""),)
        named = (request.query_params.get("facilitator", ""),)
        choices = use_cases.calendar_choices(actor, uow=uow, sought=sought, people=named) if narrow else None
        labels = labels_of(choices.venues, language) if choices else {}
        people = labels_of_people(choices, language) if choices else {}
        areas = choices.areas if choices else []
        typed, search, problems = _asked(request, labels, people, areas)
        today = clock.today(settings_of(request).time_zone)
        day, wrong_day = _day_asked(request, today)
        problems += wrong_day
        shown = with_names(typed, people, areas, language)
        if wrong_day:
            shown |= {name: request.query_params.get(name, "") for name in ("month", "year")}
        chosen = request.query_params.get("view", "")
        view = CalendarView(chosen) if chosen in set(CalendarView) else CalendarView.MONTH
        period = period_of(view, day, formats.weekdays()[0][0])
        found = Calendar([], complete=True)
        if not problems:
            try:
                found = use_cases.show_calendar(actor, search, period, uow=uow)
            except Invalid as refusal:
                problems = list(refusal.errors)
        page = _Page(period, typed, found.country, today, may_plan=actor.may(Permission.SESSION_SCHEDULE))
        days = page.days(found.entries)
        title = _title(period)
        months = formats.months()
    return render(
        request,
        "calendar/calendar.html",
        status=422 if problems else 200,
        form=FormView(shown, {one.field: one.message for one in problems}, problems),
        options=_options(choices, language) if choices else None,
        venues=[(label, "") for label in labels],
        people=[(label, "") for label in people],
        title=title,
        view=view.value,
        on=day.isoformat(),
        period=period,
        months=months,
        kept=typed,
        weeks=[days[start : start + 7] for start in range(0, len(days), 7)],
        days=days,
        weekdays=_weekdays(language),
        links=_links(period, typed, today, day),
        total=sum(period.begins <= one.day <= period.ends for one in found.entries),
        complete=found.complete,
        narrowed=bool(typed),
        may_plan=page.may_plan,
    )


def _weekdays(language: str) -> list[str]:
    with catalogues.speaking(language):
        return [name for _number, name in formats.weekdays()]
