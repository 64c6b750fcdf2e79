"""What goes in and what comes out of organisations."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from app.kernel.types import EMAIL_PATTERN, TWO_CAPITALS, Code, Command, Label, Names, OptionalId, Text, View
from app.organisations.rules import OrganisationKind

Country = Annotated[Text, Field(pattern=TWO_CAPITALS)]
"""ISO 3166-1 alpha-2."""

WorkEmail = Annotated[Text, Field(max_length=254, pattern=EMAIL_PATTERN)]


class AddOrganisation(Command):
    """A new organisation."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "code": "AMEL",
                    "names": {"en": "Amel Association", "fr": "Association Amel"},
                    "kind": "ngo",
                    "country": "LB",
                }
            ]
        }
    )

    id: OptionalId = None
    code: Code
    names: Names
    kind: OrganisationKind
    country: Country | None = None


class ChangeOrganisation(Command):
    """New values; what is left out stays as it is."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"names": {"en": "Amel Association International"}}]}
    )

    names: Names | None = None
    kind: OrganisationKind | None = None
    country: Country | None = None
    active: bool | None = None


class OrganisationView(View):
    """An organisation."""

    id: UUID
    code: str
    names: Names
    kind: OrganisationKind
    country: str | None
    active: bool
    version: int


class AddFocalPoint(Command):
    """A professional contact: title, name and work e-mail, nothing else."""

    id: OptionalId = None
    title: Label
    name: Label
    work_email: WorkEmail


class FocalPointView(View):
    """A professional contact of an organisation."""

    id: UUID
    title: str
    name: str
    work_email: str
