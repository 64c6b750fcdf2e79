"""The form of a lens."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.access.permissions import Permission
from app.kernel.ids import new_id
from app.kernel.words import Words, _
from app.platform import catalogues, formats
from app.platform.web.deps import CurrentActor, CurrentSettings, Submitted, Uow
from app.platform.web.editing import answers_of, row_places, seen_version, take, told_at_rows, values_of
from app.platform.web.forms import FormView, SubmittedForm
from app.platform.web.pages import go, language_of, render
from app.reports import use_cases
from app.reports.asked import AddLens, ChangeLens, LensView
from app.reports.due import EVERY_NAMES, DueRule
from app.reports.lens_rules import ATTRIBUTION_NAMES
from app.reports.public import ReportAudience, threshold_of
from app.reports.use_cases import cutting, lenses

router = APIRouter(prefix="/reports/lenses")

BLANK_UNIONS = 2
LISTS = ("areas", "communities", "activity_types", "formats")
"""What is chosen from lists; nothing chosen: all of it."""

ROUNDINGS = (0, 5, 10, 20, 50)


@router.get("/new")
def new(request: Request, actor: CurrentActor, uow: Uow, settings: CurrentSettings) -> Response:
    """An empty form with a fresh id in it."""
    actor.require(Permission.REPORT_MAKE)
    with uow.read() as look:
        proposed = threshold_of(look, ReportAudience.DONOR, settings)
    rule = values_of({"due": DueRule().model_dump(mode="json")})
    filled = FormView({"id": str(new_id()), "threshold": str(proposed), "attribution": "full", **rule})
    return _show(request, actor, uow, filled, None)


@router.post("/new")
def add(
    request: Request, form: Submitted, actor: CurrentActor, uow: Uow, settings: CurrentSettings
) -> Response:
    """Take the form."""
    actor.require(Permission.REPORT_MAKE)
    taken = take(
        AddLens,
        _answers(form),
        lambda command: lenses.add_lens(actor, command, uow=uow, settings=settings),
        kept={"id": form.get("id"), **_typed_unions(form)},
    )
    if taken.form is not None:
        return _show(request, actor, uow, _at_rows(taken.form, form), None, status=taken.status)
    return go(request, "/reports", _("Lens added."))


@router.get("/{lens_id}")
def edit(request: Request, lens_id: UUID, actor: CurrentActor, uow: Uow) -> Response:
    """The filled form."""
    saved = lenses.get_lens(actor, lens_id, uow=uow)
    return _show(request, actor, uow, FormView(_values(saved)), saved)


@router.post("/{lens_id}")
def change(
    request: Request,
    lens_id: UUID,
    form: Submitted,
    actor: CurrentActor,
    uow: Uow,
    settings: CurrentSettings,
) -> Response:
    """Take the changes; a stale version shows what was saved meanwhile."""
    saved = lenses.get_lens(actor, lens_id, uow=uow)
    answers = {name: value for name, value in _answers(form).items() if name != "version"}
    seen = seen_version(form)
    taken = take(
        ChangeLens,
        answers,
        lambda command: lenses.change_lens(actor, lens_id, command, seen, uow=uow, settings=settings),
        kept={"version": form.get("version"), **_typed_unions(form)},
        saved=lambda: _values(lenses.get_lens(actor, lens_id, uow=uow)),
    )
    if taken.form is not None:
        return _show(request, actor, uow, _at_rows(taken.form, form), saved, status=taken.status)
    return go(request, "/reports", _("Saved."))


def _answers(form: SubmittedForm) -> dict[str, Any]:
    """The command's shape: a row of the table is a union and its bands with spaces between.

    A form says the whole due rule: days left empty there are taken back.
    """
    answers = answers_of(form, rows=("age_bands",), lists=LISTS)
    answers.setdefault("due", {})
    rows = answers.pop("age_bands")
    answers["age_bands"] = {
        row.get("name", ""): row.get("bands", "").split()
        for row in rows
        if row.get("name") or row.get("bands")
    }
    return answers


def _rows(form: SubmittedForm) -> list[dict[str, str]]:
    return list(answers_of(form, rows=("age_bands",))["age_bands"])


def _at_rows(shown: FormView, form: SubmittedForm) -> FormView:
    return told_at_rows(shown, "age_bands", _rows(form), key="name", value="bands")


def _typed_unions(form: SubmittedForm) -> dict[str, str]:
    rows = _rows(form)
    return {name: str(value) for name, value in values_of({"age_bands": rows}, rows=("age_bands",)).items()}


def _values(lens: LensView) -> dict[str, Any]:
    """The form's values of a saved lens."""
    kept = lens.model_dump(mode="json", exclude={"id", "project", "age_bands", *LISTS}, by_alias=True)
    rows = [{"name": name, "bands": " ".join(bands)} for name, bands in lens.age_bands.items()]
    chosen = lens.model_dump(mode="json", include=set(LISTS))
    return {**values_of({**kept, "age_bands": rows}, rows=("age_bands",)), **chosen}


def _show(
    request: Request,
    actor: CurrentActor,
    uow: Uow,
    form: FormView,
    editing: LensView | None,
    *,
    status: int = 200,
) -> Response:
    language = language_of(request)
    offered = use_cases.choices(actor, uow=uow).projects
    with catalogues.speaking(language):
        months = formats.months()
    return render(
        request,
        "reports/lens.html",
        status=status,
        form=form,
        editing=editing,
        projects=[(one.code, f"{one.code} · {one.title.in_language(language)}") for one in offered],
        choices=_choices(actor, uow, language, editing),
        roundings=[
            (
                str(one),
                _("Multiples of %(base)s") % {"base": one} if one else _("Exact; small counts are hidden"),
            )
            for one in dict.fromkeys((*ROUNDINGS, *([editing.rounding] if editing else [])))
        ],
        attributions=[(one.value, name) for one, name in ATTRIBUTION_NAMES.items()],
        languages=[(code, catalogues.LANGUAGES[code]) for code in ("en", "fr", "ar")],
        rhythms=[(one.value, name) for one, name in EVERY_NAMES.items()],
        months=months,
        union_places=row_places(form, "age_bands", BLANK_UNIONS),
        heading=editing.name if editing else _("New lens"),
        back_href="/reports",
        back_label=_("Reports"),
    )


def _choices(
    actor: CurrentActor, uow: Uow, language: str, editing: LensView | None
) -> dict[str, list[tuple[str, Words | str]]]:
    """What each list offers; what a saved lens chose is offered too, or to save the form would widen it."""
    offered = cutting.lists_to_choose(actor, language, uow=uow)
    for name, options in offered.items():
        known = {code for code, _name in options}
        chosen = [str(code) for code in getattr(editing, name)] if editing else []
        options += [(code, code) for code in chosen if code not in known]
    return offered
