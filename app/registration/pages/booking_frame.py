"""The public booking page: its language, its choices, its frame. No cookie is set, no referrer is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from app.kernel.types import NOT_STATED_COMMUNITY, Names
from app.kernel.words import Words
from app.platform import catalogues, formats
from app.platform.web.deps import LANGUAGE_COOKIE
from app.platform.web.pages import language_of, static_url
from app.registration.rules import booking_words as words
from app.registration.rules.links import BOOKING_LANGUAGES, LinkState
from app.registration.schemas.bookings import BookingPage, CommunityChoice

QUIET = {
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
"""Headers of everything below /book: the address of the page is a key, nobody else is told it."""

Option = tuple[str, str | Words]


@dataclass(frozen=True, slots=True)
class Frame:
    """What every public page knows."""

    language: str
    direction: str
    languages: list[tuple[str, str, str]]
    unchecked: bool
    here: str
    book: str

    def static(self, name: str) -> str:
        """See `static_url`."""
        return static_url(name)


@dataclass(frozen=True, slots=True)
class SessionShown:
    """The session as the page shows it, its names in the reader's language."""

    title: str
    local_date: date
    starts_at: datetime | None
    ends_at: datetime | None
    time_zone: str
    sensitive: bool
    venue: str | None
    address: str | None
    area: str
    organisation: str
    spoken: str
    spoken_code: str
    confirmed: bool
    moved_from: date | None
    called_off: Words | None
    free: int


@dataclass(frozen=True, slots=True)
class Choices:
    """What the lists of the form offer."""

    communities: list[Option]
    seats: list[Option]
    sexes: list[Option]
    ages: list[Option]


def speaks(request: Request, among: Sequence[str] = BOOKING_LANGUAGES) -> str:
    """The language of the page: as asked by `?lang=`, as chosen before, as the browser asks, else the first."""
    asked = request.query_params.get("lang", "")
    if asked in among:
        return asked
    if request.cookies.get(LANGUAGE_COOKIE) == language_of(request) and language_of(request) in among:
        return language_of(request)
    fallback = "en" if "en" in among else among[0]
    return catalogues.asked_for(request.headers.get("accept-language", ""), fallback, among)


def _place_name(names: Names, language: str) -> str:
    return names.in_language(language)


def session_shown(session: BookingPage, language: str) -> SessionShown:
    """The session in the reader's language."""
    return SessionShown(
        title=session.title,
        local_date=session.local_date,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        time_zone=session.time_zone,
        sensitive=session.sensitive,
        venue=session.venue,
        address=session.address,
        area=_place_name(session.area, language),
        organisation=_place_name(session.organisation, language),
        spoken=session.spoken,
        spoken_code=session.spoken_code,
        confirmed=session.confirmed,
        moved_from=session.moved_from,
        called_off=words.CALLED_OFF if session.state is LinkState.CALLED_OFF else None,
        free=session.free,
    )


def _community_name(one: CommunityChoice, language: str) -> str | Words:
    """A community by its country's name as its people write it; in the languages of the house by its own name."""
    if one.code == NOT_STATED_COMMUNITY:
        return words.NOT_STATED
    if one.code == "OTHER":
        return words.MIXED
    if language in catalogues.LANGUAGES:
        return one.names.in_language(language)
    return formats.country(one.code) or one.names.en


def choices(session: BookingPage, language: str) -> Choices:
    """The lists of the form: first the communities who speak the language of the page."""
    spoken = language if language in catalogues.GUEST_LANGUAGES else session.spoken_code
    ordered = sorted(session.communities, key=lambda one: spoken not in one.languages)
    return Choices(
        communities=[(one.code, _community_name(one, language)) for one in ordered],
        seats=[(str(n), formats.number(n)) for n in range(1, session.max_seats + 1)],
        sexes=[(sex.value, name) for sex, name in words.SEXES.items()],
        ages=[(code, code) for code in session.age_bands],
    )


def shown(
    request: Request,
    template: str,
    language: str,
    base: str,
    *,
    among: Sequence[str] = BOOKING_LANGUAGES,
    status: int = 200,
    here: str = "",
    **view: Any,
) -> HTMLResponse:
    """A public page in a language. `base` is the address of the link's page, `here` what follows it."""
    with catalogues.speaking(language):
        frame = Frame(
            language=language,
            direction=catalogues.direction(language),
            languages=[(code, catalogues.ALL_LANGUAGES[code], catalogues.direction(code)) for code in among],
            unchecked=language in catalogues.GUEST_LANGUAGES,
            here=base + here,
            book=base,
        )
        html = request.app.state.templates.get_template(f"registration/book/{template}.html").render(
            page=frame, **view
        )
    return HTMLResponse(html, status_code=status, headers={**QUIET, "Content-Language": language})
