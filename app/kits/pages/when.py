"""The day on a form: an entry of today happened now, one of an earlier day at its noon in UTC."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from app.kernel import clock
from app.kernel.errors import FieldError
from app.kernel.words import _

_INSTANTS = frozenset({"effective_at", "made_at", "dispatched_at"})


def happened_at(day: object) -> dict[str, Any]:
    """`effective_at` for a command from an ISO day; nothing for today or no day, the text itself when it is no day."""
    text = str(day or "")
    if not text or text == clock.today().isoformat():
        return {}
    return {"effective_at": f"{text}T12:00:00Z"}


def at_the_day(problems: Iterable[FieldError]) -> list[FieldError]:
    """What is wrong with the instant of an entry stands at the day it was made from; a day that is none is called a date."""
    return [
        replace(one, field="day", message=_("Please write a date.") if "parsing" in one.code else one.message)
        if one.field in _INSTANTS
        else one
        for one in problems
    ]
