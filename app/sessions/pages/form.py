"""The form: a new session, a copy of one, a changed plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, cast
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel.errors import AppError, FieldError
from app.kernel.ids import new_id
from app.kernel.types import Text
from app.kernel.words import Words, _
from app.platform import catalogues
from app.platform.unit_of_work import UnitOfWork
from app.platform.web.deps import CurrentActor, Submitted, Uow, settings_of
from app.platform.web.forms import FormView, SubmittedForm, parse
from app.platform.web.pages import go, language_of, render
from app.sessions import use_cases
from app.sessions.pages.folding import folded
from app.sessions.pages.planning import (
    FACILITATOR_ROWS,
    KIT_ROWS,
    PARTNER_ROWS,
    PROJECT_ROWS,
    Answers,
    Labels,
    answers_of,
    day_of,
    differences,
    labels_for,
    people_typed,
    values_of,
)
from app.sessions.pages.templates import values_of_template
from app.sessions.rules import ACTIVITY_NAMES, AUDIENCE_NAMES, PARTNER_ROLE_NAMES, PartnerRole
from app.sessions.rules.findings import Weight
from app.sessions.schemas import ChangeSession, ProposeSession, SessionView
from app.sessions.use_cases import FormChoices, PlanCheck, PlanChecked
from app.sessions.use_cases import templates as template_use_cases

router = APIRouter(prefix="/sessions")

ROLES = [(role.value, name) for role, name in PARTNER_ROLE_NAMES.items() if role is not PartnerRole.LEAD]
CLASH = "session.clash"
Day = Annotated[Text, Query(max_length=40)]


def _rows(values: dict[str, Any], name: str, part: str, least: int) -> range:
    """Enough rows for what is there, and never fewer than usual."""
    used = [row for row in range(20) if values.get(f"{name}.{row}{part}") not in {None, ""}]
    return range(max(least, (max(used) + 1) if used else 0))


def _options(choices: FormChoices, language: str) -> dict[str, list[tuple[str, Any]]]:
    def named(pairs: list[tuple[str, Any]], *, with_code: bool = False) -> list[tuple[str, Any]]:
        return [
            (code, f"{code} · {names.in_language(language)}" if with_code else names.in_language(language))
            for code, names in pairs
        ]

    return {
        "kinds": [(kind.value, name) for kind, name in ACTIVITY_NAMES.items()],
        "audiences": [(one.value, name) for one, name in AUDIENCE_NAMES.items()],
        "roles": list(ROLES),
        "leads": named(choices.leads),
        "organisations": named(choices.organisations),
        "languages": named(choices.languages),
        "topics": named(choices.topics),
        "projects": named(choices.projects, with_code=True),
        "campaigns": named(choices.campaigns),
        "items": named(choices.items),
    }


def show_form(
    request: Request,
    form: FormView,
    choices: FormChoices,
    labels: Labels,
    *,
    status: int = 200,
    editing: SessionView | None = None,
    versions: list[tuple[Words, str, str]] | None = None,
    may_override: bool = False,
    checked: PlanChecked | None = None,
    answers: Answers | None = None,
    template: str = "sessions/form.html",
    **more: Any,
) -> Response:
    """The form of a plan as a page; `template` extends it (a series), with `more` for what it adds."""
    values = form.values
    blocked = any(one.code.startswith(CLASH) for one in form.problems) or bool(checked and checked.blocked)
    return render(
        request,
        template,
        status=status,
        form=form,
        editing=editing,
        options=_options(choices, language_of(request)),
        venues=[(label, "") for label in labels.venues],
        people=list(labels.people),
        partner_rows=_rows(values, "partners", ".organisation", PARTNER_ROWS),
        facilitator_rows=_rows(values, "facilitators", "", FACILITATOR_ROWS),
        project_rows=_rows(values, "projects", ".project", PROJECT_ROWS),
        kit_rows=_rows(values, "planned_kits", ".item", KIT_ROWS),
        versions=versions or [],
        override=may_override and blocked,
        folded=folded(form),
        checked=checked is not None,
        findings=_findings(checked, answers) if checked and answers else [],
        **more,
    )


@dataclass(frozen=True, slots=True)
class FindingOnForm:
    """What a look at the plan found, with a link to the field it is about."""

    kind: str
    href: str
    message: Words


_KINDS = {Weight.BLOCKS: "stop", Weight.WARNS: "warn", Weight.TELLS: "blue"}


def _findings(checked: PlanChecked, answers: Answers) -> list[FindingOnForm]:
    return [
        FindingOnForm(_KINDS[one.weight], f"#{answers.on_form(one.field)}", one.message)
        for one in checked.findings
    ]


def fresh_values(request: Request, actor: Actor, choices: FormChoices, uow: UnitOfWork) -> dict[str, Any]:
    """What an empty form holds: a fresh id, the usual zone, one's own organisation and its usual hours."""
    own = [membership.organisation_code for membership in actor.memberships]
    leads = {code for code, _names in choices.leads}
    lead = next((code for code in own if code in leads), "")
    start, end = use_cases.usual_hours(actor, lead, uow=uow)
    return {
        "id": str(new_id()),
        "time_zone": settings_of(request).time_zone,
        "lead_organisation": lead,
        "start": start,
        "end": end,
        "audience": "community",
    }


