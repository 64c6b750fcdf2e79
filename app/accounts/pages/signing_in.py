"""Sign in, the second step with a code, sign out, choose a language."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote
from uuid import UUID

import segno
from fastapi import Query, Request
from fastapi.responses import RedirectResponse, Response

from app.access.permissions import ROLE_NAMES
from app.accounts.pages import cookies
from app.accounts.pages.routes import router
from app.accounts.rules import one_time_codes
from app.accounts.rules.browsers import browser_name
from app.accounts.schemas import CodeForm, SetUpCodes, SignInForm
from app.accounts.use_cases import coming_in, own
from app.accounts.use_cases.coming_in import Entered, Halfway, Step
from app.kernel.errors import AppError, Invalid, NotFound, Unauthorised
from app.kernel.types import Text
from app.kernel.words import _
from app.platform.catalogues import LANGUAGES
from app.platform.web.deps import (
    LANGUAGE_COOKIE,
    SIGN_IN_COOKIE,
    CurrentSettings,
    MaybeActor,
    Submitted,
    Uow,
    settings_of,
)
from app.platform.web.forms import FormView, SubmittedForm, parse
from app.platform.web.pages import go, render, safe_next

Next = Annotated[Text, Query(max_length=2000)]
YEAR_SECONDS = 365 * 86_400
_SECRET_FIELDS = ("password", "again", "present")


def browser_of(request: Request) -> str:
    """The name of the reader's browser."""
    return browser_name(request.headers.get("user-agent", "")[:400])


def without_secrets(view: FormView) -> FormView:
    """The form as typed, but for passwords: they never go back into a page."""
    for name in _SECRET_FIELDS:
        view.values.pop(name, None)
    return view


def refused_form(form: SubmittedForm, refusal: AppError) -> FormView:
    """The form as typed with a refusal; one without a field stands in the summary alone."""
    view = without_secrets(FormView.refused(form, refusal))
    if not view.problems:
        view.problems = [coming_in.at_no_field(refusal)]
    return view


def come_in(request: Request, entry: Entered | Halfway, target: str) -> Response:
    """Go on to where the reader wanted to, or to the second step."""
    old = request.cookies.get(SIGN_IN_COOKIE)
    if isinstance(entry, Entered):
        if old:
            coming_in.sign_out(old, uow=request.app.state.uow)
        response = go(request, safe_next(target))
        cookies.keep_signed_in(request, response, entry)
        return response
    response = go(request, "/sign-in/code" if entry.step is Step.CODE else "/sign-in/set-up")
    cookies.keep_halfway(request, response, entry, safe_next(target))
    return response


def _door(request: Request, uow: Uow, settings: CurrentSettings, form: FormView, status: int) -> Response:
    return render(
        request,
        "accounts/sign_in.html",
        status=status,
        form=form,
        role_names=ROLE_NAMES,
        demo_people=own.demo_people(uow=uow) if settings.demo else [],
    )


@router.get("/sign-in")
def door(
    request: Request,
    actor: MaybeActor,
    uow: Uow,
    settings: CurrentSettings,
    next: Next = "/",  # noqa: A002 - its name in the address
) -> Response:
    """The sign-in form; who is signed in already goes on."""
    if actor is not None:
        return go(request, safe_next(next))
    return _door(request, uow, settings, FormView({"next": safe_next(next)}), 200)


@router.post("/sign-in")
def sign_in(request: Request, form: Submitted, uow: Uow, settings: CurrentSettings) -> Response:
    """Take e-mail and password."""
    command, problems = parse(SignInForm, form.data())
    if command is None:
        return _door(request, uow, settings, without_secrets(FormView.wrong(form, problems)), 422)
    try:
        entry = coming_in.sign_in(
            command.email,
            command.password.get_secret_value(),
            known=cookies.known_here(request),
            browser=browser_of(request),
            settings=settings,
            uow=uow,
        )
    except Unauthorised as refusal:
        return _door(request, uow, settings, refused_form(form, refusal), 422)
    return come_in(request, entry, command.next)


@router.post("/sign-in/demo")
def sign_in_demo(request: Request, form: Submitted, uow: Uow, settings: CurrentSettings) -> Response:
    """Come in as one of the demonstration's people; there is no such door without the demonstration."""
    try:
        person_id = UUID(form.get("person"))
    except ValueError:
        raise NotFound from None
    entered = coming_in.sign_in_demo(person_id, browser=browser_of(request), settings=settings, uow=uow)
    return come_in(request, entered, form.get("next", "/"))


