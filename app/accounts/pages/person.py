"""One person: change, roles, and care of the account."""

from __future__ import annotations

from uuid import UUID

from fastapi import Request
from fastapi.responses import Response

from app.access.permissions import ROLE_NAMES, Permission
from app.accounts.pages.people import STATE_NAMES, STATE_SIGNS, role_choices
from app.accounts.pages.routes import router
from app.accounts.pages.signing_in import refused_form
from app.accounts.pages.spoken import spoken_choices
from app.accounts.schemas import AddMembership, ChangePerson, PersonState, PersonView
from app.accounts.use_cases import care, people, roles
from app.kernel.errors import AppError, Conflict, Forbidden, NotFound
from app.kernel.ids import new_id
from app.kernel.words import _
from app.platform.web.deps import CurrentActor, CurrentSettings, Submitted, Uow, settings_of
from app.platform.web.forms import FormView, SubmittedForm, parse
from app.platform.web.pages import go, language_of, render


def _page(
    request: Request,
    actor: CurrentActor,
    uow: Uow,
    person: PersonView,
    *,
    wrong: FormView | None = None,
    section: str = "",
    status: int = 200,
) -> Response:
    """The page; `wrong` is the form of the one section that was refused."""
    forms = {
        "person": FormView(
            {
                "version": str(person.version),
                "name": person.name,
                "email": person.email,
                "language": person.language,
                "languages": person.languages,
            }
        ),
        "role": FormView({"id": str(new_id()), "role": "facilitator"}),
        "other": FormView(),
    }
    if wrong is not None:
        forms[section] = wrong
    offered = role_choices(roles.choices(actor, uow=uow), language_of(request))
    grantable = {role for role, _name in offered["roles"]}
    return render(
        request,
        "accounts/person.html",
        status=status,
        person=person,
        forms=forms,
        problems=wrong.problems if wrong else [],
        choices=offered,
        may_look_after=people.may_look_after(actor, person.id, uow=uow),
        may_end={one.id for one in person.memberships if one.role.value in grantable},
        is_administrator=actor.may(Permission.ROLES_GRANT_ANY),
        is_me=person.id == actor.person_id,
        role_names=ROLE_NAMES,
        spoken=spoken_choices(request, uow),
        time_zone=settings_of(request).time_zone,
        state_name=STATE_NAMES[person.state],
        state_sign=STATE_SIGNS[person.state],
        stopped=person.state is PersonState.INACTIVE,
        invited=person.state is PersonState.INVITED,
    )


def _refused(
    request: Request,
    actor: CurrentActor,
    uow: Uow,
    person_id: UUID,
    *,
    section: str,
    form: SubmittedForm,
    refusal: AppError,
) -> Response:
    if isinstance(refusal, Forbidden | NotFound):
        raise refusal
    person = people.get_person(actor, person_id, uow=uow)
    view = refused_form(form, refusal)
    if refusal.status == 412:  # the newer version is shown; saving again saves on top of it, knowingly
        view.values["version"] = str(person.version)
    return _page(request, actor, uow, person, wrong=view, section=section, status=refusal.status)


@router.get("/people/{person_id}")
def show(request: Request, person_id: UUID, actor: CurrentActor, uow: Uow) -> Response:
    """One person."""
    return _page(request, actor, uow, people.get_person(actor, person_id, uow=uow))


