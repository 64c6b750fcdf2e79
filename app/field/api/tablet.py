"""The only two doors a tablet has: it fetches its bundle and sends what happened."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import ValidationError

from app.field.schemas.bundle import Bundle
from app.field.schemas.events import MOST_BYTES, MOST_EVENTS, BatchAnswer, SendBatch
from app.field.use_cases.bundle import bundle_of
from app.field.use_cases.intake import (
    Parcel,
    Taken,
    goes_in_line,
    take_alone,
    take_together,
)
from app.field.use_cases.recognising import Tablet, meet, recognise_shown, was_met
from app.kernel.errors import AppError, Invalid, TooLarge
from app.kernel.ids import fingerprint
from app.kernel.types import Text
from app.kernel.words import _
from app.platform import catalogues
from app.platform.line import Line
from app.platform.unit_of_work import UnitOfWork
from app.platform.web.deps import Uow, credentials_of, settings_of
from app.platform.web.doors import PlainDoor
from app.platform.web.lines import in_a_thread, stand_in
from app.platform.web.pages import language_of
from app.platform.web.turns import Turns
from app.platform.web.validation import field_errors

router = APIRouter(prefix="/field", tags=["tablets"], route_class=PlainDoor)

PATIENCE_SECONDS = 8.0
"""So long a batch waits in line; then its tablet is asked to come back. A tablet itself has patience for twenty."""
RETRY_AFTER_SECONDS = 3
ALONE = Turns(at_once=8, patience=4.0, retry_after=RETRY_AFTER_SECONDS)
"""Batches of one process that go by themselves, at a time; the database has room for no more anyway."""

Batches = Line[Parcel, Taken | AppError]


def line_of_batches(uow: UnitOfWork) -> Batches:
    """The line before the intake of a house; every process has one."""
    return Line(partial(take_together, uow=uow))


_BATCH_SCHEMA: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": SendBatch.model_json_schema(),
                "examples": {
                    "count": {
                        "value": {
                            "device_id": "01825000-0000-7000-8000-000000000030",
                            "sent_at_device": "2022-07-30T07:12:00Z",
                            "app_version": "1.0",
                            "events": [
                                {
                                    "id": "01825000-0000-7000-8000-000000000031",
                                    "seq": 1,
                                    "kind": "count",
                                    "session_id": "01825000-0000-7000-8000-000000000001",
                                    "payload": {
                                        "community": "ET",
                                        "sex": "f",
                                        "age_band": "18-59",
                                        "delta": 1,
                                    },
                                    "payload_version": 1,
                                    "occurred_at_device": "2022-07-30T07:10:42Z",
                                    "tz_offset": 180,
                                    "actor_claimed": None,
                                }
                            ],
                        }
                    }
                },
            }
        },
    }
}


def _shown(request: Request) -> str | None:
    """The hash of the credential the request shows. People's tokens and cookies open nothing here."""
    token = credentials_of(request).bearer
    if not token:
        return None
    shown = fingerprint(token)
    request.app.state.rates.hit("device", shown, settings_of(request).api_rate_per_minute)
    return shown


def recognised(request: Request, uow: UnitOfWork) -> Tablet:
    """The tablet whose credential the request shows."""
    return recognise_shown(_shown(request), uow=uow)


def read_batch(body: bytes) -> SendBatch:
    """The envelope of a batch. Raises TooLarge (halve it) or Invalid."""
    if len(body) > MOST_BYTES:
        raise TooLarge("too_large", _("That is larger than Karama takes."))
    try:
        sent = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Invalid.of("body", "json_invalid", _("This is not valid JSON.")) from None
    events = sent.get("events") if isinstance(sent, dict) else None
    if isinstance(events, list) and len(events) > MOST_EVENTS:
        raise TooLarge("too_many_events", _("Send at most 100 events at once."))
    try:
        return SendBatch.model_validate(sent)
    except ValidationError as wrong:
        raise Invalid(field_errors(wrong.errors(include_url=False, include_input=False))) from None


@router.post(
    "/batches",
    response_model=BatchAnswer,
    openapi_extra=_BATCH_SCHEMA,
    summary="Take what a tablet sends",
)
async def batches(request: Request) -> Response:
    """At most 100 events and 64 kB. The bearer is the credential of a paired tablet.

    Always 200 with one result an event: `applied`, `duplicate` (stored before), `conflict` (stored and flagged,
    with the reason) or `rejected` (not understood, with the reason). The same events again, in other batches
    or another order, give the same ledgers. 401 for a tablet that is not paired (any more), 413 above the
    limits (halve the batch), 429 and 503 with Retry-After.
    """
    uow: UnitOfWork = request.app.state.uow
    body = await request.body()
    shown = _shown(request)
    if not shown or not was_met(shown):
        await in_a_thread(meet, shown, uow=uow)
    try:
        parcel = Parcel(read_batch(body), request.app.state.signing_key.encode(), shown=shown)
    except AppError:
        await in_a_thread(recognise_shown, shown, uow=uow)  # a tablet that is paired no more hears that first
        raise
    taken = None
    if goes_in_line(parcel, uow=uow):
        line: Batches = request.app.state.batches
        taken = await stand_in(line, parcel, patience=PATIENCE_SECONDS, retry_after=RETRY_AFTER_SECONDS)
    if isinstance(taken, AppError):
        raise taken
    with catalogues.speaking(language_of(request)):
        told = taken.as_json() if taken else (await in_a_thread(_alone, parcel, uow=uow)).as_json()
    return Response(told, media_type="application/json")


def _alone(parcel: Parcel, uow: UnitOfWork) -> BatchAnswer:
    with ALONE.take():
        return take_alone(parcel, uow=uow)


@router.get("/bundle", response_model=Bundle, summary="What a tablet takes along")
def bundle(
    request: Request,
    uow: Uow,
    since: Annotated[Text, Query(max_length=64)] = "",
    lang: Annotated[Text, Query(max_length=8)] = "",
) -> Response:
    """Sessions from yesterday to a week ahead with counts, bags and hashed tickets; lists; who may record.

    With `since` (the `token` of the last one) the answer is `{"unchanged": true, "token": …}` when nothing changed.
    """
    tablet = recognised(request, uow)
    version = request.headers.get("x-karama-tablet", "")[:40]
    found = bundle_of(
        tablet,
        since=since,
        language=lang if lang in catalogues.LANGUAGES else language_of(request),
        instance=request.app.state.instance,
        version=version if version.isprintable() else "",
        uow=uow,
    )
    return Response(orjson.dumps(found), media_type="application/json")
