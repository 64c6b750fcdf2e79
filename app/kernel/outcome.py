"""What a create answers: the thing, and whether this request made it or an earlier copy did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Thing]):
    """`fresh` is False when the same request was taken before (HTTP 200 instead of 201)."""

    value: Thing
    fresh: bool


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """`{field: [before, after]}` for the fields that differ: what the audit trail keeps of an edit."""
    return {name: [before.get(name), value] for name, value in after.items() if before.get(name) != value}
