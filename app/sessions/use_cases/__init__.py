"""One verb, one transaction: propose, change, take a step, answer, list, look."""

from __future__ import annotations

from app.sessions.use_cases.answering import answer_invitation
from app.sessions.use_cases.calendar import CalendarChoices, calendar_choices, show_calendar
from app.sessions.use_cases.changing import change_session
from app.sessions.use_cases.checking import PlanCheck, PlanChecked, check_change, check_new
from app.sessions.use_cases.choosing import (
    FilterChoices,
    FormChoices,
    filter_choices,
    form_choices,
    usual_hours,
)
from app.sessions.use_cases.listing import every_page, list_sessions, written_list
from app.sessions.use_cases.looking import SessionPage, get_session, session_page, session_to_edit
from app.sessions.use_cases.proposing import propose_session
from app.sessions.use_cases.stepping import take_step

__all__ = [
    "CalendarChoices",
    "FilterChoices",
    "FormChoices",
    "PlanCheck",
    "PlanChecked",
    "SessionPage",
    "answer_invitation",
    "calendar_choices",
    "change_session",
    "check_change",
    "check_new",
    "every_page",
    "filter_choices",
    "form_choices",
    "get_session",
    "list_sessions",
    "propose_session",
    "session_page",
    "session_to_edit",
    "show_calendar",
    "take_step",
    "usual_hours",
    "written_list",
]
