"""My own page: name, language, password, codes, where I am signed in, tokens."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from fastapi import Request
from fastapi.responses import Response

from app.access.permissions import ROLE_NAMES
from app.accounts.pages.routes import router
from app.accounts.pages.signing_in import code_page, refused_form, without_secrets
from app.accounts.pages.spoken import spoken_choices
from app.accounts.schemas import ChangePassword, MakeToken, MyLanguages, MyName, SetUpCodes
from app.accounts.use_cases import own, pin, tokens
from app.kernel.errors import AppError, Conflict, FieldError, Invalid
from app.kernel.ids import new_id
from app.kernel.words import _
from app.platform.web.deps import CurrentActor, CurrentSettings, Submitted, Uow, settings_of
from app.platform.web.forms import FormView, SubmittedForm, parse
from app.platform.web.pages import go, render

_PASSWORD_TRIES_PER_MINUTE = 6


_OWN_IDS = {("token", "name"): "token-name", ("codes", "present"): "codes-present"}
"""Fields whose name another form of the page has too carry an id of their own; the summary links to it."""


def _at_own_id(problem: FieldError, section: str) -> FieldError:
    return replace(problem, field=_OWN_IDS.get((section, problem.field), problem.field))


def _page(
    request: Request,
    actor: CurrentActor,
    uow: Uow,
    *,
    wrong: FormView | None = None,
    section: str = "",
    status: int = 200,
) -> Response:
    """The page; `wrong` is the form of the one section that was refused."""
    me = own.who_am_i(actor, uow=uow)
    forms = {
        "name": FormView({"name": me.name}),
        "languages": FormView({"languages": me.languages}),
        "password": FormView(),
        "codes": FormView(),
        "pin": FormView(),
        "token": FormView({"id": str(new_id()), "days": "90"}),
    }
    if wrong is not None:
        forms[section] = wrong
    return render(
        request,
        "accounts/me.html",
        status=status,
        me=me,
        has_pin=pin.has_pin(actor, uow=uow),
        forms=forms,
        problems=[_at_own_id(problem, section) for problem in wrong.problems] if wrong else [],
        role_names=ROLE_NAMES,
        spoken=spoken_choices(request, uow),
        time_zone=settings_of(request).time_zone,
        sign_ins=own.list_sign_ins(actor, uow=uow),
        tokens=tokens.list_tokens(actor, uow=uow, limit=200).items,
    )


def _refused(
    request: Request, actor: CurrentActor, uow: Uow, *, section: str, form: SubmittedForm, refusal: AppError
) -> Response:
    view = refused_form(form, refusal)
    return _page(request, actor, uow, wrong=view, section=section, status=refusal.status)


@router.get("/me")
def me(request: Request, actor: CurrentActor, uow: Uow) -> Response:
    """Everything about me."""
    return _page(request, actor, uow)


@router.post("/me/name")
def rename(request: Request, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Show me under another name."""
    command, problems = parse(MyName, form.data())
    if command is None:
        view = FormView.wrong(form, problems)
        return _page(request, actor, uow, wrong=view, section="name", status=422)
    own.rename(actor, command.name, uow=uow)
    return go(request, "/me", _("Saved."))


