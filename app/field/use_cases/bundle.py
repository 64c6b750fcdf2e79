"""What a tablet takes along: read in one moment, so that counts and the numbers of its own events agree."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

import orjson

from app.access.permissions import Permission
from app.accounts import public as accounts
from app.attendance import public as attendance
from app.closing.public import GAP_NAMES, SERVICE_NAMES
from app.field.rules.words import REFUSAL_NAMES, TILL_NAMES
from app.field.store import devices as store
from app.field.use_cases.recognising import Tablet, refuse_stranger
from app.items import public as items
from app.kernel import clock
from app.kernel.types import Names
from app.kernel.words import Words
from app.kits.public import SessionLine
from app.kits.public.tablets import session_lines_of_many, stores_of
from app.organisations import public as organisations
from app.places import public as places
from app.platform import catalogues
from app.platform.unit_of_work import ReadTx, UnitOfWork
from app.registration import public as registration
from app.sessions.public import SessionFacts, SessionStatus
from app.sessions.public.tablets import of_tablet
from app.vocabularies import public as vocabularies
from app.vocabularies.public import CommunityView

_BACK, _AHEAD = timedelta(days=1), timedelta(days=8)
"""From yesterday to the end of the day in a week."""

NOTE_EVERY = timedelta(minutes=10)
"""That a tablet was seen is written at most this often by a mere look at its bundle."""

_CLOSED = frozenset(
    {SessionStatus.REPORTED, SessionStatus.VERIFIED, SessionStatus.CANCELLED, SessionStatus.POSTPONED}
)


def bundle_of(
    tablet: Tablet, *, since: str, language: str, instance: str, version: str, uow: UnitOfWork
) -> dict[str, Any]:
    """The bundle as JSON-ready values, or `{unchanged, token}` when it is the one of `since`."""
    now = clock.now()
    with uow.read() as look:
        content = _content(look, tablet, now, language)
        ids = [session["id"] for session in content["sessions"]]
        new = set(ids) - store.lent(look.db, tablet.id, ids) if ids else set()
        seen = store.find_many(look.db, [tablet.id])[tablet.id].last_seen_at
    if new or seen is None or now - seen > NOTE_EVERY:
        with uow.begin(housekeeping="a tablet fetched its bundle") as tx:
            store.note_bundle(tx.db, tablet.id, version, now)
            if new:
                store.lend(tx.db, tablet.id, new)
    token = hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()[:32]
    if since == token:
        return {"unchanged": True, "token": token, "server_time": now}
    return {
        "instance": instance,
        "server_time": now,
        "token": token,
        "good_until": tablet.expires_at,
        "device": {"id": tablet.id, "label": tablet.label, "person": tablet.person_id},
        **content,
    }


def _names(names: Names) -> dict[str, str]:
    return names.model_dump(exclude_none=True)


def _words(words: Mapping[Any, Words]) -> list[dict[str, Any]]:
    """Codes with their words in each language."""
    found = []
    for code, said in words.items():
        names = {}
        for language in catalogues.LANGUAGES:
            with catalogues.speaking(language):
                names[language] = str(said)
        found.append({"code": code.value, "names": names})
    return found


def _content(look: ReadTx, tablet: Tablet, now: datetime, language: str) -> dict[str, Any]:
    del language  # every language is in it: the tablet is handed from hand to hand
    own = (tablet.person_id, tablet.id)
    actor = accounts.actors_on_tablets(look, [own]).get(own)
    device = store.find_held(look.db, tablet.id)
    if actor is None or device is None:
        raise refuse_stranger()
    midnight = datetime.combine(now.date(), time(), UTC)
    scope = actor.scope(Permission.SESSION_COUNT)
    held = of_tablet(look, scope, midnight - _BACK, midnight + _AHEAD) if not scope.nothing else []
    communities = vocabularies.communities(look)
    recorders = accounts.facilitators(look, {tablet.organisation_id})
    pins = accounts.pins(look, [one.id for one in recorders])
    goods = items.choices(look)
    return {
        "applied_seq": device.arrived.next_expected - 1,
        "applied_beyond": device.arrived.beyond,
        "people": [
            {
                "id": one.id,
                "name": one.name,
                "pin": {"salt": pin.salt, "rounds": pin.rounds, "hash": pin.hash}
                if (pin := pins.get(one.id))
                else None,
            }
            for one in recorders
        ],
        "communities": [
            {"code": one.code, "names": _names(one.names), "never_alone": one.never_alone}
            for one in communities
        ],
        "age_bands": [band.code for band in vocabularies.age_bands(look)],
        "topics": [{"code": topic.code, "names": _names(topic.names)} for topic in vocabularies.topics(look)],
        "services": _words(SERVICE_NAMES),
        "gap_reasons": _words(GAP_NAMES),
        "refusal_reasons": _words(REFUSAL_NAMES),
        "till_reasons": _words(TILL_NAMES),
        "items": [
            {"code": item.code, "names": _names(item.names), "kind": item.kind.value} for item in goods
        ],
        "sessions": _sessions(look, held, communities),
    }


def _sessions(
    look: ReadTx, held: list[SessionFacts], communities: list[CommunityView]
) -> list[dict[str, Any]]:
    ids = [session.id for session in held]
    cells: dict[UUID, list[dict[str, Any]]] = {one: [] for one in ids}
    for session_id, community, sex, band, count in attendance.cells_of_many(look, ids):
        cells[session_id].append({"community": community, "sex": sex, "age_band": band, "count": count})
    venues = places.venue_names_by_ids(look, {session.venue_id for session in held}) if held else {}
    bags = session_lines_of_many(look, ids)
    known = items.by_ids(look, {item for lines in bags.values() for item in lines}) if bags else {}
    tickets = registration.tickets_for_bundle(look, ids)
    partners = organisations.by_ids(look, {one for session in held for one in session.organisation_ids})
    sheets = attendance.sheets_of_many(look, ids)
    shelves = stores_of(look, {session.lead_organisation_id for session in held})
    return [
        {
            "id": session.id,
            "code": session.code,
            "title": session.title,
            "status": session.status.value,
            "starts_at": session.starts_at,
            "ends_at": session.ends_at,
            "time_zone": session.time_zone,
            "local_date": session.local_date,
            "venue": venues[session.venue_id],
            "language": session.language_code,
            "capacity": session.capacity,
            "expected": _expected(session, cells[session.id], communities),
            "topics": list(session.topics),
            "planned_kits": [{"item": item, "quantity": quantity} for item, quantity in session.planned_kits],
            "counts": {
                "cells": cells[session.id],
                "door": session.door_count,
                "tickets": session.tickets_count,
            },
            "bag": [
                _bag_line(known[item_id].code, line) for item_id, line in bags.get(session.id, {}).items()
            ],
            "places": [
                {"id": place, "name": name}
                for place, name, organisation in shelves
                if organisation == session.lead_organisation_id
            ],
            "witnesses": [
                {"code": partners[one].code, "names": _names(partners[one].names)}
                for one in sorted(session.organisation_ids - {session.lead_organisation_id})
            ],
            "sheets": [
                {"id": sheet, "number": number, "entered": entered_at is not None}
                for of, sheet, number, entered_at in sheets
                if of == session.id
            ],
            "tickets": [
                {
                    "hash": ticket.hash,
                    "state": ticket.state.value,
                    "entry_at": ticket.entry_at,
                    "kits": [{"item": item, "at": at} for item, at in ticket.kits],
                }
                for ticket in tickets.get(session.id, ())
            ],
            "closed": session.status in _CLOSED,
        }
        for session in held
    ]


def _expected(
    session: SessionFacts, cells: list[dict[str, Any]], communities: list[CommunityView]
) -> list[str]:
    """The communities to show first: those that came already, then those who speak the session's language."""
    came = dict.fromkeys(cell["community"] for cell in cells)
    speak = [one.code for one in communities if session.language_code in one.languages]
    return list(dict.fromkeys([*came, *speak]))


def _bag_line(code: str, line: SessionLine) -> dict[str, Any]:
    return {
        "item": code,
        "loaded": line.loaded,
        "given": line.given,
        "returned": line.returned,
        "damaged": line.damaged,
        "remains": line.loaded - line.given - line.returned - line.damaged - line.lost,
    }
