"""Who may be given what a project paid for, and what is left of it for a plan. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from app.kernel.errors import Conflict, FieldError
from app.kernel.words import _

EARMARK = frozenset({"earmark_reason"})
"""A field that came later than the requests it stands in: one without it is the same request as before."""


def is_eligible(earmark: UUID | None, projects: frozenset[UUID]) -> bool:
    """Stock that nobody earmarked goes anywhere; what a project paid for goes to what that project pays for.

    `projects` are those of a session or distribution point; one of no project gets unearmarked stock only.
    """
    return earmark is None or earmark in projects


def earmarked(*, place: str, free: int, kept: int, wanted: int) -> Conflict:
    """The refusal: the place has enough, but `kept` of it belong to projects that do not pay for this."""
    facts = {"place": place, "available": free, "kept": kept, "wanted": wanted}
    message = (
        _(
            "%(place)s has %(available)s for this and %(kept)s more that other projects paid for. You asked for "
            "%(wanted)s. To take from the others, say why: it is recorded and shown to whoever verifies."
        )
        % facts
    )
    return Conflict(
        "kits.earmarked", message, [FieldError("earmark_reason", "kits.earmarked", message, facts)]
    )


Promise = tuple[frozenset[UUID], int]
"""For what projects, and how many."""


def left_for(projects: frozenset[UUID], stock: Mapping[UUID | None, int], promises: Iterable[Promise]) -> int:
    """How many of an item are free for a plan of these projects, once every promise took its own.

    `stock` is earmark → pieces (None: of nobody). A promise takes first what its own projects paid for and the plan
    cannot have, then what both could have, then what is nobody's; what it cannot cover takes nothing from others.
    """
    left = dict(stock)
    for theirs, promised in promises:
        missing = promised
        turns = sorted(
            (earmark for earmark in left if is_eligible(earmark, theirs)),
            key=lambda earmark: (earmark is None, earmark in projects, str(earmark)),
        )
        for earmark in turns:
            part = min(max(left[earmark], 0), missing)
            left[earmark] -= part
            missing -= part
    return sum(max(pieces, 0) for earmark, pieces in left.items() if is_eligible(earmark, projects))
