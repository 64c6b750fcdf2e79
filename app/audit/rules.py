"""How one event is bound to the one before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

FIRST = "0" * 64
"""What the first event of a chain is bound to."""

HOUSE = "house"
"""The chain of happenings that belong to no organisation."""


def bind(previous: str, facts: Mapping[str, Any]) -> str:
    """The hash of an event: SHA-256 over the previous hash and the event's canonical JSON, in hex."""
    canonical = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256((previous + canonical).encode()).hexdigest()
