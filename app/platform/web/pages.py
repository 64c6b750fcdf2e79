"""Renders templates: view models in, a page in the reader's language and direction out."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app import __version__
from app.access.actor import Actor
from app.access.permissions import ROLE_NAMES, Permission
from app.kernel.words import Words
from app.platform import catalogues
from app.platform.web import flashes
from app.platform.web.named_errors import with_names
from app.platform.web.templating import make_environment

__all__ = [
    "NavItem",
    "PageContext",
    "PersonCard",
    "go",
    "language_of",
    "make_environment",
    "render",
    "safe_next",
    "static_url",
]

ROOT = Path(__file__).resolve().parent.parent.parent.parent
STATIC = ROOT / "app" / "static"


@dataclass(frozen=True, slots=True)
class NavItem:
    """A place in the main navigation and the right that opens it (None: everybody signed in)."""

    href: str
    label: Words
    permissions: tuple[Permission, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonCard:
    """Who is signed in, for the header."""

    name: str
    organisation: str
    role: str


@cache
def static_url(name: str) -> str:
    """The address of a static file with a mark of its content, so that it may be cached for ever."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?v={digest}"


@dataclass(slots=True)
class PageContext:
    """What every page knows: see templates/base.html."""

    language: str
    direction: str
    languages: list[tuple[str, str, bool]]
    nav: list[tuple[str, Words, bool]]
    person: PersonCard | None
    flashes: Sequence[flashes.Flash]
    demo: bool
    version: str
    path: str

    def static(self, name: str) -> str:
        """See `static_url`."""
        return static_url(name)


def language_of(request: Request) -> str:
    """The reader's language, as settled by the request's middleware and the signed-in person."""
    return getattr(request.state, "language", "en")


def _card(actor: Actor | None) -> PersonCard | None:
    if actor is None:
        return None
    first = actor.memberships[0] if actor.memberships else None
    return PersonCard(
        name=actor.name,
        organisation=first.organisation_code if first else "",
        role=str(ROLE_NAMES[first.role]) if first else "",
    )


def _context(request: Request) -> PageContext:
    actor: Actor | None = getattr(request.state, "actor", None)
    language = language_of(request)
    path = request.url.path
    nav = []
    if actor is not None:
        for item in request.app.state.navigation:
            if not item.permissions or any(actor.may(permission) for permission in item.permissions):
                current = path == item.href or (item.href != "/" and path.startswith(item.href + "/"))
                nav.append((item.href, item.label, current))
    return PageContext(
        language=language,
        direction=catalogues.direction(language),
        languages=[(code, name, code == language) for code, name in catalogues.LANGUAGES.items()],
        nav=nav,
        person=_card(actor),
        flashes=flashes.pick_up(request),
        demo=request.app.state.settings.demo,
        version=__version__,
        path=path + (f"?{request.url.query}" if request.url.query else ""),
    )


def render(request: Request, template: str, *, status: int = 200, **view: Any) -> HTMLResponse:
    """A page. `view` holds view models only, never rows."""
    with catalogues.speaking(language_of(request)):
        page = _context(request)
        html = request.app.state.templates.get_template(template).render(page=page, **view)
        html = with_names(html)
    response = HTMLResponse(html, status_code=status)
    if page.flashes:
        response.delete_cookie(flashes.COOKIE)
    return response


def go(request: Request, to: str, text: Words | None = None, kind: str = "ok") -> Response:
    """Send the browser on (303) after a form was taken, with a message for the next page."""
    response = RedirectResponse(to, status_code=303)
    if text is not None:
        with catalogues.speaking(language_of(request)):
            flashes.leave(request, response, text, kind)
    return response


def safe_next(target: str) -> str:
    """An address inside Karama to go on to; anything else becomes the start page."""
    inside = target.startswith("/") and not target.startswith(("//", "/\\")) and "\n" not in target
    return target if inside and "\r" not in target else "/"
