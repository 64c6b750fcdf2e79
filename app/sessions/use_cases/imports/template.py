"""The empty schedule to fill in: a workbook in the reader's language with drop-down lists, or a CSV heading."""

from __future__ import annotations

from zoneinfo import available_timezones

from app.access.actor import Actor
from app.kernel.words import _
from app.platform import catalogues
from app.platform.sheets.template import Template, coded_lines, csv_heading, workbook
from app.platform.unit_of_work import UnitOfWork
from app.sessions.rules import ACTIVITY_NAMES, AUDIENCE_NAMES, PARTNER_ROLE_NAMES, PartnerRole
from app.sessions.rules.imports import COLUMNS
from app.sessions.use_cases.choosing import FormChoices, form_choices


def _lists(choices: FormChoices, language: str, time_zone: str) -> dict[str, list[str]]:
    """What each column can be chosen from, as people read it; `read_row` understands every line of it."""
    zones = sorted(
        one for one in available_timezones() if "/" in one and not one.startswith(("Etc/", "posix"))
    )
    roles = [name for role, name in PARTNER_ROLE_NAMES.items() if role is not PartnerRole.LEAD]
    return {
        "activity_type": [str(name) for name in ACTIVITY_NAMES.values()],
        "audience": [str(name) for name in AUDIENCE_NAMES.values()],
        "time_zone": [time_zone, *(one for one in zones if one != time_zone)],
        "venue": [f"{name} · {area.in_language(language)}" for _id, name, area in choices.venues],
        "language": coded_lines(choices.languages, language),
        "topics": coded_lines(choices.topics, language),
        "lead_organisation": coded_lines(choices.leads, language),
        "partners": coded_lines(choices.organisations, language),
        "roles": [str(name) for name in roles],
        "facilitators": [f"{one.email} · {one.name}" for one in choices.people],
        "projects": coded_lines(choices.projects, language),
        "campaign": coded_lines(choices.campaigns, language),
        "planned_kits": coded_lines(choices.items, language),
    }


_CHOSEN = frozenset(
    {"activity_type", "audience", "time_zone", "venue", "language", "lead_organisation", "campaign"}
)
"""Columns with one thing of a list; in the others several stand, which no drop-down offers."""

_ADVICE = (
    (_("One row is one session."), _("New sessions are proposed; a coordinator confirms them.")),
    (
        _("The same file twice changes nothing."),
        _("A row is known again by its reference, or by its organisation, start and venue."),
    ),
)


def template_workbook(actor: Actor, language: str, *, time_zone: str, uow: UnitOfWork) -> bytes:
    """The workbook in a language: the schedule, its lists, how to fill it in. Raises Forbidden."""
    choices = form_choices(actor, uow=uow, every_venue=True)
    with catalogues.speaking(language):
        lists = _lists(choices, language, time_zone)
    template = Template(
        _("Sessions"),
        COLUMNS,
        lists,
        _CHOSEN,
        _ADVICE,
        extra={"roles": _("What a partner does")},
        frozen_columns=2,
    )
    return workbook(template, language)


def template_csv(actor: Actor, language: str, *, uow: UnitOfWork) -> bytes:
    """The heading alone, as CSV in UTF-8 with its mark, so that Excel reads the letters. Raises Forbidden."""
    form_choices(actor, uow=uow)
    return csv_heading(COLUMNS, language)
