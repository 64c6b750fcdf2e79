"""JSON face of items."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response

from app.items import use_cases
from app.items.schemas import AddItem, AddItemVersion, ChangeItem, ItemDetail
from app.kernel.paging import Limit, Page
from app.kernel.types import Code, Text
from app.platform.web.deps import CurrentActor, Uow
from app.platform.web.versions import SeenVersion

router = APIRouter(prefix="/items", tags=["items"])

ItemCode = Annotated[Code, Path(examples=["DK"])]


@router.get("", summary="List items")
def list_items(
    actor: CurrentActor, uow: Uow, cursor: Text | None = None, limit: Limit = 50
) -> Page[ItemDetail]:
    """Items by code, page by page, with their bills of materials."""
    return use_cases.list_items(actor, uow=uow, cursor=cursor, limit=limit)


@router.post("", status_code=201, summary="Add an item")
def add_item(command: AddItem, actor: CurrentActor, uow: Uow, response: Response) -> ItemDetail:
    """201 when added with its first version, 200 on replay, 409 when the code is taken."""
    outcome = use_cases.add_item(actor, command, uow=uow)
    response.status_code = 201 if outcome.fresh else 200
    return outcome.value


@router.get("/{code}", summary="One item")
def get_item(code: ItemCode, actor: CurrentActor, uow: Uow) -> ItemDetail:
    """The item with this code and all its versions."""
    return use_cases.get_item(actor, code, uow=uow)


@router.patch("/{code}", summary="Change an item")
def change_item(
    code: ItemCode, command: ChangeItem, actor: CurrentActor, uow: Uow, seen: SeenVersion
) -> ItemDetail:
    """Names, kind, in use, variants. Needs If-Match; what it is made of changes by a new version only."""
    return use_cases.change_item(actor, code, command, seen, uow=uow)


@router.post("/{code}/versions", status_code=201, summary="Give an item a new version")
def add_item_version(
    code: ItemCode, command: AddItemVersion, actor: CurrentActor, uow: Uow, response: Response
) -> ItemDetail:
    """201 with the item, its new version included; 200 when the same request was taken before."""
    outcome = use_cases.add_item_version(actor, code, command, uow=uow)
    response.status_code = 201 if outcome.fresh else 200
    return outcome.value
