"""Every figure, once: what it counts, in words, and by what it can be cut. Pure."""

from __future__ import annotations

from app.kernel.errors import Invalid
from app.kernel.words import _
from app.measures.rules.feedback import FEEDBACK_MEASURES, FEEDBACK_SHARES
from app.measures.rules.shape import (
    OVERLAPPING,
    PEOPLE_DIMENSIONS,
    SESSION_DIMENSIONS,
    D,
    Dimension,
    Kind,
    Measure,
)
from app.measures.rules.stock import STOCK_MEASURES
from app.measures.rules.timeliness import TIMELINESS_MEASURES

__all__ = [
    "FEEDBACK_SHARES",
    "MEASURES",
    "OVERLAPPING",
    "Dimension",
    "Kind",
    "Measure",
    "dimensions_named",
    "measure_named",
    "share",
]

_ALL = (*PEOPLE_DIMENSIONS, *SESSION_DIMENSIONS)

MEASURES: dict[str, Measure] = {
    measure.key: measure
    for measure in (
        Measure(
            "people_reached",
            _("People reached"),
            _(
                "People reached: people counted in the grid of verified sessions, by community, sex and age. "
                "Nobody is registered by name, so a person who comes to two sessions is counted twice."
            ),
            "people",
            Kind.COUNT,
            _ALL,
            counts_people=True,
        ),
        Measure(
            "door_count",
            _("Door count"),
            _("Door count: people counted at the door of verified sessions, apart from the grid."),
            "people",
            Kind.COUNT,
            SESSION_DIMENSIONS,
            counts_people=True,
        ),
        Measure(
            "tickets_attended",
            _("Tickets used"),
            _("Tickets used: tickets shown at the entrance of verified sessions."),
            "tickets",
            Kind.COUNT,
            SESSION_DIMENSIONS,
            counts_people=True,
        ),
        Measure(
            "sessions_held",
            _("Sessions held"),
            _("Sessions held: verified sessions, each counted once however many organisations run it."),
            "sessions",
            Kind.COUNT,
            SESSION_DIMENSIONS,
        ),
        Measure(
            "partner_organisations",
            _("Organisations involved"),
            _(
                "Organisations involved: different organisations that led a verified session or took part in it."
            ),
            "organisations",
            Kind.DISTINCT,
            tuple(one for one in SESSION_DIMENSIONS if one is not D.ORGANISATION),
        ),
        Measure(
            "officials_trained",
            _("Officials trained"),
            _(
                "Officials trained: people reached in verified sessions of the type training whose audience "
                "is officials."
            ),
            "people",
            Kind.COUNT,
            _ALL,
            counts_people=True,
        ),
        Measure(
            "kits_given",
            _("Kits given"),
            _(
                "Kits given: dignity kits handed out at verified sessions and at closed distribution points, reversed "
                "hand-outs taken off. Other materials are counted apart."
            ),
            "kits",
            Kind.COUNT,
            (*_ALL, D.ITEM),
            counts_people=True,
        ),
        Measure(
            "items_given",
            _("Items given"),
            _(
                "Items given: everything handed out at verified sessions and at closed distribution points, kits and "
                "other materials together."
            ),
            "pieces",
            Kind.COUNT,
            (*_ALL, D.ITEM),
            counts_people=True,
        ),
        Measure(
            "people_given",
            _("People who received something"),
            _(
                "People who received something: at least this many went home with a kit or other material. Within "
                "a session or distribution point, community, sex and age the largest number given of any one item is "
                "taken, so a woman with a kit and a pin counts once."
            ),
            "people",
            Kind.COUNT,
            _ALL,
            counts_people=True,
        ),
        Measure(
            "people_given_kits",
            _("People who received a kit"),
            _(
                "People who received a kit: at least this many went home with a dignity kit, from verified sessions and "
                "closed distribution points. Within a session or distribution point, community, sex and age the largest "
                "number given of any one kind of kit is taken."
            ),
            "people",
            Kind.COUNT,
            _ALL,
            counts_people=True,
        ),
        Measure(
            "seats_booked",
            _("Seats booked"),
            _("Seats booked: seats of confirmed bookings in verified sessions."),
            "seats",
            Kind.COUNT,
            SESSION_DIMENSIONS,
            counts_people=True,
        ),
        Measure(
            "came_where_booked",
            _("People in sessions with bookings"),
            _(
                "People in sessions with bookings: people reached in verified sessions for which seats were booked."
            ),
            "people",
            Kind.COUNT,
            SESSION_DIMENSIONS,
            counts_people=True,
        ),
        Measure(
            "show_up",
            _("Show-up rate"),
            _(
                "Show-up rate: people reached divided by seats booked, in verified sessions for which seats were booked. "
                "It passes 1 where people also come without a booking."
            ),
            "share",
            Kind.RATIO,
            SESSION_DIMENSIONS,
            numerator="came_where_booked",
            denominator="seats_booked",
            counts_people=True,
        ),
        Measure(
            "referrals",
            _("Referrals"),
            _("Referrals: people referred to a service, as told in the close-out of verified sessions."),
            "people",
            Kind.COUNT,
            (*SESSION_DIMENSIONS, D.SERVICE),
            counts_people=True,
        ),
        Measure(
            "quiz_asked",
            _("People asked before and after"),
            _(
                "People asked before and after: people who took the short quiz of a verified session both times."
            ),
            "people",
            Kind.COUNT,
            SESSION_DIMENSIONS,
            counts_people=True,
        ),
        Measure(
            "quiz_before",
            _("Right answers before"),
            _("Right answers before: people who answered the quiz rightly before the session."),
            "people",
            Kind.COUNT,
            SESSION_DIMENSIONS,
            counts_people=True,
        ),
        Measure(
            "quiz_after",
            _("Right answers after"),
            _("Right answers after: people who answered the quiz rightly after the session."),
            "people",
            Kind.COUNT,
            SESSION_DIMENSIONS,
            counts_people=True,
        ),
        Measure(
            "quiz_gained",
            _("More right answers after than before"),
            _(
                "More right answers after than before: right answers after the session less right answers before."
            ),
            "people",
            Kind.COUNT,
            SESSION_DIMENSIONS,
            counts_people=True,
        ),
        Measure(
            "outcome",
            _("Better informed after the session"),
            _(
                "Better informed after the session: by how much the share of right answers rose, of the people "
                "asked before and after. Sessions are pooled: all answers are added before they are divided."
            ),
            "share",
            Kind.RATIO,
            SESSION_DIMENSIONS,
            numerator="quiz_gained",
            denominator="quiz_asked",
            counts_people=True,
        ),
        Measure(
            "kits_per_person",
            _("Kits per person"),
            _("Kits per person: kits given divided by people reached, in the same sessions."),
            "kits per person",
            Kind.RATIO,
            _ALL,
            numerator="kits_given",
            denominator="people_reached",
            counts_people=True,
        ),
        *TIMELINESS_MEASURES,
        *FEEDBACK_MEASURES,
        *STOCK_MEASURES,
    )
}
"""The register. Screens, API, workbooks and documents all read from here."""


def measure_named(key: str, field: str = "measure") -> Measure:
    """The measure with this key. Raises Invalid on `field` when there is none."""
    found = MEASURES.get(key)
    if found is None:
        raise Invalid.of(
            field,
            "measure.unknown",
            _("There is no figure called %(key)s.") % {"key": key[:64]},
            known=sorted(MEASURES),
        )
    return found


def dimensions_named(measure: Measure, names: list[str], field: str = "by") -> tuple[Dimension, ...]:
    """The dimensions with these names, in order, once each. Raises Invalid when the measure is not cut by one."""
    wanted: dict[Dimension, None] = {}
    for name in names:
        try:
            dimension = Dimension(name)
        except ValueError:
            dimension = None
        if dimension is None or dimension not in measure.dimensions:
            raise Invalid.of(
                field,
                "measure.not_cut_by",
                _("%(title)s cannot be cut by %(name)s.") % {"title": measure.title, "name": name[:64]},
                known=[one.value for one in measure.dimensions],
            )
        wanted[dimension] = None
    return tuple(wanted)


def share(numerator: int, denominator: int) -> float | None:
    """A pooled share, to four places; None when nothing stands below the line."""
    return round(numerator / denominator, 4) if denominator else None
