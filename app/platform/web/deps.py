"""The only FastAPI dependencies: who is asking, the unit of work, and what a form submitted.

Those that only hand something over are `async`: a plain one is run in another thread, and to go there and back
costs more than a whole statement. Only `_anyone` asks the database and therefore works in a thread.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request
from fastapi.security.utils import get_authorization_scheme_param

from app.access.actor import Actor
from app.kernel.errors import Forbidden, Unauthorised
from app.kernel.ids import fingerprint
from app.kernel.words import _
from app.platform import catalogues
from app.platform.settings import Settings
from app.platform.unit_of_work import UnitOfWork
from app.platform.web.forms import SubmittedForm

SIGN_IN_COOKIE = "karama_sign_in"
LANGUAGE_COOKIE = "karama_language"
"""The language chosen on this browser; it wins over the one a person once chose elsewhere."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a request shows: a bearer token or the secret of a sign-in cookie."""

    bearer: str | None
    cookie: str | None


Authenticate = Callable[[Credentials], Actor | None]
"""Who that is, or None; handed in by main from the accounts package."""


def settings_of(request: Request) -> Settings:
    """The settings this app was made with."""
    return cast("Settings", request.app.state.settings)


async def _settings(request: Request) -> Settings:
    return settings_of(request)


async def _uow(request: Request) -> UnitOfWork:
    return uow_of(request)


def credentials_of(request: Request) -> Credentials:
    """Read the credentials of a request."""
    scheme, token = get_authorization_scheme_param(request.headers.get("authorization"))
    bearer = token if scheme.lower() == "bearer" and token else None
    return Credentials(bearer, None if bearer else request.cookies.get(SIGN_IN_COOKIE))


def _anyone(request: Request) -> Actor | None:
    shown = credentials_of(request)
    if shown.bearer is None and shown.cookie is None:
        return None
    if shown.bearer is not None:
        limit = settings_of(request).api_rate_per_minute
        request.app.state.rates.hit("token", fingerprint(shown.bearer), limit)
    authenticate = cast("Authenticate", request.app.state.authenticate)
    actor = authenticate(shown)
    if actor is not None:
        request.state.actor = actor
        chosen = request.cookies.get(LANGUAGE_COOKIE) if shown.bearer is None else None
        asked = shown.bearer is not None and "accept-language" in request.headers
        if chosen not in catalogues.LANGUAGES and not asked:
            request.state.language = actor.language
    return actor


def _let_in(request: Request, actor: Actor | None) -> Actor:
    if actor is None:
        raise Unauthorised
    if actor.read_only and request.method not in SAFE_METHODS:
        raise Forbidden("token.read_only", _("This token may only read."))
    return actor


async def _someone(request: Request, actor: Annotated[Actor | None, Depends(_anyone)]) -> Actor:
    return _let_in(request, actor)


def actor_of(request: Request) -> Actor:
    """Who asks, as `CurrentActor` says it, for a door that gets the request alone. Asks the database."""
    return _let_in(request, _anyone(request))


def uow_of(request: Request) -> UnitOfWork:
    """The unit of work of this app."""
    return cast("UnitOfWork", request.app.state.uow)


async def _submitted(request: Request) -> SubmittedForm:
    async with request.form(max_files=2, max_fields=5000) as form:
        return await SubmittedForm.read(form)


Uow = Annotated[UnitOfWork, Depends(_uow)]
MaybeActor = Annotated[Actor | None, Depends(_anyone)]
CurrentActor = Annotated[Actor, Depends(_someone)]
Submitted = Annotated[SubmittedForm, Depends(_submitted)]
CurrentSettings = Annotated[Settings, Depends(_settings)]
