"""Templates of usual sessions on a page: listed, begun from, taken off the list."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from app.kernel.errors import AppError
from app.kernel.ids import new_id
from app.kernel.types import Text
from app.kernel.words import _
from app.platform.web.deps import CurrentActor, Submitted, Uow
from app.platform.web.forms import FormView, parse
from app.platform.web.pages import go, language_of, render
from app.sessions import use_cases as session_use_cases
from app.sessions.pages.planning import Labels, labels_of, values_of_people
from app.sessions.schemas.templates import ChangeTemplate, SaveTemplate, TemplateView
from app.sessions.use_cases import templates as use_cases

router = APIRouter(prefix="/sessions/templates")

Cursor = Annotated[Text, Query(max_length=800)]


def values_of_template(template: TemplateView, labels: Labels) -> dict[str, Any]:
    """A template as the form of a plan shows it; its day is still to be chosen."""
    plan = template.plan
    by_id = {venue_id: label for label, venue_id in labels.venues.items()}
    values: dict[str, Any] = {
        "title": plan.title,
        "activity_type": plan.activity_type,
        "audience": plan.audience,
        "start": plan.start,
        "end": plan.end,
        "time_zone": plan.time_zone,
        "venue": by_id.get(str(plan.venue), ""),
        "language": plan.language,
        "topics": list(plan.topics),
        "lead_organisation": template.organisation,
        "capacity": str(plan.capacity),
        "campaign": plan.campaign or "",
        "note": plan.note,
    }
    partners = [one for one in plan.partners if one.organisation != template.organisation]
    for row, part in enumerate(partners):
        values |= {
            f"partners.{row}.organisation": part.organisation,
            f"partners.{row}.role": part.role.value,
        }
    values |= values_of_people(plan.facilitators, labels)
    for row, line in enumerate(plan.projects):
        values |= {
            f"projects.{row}.project": line.project,
            f"projects.{row}.share": "" if line.share is None else str(line.share),
        }
    for row, kit in enumerate(plan.planned_kits):
        values |= {f"planned_kits.{row}.item": kit.item, f"planned_kits.{row}.quantity": str(kit.quantity)}
    return values


@router.get("")
def show(request: Request, actor: CurrentActor, uow: Uow, cursor: Cursor | None = None) -> Response:
    """The templates of one's organisations."""
    found = use_cases.list_templates(actor, uow=uow, cursor=cursor, limit=50)
    sought = [str(one.plan.venue) for one in found.items]
    choices = session_use_cases.form_choices(actor, uow=uow, sought=sought)
    labels = {venue_id: label for label, venue_id in labels_of(choices.venues, language_of(request)).items()}
    return render(
        request,
        "sessions/templates.html",
        templates=found.items,
        venues={one.id: labels.get(str(one.plan.venue), "–") for one in found.items},
        next_href=f"/sessions/templates?cursor={found.next}" if found.next else None,
    )


@router.get("/new")
def new(request: Request, actor: CurrentActor, uow: Uow, session: UUID) -> Response:
    """Give a template made of a session its name."""
    plan = session_use_cases.get_session(actor, session, uow=uow)
    choices = session_use_cases.form_choices(actor, uow=uow)
    leads = [(code, names.in_language(language_of(request))) for code, names in choices.leads]
    values = {"id": str(new_id()), "name": plan.title, "session": str(session)}
    own = {code for code, _name in leads}
    values["organisation"] = plan.lead_organisation if plan.lead_organisation in own else leads[0][0]
    return render(
        request, "sessions/template_new.html", form=FormView(values), session=plan, organisations=leads
    )


@router.post("/new")
def save(request: Request, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Keep a session's plan as a template."""
    command, problems = parse(SaveTemplate, form.data())
    status = 422
    if command is not None:
        try:
            use_cases.save_template(actor, command, uow=uow)
            return go(request, "/sessions/templates", _("Template kept."))
        except AppError as refusal:
            if refusal.status in {403, 404}:
                raise
            status, problems = refusal.status, list(refusal.errors)
    try:
        plan = session_use_cases.get_session(actor, UUID(form.get("session")), uow=uow)
    except ValueError:
        return go(request, "/sessions/templates", _("Choose a session first."), "warn")
    choices = session_use_cases.form_choices(actor, uow=uow)
    return render(
        request,
        "sessions/template_new.html",
        status=status,
        form=FormView.wrong(form, problems),
        session=plan,
        organisations=[(code, names.in_language(language_of(request))) for code, names in choices.leads],
    )


@router.post("/{template_id}/retire")
def retire(request: Request, template_id: UUID, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Take a template off the list; a version that is no longer the newest is looked at again first."""
    text = form.get("version")
    seen = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
    try:
        use_cases.change_template(actor, template_id, ChangeTemplate(active=False), seen, uow=uow)
    except AppError as refusal:
        if refusal.status != 412:
            raise
        return go(request, "/sessions/templates", refusal.message, "warn")
    return go(request, "/sessions/templates", _("Taken off the list."))
