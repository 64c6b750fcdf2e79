"""The words of sessions: kinds, audiences, states of the life line, roles of partners."""

from __future__ import annotations

from enum import StrEnum

from app.kernel.words import Words, _


class SessionStatus(StrEnum):
    """Where a session stands on its life line."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    IN_PROGRESS = "in_progress"
    REPORTED = "reported"
    VERIFIED = "verified"
    CANCELLED = "cancelled"
    POSTPONED = "postponed"


STATUS_NAMES: dict[SessionStatus, Words] = {
    SessionStatus.PROPOSED: _("proposed"),
    SessionStatus.CONFIRMED: _("confirmed"),
    SessionStatus.IN_PROGRESS: _("in progress"),
    SessionStatus.REPORTED: _("reported"),
    SessionStatus.VERIFIED: _("verified"),
    SessionStatus.CANCELLED: _("cancelled"),
    SessionStatus.POSTPONED: _("postponed"),
}


OCCUPYING = frozenset(
    {
        SessionStatus.PROPOSED,
        SessionStatus.CONFIRMED,
        SessionStatus.IN_PROGRESS,
        SessionStatus.REPORTED,
        SessionStatus.VERIFIED,
    }
)
"""A session in one of these states takes its hall and its facilitators; a cancelled or postponed one frees them."""

OPEN = (
    SessionStatus.PROPOSED,
    SessionStatus.CONFIRMED,
    SessionStatus.IN_PROGRESS,
    SessionStatus.REPORTED,
)
"""States in which somebody still has something to do."""


class ActivityType(StrEnum):
    """What kind of activity it is."""

    AWARENESS_SESSION = "awareness_session"
    SCHOOL_CONFERENCE = "school_conference"
    PUBLIC_BOOTH = "public_booth"
    TRAINING = "training"
    OUTREACH = "outreach"
    CAMPAIGN_EVENT = "campaign_event"


ACTIVITY_NAMES: dict[ActivityType, Words] = {
    ActivityType.AWARENESS_SESSION: _("awareness session"),
    ActivityType.SCHOOL_CONFERENCE: _("school conference"),
    ActivityType.PUBLIC_BOOTH: _("public booth"),
    ActivityType.TRAINING: _("training"),
    ActivityType.OUTREACH: _("outreach"),
    ActivityType.CAMPAIGN_EVENT: _("campaign event"),
}


class Audience(StrEnum):
    """Who it is for."""

    COMMUNITY = "community"
    STUDENTS = "students"
    PUBLIC = "public"
    OFFICIALS = "officials"
    SERVICE_PROVIDERS = "service_providers"


AUDIENCE_NAMES: dict[Audience, Words] = {
    Audience.COMMUNITY: _("communities"),
    Audience.STUDENTS: _("students"),
    Audience.PUBLIC: _("the public"),
    Audience.OFFICIALS: _("officials"),
    Audience.SERVICE_PROVIDERS: _("service providers"),
}


class PartnerRole(StrEnum):
    """What an organisation does in a session. `lead` is the leading organisation's own row."""

    LEAD = "lead"
    HOST = "host"
    FACILITATOR = "facilitator"
    MOBILISER = "mobiliser"
    KIT_SUPPLIER = "kit_supplier"


PARTNER_ROLE_NAMES: dict[PartnerRole, Words] = {
    PartnerRole.LEAD: _("leads"),
    PartnerRole.HOST: _("hosts"),
    PartnerRole.FACILITATOR: _("facilitates"),
    PartnerRole.MOBILISER: _("mobilises"),
    PartnerRole.KIT_SUPPLIER: _("supplies kits"),
}
