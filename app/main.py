"""Wires the house: the database, the routers, the error pages. The only wiring there is."""

from __future__ import annotations

import gc
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache, partial
from itertools import count
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from app import __version__
from app.access.actor import Actor
from app.access.permissions import Permission
from app.accounts import api as accounts_api
from app.accounts import pages as accounts_pages
from app.accounts import public as accounts
from app.attendance import api as attendance_api
from app.attendance import pages as attendance_pages
from app.audit import api as audit_api
from app.audit import public as audit
from app.closing import api as closing_api
from app.closing import pages as closing_pages
from app.distributions import api as distributions_api
from app.distributions import pages as distributions_pages
from app.distributions.public.promises import promised_to_points
from app.feedback import api as feedback_api
from app.feedback import pages as feedback_pages
from app.field import api as field_api
from app.field import pages as field_pages
from app.home import pages as home_pages
from app.items import api as items_api
from app.items import pages as items_pages
from app.kernel.ids import fingerprint
from app.kernel.types import Names
from app.kernel.words import _
from app.kits import api as kits_api
from app.kits import pages as kits_pages
from app.kits.public.promises import check_plan as kits_check_plan
from app.measures import api as measures_api
from app.measures.public.glance import period_figures
from app.notices import api as notices_api
from app.notices import pages as notices_pages
from app.notices.use_cases.sending import send_quietly
from app.organisations import api as organisations_api
from app.organisations import pages as organisations_pages
from app.periods import api as periods_api
from app.periods import pages as periods_pages
from app.periods import public as periods
from app.places import api as places_api
from app.places import pages as places_pages
from app.platform import logs
from app.platform.db import Database
from app.platform.mail import mailer_of
from app.platform.rounds import Round
from app.platform.settings import Settings
from app.platform.slow_work import SlowWork
from app.platform.unit_of_work import UnitOfWork
from app.platform.web import errors, health, settings_index
from app.platform.web.deps import Credentials
from app.platform.web.description import complete
from app.platform.web.middleware import Household
from app.platform.web.pages import STATIC, NavItem, make_environment
from app.platform.web.panels import SessionPanel
from app.platform.web.rates import Rates
from app.platform.web.settings_index import SettingsCard, SettingsCards
from app.platform.web.static_files import MarkedStaticFiles
from app.platform.web.street import Street
from app.projects import api as projects_api
from app.projects import pages as projects_pages
from app.registration import api as registration_api
from app.registration import pages as registration_pages
from app.registration.public import bookings as seats
from app.reports import api as reports_api
from app.reports import pages as reports_pages
from app.reports.use_cases.due import remind_quietly as remind_of_reports_quietly
from app.sessions import api as sessions_api
from app.sessions import pages as sessions_pages
from app.sessions.public.plan_changed import on_plan_changed, on_postponed
from app.sessions.public.telling import tell_about
from app.sessions.use_cases import PlanCheck
from app.sessions.use_cases.reminding import remind_quietly
from app.vocabularies import api as vocabularies_api
from app.vocabularies import pages as vocabularies_pages
from app.vocabularies import public as vocabularies

API = "/api/v1"

API_ROUTERS: tuple[APIRouter, ...] = (
    field_api.tablet_router,
    sessions_api.router,
    accounts_api.router,
    audit_api.router,
    organisations_api.router,
    attendance_api.router,
    closing_api.router,
    periods_api.router,
    items_api.router,
    *kits_api.routers,
    *distributions_api.routers,
    feedback_api.router,
    places_api.router,
    projects_api.router,
    vocabularies_api.router,
    measures_api.router,
    notices_api.router,
    *reports_api.routers,
    *registration_api.routers,
    *field_api.routers,
)
"""JSON faces, served below /api/v1."""

