"""Lists come in pages: `limit` at most 200, `next` is a cursor or null."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from app.kernel.errors import Invalid
from app.kernel.words import _

MAX_PAGE = 200

Item = TypeVar("Item")

Limit = Annotated[int, Field(ge=1, le=MAX_PAGE)]


class Page(BaseModel, Generic[Item]):
    """One page of a list. `next` goes back as `cursor` to fetch the following one."""

    model_config = ConfigDict(frozen=True)

    items: list[Item]
    next: str | None = None


def to_cursor(*position: Any) -> str:
    """Pack the sort position of the last row shown into an opaque cursor."""
    text = json.dumps([str(part) for part in position], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def cursor_unknown() -> Invalid:
    """The refusal of a cursor that we did not make."""
    return Invalid.of("cursor", "cursor.unknown", _("This page of the list is not known. Start again."))


def from_cursor(cursor: str, parts: int) -> list[str]:
    """Unpack a cursor of `parts` positions. Raises Invalid for anything we did not make."""
    wrong = cursor_unknown()
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        position = json.loads(base64.urlsafe_b64decode(padded.encode("ascii", "strict")))
    except (ValueError, binascii.Error, RecursionError):
        raise wrong from None
    if (
        not isinstance(position, list)
        or len(position) != parts
        or not all(isinstance(part, str) and "\x00" not in part for part in position)
    ):
        raise wrong
    return position
