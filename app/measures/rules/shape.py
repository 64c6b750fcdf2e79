"""What a figure is: how it is made, by what it can be cut. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.kernel.words import Words


class Kind(StrEnum):
    """How a figure is made.

    count     a sum; parts that do not overlap add up to the total
    distinct  different things, each counted once; parts may overlap
    level     what stands when the period ends: the last of its months, not their sum
    ratio     a share of two counts, pooled: numerators and denominators are added before they are divided
    """

    COUNT = "count"
    DISTINCT = "distinct"
    LEVEL = "level"
    RATIO = "ratio"


class Dimension(StrEnum):
    """By what a figure can be cut."""

    COMMUNITY = "community"
    SEX = "sex"
    AGE_BAND = "age_band"
    COHORT = "cohort"
    AREA = "area"
    GOVERNORATE = "governorate"
    VENUE = "venue"
    MONTH = "month"
    PROJECT = "project"
    DONOR = "donor"
    ORGANISATION = "organisation"
    ACTIVITY_TYPE = "activity_type"
    AUDIENCE = "audience"
    TOPIC = "topic"
    LANGUAGE = "language"
    CAMPAIGN = "campaign"
    ITEM = "item"
    LOT = "lot"
    SERVICE = "service"
    QUESTION = "question"
    ANSWER = "answer"


D = Dimension

OVERLAPPING = frozenset({D.PROJECT, D.DONOR, D.ORGANISATION, D.TOPIC})
"""One session may have several of these, and each counts all of it: such rows may add up to more than the total."""

PEOPLE_DIMENSIONS = (D.COMMUNITY, D.SEX, D.AGE_BAND, D.COHORT)
"""What is known of the people in a cell."""

SESSION_DIMENSIONS = (
    D.AREA,
    D.GOVERNORATE,
    D.VENUE,
    D.MONTH,
    D.PROJECT,
    D.DONOR,
    D.ORGANISATION,
    D.ACTIVITY_TYPE,
    D.AUDIENCE,
    D.TOPIC,
    D.LANGUAGE,
    D.CAMPAIGN,
)
"""What is known of a session."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure. A ratio names the two counts it is made of instead of a source of its own.

    `of_stock`: it is read from the kit ledger, which knows lots and places but no session. `of_feedback`: from what
    people said after a distribution, which those who handed out see in parts and nobody else does. `of_things`: its n
    counts answers about things, several from one person.
    """

    key: str
    title: Words
    definition: Words
    unit: str
    kind: Kind
    dimensions: tuple[Dimension, ...]
    numerator: str = ""
    denominator: str = ""
    counts_people: bool = False
    of_stock: bool = False
    of_feedback: bool = False
    of_things: bool = False

    @property
    def overlapping(self) -> frozenset[Dimension]:
        """By which of its dimensions its parts may add up to more than the whole.

        A lot has one project and stands at the places of one organisation at a time; its project may have several
        donors.
        """
        mine = OVERLAPPING if not self.of_stock else OVERLAPPING - {D.PROJECT, D.ORGANISATION}
        return mine.intersection(self.dimensions)
