"""What an indicator follows: which figure, narrowed by what, and how its periods come together. Pure.

The figures themselves stand in the measures, above this package; a test holds both lists against each other.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import NamedTuple, Protocol

from app.kernel.errors import FieldError
from app.kernel.words import Words, _


class Aggregation(StrEnum):
    """How an indicator's periods come together in its cumulative value.

    sum        they add up
    max        the highest of them
    latest     the last of them
    pooled     of a share: all numerators over all denominators, never an average of percentages
    """

    SUM = "sum"
    MAX = "max"
    LATEST = "latest"
    POOLED = "pooled"


KEPT_AS = {**{one: one.value for one in Aggregation}, Aggregation.POOLED: Aggregation.SUM.value}
"""How each is written in the database: the share of all periods together is to a share what the sum is to a count."""


AGGREGATION_NAMES: dict[Aggregation, Words] = {
    Aggregation.SUM: _("sum of the periods"),
    Aggregation.MAX: _("highest period"),
    Aggregation.LATEST: _("latest period"),
    Aggregation.POOLED: _("share of all periods together"),
}


class Dimension(StrEnum):
    """What a figure can be narrowed or broken down by."""

    COMMUNITY = "community"
    COHORT = "cohort"
    SEX = "sex"
    AGE_BAND = "age_band"
    AREA = "area"
    VENUE = "venue"
    ORGANISATION = "organisation"
    CAMPAIGN = "campaign"
    ACTIVITY_TYPE = "activity_type"
    AUDIENCE = "audience"
    TOPIC = "topic"
    LANGUAGE = "language"
    ITEM = "item"


DIMENSION_NAMES: dict[Dimension, Words] = {
    Dimension.COMMUNITY: _("community"),
    Dimension.COHORT: _("group of communities"),
    Dimension.SEX: _("sex"),
    Dimension.AGE_BAND: _("age band"),
    Dimension.AREA: _("area"),
    Dimension.VENUE: _("venue"),
    Dimension.ORGANISATION: _("organisation"),
    Dimension.CAMPAIGN: _("campaign"),
    Dimension.ACTIVITY_TYPE: _("kind of activity"),
    Dimension.AUDIENCE: _("audience"),
    Dimension.TOPIC: _("topic"),
    Dimension.LANGUAGE: _("language"),
    Dimension.ITEM: _("item"),
}

D = Dimension
_PEOPLE = frozenset({D.COMMUNITY, D.COHORT, D.SEX, D.AGE_BAND})
_SESSIONS = frozenset(set(Dimension) - _PEOPLE - {D.ITEM})
_EVERYTHING = frozenset(Dimension)
_STOCK = frozenset({D.ITEM, D.ORGANISATION})


class Kind(StrEnum):
    """What becomes of a figure over several periods."""

    COUNT = "count"
    LEVEL = "level"
    SHARE = "share"


FITTING: dict[Kind, tuple[Aggregation, ...]] = {
    Kind.COUNT: (Aggregation.SUM, Aggregation.MAX, Aggregation.LATEST),
    Kind.LEVEL: (Aggregation.LATEST, Aggregation.MAX),
    Kind.SHARE: (Aggregation.POOLED, Aggregation.LATEST, Aggregation.MAX),
}
"""How the periods of each kind may come together; the first is the usual one."""


class Measure(StrEnum):
    """The figures an indicator can follow; how each is computed stands in the measures."""

    PEOPLE_REACHED = "people_reached"
    SESSIONS_HELD = "sessions_held"
    DOOR_COUNT = "door_count"
    TICKETS_ATTENDED = "tickets_attended"
    PARTNER_ORGANISATIONS = "partner_organisations"
    OFFICIALS_TRAINED = "officials_trained"
    REFERRALS = "referrals"
    SEATS_BOOKED = "seats_booked"
    KITS_GIVEN = "kits_given"
    ITEMS_GIVEN = "items_given"
    PEOPLE_GIVEN = "people_given"
    PEOPLE_GIVEN_KITS = "people_given_kits"
    SHOW_UP = "show_up"
    OUTCOME = "outcome"
    KITS_PER_PERSON = "kits_per_person"
    TIMELINESS = "timeliness"
    FEEDBACK_ASKED = "feedback_asked"
    FEEDBACK_FULL_KIT = "feedback_full_kit"
    FEEDBACK_QUALITY = "feedback_quality"
    FEEDBACK_WAITING = "feedback_waiting"
    FEEDBACK_SAFE_GOING = "feedback_safe_going"
    FEEDBACK_SAFE_THERE = "feedback_safe_there"
    FEEDBACK_SAFE_BACK = "feedback_safe_back"
    FEEDBACK_RESPECT = "feedback_respect"
    FEEDBACK_FAVOUR = "feedback_favour"
    FEEDBACK_COMPLAINT = "feedback_complaint"
    FEEDBACK_HELP = "feedback_help"
    FEEDBACK_OVERALL = "feedback_overall"
    KITS_RECEIVED = "kits_received"
    KITS_ASSEMBLED = "kits_assembled"
    KITS_ISSUED = "kits_issued"
    KITS_LOST = "kits_lost"
    KITS_BALANCE = "kits_balance"
    ITEMS_RECEIVED = "items_received"
    ITEMS_ISSUED = "items_issued"
    ITEMS_LOST = "items_lost"
    ITEMS_BALANCE = "items_balance"


class Followed(NamedTuple):
    """What is known of a figure here: its name in a list, its kind, its usual unit, by what it may be narrowed."""

    name: Words
    kind: Kind
    unit: str
    narrowed_by: frozenset[Dimension]


def _share(name: Words, narrowed_by: frozenset[Dimension], unit: str = "%") -> Followed:
    return Followed(name, Kind.SHARE, unit, narrowed_by)


_ASKED = _PEOPLE | _SESSIONS
_C, _L = Kind.COUNT, Kind.LEVEL
M = Measure

FOLLOWED: dict[Measure, Followed] = {
    M.PEOPLE_REACHED: Followed(_("People reached"), _C, "people", _ASKED),
    M.SESSIONS_HELD: Followed(_("Sessions held"), _C, "sessions", _SESSIONS),
    M.DOOR_COUNT: Followed(_("Door count"), _C, "people", _SESSIONS),
    M.TICKETS_ATTENDED: Followed(_("Tickets used"), _C, "tickets", _SESSIONS),
    M.PARTNER_ORGANISATIONS: Followed(_("Organisations involved"), _C, "organisations", _SESSIONS),
    M.OFFICIALS_TRAINED: Followed(_("Officials trained"), _C, "people", _ASKED),
    M.REFERRALS: Followed(_("Referrals"), _C, "referrals", _SESSIONS),
    M.SEATS_BOOKED: Followed(_("Seats booked"), _C, "seats", _SESSIONS),
    M.KITS_GIVEN: Followed(_("Kits given"), _C, "kits", _EVERYTHING),
    M.ITEMS_GIVEN: Followed(_("Items given"), _C, "pieces", _EVERYTHING),
    M.PEOPLE_GIVEN: Followed(_("People who received something"), _C, "people", _ASKED),
    M.PEOPLE_GIVEN_KITS: Followed(_("People who received a kit"), _C, "people", _ASKED),
    M.SHOW_UP: _share(_("Show-up rate"), _SESSIONS),
    M.OUTCOME: _share(_("Better informed after the session, in percentage points"), _SESSIONS),
    M.KITS_PER_PERSON: _share(_("Kits for each 100 people reached"), _ASKED, "kits"),
    M.TIMELINESS: _share(_("Reported in time"), _SESSIONS),
    M.FEEDBACK_ASKED: Followed(_("People asked after a distribution"), _C, "people", _ASKED),
    M.FEEDBACK_FULL_KIT: _share(_("Got the whole kit"), _ASKED),
    M.FEEDBACK_QUALITY: _share(_("Found the quality good (3 or 4 of 4)"), _ASKED),
    M.FEEDBACK_WAITING: _share(_("Waited an hour at most"), _ASKED),
    M.FEEDBACK_SAFE_GOING: _share(_("Felt safe on the way there"), _ASKED),
    M.FEEDBACK_SAFE_THERE: _share(_("Felt safe at the place"), _ASKED),
    M.FEEDBACK_SAFE_BACK: _share(_("Felt safe on the way back"), _ASKED),
    M.FEEDBACK_RESPECT: _share(_("Were treated with respect"), _ASKED),
    M.FEEDBACK_FAVOUR: _share(_("Were asked for nothing in return"), _ASKED),
    M.FEEDBACK_COMPLAINT: _share(_("Know how to complain"), _ASKED),
    M.FEEDBACK_HELP: _share(_("Remember a place to find help"), _ASKED),
    M.FEEDBACK_OVERALL: _share(_("Content altogether (4 or 5 of 5)"), _ASKED),
    M.KITS_RECEIVED: Followed(_("Kits received"), _C, "kits", _STOCK),
    M.KITS_ASSEMBLED: Followed(_("Kits assembled"), _C, "kits", _STOCK),
    M.KITS_ISSUED: Followed(_("Kits issued"), _C, "kits", _STOCK),
    M.KITS_LOST: Followed(_("Kits lost"), _C, "kits", _STOCK),
    M.KITS_BALANCE: Followed(_("Kits in stock"), _L, "kits", _STOCK),
    M.ITEMS_RECEIVED: Followed(_("Items received"), _C, "pieces", _STOCK),
    M.ITEMS_ISSUED: Followed(_("Items issued"), _C, "pieces", _STOCK),
    M.ITEMS_LOST: Followed(_("Items lost"), _C, "pieces", _STOCK),
    M.ITEMS_BALANCE: Followed(_("Items in stock"), _L, "pieces", _STOCK),
}
"""Every figure an indicator can follow."""

MEASURE_NAMES: dict[Measure, Words] = {measure: one.name for measure, one in FOLLOWED.items()}

FORMER_NAMES: dict[Measure, Words] = {
    M.TICKETS_ATTENDED: _("tickets attended"),
    M.PARTNER_ORGANISATIONS: _("partner organisations involved"),
}
"""As older sheets of logframes call them."""


class TargetNumber(Protocol):
    """What should be reached."""

    @property
    def value(self) -> int:
        """In the indicator's unit."""


