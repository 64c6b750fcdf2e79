"""Looks every code of a plan up, and names each field whose code is not known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.accounts import public as accounts
from app.items import public as items
from app.kernel.errors import FieldError, Invalid
from app.kernel.words import Words, _
from app.organisations import public as organisations
from app.places import public as places
from app.platform.unit_of_work import ReadTx
from app.projects import public as projects
from app.sessions.rules import PartnerRole
from app.sessions.rules.plan import check_shares
from app.sessions.schemas import KitLine, PartnerLine, ProjectLine
from app.vocabularies import public as vocabularies

T = TypeVar("T")

TWICE = _("This is in the list twice.")


def gathered(errors: list[FieldError], ask: Callable[[], T]) -> T | None:
    """What `ask` answers; its refusal joins the other errors of the form instead of hiding them."""
    try:
        return ask()
    except Invalid as refusal:
        errors.extend(refusal.errors)
        return None


def _twice(codes: Iterable[object], field: str, code: str) -> list[FieldError]:
    seen: set[object] = set()
    errors = []
    for position, one in enumerate(codes):
        if one in seen:
            errors.append(FieldError(field % position, code, TWICE))
        seen.add(one)
    return errors


def _unknown(field: str, code: str, sentence: Words) -> FieldError:
    return FieldError(field, code, sentence)


def partners(
    look: ReadTx, lines: Sequence[PartnerLine], lead: str, errors: list[FieldError]
) -> list[tuple[UUID, PartnerRole]]:
    """The asked organisations with their roles; the lead is not one of them."""
    known = organisations.by_codes(look, [line.organisation for line in lines]) if lines else {}
    found = []
    for position, line in enumerate(lines):
        field = f"partners.{position}.organisation"
        organisation = known.get(line.organisation)
        if organisation is None or not organisation.active:
            errors.append(
                _unknown(field, "organisation.unknown", _("There is no organisation with this code."))
            )
        elif line.organisation == lead:
            errors.append(
                FieldError(field, "session.partner_is_lead", _("The lead organisation is there already."))
            )
        else:
            found.append((organisation.id, PartnerRole(line.role)))
    errors += _twice([line.organisation for line in lines], "partners.%d.organisation", "session.twice")
    return found


def paying(
    look: ReadTx, lines: Sequence[ProjectLine], errors: list[FieldError]
) -> list[tuple[UUID, int | None]]:
    """The projects that pay, with their shares."""
    known = projects.by_codes(look, [line.project for line in lines]) if lines else {}
    found = []
    for position, line in enumerate(lines):
        project = known.get(line.project)
        if project is None:
            errors.append(
                _unknown(
                    f"projects.{position}.project",
                    "project.unknown",
                    _("There is no project with this code."),
                )
            )
        else:
            found.append((project.id, line.share))
    errors += _twice([line.project for line in lines], "projects.%d.project", "session.twice")
    errors += check_shares([line.share for line in lines])
    return found


def kits(look: ReadTx, lines: Sequence[KitLine], errors: list[FieldError]) -> list[tuple[str, int]]:
    """The items planned, with their quantities."""
    known = items.by_codes(look, [line.item for line in lines]) if lines else {}
    for position, line in enumerate(lines):
        item = known.get(line.item)
        if item is None or not item.active:
            errors.append(
                _unknown(
                    f"planned_kits.{position}.item", "item.unknown", _("There is no item with this code.")
                )
            )
    errors += _twice([line.item for line in lines], "planned_kits.%d.item", "session.twice")
    return [(line.item, line.quantity) for line in lines]


def words(
    look: ReadTx, topics: Sequence[str], language: str | None, errors: list[FieldError]
) -> tuple[str, ...]:
    """The topic codes, each once; the language is checked with them."""
    try:
        vocabularies.check_codes(
            look, topics=set(topics), languages=set() if language is None else {language}
        )
    except Invalid as refusal:
        for error in refusal.errors:
            value = error.facts.get("value")
            field = f"topics.{topics.index(value)}" if value in topics else error.field
            errors.append(FieldError(field, error.code, error.message, error.facts))
    return tuple(dict.fromkeys(topics))


def facilitators(
    look: ReadTx,
    actor: Actor,
    emails: Sequence[str],
    organisation_ids: Iterable[UUID],
    keep: Iterable[UUID],
    errors: list[FieldError],
) -> tuple[UUID, ...]:
    """The people with these e-mail addresses, each once.

    A planner may choose the people of the session's organisations (and whoever is assigned already, `keep`);
    a coordinator anybody. To others a person is as unknown as one who does not exist.
    """
    if not emails:
        return ()
    known = accounts.people_by_emails(look, {email.lower() for email in emails})
    anybody = actor.may_everywhere(Permission.SESSION_SCHEDULE)
    allowed = set(keep)
    if not anybody:
        allowed |= {person.id for person in accounts.facilitators(look, set(organisation_ids))}
    found = []
    for position, email in enumerate(emails):
        person = known.get(email.lower())
        if person is None or not (anybody or person.id in allowed):
            errors.append(
                _unknown(
                    f"facilitators.{position}",
                    "facilitator.unknown",
                    _("None of the session's organisations has a person with this e-mail address."),
                )
            )
        else:
            found.append(person.id)
    return tuple(dict.fromkeys(found))


def venue_readers(actor: Actor) -> frozenset[UUID] | None:
    """On whose behalf a venue is chosen: a coordinator for the programme, others for their organisations."""
    if actor.may_everywhere(Permission.SESSION_SCHEDULE):
        return None
    return actor.organisations_where(Permission.SESSION_SCHEDULE)


def venue(look: ReadTx, actor: Actor, venue_id: UUID) -> places.VenueView:
    """The chosen venue. Raises Invalid on `venue`."""
    return places.venue_by_id(look, venue_id, "venue", organisations=venue_readers(actor))