def copied_values(values: dict[str, Any]) -> dict[str, Any]:
    """A copy is a new session on a day still to be chosen."""
    return {**values, "id": str(new_id()), "date": "", "ends_on": "", "version": ""}


@router.get("/new")
def new(
    request: Request,
    actor: CurrentActor,
    uow: Uow,
    copy: UUID | None = None,
    template: UUID | None = None,
    date: Day = "",
) -> Response:
    """An empty form with a fresh id in it, or one filled from another session or a template.

    `date` is the day to plan on.
    """
    copied = use_cases.get_session(actor, copy, uow=uow) if copy is not None else None
    begun = template_use_cases.get_template(actor, template, uow=uow) if template is not None else None
    sought = [str(one) for one in (copied and copied.venue, begun and begun.plan.venue) if one]
    choices = use_cases.form_choices(actor, uow=uow, sought=sought)
    labels = labels_for(choices, language_of(request))
    values = fresh_values(request, actor, choices, uow)
    if copied is not None:
        values |= copied_values(values_of(copied, labels))
    if begun is not None:
        values |= values_of_template(begun, labels)
    day = day_of(date)
    if day is not None:
        values["date"] = day.isoformat()
    return show_form(request, FormView(values), choices, labels)


def wrong_form(form: SubmittedForm, errors: list[FieldError], message: Words | None = None) -> FormView:
    """The form as it was typed, with these errors; the topics ticked stay ticked."""
    view = FormView.wrong(form, errors, message)
    view.values["topics"] = form.all("topics")
    return view


