"""Pure rules of projects: status by dates, how an indicator adds up."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from app.kernel.words import Words, _


class ProjectStatus(StrEnum):
    """Follows from the dates; never stored."""

    PLANNED = "planned"
    ONGOING = "ongoing"
    COMPLETED = "completed"


STATUS_NAMES: dict[ProjectStatus, Words] = {
    ProjectStatus.PLANNED: _("planned"),
    ProjectStatus.ONGOING: _("ongoing"),
    ProjectStatus.COMPLETED: _("completed"),
}


class Aggregation(StrEnum):
    """How an indicator's periods add up to its cumulative value."""

    SUM = "sum"
    MAX = "max"
    LATEST = "latest"


def project_status(starts_on: date, ends_on: date, today: date) -> ProjectStatus:
    """Planned before its first day, completed after its last, ongoing in between."""
    if today < starts_on:
        return ProjectStatus.PLANNED
    if today > ends_on:
        return ProjectStatus.COMPLETED
    return ProjectStatus.ONGOING


class Measure(StrEnum):
    """The figures an indicator can follow; how each is computed stands in the measures."""

    PEOPLE_REACHED = "people_reached"
    SESSIONS_HELD = "sessions_held"
    KITS_GIVEN = "kits_given"
    PEOPLE_GIVEN = "people_given"
    DOOR_COUNT = "door_count"
    TICKETS_ATTENDED = "tickets_attended"
    PARTNER_ORGANISATIONS = "partner_organisations"
    OFFICIALS_TRAINED = "officials_trained"
    REFERRALS = "referrals"


MEASURE_NAMES: dict[Measure, Words] = {
    Measure.PEOPLE_REACHED: _("people reached"),
    Measure.SESSIONS_HELD: _("sessions held"),
    Measure.KITS_GIVEN: _("kits given"),
    Measure.PEOPLE_GIVEN: _("people who received a kit"),
    Measure.DOOR_COUNT: _("door count"),
    Measure.TICKETS_ATTENDED: _("tickets attended"),
    Measure.PARTNER_ORGANISATIONS: _("partner organisations involved"),
    Measure.OFFICIALS_TRAINED: _("officials trained"),
    Measure.REFERRALS: _("referrals"),
}

AGGREGATION_NAMES: dict[Aggregation, Words] = {
    Aggregation.SUM: _("sum of the periods"),
    Aggregation.MAX: _("highest period"),
    Aggregation.LATEST: _("latest period"),
}


class Dimension(StrEnum):
    """What a figure can be narrowed or broken down by."""

    COMMUNITY = "community"
    COHORT = "cohort"
    SEX = "sex"
    AGE_BAND = "age_band"
    AREA = "area"
    VENUE = "venue"
    ORGANISATION = "organisation"
    CAMPAIGN = "campaign"
    ACTIVITY_TYPE = "activity_type"
    AUDIENCE = "audience"
    TOPIC = "topic"
    LANGUAGE = "language"
    ITEM = "item"


DIMENSION_NAMES: dict[Dimension, Words] = {
    Dimension.COMMUNITY: _("community"),
    Dimension.COHORT: _("group of communities"),
    Dimension.SEX: _("sex"),
    Dimension.AGE_BAND: _("age band"),
    Dimension.AREA: _("area"),
    Dimension.VENUE: _("venue"),
    Dimension.ORGANISATION: _("organisation"),
    Dimension.CAMPAIGN: _("campaign"),
    Dimension.ACTIVITY_TYPE: _("kind of activity"),
    Dimension.AUDIENCE: _("audience"),
    Dimension.TOPIC: _("topic"),
    Dimension.LANGUAGE: _("language"),
    Dimension.ITEM: _("item"),
}
