"""Compose the start page, help and the trail from what the packages below tell at their public doors."""

from __future__ import annotations

from app.home.use_cases.dashboard import dashboard
from app.home.use_cases.guide import help_for
from app.home.use_cases.start import start_page
from app.home.use_cases.trail import read_trail

__all__ = ["dashboard", "help_for", "read_trail", "start_page"]