PAGE_ROUTERS: tuple[APIRouter, ...] = (
    *home_pages.routers,
    accounts_pages.router,
    organisations_pages.router,
    *sessions_pages.routers,
    *attendance_pages.routers,
    *kits_pages.routers,
    *distributions_pages.routers,
    *feedback_pages.routers,
    closing_pages.router,
    *periods_pages.routers,
    notices_pages.router,
    *registration_pages.routers,
    *reports_pages.routers,
    settings_index.router,
    *field_pages.routers,
    *projects_pages.routers,
    *places_pages.routers,
    *vocabularies_pages.routers,
    *items_pages.routers,
)
"""HTML faces."""

ROUTERS: tuple[APIRouter, ...] = (health.router, *API_ROUTERS, *PAGE_ROUTERS)
"""Every router there is; the permission matrix test walks them."""

NAVIGATION: tuple[NavItem, ...] = (
    NavItem("/", _("Home")),
    NavItem("/sessions", _("Sessions"), (Permission.SESSION_SEE,)),
    NavItem("/calendar", _("Calendar"), (Permission.SESSION_SEE,)),
    NavItem("/inbox", _("Inbox"), (Permission.SESSION_SEE,)),
    NavItem("/kits", _("Kits"), (Permission.STOCK_SEE,)),
    NavItem("/points", _("Distribution"), (Permission.POINT_HOLD,)),
    NavItem("/reports", _("Reports"), (Permission.REPORT_READ,)),
    NavItem("/people", _("People"), (Permission.PEOPLE_MANAGE,)),
    NavItem(
        "/settings",
        _("Settings"),
        (Permission.REFERENCE_MANAGE, Permission.SETTINGS_MANAGE, Permission.VENUE_MANAGE),
    ),
)

SESSION_PANELS: tuple[SessionPanel, ...] = (
    periods_pages.panel,
    attendance_pages.panel,
    distributions_pages.panel,
    closing_pages.panel,
    *registration_pages.panels,
)
"""Sections of the session page, in their order: counts, kits, report."""


PLAN_CHECKS: tuple[PlanCheck, ...] = (partial(kits_check_plan, elsewhere=promised_to_points),)
"""What packages above sessions have to say about a plan before it is saved: whether the kits are free."""


def _people_card(actor: Actor, _uow: UnitOfWork) -> list[SettingsCard]:
    """The way to the people, for those who manage them."""
    return [SettingsCard("/people", _("People"))] if actor.may(Permission.PEOPLE_MANAGE) else []


def _devices_card(actor: Actor, _uow: UnitOfWork) -> list[SettingsCard]:
    """The way to the tablets, for those who pair them, and to what their events left open."""
    cards = [SettingsCard("/devices", _("Tablets"))] if actor.may(Permission.DEVICES_MANAGE) else []
    if actor.may(Permission.EXCEPTION_RESOLVE):
        cards.append(SettingsCard("/exceptions", _("Exceptions")))
    return cards


SETTINGS_CARDS: tuple[SettingsCards, ...] = (
    organisations_pages.settings_cards,
    projects_pages.settings_cards,
    places_pages.settings_cards,
    vocabularies_pages.settings_cards,
    items_pages.settings_cards,
    reports_pages.settings_cards,
    _people_card,
    _devices_card,
)
"""What the page of settings shows, in this order."""


def _spoken_languages(uow: UnitOfWork) -> list[tuple[str, Names]]:
    """The languages in which sessions are held, by code: what a person says she can run one in."""
    with uow.read() as look:
        return [(one.code, one.names) for one in vocabularies.languages(look)]


on_plan_changed(seats.listen)
on_postponed(seats.follow)
periods.hang()
periods.freeze_with(period_figures)

SEAL_EVERY_SECONDS = 2.0
REMIND_EVERY_SECONDS = 300.0
POST_EVERY_SECONDS = 20.0


def _who(uow: UnitOfWork, shown: Credentials) -> Actor | None:
    """Who shows these credentials."""
    if shown.bearer is not None:
        return accounts.actor_by_token(uow, shown.bearer)
    return accounts.actor_by_sign_in(uow, shown.cookie) if shown.cookie else None


