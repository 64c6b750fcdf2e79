"""What the form of a plan folds away, and when it stands open."""

from __future__ import annotations

import re

from app.platform.web.forms import FormView

_FOLDED = {
    "clock": re.compile(r"ends_on|time_zone"),
    "partners": re.compile(r"partners\.[1-9]\d*\.organisation"),
    "facilitators": re.compile(r"facilitators\.[1-9]\d*"),
    "projects": re.compile(r"projects\.[1-9]\d*\.(project|share)"),
    "kits": re.compile(r"planned_kits\.[1-9]\d*\.(item|quantity)"),
    "more": re.compile(r"campaign|note"),
    "pattern": re.compile(r"except|nth"),
}
"""What the form folds away, by the names of the fields in it."""


def folded(form: FormView) -> dict[str, bool]:
    """Which folded parts stand open: something was answered there, or is wrong there. The zone always has an answer."""
    told = [name for name, value in form.values.items() if value and name != "time_zone"]
    return {
        part: any(names.fullmatch(name) for name in (*told, *form.errors)) for part, names in _FOLDED.items()
    }
