"""The two pages behind a one-time link: welcome (choose a password) and reset (choose a new one)."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Request
from fastapi.responses import Response

from app.accounts.pages.routes import router
from app.accounts.pages.signing_in import browser_of, come_in, without_secrets
from app.accounts.rules import LinkPurpose
from app.accounts.schemas import NewPassword
from app.accounts.use_cases import links
from app.kernel.errors import Invalid, NotFound
from app.platform.web.deps import Submitted, Uow, settings_of
from app.platform.web.forms import FormView, SubmittedForm, parse
from app.platform.web.pages import render

LinkSecret = Annotated[str, Path(max_length=200)]


def _gone(request: Request, refusal: NotFound) -> Response:
    return render(request, "accounts/link_gone.html", status=404, message=refusal.message)


def _page(
    request: Request, uow: Uow, secret: str, purpose: LinkPurpose, form: FormView, *, status: int = 200
) -> Response:
    try:
        link = links.look_at_link(secret, purpose, uow=uow)
    except NotFound as refusal:
        return _gone(request, refusal)
    welcome = purpose is LinkPurpose.INVITATION
    return render(request, "accounts/password.html", status=status, form=form, link=link, welcome=welcome)


def _take(
    request: Request,
    uow: Uow,
    secret: str,
    purpose: LinkPurpose,
    form: SubmittedForm,
) -> Response:
    settings = settings_of(request)
    command, problems = parse(NewPassword, form.data())
    if command is None:
        return _page(
            request, uow, secret, purpose, without_secrets(FormView.wrong(form, problems)), status=422
        )
    try:
        entry = links.use_link(
            secret, purpose, command, browser=browser_of(request), settings=settings, uow=uow
        )
    except NotFound as refusal:
        return _gone(request, refusal)
    except Invalid as refusal:
        return _page(
            request, uow, secret, purpose, without_secrets(FormView.refused(form, refusal)), status=422
        )
    return come_in(request, entry, "/")


@router.get("/welcome/{secret}")
def show_welcome(request: Request, secret: LinkSecret, uow: Uow) -> Response:
    """The form of an invitation. Looking at it (or a mail scanner's look) does not use it up."""
    return _page(request, uow, secret, LinkPurpose.INVITATION, FormView())


@router.post("/welcome/{secret}")
def take_welcome(request: Request, secret: LinkSecret, form: Submitted, uow: Uow) -> Response:
    """Set the first password and come in."""
    return _take(request, uow, secret, LinkPurpose.INVITATION, form)


@router.get("/reset/{secret}")
def show_reset(request: Request, secret: LinkSecret, uow: Uow) -> Response:
    """The form for a new password."""
    return _page(request, uow, secret, LinkPurpose.RESET, FormView())


@router.post("/reset/{secret}")
def take_reset(request: Request, secret: LinkSecret, form: Submitted, uow: Uow) -> Response:
    """Set a new password and come in."""
    return _take(request, uow, secret, LinkPurpose.RESET, form)
