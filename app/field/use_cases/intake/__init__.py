"""The intake: what tablets tell, taken exactly once (app/decisions/0011)."""

from __future__ import annotations

from app.field.use_cases.intake.taking import take_batch, take_shown

__all__ = ["take_batch", "take_shown"]
