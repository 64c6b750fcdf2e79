"""How a series repeats: the answers of the form and the shape of a rule, in both directions."""

from __future__ import annotations

from typing import Any

from app.kernel.errors import FieldError
from app.kernel.types import western_digits
from app.kernel.words import _
from app.platform.web.forms import SubmittedForm
from app.sessions.pages.planning import day_of
from app.sessions.rules.series import Frequency
from app.sessions.schemas.series import SeriesView

_RULE_FIELDS = ("frequency", "interval", "until", "count", "nth")


def left_out(form: SubmittedForm) -> list[str]:
    """The days left out as they were typed, and after them those that were ticked in the preview, each once."""
    typed = form.get("except").replace(",", " ").replace("،", " ").split()
    return list(dict.fromkeys([*typed, *" ".join(form.all("leave_out")).split()]))


def rule_of(form: SubmittedForm) -> tuple[dict[str, Any], list[FieldError]]:
    """The pattern as it was typed; days left out stand one a line or with a comma between, or were ticked below."""
    rule: dict[str, Any] = {name: form.get(name) for name in _RULE_FIELDS if form.get(name)}
    for name in ("nth", "interval", "count"):
        if name in rule:
            text = western_digits(rule[name])
            rule[name] = (
                int(text) if text.removeprefix("-").isascii() and text.lstrip("-").isdigit() else text
            )
    if rule.get("frequency") != Frequency.MONTHLY_BY_WEEKDAY.value:
        rule.pop("nth", None)
    typed = left_out(form)
    days = [day_of(one) for one in typed]
    rule["except"] = [one for one in days if one is not None]
    if None in days:
        message = _("Write each day as 2026-12-25, one a line.")
        return rule, [FieldError("except", "invalid", message)]
    return rule, []


def rule_values(series: SeriesView) -> dict[str, str]:
    """How a series repeats, as the form shows it. Days left out belong to its own weekday and are not copied."""
    rule = series.rule
    answers = {
        "frequency": rule.frequency.value,
        "interval": rule.interval,
        "nth": rule.nth,
        "until": rule.until,
        "count": rule.count,
    }
    return {name: str(value) for name, value in answers.items() if value is not None}
