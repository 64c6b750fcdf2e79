"""HTML face of organisations, below /settings."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel.errors import AppError
from app.kernel.ids import new_id
from app.kernel.types import Text
from app.kernel.words import _
from app.organisations import use_cases
from app.organisations.rules import KIND_NAMES
from app.organisations.schemas import AddFocalPoint, AddOrganisation, ChangeOrganisation, OrganisationView
from app.platform.unit_of_work import UnitOfWork
from app.platform.web.deps import CurrentActor, Submitted, Uow
from app.platform.web.forms import FormView, SubmittedForm, parse
from app.platform.web.pages import go, render
from app.platform.web.settings_index import SettingsCard

router = APIRouter(prefix="/settings/organisations")

KINDS = [(kind.value, name) for kind, name in KIND_NAMES.items()]


def _answers(form: SubmittedForm) -> dict[str, object]:
    """The form's flat names as the command's shape."""
    data: dict[str, object] = form.data()
    names = {language: data.pop(f"names.{language}", None) for language in ("en", "fr", "ar")}
    return {**data, "names": {language: name for language, name in names.items() if name}}


@router.get("")
def listing(request: Request, actor: CurrentActor, uow: Uow, cursor: Text | None = None) -> Response:
    """All organisations."""
    page_of = use_cases.list_organisations(actor, uow=uow, cursor=cursor)
    return render(
        request,
        "organisations/list.html",
        organisations=page_of.items,
        next_cursor=page_of.next,
        kinds=KIND_NAMES,
        may_manage=actor.may(Permission.REFERENCE_MANAGE),
    )


@router.get("/new")
def new(request: Request, actor: CurrentActor) -> Response:
    """An empty form with a fresh id in it."""
    actor.require(Permission.REFERENCE_MANAGE)
    return render(
        request, "organisations/form.html", form=FormView({"id": str(new_id())}), kinds=KINDS, editing=None
    )


@router.post("/new")
def add(request: Request, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Take the form."""
    command, problems = parse(AddOrganisation, _answers(form))
    view = FormView.wrong(form, problems)
    if command is not None:
        try:
            added = use_cases.add_organisation(actor, command, uow=uow).value
            return go(request, f"/settings/organisations/{added.code}", _("Organisation added."))
        except AppError as refusal:
            if refusal.status in {403, 404}:
                raise
            view = FormView.refused(form, refusal)
    else:
        actor.require(Permission.REFERENCE_MANAGE)
    return render(request, "organisations/form.html", status=422, form=view, kinds=KINDS, editing=None)


def _filled(organisation: OrganisationView) -> FormView:
    return FormView(
        {
            "version": str(organisation.version),
            "code": organisation.code,
            "names.en": organisation.names.en,
            "names.fr": organisation.names.fr or "",
            "names.ar": organisation.names.ar or "",
            "kind": organisation.kind.value,
            "country": organisation.country or "",
            "active": "true" if organisation.active else "",
            "focal_id": str(new_id()),
        }
    )


def _show(
    request: Request, actor: CurrentActor, uow: Uow, code: str, form: FormView | None, status: int
) -> Response:
    organisation = use_cases.get_organisation(actor, code, uow=uow)
    sees_contacts = actor.may(Permission.CONTACTS_SEE)
    return render(
        request,
        "organisations/form.html",
        status=status,
        form=form or _filled(organisation),
        kinds=KINDS,
        editing=organisation,
        focal_points=use_cases.list_focal_points(actor, code, uow=uow) if sees_contacts else [],
        sees_contacts=sees_contacts,
        fresh_id=new_id(),
    )


@router.get("/{code}")
def edit(request: Request, code: Text, actor: CurrentActor, uow: Uow) -> Response:
    """The filled form."""
    actor.require(Permission.REFERENCE_MANAGE)
    return _show(request, actor, uow, code, None, 200)


@router.post("/{code}")
def change(request: Request, code: Text, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Take the changes; a stale version shows what was saved meanwhile."""
    actor.require(Permission.REFERENCE_MANAGE)
    answers = _answers(form)
    seen = answers.pop("version", None)
    answers.pop("code", None)
    answers["active"] = "active" in answers
    command, problems = parse(ChangeOrganisation, answers)
    if command is None:
        return _show(request, actor, uow, code, FormView.wrong(form, problems), 422)
    try:
        use_cases.change_organisation(
            actor, code, command, int(str(seen)) if str(seen).isdigit() else None, uow=uow
        )
    except AppError as refusal:
        if refusal.status in {403, 404}:
            raise
        return _show(request, actor, uow, code, FormView.refused(form, refusal), refusal.status)
    return go(request, "/settings/organisations", _("Saved."))


@router.post("/{code}/focal-points")
def add_focal_point(request: Request, code: Text, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Add a professional contact."""
    command, problems = parse(AddFocalPoint, form.data())
    if command is None:
        actor.require(Permission.CONTACTS_SEE)
        organisation = use_cases.get_organisation(actor, code, uow=uow)
        filled = _filled(organisation)
        wrong = FormView.wrong(form, problems)
        return _show(
            request,
            actor,
            uow,
            code,
            FormView({**filled.values, **wrong.values}, wrong.errors, problems),
            422,
        )
    use_cases.add_focal_point(actor, code, command, uow=uow)
    return go(request, f"/settings/organisations/{code}", _("Contact added."))


@router.post("/{code}/focal-points/{focal_point_id}/retire")
def retire_focal_point(
    request: Request, code: Text, focal_point_id: UUID, actor: CurrentActor, uow: Uow
) -> Response:
    """Take a contact off the list."""
    use_cases.retire_focal_point(actor, code, focal_point_id, uow=uow)
    return go(request, f"/settings/organisations/{code}", _("Contact taken off the list."))


def settings_cards(actor: Actor, uow: UnitOfWork) -> list[SettingsCard]:
    """Organisations on the page of settings."""
    if not actor.may(Permission.REFERENCE_SEE):
        return []
    held = use_cases.how_many(actor, uow=uow)
    return [SettingsCard("/settings/organisations", _("Organisations"), held)]
