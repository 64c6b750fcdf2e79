"""HTML face of the close-out: the form, and the report on the session page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.access.actor import Actor
from app.closing import use_cases
from app.closing.rules import GAP_NAMES, SERVICE_NAMES, gap_needs_reason
from app.closing.schemas import CloseSession, ClosingPage, SessionReportView
from app.kernel.errors import AppError, FieldError
from app.kernel.ids import new_id
from app.kernel.words import Words, _
from app.platform.unit_of_work import UnitOfWork
from app.platform.web.deps import CurrentActor, Submitted, Uow
from app.platform.web.forms import FormView, SubmittedForm, parse
from app.platform.web.pages import go, language_of, render
from app.platform.web.panels import Panel

router = APIRouter(prefix="/sessions")

_TILL = ("returned", "damaged", "unexplained", "reason")
_QUIZ = ("asked", "before", "after")


@dataclass(frozen=True, slots=True)
class Blank:
    """Something left blank, to be counted as nobody after asking once; `field` is empty for the grid."""

    field: str
    said: Words


def _answers(form: SubmittedForm, page: ClosingPage) -> dict[str, Any]:
    """The form's flat names as the command's shape; blanks in the till count as 0."""
    quiz = {name: form.get(f"quiz.{name}") for name in _QUIZ}
    answers: dict[str, Any] = {
        "id": form.get("id"),
        "topics_covered": form.all("topics_covered"),
        "till": [
            {
                "item": row.item,
                **{name: value for name in _TILL if (value := form.get(f"till/{row.item}/{name}"))},
            }
            for row in page.till
        ],
        "referrals": [
            {"service": service.value, "count": count}
            for service in SERVICE_NAMES
            if (count := form.get(f"referral.{service.value}"))
        ],
    }
    answers |= {name: v for name in ("gap_reason", "note", "note_reason", "witness") if (v := form.get(name))}
    if any(quiz.values()):
        answers["quiz"] = {name: value for name, value in quiz.items() if value}
    return answers


def _at_fields(problems: list[FieldError], answers: dict[str, Any]) -> list[FieldError]:
    """Errors at the form's own fields: `till.0.reason` is the reason of the first item."""
    named = []
    for error in problems:
        parts = error.field.split(".")
        name = error.field
        if parts[0] == "till" and len(parts) > 1 and parts[1].isdigit():
            item = answers["till"][int(parts[1])]["item"]
            name = f"till/{item}/{parts[2] if len(parts) > 2 else 'returned'}"
        elif parts[0] == "till":
            name = f"till/{error.facts['item']}/returned" if "item" in error.facts else ""
        elif parts[0] == "referrals" and len(parts) > 1 and parts[1].isdigit():
            name = f"referral.{answers['referrals'][int(parts[1])]['service']}"
        elif error.field in {"status", "to", "id"}:
            name = ""
        named.append(FieldError(name, error.code, error.message, error.facts))
    return named


def _blanks(form: SubmittedForm, page: ClosingPage, language: str) -> list[Blank]:
    """What was left blank in the grid and in the till."""
    blanks = []
    if page.nobody_counted:
        blanks.append(Blank("", _("Nobody was counted at this session.")))
    blanks += [
        Blank(
            "",
            _("Nothing was said about %(community)s, %(sex)s.")
            % {"community": community.in_language(language), "sex": sex},
        )
        for community, sex in page.blanks
    ]
    for row in page.till:
        name = row.names.in_language(language)
        for part, said in (
            ("returned", _("%(item)s: nothing was written under returned.")),
            ("damaged", _("%(item)s: nothing was written under damaged.")),
        ):
            field = f"till/{row.item}/{part}"
            if not form.get(field):
                blanks.append(Blank(field, said % {"item": name}))
    return blanks


def _filled(page: ClosingPage) -> FormView:
    """The form as it opens: what is known from the ledgers, and from a report that was sent back."""
    earlier = page.earlier
    values: dict[str, Any] = {
        "id": str(new_id()),
        "topics_covered": list(earlier.topics_covered if earlier else page.planned_topics),
    }
    for row in page.till:
        for part, number in (
            ("returned", row.returned),
            ("damaged", row.damaged),
            ("unexplained", row.unexplained),
        ):
            values[f"till/{row.item}/{part}"] = str(number) if number or earlier else ""
    if earlier:
        values |= _said_before(earlier)
    return FormView(values)


def _said_before(earlier: SessionReportView) -> dict[str, Any]:
    values: dict[str, Any] = {
        "gap_reason": earlier.gap_reason.value if earlier.gap_reason else "",
        "note": earlier.note,
        "note_reason": earlier.note_reason,
        "witness": earlier.witness or "",
    }
    values |= {f"till/{line.item}/reason": line.reason for line in earlier.till}
    values |= {f"referral.{one.service.value}": str(one.count) for one in earlier.referrals}
    if earlier.quiz:
        values |= {f"quiz.{name}": str(getattr(earlier.quiz, name)) for name in _QUIZ}
    return values


def _show(
    request: Request,
    page: ClosingPage,
    form: FormView,
    *,
    status: int = 200,
    blanks: list[Blank] | None = None,
) -> Response:
    return render(
        request,
        "closing/close.html",
        status=status,
        closing=page,
        form=form,
        blanks=blanks or [],
        gap_reasons=[(reason.value, name) for reason, name in GAP_NAMES.items()],
        needs_reason=gap_needs_reason(page.reached, page.door),
        services=[(service.value, name) for service, name in SERVICE_NAMES.items()],
    )


@router.get("/{session_id}/close")
def open_form(request: Request, session_id: UUID, actor: CurrentActor, uow: Uow) -> Response:
    """Three counts side by side, the till, and the report; or the reason why there is nothing to close."""
    page = use_cases.closing_page(actor, session_id, uow=uow)
    return _show(request, page, _filled(page))


@router.post("/{session_id}/close")
def close(request: Request, session_id: UUID, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Take the report. Blanks are asked about once and then count as nobody."""
    page = use_cases.closing_page(actor, session_id, uow=uow)
    answers = _answers(form, page)
    command, problems = parse(CloseSession, answers)
    if command is None:
        view = FormView.wrong(form, _at_fields(problems, answers))
        return _show(request, page, view, status=422)
    blanks = [] if page.reason else _blanks(form, page, language_of(request))
    if blanks and form.get("blanks") != "zero":
        return _show(request, page, FormView.wrong(form, []), status=422, blanks=blanks)
    try:
        use_cases.close_session(actor, session_id, command, uow=uow)
    except AppError as refusal:
        if refusal.status in {403, 404}:
            raise
        errors = list(refusal.errors) or [FieldError("", refusal.code, refusal.message)]
        zeros: dict[str, Any] = {blank.field: "0" for blank in blanks if blank.field}
        view = FormView.wrong(form, _at_fields(errors, answers), **zeros)
        page = use_cases.closing_page(actor, session_id, uow=uow)
        return _show(request, page, view, status=refusal.status)
    return go(request, f"/sessions/{session_id}", _("Report sent. Somebody else verifies it now."))


def panel(actor: Actor, session_id: UUID, uow: UnitOfWork) -> Panel | None:
    """The section "Report" of the session page."""
    view = use_cases.report_panel(actor, session_id, uow=uow)
    if view is None:
        return None
    return Panel(
        "closing/_panel.html",
        {
            "closing": view,
            "gap_names": {reason.value: name for reason, name in GAP_NAMES.items()},
            "service_names": {service.value: name for service, name in SERVICE_NAMES.items()},
        },
    )
