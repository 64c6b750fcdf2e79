"""What goes into a template of a usual session and what comes out."""

from __future__ import annotations

from uuid import UUID

from pydantic import ConfigDict

from app.kernel.types import Code, Command, Label, OptionalId, View
from app.sessions.schemas import KitLine, PartnerLine, ProjectLine


class SaveTemplate(Command):
    """Keep the plan of a session for an organisation (the session's lead when left out) to start new ones from."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"name": "Kafala, Saturdays", "session": "01981d3e-0000-7000-8000-000000000001"}]
        }
    )

    id: OptionalId = None
    name: Label
    session: UUID
    organisation: Code | None = None


class ChangeTemplate(Command):
    """Another name, or `active: false` to take it off the list."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Rights at work, two hours"}]})

    name: Label | None = None
    active: bool | None = None


class TemplatePlan(View):
    """The plan of a usual session, without its day. Hours are on the clocks of the zone."""

    title: str
    activity_type: str
    audience: str
    start: str
    end: str
    time_zone: str
    venue: UUID
    language: str
    topics: list[str]
    partners: list[PartnerLine]
    facilitators: list[str]
    capacity: int
    projects: list[ProjectLine]
    campaign: str | None
    planned_kits: list[KitLine]
    note: str


class TemplateView(View):
    """A usual session of an organisation."""

    id: UUID
    name: str
    organisation: str
    plan: TemplatePlan
    active: bool
    version: int
