"""Karama: awareness-session registration and dignity-kit tracking, with no list of names."""

import gc

COLLECT_AFTER = (20_000, 10, 10)
"""So many new objects make Python look for garbage that points to itself; its own 700 suit a small program.

Importing the house makes a million objects that stay, and a batch of a tablet a thousand that live until it is answered:
the collector walked through them several times, for nothing. What nobody points to any more goes at once as ever.
"""

gc.set_threshold(*COLLECT_AFTER)  # here, before anything large is imported

__version__ = "0.1.0"
