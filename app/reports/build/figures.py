"""The key figures of a period, small ones protected, and the sentence that sums them up."""

from __future__ import annotations

from app.kernel.words import Words, _
from app.measures import public as measures
from app.platform import formats
from app.platform.unit_of_work import ReadTx
from app.reports.build.asking import Asked
from app.reports.disclosure import Protected
from app.reports.disclosure.rounding import nearest
from app.reports.lens_rules import Part
from app.reports.schemas import ALL, COMPLEMENTARY, Figure, Shown

USED = (
    "people_reached",
    "sessions_held",
    "partner_organisations",
    "door_count",
    "tickets_attended",
    "officials_trained",
    "kits_given",
    "people_given",
    "referrals",
    "outcome",
    "kits_per_person",
)
"""The measures a report speaks of, in its order; the methodology defines each."""

_MADE_FROM_OTHERS = frozenset({"people_reached", "outcome", "kits_per_person"})


def key_figures(look: ReadTx, asked: Asked, people: Protected, everybody: int) -> tuple[Figure, ...]:
    """Every key figure; `everybody` is the exact number reached. None: not collected."""
    counts = {
        key: asked.count(look, key) if asked.knows(key) else 0 for key in USED if key not in _MADE_FROM_OTHERS
    }
    reached = people.cells.get((ALL, ALL, ALL), 0)
    values: dict[str, Shown | None] = {
        "people_reached": reached,
        "sessions_held": counts["sessions_held"],
        "partner_organisations": counts["partner_organisations"],
        "door_count": _beside(asked, counts["door_count"], reached) if counts["door_count"] else None,
        "tickets_attended": _beside(asked, counts["tickets_attended"], reached),
        "officials_trained": asked.shown(counts["officials_trained"], everybody),
        "kits_given": asked.shown(counts["kits_given"]),
        "people_given": asked.shown(counts["people_given"]),
        "referrals": asked.shown(counts["referrals"]),
    }
    values |= {key: COMPLEMENTARY for key, value in values.items() if value and asked.leaves_out(key)}
    values |= dict.fromkeys(key for key in counts if not asked.knows(key))
    figures = [_figure(asked, key, value) for key, value in values.items()]
    return (*figures, outcome(look, asked), kits_per_hundred(values))


def _beside(asked: Asked, value: int, reached: int | str) -> Shown:
    """A second count of the same people: it would give away a hidden first one."""
    if not isinstance(reached, int) and value:
        return COMPLEMENTARY
    return asked.shown(value)


def _figure(asked: Asked, key: str, value: Shown | None) -> Figure:
    note = _not_told(asked, key) if value is None else _NOTES.get(key, "")
    return Figure(key=key, label=str(measures.MEASURES[key].title), value=value, note=str(note))


def _not_told(asked: Asked, key: str) -> Words:
    return _("not collected") if asked.knows(key) else _("not known by community")


_NOTES = {
    "people_reached": _("counted per session"),
    "people_given": _("at least"),
}


def outcome(look: ReadTx, asked: Asked) -> Figure:
    """By how many points in a hundred right answers rose, with the number of people asked."""
    label = str(_("Better informed after the session, in percentage points"))
    if not asked.knows("outcome"):
        return Figure(key="outcome", label=label, value=None, note=str(_not_told(asked, "outcome")))
    found = asked.total(look, "outcome")
    people, more = found.denominator or 0, found.numerator or 0
    label = str(_("Better informed after the session, in percentage points"))
    if found.value is None:
        return Figure(key="outcome", label=label, value=None, note=str(_("not collected")))
    if asked.is_small(people) or asked.withheld or asked.leaves_out(Part.OUTCOME):
        why = _("few people were asked") if asked.is_small(people) else ""
        return Figure(key="outcome", label=label, value=COMPLEMENTARY, note=str(why))
    few = asked.is_small(abs(more)) or asked.is_small(people - more)
    told = nearest(people, asked.cuts.rounding) if asked.cuts.rounding else people
    note = _("of %(people)s people asked before and after") % {"people": formats.number(told)}
    value: Shown = COMPLEMENTARY if few else round(found.value * 100)
    return Figure(key="outcome", label=label, value=value, note=str(note), n=told)


def kits_per_hundred(values: dict[str, Shown | None]) -> Figure:
    """Kits for each hundred people, of two figures as they are shown."""
    kits, reached = values["kits_given"], values["people_reached"]
    label = str(_("Kits for each 100 people reached"))
    if not isinstance(kits, int) or not isinstance(reached, int) or not reached:
        hidden = isinstance(kits, str) or isinstance(reached, str)
        return Figure(key="kits_per_person", label=label, value=COMPLEMENTARY if hidden else None)
    return Figure(key="kits_per_person", label=label, value=round(100 * kits / reached))


def summary(asked: Asked, figures: tuple[Figure, ...]) -> str:
    """The report in a sentence; empty when a count in it is hidden."""
    values = {figure.key: figure.value for figure in figures}
    wanted = ("people_reached", "sessions_held", "partner_organisations", "kits_given")
    if any(not isinstance(values[key], int) for key in wanted):
        return ""
    sentence = _(
        "From %(first)s to %(last)s, %(organisations)s organisations held %(sessions)s sessions, reached "
        "%(people)s people and gave %(kits)s dignity kits."
    )
    people, sessions, organisations, kits = (formats.number(float(values[key] or 0)) for key in wanted)
    return str(
        sentence
        % {
            "first": formats.full_date(asked.from_date),
            "last": formats.full_date(asked.to_date),
            "organisations": organisations,
            "sessions": sessions,
            "people": people,
            "kits": kits,
        }
    )
