"""What each role does on its first day, in a few sentences; the rights come from the matrix itself."""

from __future__ import annotations

from app.access.permissions import PERMISSION_NAMES, ROLE_PERMISSIONS, Role
from app.kernel.words import Words, _

FIRST_STEPS: dict[Role, tuple[Words, ...]] = {
    Role.FACILITATOR: (
        _("Open your session from the start page."),
        _(
            "Count people by community, sex and age. Write 0 when you know there was nobody, leave a cell empty when you cannot say."
        ),
        _("Hand out kits from the session's bag."),
        _(
            "Close the session: compare the three counts, balance the till, say what you noticed. Never write a name or a number of a participant."
        ),
    ),
    Role.PLANNER: (
        _(
            "Propose a session: hall, time, language, topics, partners. A clash of hall or facilitator is shown at once."
        ),
        _("Answer the sessions other organisations ask you to join."),
        _("Load kits before the session and see that the report is made after it."),
        _("Invite the people of your organisation."),
    ),
    Role.STOREKEEPER: (
        _("Receive kits into your store with their delivery note, lot and expiry."),
        _("Move them to partners and load bags for sessions. Nothing can go below zero."),
        _("Correct a mistake with a reversal; nothing is ever erased."),
    ),
    Role.COORDINATOR: (
        _("Confirm proposed sessions."),
        _("Verify reports, or send them back with a note. Your own report is verified by somebody else."),
        _("Make the donor report: project, period, language. The figures are the same in every format."),
        _("Small numbers that could point at a person are protected when a report leaves the programme."),
    ),
    Role.DONOR: (
        _("Open Reports to read what your grant paid for."),
        _("Numbers too small to be shown safely are written as “<k” or hidden; totals are always true."),
    ),
    Role.ADMINISTRATOR: (
        _("Invite people and give them roles; hand them the one-time link."),
        _("Keep the lists: organisations, projects, places, communities, items."),
        _("Make backups with the command line, and check the audit trail."),
    ),
}


def rights_of(role: Role) -> list[Words]:
    """What a role may do, in words, in the order of the matrix."""
    return [words for permission, words in PERMISSION_NAMES.items() if permission in ROLE_PERMISSIONS[role]]
