"""What can be done with the kits of a session: one verb, one transaction."""

from __future__ import annotations

from app.distributions.use_cases.giving import hand_out, load_bag, reverse_hand_out
from app.distributions.use_cases.looking import Desk, KitPanel, desk, kit_panel, list_hand_outs

__all__ = [
    "Desk",
    "KitPanel",
    "desk",
    "hand_out",
    "kit_panel",
    "list_hand_outs",
    "load_bag",
    "reverse_hand_out",
]
