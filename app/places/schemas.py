"""What goes in and what comes out of areas and venues."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import BeforeValidator, ConfigDict, Field

from app.kernel.types import (
    THREE_CAPITALS,
    Code,
    Command,
    Label,
    Names,
    OptionalId,
    Quantity,
    Text,
    View,
    western_digits,
)

Country = Annotated[Text, Field(pattern=THREE_CAPITALS)]
"""ISO 3166-1 alpha-3."""

Short = Annotated[Text, Field(pattern=r"^[A-Z0-9]{2,12}$")]
"""The prefix of session codes, such as BEY."""

Level = Annotated[int, Field(ge=0, le=3)]
"""0 country, 1 governorate, 2 district, 3 below."""

Address = Annotated[Text, Field(max_length=300)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Hour = Annotated[
    Text, BeforeValidator(western_digits), Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", max_length=5)
]
"""On the clock of the hall: 08:00."""

ClosedDays = Annotated[tuple[Annotated[int, Field(ge=1, le=7)], ...], Field(max_length=7)]
"""Days of the week on which it stays shut, as ISO numbers: 1 Monday … 7 Sunday."""


class AddArea(Command):
    """A new area. The parent is said, never guessed from the code."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "code": "LB21",
                    "level": 2,
                    "parent": "LB8",
                    "names": {"en": "Baalbek", "ar": "بعلبك"},
                    "country": "LBN",
                }
            ]
        }
    )

    id: OptionalId = None
    code: Code
    level: Level
    parent: Code | None = None
    names: Names
    country: Country
    short: Short | None = None


class ChangeArea(Command):
    """New values; what is left out stays as it is. Code, level and parent are for ever."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"names": {"en": "Baalbek", "ar": "بعلبك"}}]})

    names: Names | None = None
    short: Short | None = None
    active: bool | None = None


class AreaView(View):
    """An area; `governorate` is the code of its ancestor of level 1, itself at level 1."""

    code: str
    level: int
    parent: str | None
    governorate: str | None
    country: str
    short: str | None
    names: Names
    active: bool
    version: int

    @property
    def parent_code(self) -> str | None:
        """The code of the area above."""
        return self.parent


class AddVenue(Command):
    """A new venue of the organisation of whoever adds it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"name": "Cedar hall", "area": "LB11", "capacity": 80, "sensitive": False}]
        }
    )

    id: OptionalId = None
    name: Label
    area: Code
    capacity: Quantity
    sensitive: bool = False
    address: Address = ""
    accessible: bool = False
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    opens: Hour | None = None
    closes: Hour | None = None
    closed_days: ClosedDays = ()


class ChangeVenue(Command):
    """New values; what is left out stays as it is."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"capacity": 80, "accessible": True}]})

    name: Label | None = None
    area: Code | None = None
    capacity: Quantity | None = None
    sensitive: bool | None = None
    address: Address | None = None
    accessible: bool | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    opens: Hour | None = None
    closes: Hour | None = None
    closed_days: ClosedDays | None = None
    active: bool | None = None


class VenueView(View):
    """A venue. Those who may not know a sensitive one never get its view."""

    id: UUID
    name: str
    area: str
    address: str
    capacity: int
    accessible: bool
    sensitive: bool
    latitude: float | None
    longitude: float | None
    opens: str | None
    closes: str | None
    closed_days: list[int]
    organisation_id: UUID | None
    organisation: str | None
    active: bool
    version: int

    @property
    def area_code(self) -> str:
        """The code of the area it lies in."""
        return self.area