class _CountRequests:
    """Counts what was served, for /metrics."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._ticks = count(1)
        self.served = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            self.served = next(self._ticks)
            scope["app"].state.requests_served = lambda: self.served
        await self.app(scope, receive, send)


def _rounds(uow: UnitOfWork, settings: Settings) -> list[Round]:
    """What goes on beside the requests; a busy or absent database is tried again next time."""
    rounds = [
        Round("sealer", SEAL_EVERY_SECONDS, partial(audit.seal_quietly, uow)),
        Round("reminder", REMIND_EVERY_SECONDS, partial(remind_quietly, uow)),
        Round("report reminder", REMIND_EVERY_SECONDS, partial(remind_of_reports_quietly, uow, settings)),
    ]
    if (mailer := mailer_of(settings)) is not None:
        rounds.append(
            Round("postman", POST_EVERY_SECONDS, partial(send_quietly, uow, mailer, settings.base_url))
        )
    return rounds


def _describe(app: FastAPI) -> dict[str, Any]:
    """OpenAPI with what programs need to know of every door."""
    if app.openapi_schema is None:
        app.openapi_schema = complete(FastAPI.openapi(app), API)
    return app.openapi_schema


@cache
def _street() -> Street:
    """All doors side by side, put together once a process however many apps are made of it (tests make many)."""
    street = Street()
    street.build(health.router)
    for router in API_ROUTERS:
        street.build(router, prefix=API, responses=errors.PROBLEM_RESPONSES)
    for router in PAGE_ROUTERS:
        street.build(router, include_in_schema=False)
    return street


def create_app(settings: Settings | None = None, *, seal: bool = True) -> FastAPI:
    """The whole application. `seal` runs the rounds (audit seals, reminders, post) in the background while it serves."""
    settings = settings or Settings()
    uow = UnitOfWork(Database(settings.database, pool_size=settings.pool_size), audit.keep_record, tell_about)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        stop = threading.Event()
        walkers = [one.in_the_background(stop) for one in _rounds(uow, settings)] if seal else []
        for walker in walkers:
            walker.start()
        yield
        stop.set()
        for walker in walkers:
            walker.join(timeout=10)
        uow.database.close()

    app = FastAPI(
        title="Karama",
        version=__version__,
        description="Awareness-session registration and dignity-kit tracking, with no list of names.",
        telemetry={
            "tracing": False,
            "metrics": False,
            "logs": False,
        },  # asked about at every request otherwise
        openapi_url=f"{API}/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.settings = settings
    app.state.uow = uow
    app.state.signing_key = settings.signing_key()
    app.state.instance = fingerprint(f"karama instance {app.state.signing_key}")[:16]
    app.state.templates = make_environment()
    app.state.rates = Rates()
    app.state.batches = field_api.line_of_batches(uow)
    app.state.slow_work = SlowWork(settings.report_patience_seconds)
    app.state.navigation = NAVIGATION
    app.state.session_panels = SESSION_PANELS
    app.state.plan_checks = PLAN_CHECKS
    app.state.settings_cards = SETTINGS_CARDS
    app.state.spoken_languages = _spoken_languages
    app.state.requests_served = lambda: 0
    app.state.authenticate = partial(_who, uow)
    app.openapi = lambda: _describe(app)  # type: ignore[method-assign]

    errors.install(app)
    _street().lead(app)
    app.mount("/static", MarkedStaticFiles(directory=STATIC), name="static")

    app.add_middleware(RequestBodyLimitMiddleware, max_body_size=settings.upload_max_kb * 1024)
    app.add_middleware(GZipMiddleware, minimum_size=600, compresslevel=5)
    app.add_middleware(_CountRequests)
    app.add_middleware(Household, settings=settings)
    return app


def served() -> FastAPI:
    """What `karama serve` runs in each process: settings from the environment, logs set up."""
    settings = Settings()
    logs.set_up(settings.log_format)
    app = create_app(settings)
    gc.collect()
    gc.freeze()  # what was imported stays for good: the collector would walk through it again and again
    return app
