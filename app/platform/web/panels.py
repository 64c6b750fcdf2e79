"""Sections that other packages contribute to a page they must not be known by.

The session page stands low in the house; counts, kits and the report stand above it. Main hands their
panels to the app, so that the page shows them without importing anything from above.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from app.access.actor import Actor
from app.platform.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Panel:
    """A section: `template` is included with `panel` in its context; `panel.view` holds view models only."""

    template: str
    view: Mapping[str, Any] = field(default_factory=dict)


SessionPanel = Callable[[Actor, UUID, UnitOfWork], Panel | None]
"""The panel of one session for one reader, or None when there is nothing this reader may see."""