@router.post("/people/{person_id}")
def change(request: Request, person_id: UUID, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Take the changes."""
    answers = form.data()
    seen = str(answers.pop("version", ""))
    if "languages_shown" in form.fields:  # check boxes: none checked sends nothing at all
        answers.pop("languages_shown", None)
        answers["languages"] = form.all("languages")
    command, problems = parse(ChangePerson, answers)
    if command is None:
        person = people.get_person(actor, person_id, uow=uow)
        view = FormView.wrong(form, problems)
        return _page(request, actor, uow, person, wrong=view, section="person", status=422)
    try:
        people.change_person(
            actor,
            person_id,
            command,
            int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else None,
            uow=uow,
        )
    except AppError as refusal:
        return _refused(request, actor, uow, person_id, section="person", form=form, refusal=refusal)
    return go(request, f"/people/{person_id}", _("Saved."))


@router.post("/people/{person_id}/active")
def stop_or_let_in(
    request: Request, person_id: UUID, form: Submitted, actor: CurrentActor, uow: Uow
) -> Response:
    """Stop an account, or let the person back in."""
    back = form.get("active") == "true"
    seen = form.get("version")
    try:
        people.change_person(
            actor,
            person_id,
            ChangePerson(active=back),
            int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else None,
            uow=uow,
        )
    except AppError as refusal:
        return _refused(request, actor, uow, person_id, section="other", form=form, refusal=refusal)
    text = _("This person can sign in again.") if back else _("This account is stopped.")
    return go(request, f"/people/{person_id}", text)


@router.post("/people/{person_id}/memberships")
def add_role(
    request: Request,
    person_id: UUID,
    form: Submitted,
    actor: CurrentActor,
    uow: Uow,
    *,
    settings: CurrentSettings,
) -> Response:
    """Give one more role."""
    command, problems = parse(AddMembership, form.data())
    if command is None:
        person = people.get_person(actor, person_id, uow=uow)
        view = FormView.wrong(form, problems)
        return _page(request, actor, uow, person, wrong=view, section="role", status=422)
    try:
        roles.add_membership(actor, person_id, command, settings=settings, uow=uow)
    except AppError as refusal:
        return _refused(request, actor, uow, person_id, section="role", form=form, refusal=refusal)
    return go(request, f"/people/{person_id}", _("Role given."))


@router.post("/people/{person_id}/memberships/{membership_id}/end")
def end_role(
    request: Request, person_id: UUID, membership_id: UUID, form: Submitted, actor: CurrentActor, *, uow: Uow
) -> Response:
    """End a role."""
    try:
        roles.end_membership(actor, person_id, membership_id, uow=uow)
    except Conflict as refusal:
        return _refused(request, actor, uow, person_id, section="other", form=form, refusal=refusal)
    try:
        people.get_person(actor, person_id, uow=uow)
    except (NotFound, Forbidden):  # that was the last role through which the reader knew this person
        return go(request, "/people" if actor.may(Permission.PEOPLE_MANAGE) else "/", _("Role ended."))
    return go(request, f"/people/{person_id}", _("Role ended."))


@router.get("/people/{person_id}/link")
def to_person(request: Request, person_id: UUID, actor: CurrentActor) -> Response:
    """A link is shown once, by the answer to its form; who comes back finds the person."""
    actor.require(Permission.PEOPLE_MANAGE)
    return go(request, f"/people/{person_id}")


@router.post("/people/{person_id}/link")
def new_link(
    request: Request,
    person_id: UUID,
    form: Submitted,
    actor: CurrentActor,
    uow: Uow,
    *,
    settings: CurrentSettings,
) -> Response:
    """Make an invitation or reset link and show it, this once."""
    try:
        link = care.new_link(actor, person_id, settings=settings, uow=uow)
    except Conflict as refusal:
        return _refused(request, actor, uow, person_id, section="other", form=form, refusal=refusal)
    person = people.get_person(actor, person_id, uow=uow)
    return render(
        request,
        "accounts/link.html",
        person=person,
        link=link,
        hours=settings.link_hours,
        invitation=person.state is PersonState.INVITED,
    )


@router.post("/people/{person_id}/sign-out")
def end_sign_ins(request: Request, person_id: UUID, actor: CurrentActor, uow: Uow) -> Response:
    """Sign a person out everywhere."""
    care.end_sign_ins(actor, person_id, uow=uow)
    return go(request, f"/people/{person_id}", _("Signed out everywhere."))


@router.post("/people/{person_id}/unlock")
def unlock(request: Request, person_id: UUID, actor: CurrentActor, uow: Uow) -> Response:
    """End the pause after wrong passwords."""
    care.unlock(actor, person_id, uow=uow)
    return go(request, f"/people/{person_id}", _("The next password can be tried at once."))


@router.post("/people/{person_id}/codes/stop")
def set_codes_back(request: Request, person_id: UUID, actor: CurrentActor, uow: Uow) -> Response:
    """Take codes off an account whose phone is lost."""
    care.set_codes_back(actor, person_id, uow=uow)
    return go(request, f"/people/{person_id}", _("Codes are off for this person."))
