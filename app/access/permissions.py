"""The one matrix of roles and rights. The help page is written from it; nothing else decides.

Scope (app/access/actor.py) says *which rows*; a permission says *what may be done* with them.
"""

from __future__ import annotations

from enum import StrEnum

from app.kernel.words import Words, _


class Role(StrEnum):
    """The six roles a person may hold in an organisation."""

    FACILITATOR = "facilitator"
    PLANNER = "planner"
    STOREKEEPER = "storekeeper"
    COORDINATOR = "coordinator"
    DONOR = "donor"
    ADMINISTRATOR = "administrator"


ROLE_NAMES: dict[Role, Words] = {
    Role.FACILITATOR: _("facilitator"),
    Role.PLANNER: _("planner"),
    Role.STOREKEEPER: _("storekeeper"),
    Role.COORDINATOR: _("coordinator"),
    Role.DONOR: _("donor"),
    Role.ADMINISTRATOR: _("administrator"),
}


class Permission(StrEnum):
    """A right, named `thing:verb`."""

    SESSION_SEE = "session:see"
    SESSION_SCHEDULE = "session:schedule"
    SESSION_CONFIRM = "session:confirm"
    SESSION_OVERRIDE_CLASH = "session:override_clash"
    SESSION_COUNT = "session:count"
    SESSION_CLOSE = "session:close"
    SESSION_VERIFY = "session:verify"
    PERIOD_CLOSE = "period:close"
    FIGURES_SEE = "figures:see"
    KITS_HAND_OUT = "kits:hand_out"
    POINT_PLAN = "point:plan"
    POINT_HOLD = "point:hold"
    FEEDBACK_RECORD = "feedback:record"
    FEEDBACK_SEE = "feedback:see"
    STOCK_SEE = "stock:see"
    STOCK_MOVE = "stock:move"
    STOCK_APPROVE = "stock:approve"
    REPORT_MAKE = "report:make"
    REPORT_READ = "report:read"
    PEOPLE_MANAGE = "people:manage"
    ROLES_GRANT_ANY = "roles:grant_any"
    DEVICES_MANAGE = "devices:manage"
    EXCEPTION_RESOLVE = "exception:resolve"
    REFERENCE_SEE = "reference:see"
    REFERENCE_MANAGE = "reference:manage"
    VENUE_MANAGE = "venue:manage"
    CONTACTS_SEE = "contacts:see"
    AUDIT_SEE = "audit:see"
    SETTINGS_MANAGE = "settings:manage"


PERMISSION_NAMES: dict[Permission, Words] = {
    Permission.SESSION_SEE: _("see sessions"),
    Permission.SESSION_SCHEDULE: _("schedule and edit sessions, cancel or postpone them"),
    Permission.SESSION_CONFIRM: _("confirm sessions"),
    Permission.SESSION_OVERRIDE_CLASH: _("schedule in spite of a clash, with a reason"),
    Permission.SESSION_COUNT: _("count people"),
    Permission.SESSION_CLOSE: _("close a session with its report"),
    Permission.SESSION_VERIFY: _("verify a report or send it back (never one's own)"),
    Permission.PERIOD_CLOSE: _("close and reopen reporting periods, empty their late box"),
    Permission.FIGURES_SEE: _("see figures"),
    Permission.KITS_HAND_OUT: _("hand out kits"),
    Permission.POINT_PLAN: _("plan distribution points and call them off"),
    Permission.POINT_HOLD: _("see distribution points, hand out there and close their till"),
    Permission.FEEDBACK_RECORD: _("enter what people said after a distribution"),
    Permission.FEEDBACK_SEE: _("see what people said after a distribution"),
    Permission.STOCK_SEE: _("see stock"),
    Permission.STOCK_MOVE: _("receive, move, count and adjust stock"),
    Permission.STOCK_APPROVE: _("approve stock differences"),
    Permission.REPORT_MAKE: _("make donor reports and exports"),
    Permission.REPORT_READ: _("read donor reports"),
    Permission.PEOPLE_MANAGE: _("invite people and change their roles"),
    Permission.ROLES_GRANT_ANY: _("give any role in any organisation"),
    Permission.DEVICES_MANAGE: _("pair and revoke tablets"),
    Permission.EXCEPTION_RESOLVE: _("settle exceptions that tablets brought"),
    Permission.REFERENCE_SEE: _("see reference lists"),
    Permission.REFERENCE_MANAGE: _("change organisations, projects, items and reference lists"),
    Permission.VENUE_MANAGE: _("add and change venues"),
    Permission.CONTACTS_SEE: _("see focal points of organisations"),
    Permission.AUDIT_SEE: _("see the audit trail"),
    Permission.SETTINGS_MANAGE: _("change settings"),
}

