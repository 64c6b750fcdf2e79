"""The words of the intake: kinds of events, what became of each, why, and how a coordinator settles it."""

from __future__ import annotations

from enum import StrEnum

from app.kernel.words import Words, _


class Kind(StrEnum):
    """What an event says has happened."""

    COUNT = "count"
    DOOR = "door"
    CHECK_IN = "check_in"
    KIT = "kit"
    TILL = "till"
    LOAD = "load"
    REFUSED_AT_DOOR = "refused_at_door"
    CLOSE = "close"
    VOID = "void"


KIND_NAMES: dict[Kind, Words] = {
    Kind.COUNT: _("people counted"),
    Kind.DOOR: _("door count"),
    Kind.CHECK_IN: _("ticket checked in"),
    Kind.KIT: _("kit handed out"),
    Kind.TILL: _("kits returned, damaged or missing"),
    Kind.LOAD: _("bag loaded"),
    Kind.REFUSED_AT_DOOR: _("refused at the door"),
    Kind.CLOSE: _("session closed"),
    Kind.VOID: _("taken back"),
}

CAN_BE_VOIDED = frozenset({Kind.COUNT, Kind.DOOR, Kind.CHECK_IN, Kind.KIT, Kind.LOAD, Kind.TILL})
"""Kinds whose effect on a ledger can be taken back."""


class Outcome(StrEnum):
    """What became of an event. `duplicate` is only ever an answer, never stored."""

    APPLIED = "applied"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    REJECTED = "rejected"


STORED_OUTCOMES = (Outcome.APPLIED.value, Outcome.CONFLICT.value)


class Reason(StrEnum):
    """Why an event was flagged or not understood. The earlier one is told when several hold."""

    MALFORMED = "malformed"
    UNKNOWN_SESSION = "unknown_session"
    UNKNOWN_VERSION = "unknown_version"
    ID_REUSED = "id_reused"
    SESSION_CANCELLED = "session_cancelled"
    ACTOR_REVOKED = "actor_revoked"
    LATE = "late"
    REPORT_INCOMPLETE = "report_incomplete"
    TICKET_VOID = "ticket_void"
    NOT_ON_LIST = "not_on_list"
    ALREADY_CHECKED_IN = "already_checked_in"
    ALREADY_GOT_KIT = "already_got_kit"
    STOCK_NEGATIVE = "stock_negative"
    OVER_CAPACITY = "over_capacity"
    CLOCK_SUSPECT = "clock_suspect"


REJECTIONS = (Reason.MALFORMED, Reason.UNKNOWN_SESSION, Reason.UNKNOWN_VERSION, Reason.ID_REUSED)
CONFLICTS = tuple(reason for reason in Reason if reason not in REJECTIONS)
IN_ORDER = {reason: place for place, reason in enumerate(Reason)}

OF_A_TICKET = frozenset(
    {Reason.ALREADY_CHECKED_IN, Reason.ALREADY_GOT_KIT, Reason.TICKET_VOID, Reason.NOT_ON_LIST}
)
"""Each such event is an exception of its own; others of one kind, session and tablet stand in one."""

CAN_BE_SWAPPED = frozenset({Reason.ALREADY_CHECKED_IN, Reason.ALREADY_GOT_KIT})

REASON_NAMES: dict[Reason, Words] = {
    Reason.MALFORMED: _("Not understood"),
    Reason.UNKNOWN_SESSION: _("Session not known"),
    Reason.UNKNOWN_VERSION: _("From a version of the page that is not known"),
    Reason.ID_REUSED: _("Same number, other content"),
    Reason.SESSION_CANCELLED: _("Session not confirmed or called off"),
    Reason.ACTOR_REVOKED: _("Recorded by somebody without the right"),
    Reason.LATE: _("Arrived after the report"),
    Reason.REPORT_INCOMPLETE: _("Report does not add up yet"),
    Reason.TICKET_VOID: _("Ticket was made void"),
    Reason.NOT_ON_LIST: _("Ticket not on the list"),
    Reason.ALREADY_CHECKED_IN: _("Ticket was checked in before"),
    Reason.ALREADY_GOT_KIT: _("Ticket got its kit before"),
    Reason.STOCK_NEGATIVE: _("More given than the bag held"),
    Reason.OVER_CAPACITY: _("More people than the hall holds"),
    Reason.CLOCK_SUSPECT: _("Clock of the tablet is wrong"),
}


class ExceptionState(StrEnum):
    """Whether somebody still has to look at it."""

    OPEN = "open"
    RESOLVED = "resolved"


class Resolution(StrEnum):
    """How a coordinator settles an exception."""

    ACCEPT = "accept"
    SWAP = "swap"
    REVERSE = "reverse"
    NOTE = "note"


RESOLUTION_NAMES: dict[Resolution, Words] = {
    Resolution.ACCEPT: _("accepted as it stands"),
    Resolution.SWAP: _("the other one counts"),
    Resolution.REVERSE: _("taken back"),
    Resolution.NOTE: _("noted"),
}


class RefusalReason(StrEnum):
    """Why somebody was not let in. A choice, never free text: that is where names leak in."""

    FULL = "full"
    OTHER_SESSION = "other_session"
    NOT_FOR_THEM = "not_for_them"
    UNSAFE = "unsafe"
    OTHER = "other"


REFUSAL_NAMES: dict[RefusalReason, Words] = {
    RefusalReason.FULL: _("the hall is full"),
    RefusalReason.OTHER_SESSION: _("came for another session"),
    RefusalReason.NOT_FOR_THEM: _("the session is for others"),
    RefusalReason.UNSAFE: _("it would not have been safe"),
    RefusalReason.OTHER: _("another reason"),
}


class TillReason(StrEnum):
    """What a facilitator may tap to explain kits that are missing; her own words are possible too."""

    MISCOUNTED = "miscounted"
    GIVEN_UNRECORDED = "given_unrecorded"
    LEFT_BEHIND = "left_behind"
    STOLEN = "stolen"


TILL_NAMES: dict[TillReason, Words] = {
    TillReason.MISCOUNTED: _("the bag was loaded with fewer"),
    TillReason.GIVEN_UNRECORDED: _("given without being recorded"),
    TillReason.LEFT_BEHIND: _("left behind at the hall"),
    TillReason.STOLEN: _("stolen"),
}
