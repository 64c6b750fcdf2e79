"""The venues below /settings, as far as the reader may know of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel.ids import new_id
from app.kernel.types import Text
from app.kernel.words import _
from app.places.rules import area_named
from app.places.schemas import AddVenue, AreaView, ChangeVenue, VenueView
from app.places.use_cases import areas, venues
from app.platform import catalogues, formats
from app.platform.unit_of_work import UnitOfWork
from app.platform.web.deps import CurrentActor, Submitted, Uow
from app.platform.web.editing import answers_of, seen_version, take, values_of
from app.platform.web.forms import FormView
from app.platform.web.listing import Column, Listing, Row, next_page, yes_no
from app.platform.web.pages import go, language_of, render

router = APIRouter(prefix="/settings/venues")

FLAGS = ("accessible", "sensitive")


@router.get("")
def listing(request: Request, actor: CurrentActor, uow: Uow, cursor: Text | None = None) -> Response:
    """Venues by name."""
    found = venues.list_venues(actor, uow=uow, cursor=cursor)
    manages = actor.may(Permission.VENUE_MANAGE)
    named = areas.names_of(actor, {venue.area for venue in found.items}, uow=uow)
    shown = Listing(
        title=_("Venues"),
        columns=(
            Column(_("Name")),
            Column(_("Area")),
            Column(_("Seats"), "number"),
            Column(_("Step-free")),
            Column(_("Protected")),
            Column(_("Organisation"), "code"),
            Column(_("In use")),
        ),
        rows=[
            Row(
                (
                    venue.name,
                    named[venue.area].in_language(language_of(request)),
                    venue.capacity,
                    yes_no(venue.accessible),
                    yes_no(venue.sensitive),
                    venue.organisation,
                    yes_no(venue.active),
                ),
                f"/settings/venues/{venue.id}",
            )
            for venue in found.items
        ],
        add_href="/settings/venues/new" if manages else None,
        add_label=_("Add a venue"),
        next_href=next_page(found.next),
    )
    return render(request, "settings/list.html", listing=shown)


@router.get("/new")
def new(request: Request, actor: CurrentActor, uow: Uow) -> Response:
    """An empty form with a fresh id in it."""
    actor.require(Permission.VENUE_MANAGE)
    return _show(request, actor, uow, FormView({"id": str(new_id())}), None)


@router.post("/new")
def add(request: Request, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Take the form."""
    actor.require(Permission.VENUE_MANAGE)
    taken = take(
        AddVenue,
        _with_area(answers_of(form, flags=FLAGS, lists=("closed_days",)), actor, uow),
        lambda command: venues.add_venue(actor, command, uow=uow),
        kept={"id": form.get("id")},
    )
    if taken.form is not None:
        return _show(request, actor, uow, taken.form, None, status=taken.status)
    return go(request, "/settings/venues", _("Venue added."))


@router.get("/{venue_id}")
def edit(request: Request, venue_id: UUID, actor: CurrentActor, uow: Uow) -> Response:
    """The filled form; without the right to save it for venues of others."""
    saved = venues.get_venue(actor, venue_id, uow=uow)
    return _show(request, actor, uow, FormView(_values(saved)), saved)


@router.post("/{venue_id}")
def change(request: Request, venue_id: UUID, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Take the changes; a stale version shows what was saved meanwhile."""
    actor.require(Permission.VENUE_MANAGE)
    answers = answers_of(
        form,
        flags=(*FLAGS, "active"),
        lists=("closed_days",),
        clearable=("latitude", "longitude", "opens", "closes"),
    )
    answers = _with_area(answers, actor, uow)
    answers.pop("version", None)
    answers.setdefault("address", "")
    seen = seen_version(form)
    taken = take(
        ChangeVenue,
        answers,
        lambda command: venues.change_venue(actor, venue_id, command, seen, uow=uow),
        kept={"version": form.get("version")},
        saved=lambda: _values(venues.get_venue(actor, venue_id, uow=uow)),
    )
    if taken.form is not None:
        saved = venues.get_venue(actor, venue_id, uow=uow)
        return _show(request, actor, uow, taken.form, saved, status=taken.status)
    return go(request, "/settings/venues", _("Saved."))


def _districts(actor: Actor, uow: UnitOfWork) -> list[AreaView]:
    """The areas a venue is usually in."""
    return areas.list_areas(actor, uow=uow, country="LBN", level=2, limit=200).items


def _with_area(answers: dict[str, Any], actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The answers with the code of a district that was typed by its name."""
    typed = answers.get("area")
    if not typed:
        return answers
    return {**answers, "area": area_named(typed, [(one.code, one.names) for one in _districts(actor, uow)])}


def _values(venue: VenueView) -> dict[str, Any]:
    """The form's values of a saved venue."""
    return values_of(venue.model_dump(include={*AddVenue.model_fields, "active", "version"} - {"id"}))


def _weekdays(language: str) -> list[tuple[str, str]]:
    with catalogues.speaking(language):
        return [(str(number), name) for number, name in formats.weekdays()]


def _show(
    request: Request,
    actor: Actor,
    uow: UnitOfWork,
    form: FormView,
    editing: VenueView | None,
    *,
    status: int = 200,
) -> Response:
    language = language_of(request)
    may_save = editing is None or venues.may_change(actor, editing.organisation_id)
    districts = sorted(
        ((one.code, one.names.in_language(language)) for one in _districts(actor, uow)),
        key=lambda one: one[1],
    )
    return render(
        request,
        "places/venue.html",
        status=status,
        form=form,
        editing=editing,
        districts=districts,
        weekdays=_weekdays(language),
        readonly=None if may_save else _("This venue belongs to another organisation, which can change it."),
        heading=editing.name if editing else _("Add a venue"),
        back_href="/settings/venues",
        back_label=_("Venues"),
    )