def _start_again(request: Request, refusal: Unauthorised | None = None) -> Response:
    text = refusal.message if refusal else _("That took too long. Please sign in again.")
    response = go(request, "/sign-in", text, "warn")
    response.delete_cookie(cookies.HALFWAY_COOKIE)
    return response


@router.get("/sign-in/code")
def ask_code(request: Request) -> Response:
    """Ask for six digits."""
    if cookies.halfway_of(request) is None:
        return _start_again(request)
    return render(request, "accounts/code.html", form=FormView())


@router.post("/sign-in/code")
def enter_code(request: Request, form: Submitted, uow: Uow, settings: CurrentSettings) -> Response:
    """Take six digits."""
    half = cookies.halfway_of(request)
    if half is None:
        return _start_again(request)
    command, problems = parse(CodeForm, form.data())
    if command is None:
        return render(request, "accounts/code.html", status=422, form=FormView.wrong(form, problems))
    try:
        entered = coming_in.enter_code(
            half[0], command.code, browser=browser_of(request), settings=settings, uow=uow
        )
    except Unauthorised as refusal:
        return _start_again(request, refusal)
    except Invalid as refusal:
        view = FormView.refused(form, refusal)
        view.values.pop("code", None)
        return render(request, "accounts/code.html", status=422, form=view)
    return come_in(request, entered, half[1])


def code_page(
    request: Request, email: str, form: FormView, *, at_the_door: bool, status: int = 200
) -> Response:
    """The page with the QR code that an authenticator app reads."""
    secret = str(form.values.get("secret", ""))
    if not one_time_codes.is_secret(secret):
        secret = one_time_codes.new_secret()
    form.values.pop("code", None)
    drawing = segno.make(one_time_codes.address(secret, email), error="m").svg_inline(scale=5, light="#fff")
    return render(
        request,
        "accounts/set_up.html",
        status=status,
        form=form,
        secret=secret,
        groups=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        drawing=drawing,
        at_the_door=at_the_door,
    )


@router.get("/sign-in/set-up")
def show_set_up(request: Request, uow: Uow) -> Response:
    """The house demands codes of this role: set them up before going on."""
    half = cookies.halfway_of(request)
    if half is None or half[0].step is not Step.SET_UP:
        return _start_again(request)
    try:
        email = coming_in.halfway_email(half[0], uow=uow)
    except Unauthorised as refusal:
        return _start_again(request, refusal)
    return code_page(request, email, FormView(), at_the_door=True)


@router.post("/sign-in/set-up")
def set_up(request: Request, form: Submitted, uow: Uow, settings: CurrentSettings) -> Response:
    """Take the first code, then let in."""
    half = cookies.halfway_of(request)
    if half is None or half[0].step is not Step.SET_UP:
        return _start_again(request)
    command, problems = parse(SetUpCodes, form.data())
    try:
        if command is None:
            email = coming_in.halfway_email(half[0], uow=uow)
            return code_page(request, email, FormView.wrong(form, problems), at_the_door=True, status=422)
        entered = coming_in.set_up_codes_at_the_door(
            half[0], command.secret, command.code, browser=browser_of(request), settings=settings, uow=uow
        )
    except Unauthorised as refusal:
        return _start_again(request, refusal)
    except Invalid as refusal:
        email = coming_in.halfway_email(half[0], uow=uow)
        return code_page(request, email, FormView.refused(form, refusal), at_the_door=True, status=422)
    return come_in(request, entered, half[1])


@router.post("/sign-out")
def sign_out(request: Request, uow: Uow) -> Response:
    """End this sign-in."""
    secret = request.cookies.get(SIGN_IN_COOKIE)
    if secret:
        coming_in.sign_out(secret, uow=uow)
    response = go(request, "/sign-in", _("You are signed out."))
    cookies.forget_signed_in(response)
    return response


@router.post("/language/{code}")
def choose_language(
    request: Request,
    code: Text,
    actor: MaybeActor,
    uow: Uow,
    next: Next = "/",  # noqa: A002 - its name in the address
) -> Response:
    """Speak this language from now on: in this browser, and to this person."""
    if code not in LANGUAGES:
        raise NotFound
    if actor is not None:
        own.choose_language(actor, code, uow=uow)
    response = RedirectResponse(quote(safe_next(next), safe="/?=&%#:,;+-_.~*!@$'()"), status_code=303)
    response.set_cookie(
        LANGUAGE_COOKIE,
        code,
        max_age=YEAR_SECONDS,
        httponly=True,
        samesite="lax",
        secure=settings_of(request).secure_cookies,
    )
    return response