@router.post("/me/languages")
def choose_spoken(request: Request, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """In which languages I can run a session."""
    command, problems = parse(MyLanguages, form.data(lists=("languages",)))
    if command is None:
        view = FormView.wrong(form, problems)
        return _page(request, actor, uow, wrong=view, section="languages", status=422)
    own.choose_spoken(actor, command, uow=uow)
    return go(request, "/me", _("Saved."))


@router.post("/me/pin")
def set_pin(request: Request, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """A PIN for shared tablets, or none."""
    try:
        pin.set_pin(actor, form.get("pin"), uow=uow)
    except Invalid as refusal:
        view = FormView(
            {}, {problem.field: problem.message for problem in refusal.errors}, list(refusal.errors)
        )
        return _page(request, actor, uow, wrong=view, section="pin", status=422)
    return go(request, "/me", _("Your PIN is saved. Tablets know it when they next fetch their sessions."))


@router.post("/me/password")
def change_password(request: Request, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """A new password; other browsers are signed out."""
    request.app.state.rates.hit("password", str(actor.person_id), _PASSWORD_TRIES_PER_MINUTE)
    command, problems = parse(ChangePassword, form.data())
    if command is None:
        view = without_secrets(FormView.wrong(form, problems))
        return _page(request, actor, uow, wrong=view, section="password", status=422)
    try:
        own.change_password(actor, command, uow=uow)
    except (Invalid, Conflict) as refusal:
        return _refused(request, actor, uow, section="password", form=form, refusal=refusal)
    return go(request, "/me", _("Your password is changed. Other browsers are signed out."))


@router.post("/me/sign-ins/{sign_in_id}/end")
def end_sign_in(request: Request, sign_in_id: UUID, actor: CurrentActor, uow: Uow) -> Response:
    """Sign out one browser."""
    own.end_sign_in(actor, sign_in_id, uow=uow)
    return go(request, "/me", _("That browser is signed out."))


@router.post("/me/sign-ins/end-others")
def end_other_sign_ins(request: Request, actor: CurrentActor, uow: Uow) -> Response:
    """Sign out everywhere but here."""
    own.end_other_sign_ins(actor, uow=uow)
    return go(request, "/me", _("Other browsers are signed out."))


@router.get("/me/codes")
def show_codes(request: Request, actor: CurrentActor, uow: Uow) -> Response:
    """The QR code for an authenticator app."""
    if own.who_am_i(actor, uow=uow).uses_codes:
        return go(request, "/me")
    return code_page(request, actor.email, FormView(), at_the_door=False)


@router.post("/me/codes")
def set_up_codes(request: Request, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Take the first code."""
    command, problems = parse(SetUpCodes, form.data())
    if command is None:
        view = FormView.wrong(form, problems)
        return code_page(request, actor.email, view, at_the_door=False, status=422)
    try:
        own.set_up_codes(actor, command.secret, command.code, uow=uow)
    except Invalid as refusal:
        view = FormView.refused(form, refusal)
        return code_page(request, actor.email, view, at_the_door=False, status=422)
    return go(request, "/me", _("Codes are on. The next sign-in asks for one."))


@router.post("/me/codes/stop")
def stop_codes(
    request: Request, form: Submitted, actor: CurrentActor, uow: Uow, settings: CurrentSettings
) -> Response:
    """Ask for no code any more."""
    request.app.state.rates.hit("password", str(actor.person_id), _PASSWORD_TRIES_PER_MINUTE)
    try:
        own.stop_codes(actor, form.get("present"), settings=settings, uow=uow)
    except (Invalid, Conflict) as refusal:
        return _refused(request, actor, uow, section="codes", form=form, refusal=refusal)
    return go(request, "/me", _("Codes are off."))


@router.get("/me/tokens")
def to_tokens(request: Request) -> Response:
    """A new token is shown once, by the answer to its form; who comes back finds the list."""
    return go(request, "/me")


@router.post("/me/tokens")
def make_token(request: Request, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Make a token and show it, this once."""
    command, problems = parse(MakeToken, form.data())
    if command is None:
        view = FormView.wrong(form, problems)
        return _page(request, actor, uow, wrong=view, section="token", status=422)
    try:
        made = tokens.make_token(actor, command, uow=uow).value
    except Conflict as refusal:
        return _refused(request, actor, uow, section="token", form=form, refusal=refusal)
    return render(request, "accounts/token.html", made=made)


@router.post("/me/tokens/{token_id}/revoke")
def revoke_token(request: Request, token_id: UUID, actor: CurrentActor, uow: Uow) -> Response:
    """A token works no more."""
    tokens.revoke_token(actor, token_id, uow=uow)
    return go(request, "/me", _("That token works no more."))
