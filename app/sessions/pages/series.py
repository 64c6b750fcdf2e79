"""Series on pages: the form with a preview, the page of a series, changing and calling off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel.errors import AppError, FieldError
from app.kernel.words import Words, _, _n
from app.platform import catalogues
from app.platform.unit_of_work import UnitOfWork
from app.platform.web.deps import CurrentActor, Submitted, Uow
from app.platform.web.forms import FormView, SubmittedForm, parse
from app.platform.web.pages import go, language_of, render
from app.sessions import use_cases as session_use_cases
from app.sessions.pages.form import Day, copied_values, fresh_values, plan_checks, show_form, wrong_form
from app.sessions.pages.listing import STATUS_CHIPS
from app.sessions.pages.planning import (
    FACILITATOR_ROWS,
    Labels,
    answers_of,
    day_of,
    labels_for,
    people_typed,
    read_people,
    values_of,
    venue_named,
)
from app.sessions.pages.series_rule import left_out, rule_of, rule_values
from app.sessions.pages.templates import values_of_template
from app.sessions.rules import STATUS_NAMES, SessionStatus
from app.sessions.rules.series import FREQUENCY_NAMES, REACH_NAMES, Frequency, Reach
from app.sessions.schemas.series import (
    CancelSeries,
    ChangeSeries,
    ProposeSeries,
    SeriesChanged,
    SeriesPreview,
    SeriesView,
)
from app.sessions.use_cases import series as use_cases
from app.sessions.use_cases import templates as template_use_cases

router = APIRouter()

FORM = "sessions/series_form.html"
FREQUENCIES = [(one.value, name) for one, name in FREQUENCY_NAMES.items()]
PATTERNS = {
    Frequency.WEEKLY: _("weekly"),
    Frequency.MONTHLY_BY_WEEKDAY: _("monthly, by weekday"),
    Frequency.MONTHLY_BY_DATE: _("monthly, by date"),
}
NTHS = [
    ("", _("as the first day")),
    ("1", _("the first")),
    ("2", _("the second")),
    ("3", _("the third")),
    ("4", _("the fourth")),
    ("-1", _("the last")),
]
STILL_PLANNED = frozenset({SessionStatus.PROPOSED, SessionStatus.CONFIRMED})


@router.get("/sessions/series/new")
def new(
    request: Request,
    actor: CurrentActor,
    uow: Uow,
    copy: UUID | None = None,
    template: UUID | None = None,
    date: Day = "",
) -> Response:
    """An empty series, or one that repeats a session or begins from a template.

    `date` is the first day. A copy of a session that is part of a series repeats as that series does.
    """
    copied = session_use_cases.get_session(actor, copy, uow=uow) if copy is not None else None
    begun = template_use_cases.get_template(actor, template, uow=uow) if template is not None else None
    sought = [str(one) for one in (copied and copied.venue, begun and begun.plan.venue) if one]
    choices = session_use_cases.form_choices(actor, uow=uow, sought=sought)
    labels = labels_for(choices, language_of(request))
    values = {**fresh_values(request, actor, choices, uow), "frequency": "weekly", "interval": "1"}
    if copied is not None:
        values |= copied_values(values_of(copied, labels))
        if copied.series is not None:
            values |= rule_values(use_cases.get_series(actor, copied.series, uow=uow))
    elif begun is not None:
        values |= values_of_template(begun, labels)
    day = day_of(date)
    if day is not None:
        values["date"] = day.isoformat()
    return show_form(request, FormView(values), choices, labels, template=FORM, **_about(None))


def _about(preview: SeriesPreview | None) -> dict[str, Any]:
    return {"preview": preview, "frequencies": FREQUENCIES, "nths": NTHS}


def _at_their_fields(errors: list[FieldError]) -> list[FieldError]:
    return [
        FieldError(one.field.removeprefix("rule.").split(".")[0], one.code, one.message, one.facts)
        if one.field.startswith("rule")
        else one
        for one in errors
    ]


@router.post("/sessions/series/new")
def propose(request: Request, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Show what the series would be (`step=preview`), or make it."""
    choices = session_use_cases.form_choices(
        actor, uow=uow, sought=(form.get("venue"),), people=people_typed(form)
    )
    labels = labels_for(choices, language_of(request))
    answers = answers_of(form, labels)
    rule, wrong_days = rule_of(form)
    data = {**answers.data, "id": form.get("id") or None, "rule": rule}
    command, found = parse(ProposeSeries, data)
    problems = [*answers.at_their_fields(_at_their_fields(found)), *wrong_days]
    status, preview = 422, None
    if command is not None and not problems:
        try:
            if form.get("step") == "create":
                made = use_cases.propose_series(actor, command, uow=uow)
                text = _n("%(num)s session proposed.", "%(num)s sessions proposed.", len(made.value.sessions))
                return go(request, f"/series/{made.value.id}", text)
            with catalogues.speaking(language_of(request)):
                preview, status = (
                    use_cases.preview_series(actor, command, more=plan_checks(request), uow=uow),
                    200,
                )
        except AppError as refusal:
            if refusal.status in {403, 404}:
                raise
            status = refusal.status
            problems = answers.at_their_fields(_at_their_fields(list(refusal.errors)))
            if status == 409 and refusal.code == "session.clash":
                with catalogues.speaking(language_of(request)):
                    preview = use_cases.preview_series(actor, command, more=plan_checks(request), uow=uow)
    view = wrong_form(form, problems)
    view.values["except"] = "\n".join(left_out(form))
    return show_form(
        request,
        view,
        choices,
        labels,
        status=status,
        may_override=actor.may(Permission.SESSION_OVERRIDE_CLASH),
        template=FORM,
        **_about(preview),
    )