_P = Permission

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.FACILITATOR: frozenset(
        {
            _P.SESSION_SEE,
            _P.SESSION_COUNT,
            _P.SESSION_CLOSE,
            _P.KITS_HAND_OUT,
            _P.FIGURES_SEE,
            _P.REFERENCE_SEE,
            _P.POINT_HOLD,
            _P.FEEDBACK_RECORD,
            _P.FEEDBACK_SEE,
        }
    ),
    Role.PLANNER: frozenset(
        {
            _P.SESSION_SEE,
            _P.SESSION_SCHEDULE,
            _P.SESSION_COUNT,
            _P.SESSION_CLOSE,
            _P.KITS_HAND_OUT,
            _P.FIGURES_SEE,
            _P.STOCK_SEE,
            _P.REPORT_MAKE,
            _P.REPORT_READ,
            _P.PEOPLE_MANAGE,
            _P.DEVICES_MANAGE,
            _P.REFERENCE_SEE,
            _P.VENUE_MANAGE,
            _P.POINT_PLAN,
            _P.POINT_HOLD,
            _P.FEEDBACK_RECORD,
            _P.FEEDBACK_SEE,
        }
    ),
    Role.STOREKEEPER: frozenset(
        {
            _P.SESSION_SEE,
            _P.STOCK_SEE,
            _P.STOCK_MOVE,
            _P.REFERENCE_SEE,
            _P.POINT_PLAN,
            _P.POINT_HOLD,
            _P.FEEDBACK_SEE,
        }
    ),
    Role.COORDINATOR: frozenset(
        {
            _P.SESSION_SEE,
            _P.SESSION_SCHEDULE,
            _P.SESSION_CONFIRM,
            _P.SESSION_OVERRIDE_CLASH,
            _P.SESSION_COUNT,
            _P.SESSION_CLOSE,
            _P.SESSION_VERIFY,
            _P.PERIOD_CLOSE,
            _P.KITS_HAND_OUT,
            _P.FIGURES_SEE,
            _P.STOCK_SEE,
            _P.STOCK_MOVE,
            _P.STOCK_APPROVE,
            _P.REPORT_MAKE,
            _P.REPORT_READ,
            _P.DEVICES_MANAGE,
            _P.EXCEPTION_RESOLVE,
            _P.REFERENCE_SEE,
            _P.REFERENCE_MANAGE,
            _P.VENUE_MANAGE,
            _P.CONTACTS_SEE,
            _P.AUDIT_SEE,
            _P.POINT_PLAN,
            _P.POINT_HOLD,
            _P.FEEDBACK_RECORD,
            _P.FEEDBACK_SEE,
        }
    ),
    Role.DONOR: frozenset({_P.REPORT_READ}),
    Role.ADMINISTRATOR: frozenset(
        {
            _P.PEOPLE_MANAGE,
            _P.ROLES_GRANT_ANY,
            _P.DEVICES_MANAGE,
            _P.REFERENCE_SEE,
            _P.REFERENCE_MANAGE,
            _P.AUDIT_SEE,
            _P.SETTINGS_MANAGE,
        }
    ),
}

PROGRAMME_ROLES = frozenset({Role.COORDINATOR})
"""Roles whose rows are the whole programme, not one organisation's."""
