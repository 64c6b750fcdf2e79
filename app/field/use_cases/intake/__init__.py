"""The intake: what tablets tell, taken exactly once (app/decisions/0011)."""

from __future__ import annotations

from app.field.use_cases.intake.parcels import Parcel, Taken
from app.field.use_cases.intake.taking import (
    goes_in_line,
    take_alone,
    take_batch,
    take_together,
)

__all__ = ["Parcel", "Taken", "goes_in_line", "take_alone", "take_batch", "take_together"]
