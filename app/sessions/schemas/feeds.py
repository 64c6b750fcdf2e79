"""What goes into calendar feeds and what comes out."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from app.kernel.types import Code, Command, OptionalId, Text, View

FeedName = Annotated[Text, Field(min_length=1, max_length=120)]


class MakeFeed(Command):
    """A secret address for a calendar program: an organisation's sessions, or (without one) those I am assigned to."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "My phone"}, {"name": "Office", "organisation": "CARITAS"}]}
    )

    id: OptionalId = None
    name: FeedName
    organisation: Code | None = None


class RenameFeed(Command):
    """What the feed is called, here and in the calendar program."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "My old phone"}]})

    name: FeedName


class FeedView(View):
    """A calendar feed without its address, which nobody has any more."""

    id: UUID
    name: str
    organisation: str | None
    created_at: datetime
    last_used_at: datetime | None


class MadeFeed(FeedView):
    """A new feed. `address` is shown once, null when the same request is sent again: Karama keeps only its hash."""

    address: str | None
