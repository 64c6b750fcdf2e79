"""JSON face of calendar feeds, and the feeds themselves."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Path, Query, Request, Response

from app.kernel.paging import Limit, Page
from app.kernel.types import Text
from app.platform.web.deps import CurrentActor, CurrentSettings, Uow
from app.sessions.schemas.feeds import FeedView, MadeFeed, MakeFeed, RenameFeed
from app.sessions.use_cases import feeding, feeds

router = APIRouter(prefix="/calendar", tags=["calendar"])

FeedId = Annotated[UUID, Path(examples=["01981d3e-0000-7000-8000-000000000002"])]
PER_MINUTE = 30
"""A program asks once an hour; who asks so often a minute is a program gone wrong."""


@router.get("/feeds", summary="List my calendar feeds")
def list_feeds(
    actor: CurrentActor,
    uow: Uow,
    cursor: Annotated[Text | None, Query(max_length=400)] = None,
    limit: Limit = 50,
) -> Page[FeedView]:
    """My feeds that still work, without their addresses."""
    return feeds.list_feeds(actor, uow=uow, cursor=cursor, limit=limit)


@router.post("/feeds", status_code=201, summary="Make a calendar feed")
def make_feed(
    command: MakeFeed, actor: CurrentActor, uow: Uow, settings: CurrentSettings, response: Response
) -> MadeFeed:
    """201 with the secret `address`, shown this once; 200 without it when the same request was taken before."""
    outcome = feeds.make_feed(actor, command, base_url=settings.base_url, uow=uow)
    response.status_code = 201 if outcome.fresh else 200
    return outcome.value


@router.patch("/feeds/{feed_id}", summary="Rename a calendar feed")
def rename_feed(feed_id: FeedId, command: RenameFeed, actor: CurrentActor, uow: Uow) -> FeedView:
    """Its address stays the same."""
    return feeds.rename_feed(actor, feed_id, command, uow=uow)


@router.delete("/feeds/{feed_id}", status_code=204, summary="Revoke a calendar feed")
def revoke_feed(feed_id: FeedId, actor: CurrentActor, uow: Uow) -> None:
    """Its address works no more, from now on."""
    feeds.revoke_feed(actor, feed_id, uow=uow)


@router.get(
    "/{token}.ics",
    summary="Read a calendar feed",
    response_class=Response,
    responses={
        200: {"content": {"text/calendar": {"schema": {"type": "string"}}}, "description": "The calendar"},
        304: {"description": "Nothing changed since the ETag given in If-None-Match"},
    },
)
def read_feed(
    token: Annotated[Text, Path(min_length=1, max_length=100, examples=["the-secret-of-the-feed"])],
    request: Request,
    uow: Uow,
    settings: CurrentSettings,
    if_none_match: Annotated[str | None, Header(max_length=1000)] = None,
) -> Response:
    """Sessions from three months back to twelve months ahead, as RFC 5545; no sign-in, the address is the secret."""
    feed = feeding.read_feed(token, base_url=settings.base_url, uow=uow)
    request.app.state.rates.hit("feed", str(feed.id), PER_MINUTE)
    headers = {"ETag": f'"{feed.tag}"', "Cache-Control": "private, max-age=300"}
    if if_none_match is not None and (feed.tag in if_none_match or if_none_match.strip() == "*"):
        return Response(status_code=304, headers=headers)
    headers["Content-Disposition"] = 'inline; filename="karama.ics"'
    return Response(feed.write(), media_type="text/calendar; charset=utf-8", headers=headers)
