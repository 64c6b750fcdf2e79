"""Pure rules of sessions: their words, their life line, shares, times and clashes."""

from __future__ import annotations

from app.sessions.rules.facts import SessionFacts, SessionLabel, reaches
from app.sessions.rules.words import (
    ACTIVITY_NAMES,
    AUDIENCE_NAMES,
    OCCUPYING,
    OPEN,
    PARTNER_ROLE_NAMES,
    STATUS_NAMES,
    ActivityType,
    Audience,
    PartnerRole,
    SessionStatus,
)

__all__ = [
    "ACTIVITY_NAMES",
    "AUDIENCE_NAMES",
    "OCCUPYING",
    "OPEN",
    "PARTNER_ROLE_NAMES",
    "STATUS_NAMES",
    "ActivityType",
    "Audience",
    "PartnerRole",
    "SessionFacts",
    "SessionLabel",
    "SessionStatus",
    "reaches",
]