@dataclass(frozen=True, slots=True)
class SeriesPage:
    """A series as its page shows it; `may_change` when the reader plans for its lead and something is to come."""

    series: SeriesView
    may_change: bool
    may_propose: bool
    choices: list[tuple[str, str]]
    usual: dict[str, str]


def _page(request: Request, actor: Actor, series: SeriesView) -> SeriesPage:
    """`choices` are the sessions that can still be changed, `usual` the hours and seats of the first of them."""
    del request
    coming = [one for one in series.sessions if one.status in STILL_PLANNED]
    own = {one.organisation_code for one in actor.memberships}
    plans = actor.may_everywhere(Permission.SESSION_SCHEDULE) or (
        actor.may(Permission.SESSION_SCHEDULE) and series.lead_organisation in own
    )
    return SeriesPage(
        series,
        may_change=plans and bool(coming),
        may_propose=actor.may(Permission.SESSION_SCHEDULE),
        choices=[(str(one.id), f"{one.date.isoformat()} · {one.code}") for one in coming],
        usual={"scope": Reach.ALL.value, "from": str(coming[0].id) if coming else ""},
    )


def _show(
    request: Request,
    actor: Actor,
    series: SeriesView,
    template: str,
    *,
    form: FormView | None = None,
    status: int = 200,
    **more: Any,
) -> Response:
    page = _page(request, actor, series)
    return render(
        request,
        template,
        status=status,
        form=form or FormView(dict(page.usual)),
        detail=page,
        series=series,
        statuses=STATUS_NAMES,
        chips=STATUS_CHIPS,
        frequencies=PATTERNS,
        nths={value: name for value, name in NTHS if value},
        reaches=[(one.value, name) for one, name in REACH_NAMES.items()],
        **more,
    )


@router.get("/series/{series_id}")
def show(request: Request, series_id: UUID, actor: CurrentActor, uow: Uow) -> Response:
    """The page of a series."""
    series = use_cases.get_series(actor, series_id, uow=uow)
    return _show(request, actor, series, "sessions/series.html")


def _to_edit(
    request: Request, actor: Actor, series_id: UUID, uow: UnitOfWork, form: SubmittedForm | None = None
) -> tuple[SeriesView, Labels, dict[str, Any]]:
    series = use_cases.series_to_edit(actor, series_id, uow=uow)
    choices = session_use_cases.form_choices(
        actor,
        uow=uow,
        sought=(form.get("venue"),) if form else (),
        people=people_typed(form) if form else (),
    )
    language = language_of(request)
    labels = labels_for(choices, language)
    more = {
        "venues": [(label, "") for label in labels.venues],
        "languages": [(code, names.in_language(language)) for code, names in choices.languages],
        "people": list(labels.people),
    }
    return series, labels, more


