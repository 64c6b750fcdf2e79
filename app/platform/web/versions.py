"""Optimistic concurrency over HTTP: `If-Match: "3"` (RFC 9110) carries the version the client saw."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Depends, Header

_TAG = re.compile(r'^\s*(?:W/)?"?(\d{1,9})"?\s*$')


async def _seen(
    if_match: Annotated[str | None, Header(description='The version you saw, e.g. "3"')] = None,
) -> int | None:
    found = _TAG.match(if_match or "")
    return int(found.group(1)) if found else None


SeenVersion = Annotated[int | None, Depends(_seen)]
"""The version the client saw, or None when it did not say (which is stale too)."""
