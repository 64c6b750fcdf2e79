"""JSON face of communities, topics and languages."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response

from app.kernel.paging import Limit, Page
from app.kernel.types import Code, Text
from app.platform.web.deps import CurrentActor, Uow
from app.platform.web.versions import SeenVersion
from app.vocabularies.schemas import (
    AddCommunity,
    AddLanguage,
    AddTopic,
    ChangeCommunity,
    ChangeLanguage,
    ChangeTopic,
    CommunityView,
    LanguageView,
    TopicView,
)
from app.vocabularies.use_cases import communities, languages, topics

router = APIRouter()

CommunityCode = Annotated[Code, Path(examples=["ET"])]


@router.get("/communities", tags=["communities"], summary="List communities")
def list_communities(
    actor: CurrentActor, uow: Uow, cursor: Text | None = None, limit: Limit = 50
) -> Page[CommunityView]:
    """Communities in their order, most common first, page by page."""
    return communities.list_communities(actor, uow=uow, cursor=cursor, limit=limit)


@router.post("/communities", tags=["communities"], status_code=201, summary="Add a community")
def add_community(command: AddCommunity, actor: CurrentActor, uow: Uow, response: Response) -> CommunityView:
    """201 when added, 200 when the very same is there, 409 when the code is taken by another."""
    outcome = communities.add_community(actor, command, uow=uow)
    response.status_code = 201 if outcome.fresh else 200
    return outcome.value


@router.get("/communities/{code}", tags=["communities"], summary="One community")
def get_community(code: CommunityCode, actor: CurrentActor, uow: Uow) -> CommunityView:
    """The community with this code."""
    return communities.get_community(actor, code, uow=uow)


@router.patch("/communities/{code}", tags=["communities"], summary="Change a community")
def change_community(
    code: CommunityCode, command: ChangeCommunity, actor: CurrentActor, uow: Uow, seen: SeenVersion
) -> CommunityView:
    """Needs If-Match with the version seen; 412 when someone saved a newer one."""
    return communities.change_community(actor, code, command, seen, uow=uow)


TopicCode = Annotated[Code, Path(examples=["KAFALA"])]


@router.get("/topics", tags=["topics"], summary="List topics")
def list_topics(
    actor: CurrentActor, uow: Uow, cursor: Text | None = None, limit: Limit = 50
) -> Page[TopicView]:
    """Topics in their order, page by page."""
    return topics.list_topics(actor, uow=uow, cursor=cursor, limit=limit)


@router.post("/topics", tags=["topics"], status_code=201, summary="Add a topic")
def add_topic(command: AddTopic, actor: CurrentActor, uow: Uow, response: Response) -> TopicView:
    """201 when added, 200 when the very same is there, 409 when the code is taken by another."""
    outcome = topics.add_topic(actor, command, uow=uow)
    response.status_code = 201 if outcome.fresh else 200
    return outcome.value


@router.get("/topics/{code}", tags=["topics"], summary="One topic")
def get_topic(code: TopicCode, actor: CurrentActor, uow: Uow) -> TopicView:
    """The topic with this code."""
    return topics.get_topic(actor, code, uow=uow)


@router.patch("/topics/{code}", tags=["topics"], summary="Change a topic")
def change_topic(
    code: TopicCode, command: ChangeTopic, actor: CurrentActor, uow: Uow, seen: SeenVersion
) -> TopicView:
    """Needs If-Match with the version seen; 412 when someone saved a newer one."""
    return topics.change_topic(actor, code, command, seen, uow=uow)


LanguageCode = Annotated[Code, Path(examples=["am"])]


@router.get("/languages", tags=["languages"], summary="List languages")
def list_languages(
    actor: CurrentActor, uow: Uow, cursor: Text | None = None, limit: Limit = 50
) -> Page[LanguageView]:
    """Languages by BCP 47 code, page by page."""
    return languages.list_languages(actor, uow=uow, cursor=cursor, limit=limit)


@router.post("/languages", tags=["languages"], status_code=201, summary="Add a language")
def add_language(command: AddLanguage, actor: CurrentActor, uow: Uow, response: Response) -> LanguageView:
    """201 when added, 200 when the very same is there, 409 when the code is taken by another."""
    outcome = languages.add_language(actor, command, uow=uow)
    response.status_code = 201 if outcome.fresh else 200
    return outcome.value


@router.get("/languages/{code}", tags=["languages"], summary="One language")
def get_language(code: LanguageCode, actor: CurrentActor, uow: Uow) -> LanguageView:
    """The language with this code."""
    return languages.get_language(actor, code, uow=uow)


@router.patch("/languages/{code}", tags=["languages"], summary="Change a language")
def change_language(
    code: LanguageCode, command: ChangeLanguage, actor: CurrentActor, uow: Uow, seen: SeenVersion
) -> LanguageView:
    """Needs If-Match with the version seen; 412 when someone saved a newer one."""
    return languages.change_language(actor, code, command, seen, uow=uow)