@router.get("/series/{series_id}/edit")
def edit(
    request: Request,
    series_id: UUID,
    actor: CurrentActor,
    uow: Uow,
    begins_with: UUID | None = None,
) -> Response:
    """What can be changed in several sessions at once; what is left empty stays."""
    series, _labels, more = _to_edit(request, actor, series_id, uow)
    page = _page(request, actor, series)
    values = {**page.usual, "version": str(series.version)}
    if begins_with is not None:
        values |= {"from": str(begins_with), "scope": Reach.THIS_AND_LATER.value}
    return _show(request, actor, series, "sessions/series_edit.html", form=FormView(values), **more)


_EMPTIED = {"no_facilitators": "facilitators"}


def _change_of(form: SubmittedForm, labels: Labels) -> tuple[dict[str, Any], list[FieldError]]:
    texts = ("note", "note_reason", "override_reason")
    plain = ("scope", "from", "title", "start", "end", "language", "capacity", *texts)
    data: dict[str, Any] = {name: form.get(name) for name in plain if form.get(name)}
    people, problems = read_people(form, range(FACILITATOR_ROWS), labels.people)
    if people:
        data["facilitators"] = people
    for name, emptied in _EMPTIED.items():
        if form.get(name):
            data[emptied] = []
    venue, problem = venue_named(form.get("venue"), labels.venues)
    if problem is not None:
        problems.append(problem)
    return {**data, "venue": venue} if venue else data, problems


def _told(done: SeriesChanged, text: Words) -> Words:
    if not done.untouched:
        return text
    codes = ", ".join(one.code for one in done.untouched[:5]) + ("…" if len(done.untouched) > 5 else "")
    return _("%(done)s Not touched: %(codes)s.") % {"done": text, "codes": codes}


def _seen(form: SubmittedForm) -> int | None:
    text = form.get("version")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


@router.post("/series/{series_id}/edit")
def change(request: Request, series_id: UUID, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Change one, this and later, or all; every clash is listed and nothing half-written."""
    series, labels, more = _to_edit(request, actor, series_id, uow, form)
    data, problems = _change_of(form, labels)
    command, found = parse(ChangeSeries, data)
    problems, status = [*problems, *found], 422
    values = form.values()
    if command is not None and not problems:
        try:
            with catalogues.speaking(language_of(request)):
                done = use_cases.change_series(actor, series_id, command, _seen(form), uow=uow)
            text = _n("%(num)s session changed.", "%(num)s sessions changed.", len(done.changed))
            return go(request, f"/series/{done.series.id}", _told(done, text))
        except AppError as refusal:
            if refusal.status in {403, 404}:
                raise
            status, problems = refusal.status, list(refusal.errors)
            if status == 412:
                values["version"] = str(series.version)
    errors: dict[str, Words] = {}
    for one in problems:
        errors.setdefault(one.field, one.message)
    override = status == 409 and actor.may(Permission.SESSION_OVERRIDE_CLASH)
    view = FormView(values, errors, problems)
    return _show(
        request,
        actor,
        series,
        "sessions/series_edit.html",
        form=view,
        status=status,
        override=override,
        **more,
    )


@router.post("/series/{series_id}/cancel")
def cancel(request: Request, series_id: UUID, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Call off one, this and later, or all, with a reason."""
    series = use_cases.series_to_edit(actor, series_id, uow=uow)
    command, problems = parse(
        CancelSeries, {name: form.get(name) for name in ("scope", "from", "reason") if form.get(name)}
    )
    status = 422
    if command is not None:
        try:
            with catalogues.speaking(language_of(request)):
                done = use_cases.cancel_series(actor, series_id, command, uow=uow)
            text = _n("%(num)s session cancelled.", "%(num)s sessions cancelled.", len(done.changed))
            return go(request, f"/series/{series_id}", _told(done, text))
        except AppError as refusal:
            if refusal.status in {403, 404}:
                raise
            status, problems = refusal.status, list(refusal.errors)
    view = FormView.wrong(form, problems)
    return _show(request, actor, series, "sessions/series.html", form=view, status=status)