def usual_aggregation(measure: Measure) -> Aggregation:
    """How periods come together when nobody says: counts add up, levels are the latest, shares are pooled."""
    return FITTING[FOLLOWED[measure].kind][0]


def aggregation_kept(measure: Measure, kept: str) -> Aggregation:
    """What the database means by a word about the periods of a figure."""
    found = Aggregation(kept)
    of_share = FOLLOWED[measure].kind is Kind.SHARE
    return Aggregation.POOLED if found is Aggregation.SUM and of_share else found


def usual_unit(measure: Measure) -> str:
    """The unit when nobody says."""
    return FOLLOWED[measure].unit


def falls(aggregation: Aggregation, baseline: int, targets: Sequence[TargetNumber]) -> bool:
    """Whether less is better: the last target (they are in the order of their days) is below the baseline.

    Where periods add up it never is: the baseline is then last year's sum, and a quarter's target a part of it.
    """
    return aggregation is not Aggregation.SUM and bool(targets) and targets[-1].value < baseline


def following_problems(
    measure: Measure, aggregation: Aggregation, narrowed_by: Collection[Dimension]
) -> list[FieldError]:
    """The periods can come together like this, and the figure knows what it is narrowed by."""
    followed = FOLLOWED[measure]
    problems: list[FieldError] = []
    if aggregation not in FITTING[followed.kind]:
        ways = "; ".join(str(AGGREGATION_NAMES[one]) for one in FITTING[followed.kind])
        sentence = _("The periods of this figure come together in another way: %(ways)s.") % {"ways": ways}
        problems.append(FieldError("aggregation", "indicator.aggregation_unfit", sentence))
    for dimension in narrowed_by:
        if dimension not in followed.narrowed_by:
            sentence = _("%(title)s cannot be cut by %(name)s.") % {
                "title": followed.name,
                "name": DIMENSION_NAMES[dimension],
            }
            problems.append(FieldError("filter", "measure.not_cut_by", sentence))
    return problems
