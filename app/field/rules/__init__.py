"""Pure words and rules of the tablets: kinds of events, outcomes, clocks, gaps, codes."""

from __future__ import annotations
