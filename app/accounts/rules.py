"""Pure rules of accounts: kinds of one-time links."""

from __future__ import annotations

from enum import StrEnum


class LinkPurpose(StrEnum):
    """What a one-time link is for."""

    INVITATION = "invitation"
    RESET = "reset"
