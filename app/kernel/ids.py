"""Ids are UUIDs of version 7 (RFC 9562): minted by the server or by a tablet alike, sortable by time."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from typing import Any
from uuid import UUID

from app.kernel import clock


def new_id() -> UUID:
    """A new UUIDv7: 48 bits of Unix milliseconds, then 74 random bits."""
    milliseconds = int(clock.now().timestamp() * 1000) & 0xFFFF_FFFF_FFFF
    value = (milliseconds << 80) | int.from_bytes(os.urandom(10), "big")
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return UUID(int=value)


def new_secret() -> str:
    """A bearer secret with 256 random bits, safe in an address or a header. Store only its `fingerprint`."""
    return secrets.token_urlsafe(32)


def fingerprint(secret: str) -> str:
    """SHA-256 of a secret in hex (64 characters): what the database keeps of it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def content_hash(content: Any) -> str:
    """SHA-256 in hex over canonical JSON: tells 'the same request again' from 'the same id, other content'."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()
