"""The name of this installation, by which a tablet knows that it was Karama that answered, and which one."""

from __future__ import annotations

from fastapi import Request

from app.kernel.ids import fingerprint

HEADER = "X-Karama"
"""On every answer that a tablet acts on. A log-in page of the network, a proxy's error page have none."""


def instance_of(request: Request) -> str:
    """The same for every process of an installation, kept as long as its secret key; tells nothing of the key."""
    return fingerprint(f"karama instance {request.app.state.signing_key}")[:16]
