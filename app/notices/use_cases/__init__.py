"""The inbox: look, mark as read, choose letters; and the round that takes letters to the post."""

from __future__ import annotations

from app.notices.use_cases.inbox import choose_letters, list_notices, mark_read, wants_letters
from app.notices.use_cases.sending import send_waiting

__all__ = ["choose_letters", "list_notices", "mark_read", "send_waiting", "wants_letters"]
