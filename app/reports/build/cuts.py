"""What a report counts of its project, where that is not everything, and how it says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.kernel.words import Words, _
from app.places import public as places
from app.platform import formats
from app.platform.unit_of_work import ReadTx
from app.reports.rules import FileKind
from app.reports.schemas import Category
from app.sessions.public import ACTIVITY_NAMES, ActivityType
from app.vocabularies import public as vocabularies


@dataclass(frozen=True, slots=True)
class Cuts:
    """What is counted; what is empty is not cut.

    areas           P-codes as the lens names them; `below`: with everything below them
    activity_types  types of the sessions that count; a distribution point is of none
    communities     of the people in those sessions only these
    rounding        counts of people as multiples of it, none hidden; 0: exact, small ones hidden
    formats         the files in which the report leaves the house
    """

    areas: tuple[str, ...] = ()
    below: frozenset[str] = frozenset()
    activity_types: tuple[str, ...] = ()
    communities: tuple[str, ...] = ()
    rounding: int = 0
    formats: tuple[FileKind, ...] = ()

    @property
    def some(self) -> bool:
        """Whether sessions or people of the project are left out."""
        return bool(self.areas or self.activity_types or self.communities)

    def named(self, look: ReadTx, language: str) -> list[Category]:
        """Each cut: what is chosen and the names of it, in the language spoken."""
        known = places.areas_by_codes(look, self.areas)
        communities = vocabularies.community_names(look)
        kinds = [str(ACTIVITY_NAMES[ActivityType(one)]) for one in self.activity_types]
        found = [
            (_("Areas"), [known[one].names.in_language(language) for one in self.areas if one in known]),
            (_("Types of activity"), kinds),
            (_("Communities"), [communities[one].in_language(language) for one in self.communities]),
            (_("Rounded to multiples of"), [formats.number(self.rounding)] if self.rounding else []),
        ]
        return [
            Category(code=str(title), label=formats.listing(sorted(names))) for title, names in found if names
        ]

    def sentences(self, look: ReadTx, language: str) -> tuple[str, ...]:
        """The same in sentences, as they stand in front of a report."""
        named = {one.code: one.label for one in self.named(look, language)}
        said: Iterable[tuple[bool, Words, str]] = (
            (bool(self.areas), _("Only these areas are counted: %(names)s."), str(_("Areas"))),
            (
                bool(self.activity_types),
                _(
                    "Only these types of activity are counted: %(names)s. Distribution points are of no type and are "
                    "left out."
                ),
                str(_("Types of activity")),
            ),
            (
                bool(self.communities),
                _(
                    "Only these communities are counted: %(names)s. Sessions count whatever communities came; what is "
                    "not known by community is left out."
                ),
                str(_("Communities")),
            ),
            (
                bool(self.rounding),
                _(
                    "Counts of people and kits are rounded to multiples of %(names)s so that they still add up; "
                    "counts by session are left out."
                ),
                str(_("Rounded to multiples of")),
            ),
        )
        sentences = [str(words % {"names": named[title]}) for holds, words, title in said if holds]
        if self.some:
            sentences.append(
                str(
                    _(
                        "Stock is kept for the project as a whole and not divided like this, so it is left out."
                    )
                )
            )
        return tuple(sentences)
