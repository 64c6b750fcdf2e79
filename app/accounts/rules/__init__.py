"""Pure rules of accounts: links, e-mail addresses, passwords, codes, waiting, and who may give which role."""

from __future__ import annotations

from enum import StrEnum


class LinkPurpose(StrEnum):
    """What a one-time link is for."""

    INVITATION = "invitation"
    RESET = "reset"


DEMO_DOMAIN = "@demo.example"
"""Where the people of the demonstration have their e-mail; only they can come in without a password."""


def normal_email(typed: str) -> str:
    """The one spelling under which an e-mail address is kept."""
    return typed.strip().lower()