@router.post("/new")
def propose(request: Request, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Take the form; what is wrong, or in the way, comes back beside its field.

    The button `check` saves nothing: the form comes back with what a look at the plan found.
    """
    choices = use_cases.form_choices(actor, uow=uow, sought=(form.get("venue"),), people=people_typed(form))
    labels = labels_for(choices, language_of(request))
    answers = answers_of(form, labels)
    command, found = parse(ProposeSession, {**answers.data, "id": form.get("id") or None})
    problems = answers.at_their_fields(found)
    status = 422
    if command is not None and not problems:
        try:
            if form.get("check"):
                with catalogues.speaking(language_of(request)):
                    checked = use_cases.check_new(actor, command, more=plan_checks(request), uow=uow)
                return show_form(
                    request,
                    wrong_form(form, []),
                    choices,
                    labels,
                    may_override=checked.may_override,
                    checked=checked,
                    answers=answers,
                )
            made = use_cases.propose_session(actor, command, uow=uow)
            text = (
                _("Session proposed.") if made.fresh else _("This session was proposed before; here it is.")
            )
            return go(request, f"/sessions/{made.value.id}", text)
        except AppError as refusal:
            if refusal.status in {403, 404}:
                raise
            status, problems = refusal.status, answers.at_their_fields(refusal.errors)
    return show_form(
        request,
        wrong_form(form, problems),
        choices,
        labels,
        status=status,
        may_override=actor.may(Permission.SESSION_OVERRIDE_CLASH),
    )


def plan_checks(request: Request) -> Sequence[PlanCheck]:
    """What other packages have to say about a plan; main hands them to the app."""
    return cast("Sequence[PlanCheck]", request.app.state.plan_checks)


def _to_edit(
    request: Request, actor: Actor, session_id: UUID, uow: UnitOfWork, form: SubmittedForm | None = None
) -> tuple[SessionView, FormChoices, Labels]:
    """The session, what can be chosen, and the venue labels: its own and the one typed among them."""
    session = use_cases.session_to_edit(actor, session_id, uow=uow)
    sought = (str(session.venue), form.get("venue") if form else "")
    choices = use_cases.form_choices(actor, uow=uow, sought=sought, people=people_typed(form) if form else ())
    labels = labels_for(choices, language_of(request))
    if str(session.venue) not in labels.venues.values():
        labels.venues[session.venue_name] = str(session.venue)
    return session, choices, labels


@router.get("/{session_id}/edit")
def edit(request: Request, session_id: UUID, actor: CurrentActor, uow: Uow) -> Response:
    """The plan as it is saved."""
    session, choices, labels = _to_edit(request, actor, session_id, uow)
    return show_form(request, FormView(values_of(session, labels)), choices, labels, editing=session)


@router.post("/{session_id}/edit")
def change(request: Request, session_id: UUID, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Take the changes. When somebody saved in the meantime both versions are shown and nothing is lost."""
    session, choices, labels = _to_edit(request, actor, session_id, uow, form)
    answers = answers_of(form, labels)
    data = {"campaign": None, "note": "", **answers.data}
    command, found = parse(ChangeSession, data)
    problems = answers.at_their_fields([*_left_empty(data, answers.problems), *found])
    status, versions = 422, []
    seen = (
        int(form.get("version")) if form.get("version").isascii() and form.get("version").isdigit() else None
    )
    if command is not None and not problems:
        try:
            if form.get("check"):
                with catalogues.speaking(language_of(request)):
                    checked = use_cases.check_change(
                        actor, session_id, command, more=plan_checks(request), uow=uow
                    )
                return show_form(
                    request,
                    wrong_form(form, []),
                    choices,
                    labels,
                    editing=session,
                    may_override=checked.may_override,
                    checked=checked,
                    answers=answers,
                )
            use_cases.change_session(actor, session_id, command, seen, uow=uow)
            return go(request, f"/sessions/{session_id}", _("Saved."))
        except AppError as refusal:
            if refusal.status in {403, 404}:
                raise
            status = refusal.status
            problems = answers.at_their_fields(refusal.errors)
    view = wrong_form(form, problems)
    if status == 412:
        options = _options(choices, language_of(request))
        words = {code: str(label) for name in options for code, label in options[name]}
        words |= {email: label for label, email in labels.people.items()}
        versions = differences(values_of(session, labels), view.values, words)
        if not versions:  # pressed twice: what was typed is what is saved
            return go(request, f"/sessions/{session_id}", _("Saved."))
        # Saving again is now a decision: what is saved stands beside what was typed.
        view.values["version"] = str(session.version)
    return show_form(
        request,
        view,
        choices,
        labels,
        status=status,
        editing=session,
        versions=versions,
        may_override=actor.may(Permission.SESSION_OVERRIDE_CLASH),
    )


def _left_empty(data: dict[str, Any], problems: list[FieldError]) -> list[FieldError]:
    """Fields that a saved session always has and the form left empty."""
    told = {one.field for one in problems}
    needed = ("title", "venue", "capacity", "language", "lead_organisation", "time_zone")
    return [
        FieldError(name, "missing", _("Please fill this in."))
        for name in needed
        if not data.get(name) and name not in told
    ]
