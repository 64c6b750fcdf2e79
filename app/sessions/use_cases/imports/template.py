"""The empty schedule to fill in: a workbook in the reader's language with drop-down lists, or a CSV heading."""

from __future__ import annotations

import csv
import io
from typing import Any
from zoneinfo import available_timezones

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from app.access.actor import Actor
from app.kernel.types import Names
from app.kernel.words import Words, _
from app.platform import catalogues
from app.platform.unit_of_work import UnitOfWork
from app.sessions.rules import ACTIVITY_NAMES, AUDIENCE_NAMES, PARTNER_ROLE_NAMES, PartnerRole
from app.sessions.rules.imports import COLUMNS, MOST_ROWS
from app.sessions.use_cases.choosing import FormChoices, form_choices

_OFFERED_ROWS = 2_000
"""Rows of the sheet that offer their lists; further ones may be filled in all the same."""

_WIDTHS = {"title": 38, "venue": 32, "lead_organisation": 26, "topics": 32, "facilitators": 32, "note": 32}
_MESSAGE = 255
"""Signs of a message beside a cell, as Excel has it."""


def _coded(pairs: list[tuple[str, Names]], language: str) -> list[str]:
    return [f"{code} · {names.in_language(language)}" for code, names in pairs]


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
        "language": _coded(choices.languages, language),
        "topics": _coded(choices.topics, language),
        "lead_organisation": _coded(choices.leads, language),
        "partners": _coded(choices.organisations, language),
        "roles": [str(name) for name in roles],
        "facilitators": [email for email, _name in choices.people],
        "projects": _coded(choices.projects, language),
        "campaign": _coded(choices.campaigns, language),
        "planned_kits": _coded(choices.items, language),
    }


_CHOSEN = ("activity_type", "audience", "time_zone", "venue", "language", "lead_organisation", "campaign")
"""Columns with one thing of a list; in the others several stand, which no drop-down offers."""


def _write_lists(sheet: Worksheet, lists: dict[str, list[str]], bold: Any) -> dict[str, str]:
    """One list a column; answers the range of each, for the drop-downs."""
    ranges = {}
    headings = {column.key: str(column.heading) for column in COLUMNS}
    headings["roles"] = str(_("What a partner does"))
    for position, (key, lines) in enumerate(lists.items()):
        sheet.write_string(0, position, headings[key], bold)
        for row, line in enumerate(lines, start=1):
            sheet.write_string(row, position, line)
        letter = xlsxwriter.utility.xl_col_to_name(position, col_abs=True)
        ranges[key] = f"=lists!{letter}$2:{letter}${len(lines) + 1}" if lines else ""
    sheet.set_column(0, len(lists), 30)
    sheet.freeze_panes(1, 0)
    return ranges


def _write_schedule(book: Any, sheet: Worksheet, ranges: dict[str, str], bold: Any) -> None:
    formats = {
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "start": book.add_format({"num_format": "hh:mm"}),
        "end": book.add_format({"num_format": "hh:mm"}),
        "capacity": book.add_format({"num_format": "0"}),
    }
    plain = book.add_format({"num_format": "@"})
    for position, column in enumerate(COLUMNS):
        heading = str(column.heading)
        sheet.write_string(0, position, heading, bold)
        sheet.set_column(position, position, _WIDTHS.get(column.key, 18), formats.get(column.key, plain))
        offered = column.key in _CHOSEN and ranges.get(column.key)
        sheet.data_validation(
            1,
            position,
            _OFFERED_ROWS,
            position,
            {
                "validate": "list" if offered else "any",
                **({"source": ranges[column.key], "error_type": "warning"} if offered else {}),
                "input_title": heading[:32],
                "input_message": str(column.hint)[:_MESSAGE],
            },
        )
    sheet.freeze_panes(1, 2)


def _write_help(sheet: Worksheet, bold: Any, wrap: Any) -> None:
    lines: list[tuple[str | Words, str | Words]] = [
        (_("One row is one session."), _("At most %(most)s rows.") % {"most": MOST_ROWS}),
        (_("Nothing is imported while anything is wrong."), _("Karama names each row and column.")),
        (
            _("The same file twice changes nothing."),
            _("A row is known again by its reference, or by its organisation, start and venue."),
        ),
        ("", ""),
        *(
            (
                f"{column.heading} ({_('optional')})" if column.optional else column.heading,
                column.hint,
            )
            for column in COLUMNS
        ),
    ]
    for row, (name, said) in enumerate(lines):
        sheet.write_string(row, 0, str(name), bold)
        sheet.write_string(row, 1, str(said), wrap)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 80)


def _sheet_name(words: Words, fallback: str) -> str:
    """A name Excel takes: at most 31 signs, none of its own."""
    name = "".join(" " if sign in "[]:*?/\\'" else sign for sign in str(words)).strip()[:31]
    return name or fallback


def template_workbook(actor: Actor, language: str, *, time_zone: str, uow: UnitOfWork) -> bytes:
    """The workbook in a language: the schedule, its lists, how to fill it in. Raises Forbidden."""
    choices = form_choices(actor, uow=uow)
    written = io.BytesIO()
    with (
        catalogues.speaking(language),
        xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False}) as book,
    ):
        bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
        schedule = book.add_worksheet(_sheet_name(_("Sessions"), "Sessions"))
        helping = book.add_worksheet(_sheet_name(_("How to fill in"), "Help"))
        lists = book.add_worksheet("lists")
        ranges = _write_lists(lists, _lists(choices, language, time_zone), bold)
        _write_schedule(book, schedule, ranges, bold)
        _write_help(helping, bold, wrap)
        if catalogues.direction(language) == "rtl":
            for sheet in (schedule, helping, lists):
                sheet.right_to_left()
    return written.getvalue()


def template_csv(actor: Actor, language: str, *, uow: UnitOfWork) -> bytes:
    """The heading alone, as CSV in UTF-8 with its mark, so that Excel reads the letters. Raises Forbidden."""
    form_choices(actor, uow=uow)
    written = io.StringIO(newline="")
    with catalogues.speaking(language):
        csv.writer(written).writerow([str(column.heading) for column in COLUMNS])
    return written.getvalue().encode("utf-8-sig")
