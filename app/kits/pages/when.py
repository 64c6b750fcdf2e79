"""The day on a form: an entry of today happened now, one of an earlier day at its noon in UTC."""

from __future__ import annotations

from typing import Any

from app.kernel import clock


def happened_at(day: object) -> dict[str, Any]:
    """`effective_at` for a command from an ISO day; nothing for today or no day, the text itself when it is no day."""
    text = str(day or "")
    if not text or text == clock.today().isoformat():
        return {}
    return {"effective_at": f"{text}T12:00:00Z"}
