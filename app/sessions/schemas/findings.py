"""What a look at a plan found, as it goes out."""

from __future__ import annotations

from typing import Any

from app.kernel.types import View
from app.sessions.rules.findings import Finding, Weight


class FindingView(View):
    """One finding: how much it weighs, the field it is about, a code, a sentence, and facts."""

    weight: Weight
    field: str
    code: str
    message: str
    facts: dict[str, Any]


def finding_view(found: Finding) -> FindingView:
    """The finding with its sentence in the language being spoken."""
    return FindingView(
        weight=found.weight,
        field=found.field,
        code=found.code,
        message=str(found.message),
        facts=dict(found.facts),
    )
